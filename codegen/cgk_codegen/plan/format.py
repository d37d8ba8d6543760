"""Formatting of the generated Python files with ruff, which also removes unused imports and sorts the others."""

from __future__ import annotations

import json
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
isort.split-on-trailing-comma = false
"""
"""Imports that fit into one line after the removal of unused names stay in one line."""


def format_python(files: dict[str, str]) -> dict[str, str]:
    """Format the Python files; return other files unchanged.

    Args:
        files: Texts by path.

    Raises:
        subprocess.CalledProcessError: ruff refused a file, which is a bug in the compiler.
    """
    with tempfile.TemporaryDirectory(prefix="cgk-codegen-") as folder:
        root = Path(folder)
        settings = root / "ruff.toml"
        # ruff cannot find the generated package here, but has to sort its imports as first-party ones.
        packages = sorted({path.partition("/")[0] for path in files})
        settings.write_text(_SETTINGS + f"isort.known-first-party = {json.dumps(packages)}\n", encoding="utf-8")
        for path, text in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        for command in (("check", "--fix", "--quiet"), ("format", "--quiet")):
            subprocess.run(  # noqa: S603 - a fixed command on a temporary folder
                [find_ruff_bin(), *command, "--no-cache", "--config", str(settings), str(root)],
                check=True,
                capture_output=True,
                text=True,
            )
        return {path: (root / path).read_text(encoding="utf-8") for path in files}
