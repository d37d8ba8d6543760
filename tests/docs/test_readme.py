"""The README's outputs are what the tools print; `GOLDEN=write` accepts a change."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from documentation import README, ROOT, blocks_of
from golden import assert_golden
from mypy_cache import mypy_cache

BIN = Path(sys.executable).parent


def test_quickstart_prints_what_is_shown(tmp_path: Path) -> None:
    (tmp_path / "quickstart.py").write_text(blocks_of(README, "python")[0].code, encoding="utf-8")
    command, expected = shown_output("quickstart.py")
    assert command == "JOBS_PROVIDER=local .venv/bin/python quickstart.py"
    completed = run([sys.executable, "quickstart.py"], tmp_path, JOBS_PROVIDER="local")
    compare(expected, completed.stderr + completed.stdout)


def test_mypy_reports_the_errors_shown(tmp_path: Path) -> None:
    (wrong,) = (block for block in blocks_of(README, "python") if "no-check" in block.flags)
    (tmp_path / "wrong.py").write_text(wrong.code, encoding="utf-8")
    use_mypy_plugin(tmp_path)
    command, expected = shown_output("wrong.py")
    assert command == ".venv/bin/mypy wrong.py"
    completed = run([str(BIN / "mypy"), "--cache-dir", str(mypy_cache("plugins")), "wrong.py"], tmp_path)
    assert completed.returncode == 1
    compare(expected, completed.stdout)


def use_mypy_plugin(folder: Path) -> None:
    """Switch on mypy's plugin, as in the checkout's own pyproject.toml."""
    plugins = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]["plugins"]
    (folder / "pyproject.toml").write_text(f"[tool.mypy]\nplugins = {plugins}\n", encoding="utf-8")


def test_breaking_reports_the_change_shown(tmp_path: Path) -> None:
    catalog = tmp_path / "events.yaml"
    shutil.copy(ROOT / "events.yaml", catalog)
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.com"]
    for arguments in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "Add the catalog"]):
        run([*git, *arguments], tmp_path)
    text = catalog.read_text(encoding="utf-8")
    before, event, after = text.partition("  order.created:\n")
    after = after.replace('currency: {type: "string?"', "currency: {type: string", 1)
    catalog.write_text(re.sub(r"version: 0\.1\.0", "version: 0.2.0", before) + event + after, encoding="utf-8")

    command, expected = shown_output("breaking")
    arguments = command.removeprefix(".venv/bin/cgk-codegen ").split()
    completed = run([sys.executable, "-m", "cgk_codegen", *arguments], tmp_path)
    assert completed.returncode == 1, completed.stderr
    compare(expected, re.sub(r"until \d{4}-\d\d-\d\d", "until 2026-12-15", completed.stdout))


def test_readme_stays_short() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 125


def shown_output(word: str) -> tuple[str, str]:
    """Return the command and the output of the console block whose command contains a word."""
    (block,) = (block for block in blocks_of(README, "console") if word in block.code.splitlines()[0])
    command, _, output = block.code.partition("\n")
    return command.removeprefix("$ "), output


def compare(expected: str, actual: str) -> None:
    assert_golden(README, README.read_text(encoding="utf-8").replace(expected, actual))


def run(command: Sequence[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
