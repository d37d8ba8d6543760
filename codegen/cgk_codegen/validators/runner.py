"""Running programs beside other work, from a thread of its own."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE
from threading import Lock, Timer
from typing import IO, Final, cast

_SECONDS: Final = 300


class NodeError(Exception):
    """The validators cannot be built here; the text says what to install."""


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """A program that was started; what it prints goes to files.

    A thread that reads a pipe piece by piece waits for its turn at each while others are at work.
    """

    name: str
    process: subprocess.Popen[bytes]
    printed: IO[bytes]
    said: IO[bytes]


class Runner:
    """Runs the programs of one build; another thread can end the build."""

    def __init__(self) -> None:
        self._started: list[Program] = []
        self._is_stopped = False
        self._lock = Lock()

    def start(self, command: list[str], cwd: str | None = None) -> Program:
        """Start a program.

        Raises:
            NodeError: It cannot be run, or the build was ended.
        """
        with self._lock:
            if self._is_stopped:
                raise NodeError("the build was ended")
            printed, said = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115  `close` closes them
            try:
                process = subprocess.Popen(command, stdin=PIPE, stdout=printed, stderr=said, cwd=cwd)  # noqa: S603
            except OSError as error:
                raise NodeError(f"{command[0]} cannot be run: {error.strerror}") from error
            program = Program(Path(command[0]).name, process, printed, said)
            self._started.append(program)
            return program

    def finish(self, program: Program, text: str = "") -> str:
        """Give a program a text on its standard input, and give what it prints.

        Raises:
            NodeError: It failed, took too long, or the build was ended.
        """
        process = program.process
        timer = Timer(_SECONDS, process.kill)
        timer.daemon = True
        timer.start()
        try:
            # Where it has ended without reading, its status says why.
            with contextlib.suppress(BrokenPipeError), cast("IO[bytes]", process.stdin) as given:
                given.write(text.encode())
            process.wait()
        finally:
            timer.cancel()
            process.kill()
        printed, said = _content(program.printed), _content(program.said)
        if process.returncode:
            lines = said.strip().splitlines() or [f"it ended with status {process.returncode}"]
            raise NodeError(f"{program.name} failed: {lines[-1]}")
        return printed

    def run(self, command: list[str], cwd: str | None = None) -> str:
        """Run a program and give what it prints; see `start` and `finish`."""
        return self.finish(self.start(command, cwd))

    def stop(self) -> None:
        """End the build: what runs is killed, and nothing is run any more."""
        with self._lock:
            self._is_stopped = True
            for program in self._started:
                program.process.kill()

    def close(self) -> None:
        """Wait for what was killed, once nobody else waits for it."""
        for program in self._started:
            program.process.communicate()
            program.printed.close()
            program.said.close()


def _content(file: IO[bytes]) -> str:
    with file:
        file.seek(0)
        return file.read().decode()
