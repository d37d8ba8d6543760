"""Commands in forks of a Python process that has imported their modules already.

A test that runs `cgk` a few times would spend most of its time on imports. Each command here still has a process of its
own, with its own working directory, environment, standard streams and exit code.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from runpy import run_path
from tempfile import TemporaryFile
from typing import Any

import pytest

# The entry point of each command, then the modules to import before the forks.
CGK = (
    "cgk_runtime.cli.main:main", "cgk_jobs", "cgk_runtime", "cgk_runtime.cli.connect", "cgk_runtime.cli.setup.wizard",
    "cgk_runtime.cli.verify.checks", "cgk_runtime.lint.linter", "cgk_runtime.providers.inngest.provider",
    "cgk_runtime.providers.local.provider", "cgk_runtime.providers.trigger_dev.provider", "rich.live", "rich.table",
)  # fmt: skip
PYTHON = (
    "forked_commands:run_program", "cgk_jobs", "cgk_jobs.testing", "cgk_runtime.providers.local.provider",
    "cgk_runtime.testing",
)  # fmt: skip
CODEGEN = ("cgk_codegen.cli.main:main", "cgk_codegen.cli.commands", "cgk_codegen.compiler")


class ForkServer:
    """Process that runs a command's function in forks of itself.

    Args:
        function: The function, as `module:name`; it is called with the command line and returns the exit code.
        preload: More modules to import once.
    """

    def __init__(self, function: str, *preload: str) -> None:
        self._ours, theirs = socket.socketpair()
        self._ours.settimeout(120)
        command = [sys.executable, __file__, str(theirs.fileno()), function, *preload]
        self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        theirs.close()

    def run(
        self, *arguments: str, cwd: Path, env: Mapping[str, str], stdin: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run the command and return its exit code and output, as `subprocess.run` does.

        Args:
            arguments: The command line.
            cwd: The working directory.
            env: All environment variables.
            stdin: Text for standard input.
        """
        with TemporaryFile("w+") as source, TemporaryFile("w+") as stdout, TemporaryFile("w+") as stderr:
            source.write(stdin)
            source.seek(0)
            request = json.dumps([arguments, str(cwd), dict(env)]).encode()
            streams = [source.fileno(), stdout.fileno(), stderr.fileno()]
            socket.send_fds(self._ours, [len(request).to_bytes(4, "big")], streams)
            self._ours.sendall(request)
            reply = self._ours.recv(16)
            assert reply, "the fork server ended"
            stdout.seek(0)
            stderr.seek(0)
            return subprocess.CompletedProcess(arguments, int(reply), stdout.read(), stderr.read())

    def close(self) -> None:
        """End the process."""
        self._ours.close()
        self._process.wait(60)


@pytest.fixture(scope="session")
def forked_cgk() -> Iterator[ForkServer]:
    """Server that runs `cgk` in forks."""
    server = ForkServer(*CGK)
    yield server
    server.close()


@pytest.fixture(scope="session")
def forked_codegen() -> Iterator[ForkServer]:
    """Server that runs `cgk-codegen` in forks."""
    server = ForkServer(*CODEGEN)
    yield server
    server.close()


@pytest.fixture(scope="session")
def forked_python() -> Iterator[ForkServer]:
    """Server that runs Python programs that use the SDK in forks."""
    server = ForkServer(*PYTHON)
    yield server
    server.close()


def run_program(arguments: list[str]) -> int:
    """Run the Python program with this path; an exception ends the process."""
    run_path(arguments[0], run_name="__main__")
    return 0


def _serve(connection: socket.socket, function: str, preload: list[str]) -> None:
    """Run each request in a fork, which then exits, until the other side closes the connection."""
    module, _, name = function.partition(":")
    command = getattr(import_module(module), name)
    for loaded in map(import_module, preload):
        for exported in getattr(loaded, "__all__", ()):
            getattr(loaded, exported)  # names of `__all__` may be imported on first use
    gc.freeze()
    while True:
        size, streams, _, _ = socket.recv_fds(connection, 4, 3)
        if not size:
            return
        request = connection.recv(int.from_bytes(size, "big"), socket.MSG_WAITALL)
        child = os.fork()
        if child == 0:
            connection.close()
            sys.exit(_run(command, streams, *json.loads(request)))
        for stream in streams:
            os.close(stream)
        _, status = os.waitpid(child, 0)
        connection.sendall(str(os.waitstatus_to_exitcode(status)).encode())


def _run(command: Any, streams: list[int], arguments: list[str], folder: str, environment: dict[str, str]) -> int:
    """Call a command's function in this fork, with the working directory, environment and streams of the request."""
    for standard_stream, stream in enumerate(streams):  # 0 stdin, 1 stdout, 2 stderr
        os.dup2(stream, standard_stream)
        os.close(stream)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)
    paths = environment.get("PYTHONPATH", "")
    sys.path[:1] = [folder, *(path for path in paths.split(os.pathsep) if path)]
    sys.argv = ["command", *arguments]
    sys.dont_write_bytecode = "PYTHONDONTWRITEBYTECODE" in environment
    code: int = command(arguments)
    return code


if __name__ == "__main__":
    descriptor, entry_point, *preloaded = sys.argv[1:]
    _serve(socket.socket(fileno=int(descriptor)), entry_point, preloaded)
