"""Python files in their final layout, by ruff: unused imports out, imports sorted, lines broken."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import Final

from ruff import find_ruff_bin  # type: ignore[import-untyped]  # ruff ships no stubs

_SETTINGS: Final = """\
line-length = 120
target-version = "py311"
[lint]
select = ["F401", "I"]
"""


def format_python(files: dict[str, str]) -> dict[str, str]:
    """Lay out the Python files among these; the others stay as they are.

    Raises:
        subprocess.CalledProcessError: ruff refused a file, which is a fault of the compiler.
    """
    python = [path for path in files if path.endswith((".py", ".pyi"))]
    with tempfile.TemporaryDirectory(prefix="cgk-codegen-") as folder:
        root = Path(folder)
        settings = root / "ruff.toml"
        settings.write_text(_SETTINGS, encoding="utf-8")
        for path in python:
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(files[path], encoding="utf-8")
        for command in (("check", "--fix", "--quiet"), ("format", "--quiet")):
            subprocess.run(  # noqa: S603 - a fixed command on a folder of our own
                [find_ruff_bin(), *command, "--no-cache", "--config", str(settings), str(root)],
                check=True,
                capture_output=True,
                text=True,
            )
        formatted = {path: (root / path).read_text(encoding="utf-8") for path in python}
    return {**files, **formatted}
