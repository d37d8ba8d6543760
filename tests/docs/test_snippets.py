"""Every Python snippet of the documentation runs, and passes `mypy --strict`.

Flags after the fence's language: `no-check` marks a deliberate mistake, `no-run` a snippet that needs a database or a
server, `pytest` a test, and `tutorial=FILE` a part of the tutorial, which `test_tutorial.py` tests.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from documentation import Block, all_blocks
from forked_commands import ForkServer
from mypy_cache import mypy_cache

SNIPPETS = [
    snippet for snippet in all_blocks("python") if not any(flag.startswith("tutorial=") for flag in snippet.flags)
]

ENVIRONMENT = {"PATH": os.environ["PATH"], "JOBS_PROVIDER": "local"}


@pytest.mark.parametrize("snippet", [snippet for snippet in SNIPPETS if not snippet.flags], ids=str)
def test_snippet_runs(snippet: Block, tmp_path: Path, forked_python: ForkServer) -> None:
    program = tmp_path / "snippet.py"
    program.write_text(snippet.code, encoding="utf-8")
    completed = forked_python.run(str(program), cwd=tmp_path, env=ENVIRONMENT)
    assert completed.returncode == 0, completed.stderr


def test_test_snippets_pass(tmp_path: Path) -> None:
    places = write_files([snippet for snippet in SNIPPETS if "pytest" in snippet.flags], tmp_path, "test_snippet")
    # Hypothesis's own profile for CI has no limits on time, which a busy machine exceeds.
    pytest_command = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "--hypothesis-profile=ci", ".")
    completed = run(sys.executable, *pytest_command, folder=tmp_path)
    assert completed.returncode == 0, with_places(completed.stdout, places)


def test_all_snippets_are_typed(tmp_path: Path) -> None:
    places = write_files([snippet for snippet in SNIPPETS if "no-check" not in snippet.flags], tmp_path, "snippet")
    mypy = ("-m", "mypy", "--strict", "--cache-dir", str(mypy_cache("strict")))
    completed = run(sys.executable, *mypy, *sorted(places), folder=tmp_path)
    assert completed.returncode == 0, with_places(completed.stdout, places)


def write_files(snippets: Sequence[Block], folder: Path, name: str) -> dict[str, str]:
    """Write each snippet to a file; return their places in the documentation by file name."""
    places: dict[str, str] = {}
    for index, snippet in enumerate(snippets):
        path = folder / f"{name}_{index}.py"
        path.write_text(snippet.code, encoding="utf-8")
        places[path.name] = str(snippet)
    return places


def with_places(report: str, places: Mapping[str, str]) -> str:
    """Return a report with the place in the documentation before each file name."""
    for name, place in places.items():
        report = report.replace(name, f"{place} ({name})")
    return report


def run(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
