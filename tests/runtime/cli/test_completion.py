"""Completion in bash, and the completion scripts of all shells."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest

from .conftest import Cgk


@pytest.fixture
def complete(folder: Path) -> Callable[[str], list[str]]:
    """Complete a command line: in argcomplete's protocol, `cgk` writes the completions to a file."""

    def complete_line(line: str) -> list[str]:
        completions = folder / "completions"
        subprocess.run(
            [sys.executable, "-m", "cgk_runtime.cli"],
            cwd=folder,
            env={
                "PATH": os.environ["PATH"], "_ARGCOMPLETE": "1", "COMP_LINE": line, "COMP_POINT": str(len(line)),
                "_ARGCOMPLETE_IFS": "\n", "_ARGCOMPLETE_STDOUT_FILENAME": str(completions),
            },
            check=True,
            capture_output=True,
        )  # fmt: skip
        return [entry.strip() for entry in completions.read_text().split("\n") if entry.strip()]

    return complete_line


def test_commands_options_events_are_completed(complete: Callable[[str], list[str]]) -> None:
    assert "setup:jobs" in complete("cgk s")
    assert complete("cgk send order.cr") == ["order.created"]
    assert complete("cgk events customer.") == ["customer.created", "customer.updated"]
    assert "--idempotency-key" in complete("cgk send order.created --id")
    assert "ab.hourlyMetrics" in complete("cgk schedules ab.")
    assert complete("cgk setup:jobs --provider tri") == ["trigger.dev"]
    assert complete("cgk nothing x") == []


def test_bash_completes_an_event_name(folder: Path) -> None:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    shell: pexpect.spawn[str] = pexpect.spawn(
        "bash", ["--norc", "--noprofile"], cwd=str(folder), env={"PATH": path, "TERM": "dumb", "PS1": "$ "},
        encoding="utf-8", timeout=60,
    )  # fmt: skip
    try:
        # The terminal echoes the typed line; the quotes in it keep the awaited "ready" out of the echo.
        shell.sendline('eval "$(cgk completion bash)"; echo re""ady')
        shell.expect_exact("ready")
        shell.send("cgk send order.cr\t")
        shell.expect_exact("order.created")
    finally:
        shell.close(force=True)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_has_a_completion_script(cgk: Cgk, shell: str) -> None:
    completed = cgk("completion", shell)
    assert completed.returncode == 0
    assert "cgk" in completed.stdout
    # argcomplete prints one script for bash and zsh, and another one for fish.
    assert ("#compdef cgk" in completed.stdout) is (shell != "fish")
