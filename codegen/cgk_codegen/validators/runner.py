"""Running programs beside other work, from a thread of its own."""

from __future__ import annotations

import subprocess
from pathlib import Path
from subprocess import PIPE, Popen
from threading import Lock
from typing import Final, cast

_SECONDS: Final = 300


class NodeError(Exception):
    """The validators cannot be built here; the text says what to install."""


class Runner:
    """Runs the programs of one build; another thread can end the build."""

    def __init__(self) -> None:
        self._started: list[Popen[str]] = []
        self._is_stopped = False
        self._lock = Lock()

    def start(self, command: list[str], cwd: str | None = None) -> Popen[str]:
        """Start a program.

        Raises:
            NodeError: It cannot be run, or the build was ended.
        """
        with self._lock:
            if self._is_stopped:
                raise NodeError("the build was ended")
            try:
                program = Popen(  # noqa: S603  Node and scripts of our own
                    command, stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True, encoding="utf-8", cwd=cwd
                )
            except OSError as error:
                raise NodeError(f"{command[0]} cannot be run: {error.strerror}") from error
            self._started.append(program)
            return program

    def finish(self, program: Popen[str], text: str = "") -> str:
        """Give a program a text on its standard input, and give what it prints.

        Raises:
            NodeError: It failed, took too long, or the build was ended.
        """
        name = Path(cast("list[str]", program.args)[0]).name
        try:
            printed, said = program.communicate(text, timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            raise NodeError(f"{name} did not end within {_SECONDS} seconds") from None
        finally:
            program.kill()
        if program.returncode:
            lines = said.strip().splitlines() or [f"it ended with status {program.returncode}"]
            raise NodeError(f"{name} failed: {lines[-1]}")
        return printed

    def run(self, command: list[str], cwd: str | None = None) -> str:
        """Run a program and give what it prints; see `start` and `finish`."""
        return self.finish(self.start(command, cwd))

    def stop(self) -> None:
        """End the build: what runs is killed, and nothing is run any more."""
        with self._lock:
            self._is_stopped = True
            for program in self._started:
                program.kill()

    def close(self) -> None:
        """Wait for what was killed, once nobody else waits for it."""
        for program in self._started:
            program.communicate()
