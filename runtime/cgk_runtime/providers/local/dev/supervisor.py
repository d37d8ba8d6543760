"""Supervisor of `cgk dev`: owns the address and restarts the worker when a file is saved."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import Final, NamedTuple

from watchfiles import PythonFilter, watch

from cgk_runtime.errors import ConfigurationError
from cgk_runtime.providers.local.dev.endpoint import (
    HOST,
    DevEndpoint,
    find_endpoint,
    remove_endpoint,
    write_endpoint,
)
from cgk_runtime.providers.local.dev.substitute import Page, Substitute

WORKER_VARIABLE: Final = "CGK_DEV_WORKER"
"""Environment variable with the `WorkerSettings` of a worker."""
EXIT_NO_MODULE: Final = 3
"""Exit status of a worker whose modules do not exist."""

_SHUTDOWN_SECONDS: Final = 15.0


class WorkerSettings(NamedTuple):
    """Settings that a worker gets from its supervisor.

    Attributes:
        listener: Descriptor of the socket to serve.
        lifeline: Descriptor of a pipe that is closed when the supervisor ends.
        waiting: Descriptor of the file with the previous worker's waiting runs.
        failure: Descriptor of the file for the traceback of a failed start.
        token: Bearer token of senders.
        secret: Secret of the pages' addresses.
        changed: The changed files that caused a restart, or an empty text.
    """

    listener: int
    lifeline: int
    waiting: int
    failure: int
    token: str
    secret: str
    changed: str


class Supervisor:
    """Runs one worker at a time on one address.

    Args:
        arguments: The command line after `cgk dev`.
        directory: The project's folder; watched.
        watched: More folders to watch.
        report: Progress callback; receives one line.
        error_page: Returns the page for browsers while no worker runs, from secret, port, reason and traceback.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        directory: Path,
        watched: Sequence[Path],
        report: Callable[[str], None],
        error_page: Callable[[str, int, str, str], Page] | None = None,
    ) -> None:
        self._arguments = list(arguments)
        self._directory = directory
        self._watched = [directory, *watched]
        self._report = report
        self._error_page = error_page
        self._secret = secrets.token_urlsafe(32)
        self._changed = ""
        # Hold the waiting runs of a worker until the next one reads them, and the traceback of a failed start. They
        # have no name, so workers get their descriptors.
        self._waiting = tempfile.TemporaryFile()  # noqa: SIM115  closed by `run`
        self._failure = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  closed by `run`
        self._stop = threading.Event()
        self._signals = 0
        self._worker: subprocess.Popen[bytes] | None = None
        # Nothing is written into this pipe. A worker reads its end when this process ends, however it ends.
        self._lifeline, self._lifeline_end = os.pipe()

    def run(self, *, reload: bool) -> int:
        """Run until SIGINT or SIGTERM; a second signal kills the worker.

        Args:
            reload: Restart the worker when a Python file or `.env.local` is saved.

        Returns:
            The worker's exit status without `reload`; else 0, or 1 if the modules do not exist.

        Raises:
            ConfigurationError: `cgk dev` already runs for this project.
        """
        running = find_endpoint(self._directory)
        if running is not None:
            raise ConfigurationError(f"`cgk dev` already runs for this project, as process {running.pid}")
        with socket.create_server((HOST, 0), backlog=256) as listener:
            token = secrets.token_urlsafe(32)
            port: int = listener.getsockname()[1]
            file = write_endpoint(DevEndpoint(HOST, port, token, os.getpid()), self._directory)
            previous = [(number, signal.signal(number, self._on_signal)) for number in (signal.SIGINT, signal.SIGTERM)]
            try:
                self._start_worker(listener, token)
                return self._watch(listener, token) if reload else self._wait()
            finally:
                self._stop_worker()
                remove_endpoint(file)
                os.close(self._lifeline)
                os.close(self._lifeline_end)
                self._waiting.close()
                self._failure.close()
                for number, handler in previous:
                    signal.signal(number, handler)

    def _start_worker(self, listener: socket.socket, token: str) -> None:
        # The worker's descriptor has the same position.
        self._failure.seek(0)
        self._failure.truncate()
        settings = WorkerSettings(
            listener.fileno(),
            self._lifeline,
            self._waiting.fileno(),
            self._failure.fileno(),
            token,
            self._secret,
            self._changed,
        )
        environment = {**os.environ, WORKER_VARIABLE: json.dumps(settings), "PYTHONUNBUFFERED": "1"}
        # In its own session: a terminal's Ctrl-C reaches only this process, which then lets the jobs finish.
        self._worker = subprocess.Popen(  # noqa: S603  starts this program
            [sys.executable, "-m", "cgk_runtime.cli", "dev", *self._arguments],
            cwd=self._directory,
            env=environment,
            pass_fds=settings[:4],
            start_new_session=True,
        )

    def _watch(self, listener: socket.socket, token: str) -> int:
        changes = watch(
            *self._watched,
            watch_filter=PythonFilter(extra_extensions=[".env.local"]),
            stop_event=self._stop,
            debounce=300,
            rust_timeout=500,
            yield_on_timeout=True,
            raise_interrupt=False,
        )
        has_restarted = False
        substitute: Substitute | None = None
        for changed in changes:
            worker = self._worker
            if worker is not None and worker.poll() == EXIT_NO_MODULE and not has_restarted:
                return 1  # a wrong command line, which saving a file does not change
            if changed:
                has_restarted = True
                names = sorted({os.path.relpath(path, self._directory) for _, path in changed})
                more = f" and {len(names) - 3} more" if len(names) > 3 else ""
                self._changed = f"{', '.join(names[:3])}{more} changed"
                self._report(f"{self._changed}, restarting")
                self._stop_worker(signal.SIGUSR1)
                if substitute is not None:
                    substitute.stop()
                    substitute = None
                self._start_worker(listener, token)
            elif worker is not None and worker.poll() is not None and substitute is None:
                ended = f"the worker {_describe_end(worker.returncode)}"
                self._report(f"{ended}; waiting for a change")
                substitute = self._substitute(listener, ended)
        if substitute is not None:
            substitute.stop()
        return 0

    def _substitute(self, listener: socket.socket, ended: str) -> Substitute:
        page = None
        if self._error_page is not None:
            page = self._error_page(self._secret, listener.getsockname()[1], ended, self._read_failure())
        return Substitute(listener, f"{ended}; see its terminal, then save a Python file to restart it", page)

    def _read_failure(self) -> str:
        """Return the traceback that the worker wrote before it ended, or an empty text."""
        self._failure.seek(0)
        return self._failure.read().decode("utf-8", "replace")

    def _wait(self) -> int:
        worker = self._worker
        while worker is not None and not self._stop.is_set():
            try:
                status = worker.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
            return 1 if status == EXIT_NO_MODULE else status
        return 0

    def _stop_worker(self, number: int = signal.SIGTERM) -> None:
        """Stop the worker; SIGUSR1 lets it write its waiting runs for the next one."""
        worker = self._worker
        if worker is None:
            return
        if worker.poll() is None:
            worker.send_signal(number)
            try:
                worker.wait(_SHUTDOWN_SECONDS)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()
        self._worker = None

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stop.set()
        self._signals += 1
        if self._signals > 1 and self._worker is not None:
            self._worker.kill()


def _describe_end(status: int) -> str:
    return f"was killed by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
