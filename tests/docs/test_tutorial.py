"""The tutorial works, step by step."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from documentation import DOCS, README, ROOT, blocks_of
from mypy_cache import mypy_cache

PAGE = DOCS / "tutorial" / "first-job.md"
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the tutorial's event compiled and its files saved."""
    folder = tmp_path_factory.mktemp("tutorial")
    shutil.copy(ROOT / "events.yaml", folder)
    (event,) = blocks_of(PAGE, "yaml")
    catalog = folder / "events.yaml"
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.com"]
    for arguments in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "Add the catalog"]):
        run(folder, [*git, *arguments])
    text = catalog.read_text(encoding="utf-8").replace("version: 0.1.0", "version: 0.1.1", 1)
    catalog.write_text(text.replace("\nschedules:", f"\n{event.code}\nschedules:"), encoding="utf-8")
    run(folder, [sys.executable, "-m", "cgk_codegen", "generate"])
    (folder / "pyproject.toml").write_text('[tool.mypy]\nplugins = ["cgk_runtime.mypy_plugin"]\n', encoding="utf-8")
    for block in blocks_of(PAGE, "python"):
        (name,) = (flag.partition("=")[2] for flag in block.flags)
        (folder / name).write_text(block.code, encoding="utf-8")
    return folder


def test_outputs_are_what_is_shown(project: Path) -> None:
    for block in blocks_of(PAGE, "console"):
        command, _, expected = block.code.partition("\n")
        assert run(project, ["bash", "-c", command.removeprefix("$ ")]) == expected


def test_test_passes(project: Path) -> None:
    last = blocks_of(PAGE, "bash")[-1].code
    assert "1 passed" in run(project, ["bash", "-c", last])


def test_git_ignores_saved_files() -> None:
    names = re.findall(r"(?:[Ss]ave|This)[^.]*?`([a-z_]+\.py)`", PAGE.read_text(encoding="utf-8"))
    names += re.findall(r"(?:[Ss]ave|This)[^.]*?`([a-z_]+\.py)`", README.read_text(encoding="utf-8"))
    tutorial, readme = ["flags.py", "wrong.py", "test_flags.py"], ["quickstart.py", "wrong.py", "test_quickstart.py"]
    assert names == [*tutorial, *readme]
    for name in [*names, "handlers.json", "jobs.jsonl", "sent.jsonl"]:
        subprocess.run(["git", "check-ignore", "-q", name], cwd=ROOT, check=True)


def test_files_are_typed(project: Path) -> None:
    names = ["flags.py", "test_flags.py"]
    assert "Success" in run(
        project, [str(BIN / "mypy"), "--strict", "--cache-dir", str(mypy_cache("strict-plugins")), *names]
    )


def run(folder: Path, command: list[str]) -> str:
    """Run a command with the project's own generated package and return all that it prints."""
    generated = str(folder / "generated")
    completed = subprocess.run(
        command,
        cwd=folder,
        env={
            "PATH": os.pathsep.join([str(BIN), os.environ["PATH"]]),
            "PYTHONPATH": generated,
            "MYPYPATH": generated,
            "MYPY_CACHE_DIR": str(mypy_cache("tutorial")),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=200,
        check=False,
    )
    assert "Traceback" not in completed.stdout, completed.stdout
    return completed.stdout
