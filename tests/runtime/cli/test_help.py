"""Help texts: golden files of 80 columns, and their cost."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest
from cgk_runtime.cli.commands import COMMANDS
from golden import assert_golden
from paths import GOLDEN

from .conftest import Cgk

NAMES = ["", *(command.name for command in COMMANDS)]


@pytest.mark.parametrize("name", NAMES)
def test_help_matches_golden_file(cgk: Cgk, name: str) -> None:
    done = cgk(*([name] if name else []), "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert max(len(line) for line in done.stdout.splitlines()) <= 80
    assert_golden(Path("cli", f"help{'-' if name else ''}{name.replace(':', '-')}.txt"), done.stdout)


def test_no_help_file_of_a_removed_command() -> None:
    wanted = {f"help{'-' if name else ''}{name.replace(':', '-')}.txt" for name in NAMES}
    assert {file.name for file in (GOLDEN / "cli").glob("help*.txt")} == wanted


def test_help_costs_three_empty_programs_at_most() -> None:
    def cheapest(*command: str) -> float:
        """Return seconds of processor time, which other programs on the machine do not affect."""
        costs: list[float] = []
        for _ in range(10):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            costs.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        return min(costs)

    cgk = str(Path(sys.executable).with_name("cgk"))
    # Other programs share the processor's caches: one good ratio is enough.
    assert any(cheapest(cgk, "--help") <= 3 * cheapest(sys.executable, "-c", "pass") for _ in range(8))


def test_unknown_command_suggests_the_nearest(cgk: Cgk) -> None:
    done = cgk("devv")
    assert (done.returncode, done.stdout) == (2, "")
    assert 'unknown command "devv"; did you mean "dev"?' in done.stderr


def test_version_is_the_distribution_version(cgk: Cgk) -> None:
    from importlib.metadata import version

    assert cgk("--version").stdout == f"cgk {version('cgk-runtime')}\n"
