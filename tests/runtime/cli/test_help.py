"""Help texts: golden files of 80 columns, and the modules that `cgk --help` imports."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from cgk_runtime.cli.commands import COMMANDS
from golden import assert_golden
from paths import GOLDEN

from .conftest import Cgk

NAMES = ["", *(command.name for command in COMMANDS)]  # "" is `cgk` without a command


@pytest.mark.parametrize("name", NAMES)
def test_help_matches_golden_file(cgk: Cgk, name: str) -> None:
    completed = cgk(*([name] if name else []), "--help")
    assert (completed.returncode, completed.stderr) == (0, "")
    assert max(len(line) for line in completed.stdout.splitlines()) <= 80
    assert_golden(Path("cli", f"help{'-' if name else ''}{name.replace(':', '-')}.txt"), completed.stdout)


def test_no_help_file_of_a_removed_command() -> None:
    expected = {f"help{'-' if name else ''}{name.replace(':', '-')}.txt" for name in NAMES}
    assert {file.name for file in (GOLDEN / "cli").glob("help*.txt")} == expected


def test_help_imports_the_parser_alone() -> None:
    """`cgk --help` spends most of its time on imports; unlike seconds, they are the same on a busy machine."""
    program = "import sys; sys.argv[1:] = ['--help']; from cgk_runtime.cli.main import main; main()"
    completed = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", program], check=False, capture_output=True, text=True
    )
    imported = {
        line.rpartition("|")[2].strip() for line in completed.stderr.splitlines() if line.startswith("import time:")
    }
    own = {name.removeprefix("cgk_runtime.") for name in imported if name.startswith("cgk_runtime.")}
    assert own == {"_internal", "_internal.resilient_output", "cli", "cli.commands", "cli.main", "cli.parser"}
    costly = {"asyncio", "dataclasses", "difflib", "importlib.metadata", "inspect", "json", "logging", "pathlib"}
    assert not imported & (costly | {"pydantic", "socket", "tempfile", "typing_extensions"})


def test_version_is_the_distribution_version(cgk: Cgk) -> None:
    from importlib.metadata import version

    assert cgk("--version").stdout == f"cgk {version('cgk-runtime')}\n"
