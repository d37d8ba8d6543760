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
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from typing import Final

from watchfiles import PythonFilter, watch

from cgk_runtime._internal.plurals import join_first
from cgk_runtime.errors import ConfigurationError
from cgk_runtime.providers.local.dev.endpoint import HOST, DevEndpoint, find_endpoint, write_endpoint

WORKER_VARIABLE: Final = "CGK_DEV_WORKER"
"""Environment variable that makes a process a worker; it contains the worker's settings."""
EXIT_NO_MODULE: Final = 3
"""Exit status of a worker whose modules do not exist."""

_SHUTDOWN_SECONDS: Final = 15.0


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """Settings of a worker, in its environment.

    Attributes:
        listener: Descriptor of the socket to serve.
        lifeline: Descriptor of the read end of a pipe; only the supervisor has the write end.
        waiting: Descriptor of the file with the waiting runs of the previous worker.
        failure: Descriptor of the file for the traceback of a failed start.
        token: Bearer token of senders.
        secret: Secret of the dashboard's session.
        changed: Text about the change that restarted the worker, such as "app/tasks.py changed", or empty.
        ended: Text about the previous worker's end, if this worker only reports it; empty if it runs handlers.
    """

    listener: int
    lifeline: int
    waiting: int
    failure: int
    token: str
    secret: str
    changed: str
    ended: str

    @classmethod
    def take(cls) -> WorkerSettings | None:
        """Remove the settings from the environment and return them, or None in the supervisor's process."""
        text = os.environ.pop(WORKER_VARIABLE, None)
        return None if text is None else cls(**json.loads(text))


class Supervisor:
    """Supervisor that runs one worker at a time on one address.

    Args:
        arguments: The command line after `cgk dev`.
        directory: The project's folder, which is watched.
        watched: More folders to watch.
        report: Progress callback; receives one line.
    """

    def __init__(
        self, arguments: Sequence[str], directory: Path, watched: Sequence[Path], report: Callable[[str], None]
    ) -> None:
        self._arguments = list(arguments)
        self._directory = directory
        self._watched = [directory, *watched]
        self._report = report
        self._token = secrets.token_urlsafe(32)
        self._secret = secrets.token_urlsafe(32)
        self._changed = ""
        # These files hold the waiting runs of a worker until the next one reads them, and the traceback of a failed
        # start. They have no names; workers inherit their descriptors.
        self._waiting = tempfile.TemporaryFile()  # noqa: SIM115  closed by `run`
        self._failure = tempfile.TemporaryFile()  # noqa: SIM115  closed by `run`
        self._stop = threading.Event()
        self._worker: subprocess.Popen[bytes] | None = None
        # Nothing is written into this pipe. A worker reads end-of-file when this process ends, however it ends.
        self._lifeline, self._lifeline_writer = os.pipe()

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
            raise ConfigurationError(
                f"`cgk dev` already runs for this project, as process {running.pid}; stop it first"
            )
        with socket.create_server((HOST, 0), backlog=256) as listener:
            port: int = listener.getsockname()[1]
            file = write_endpoint(DevEndpoint(port, self._token, os.getpid()), self._directory)
            previous_handlers = {
                number: signal.signal(number, self._on_signal) for number in (signal.SIGINT, signal.SIGTERM)
            }
            try:
                self._start_worker(listener)
                return self._watch(listener) if reload else self._wait()
            finally:
                self._stop_worker()
                file.unlink(missing_ok=True)
                os.close(self._lifeline)
                os.close(self._lifeline_writer)
                self._waiting.close()
                self._failure.close()
                for number, handler in previous_handlers.items():
                    signal.signal(number, handler)

    def _start_worker(self, listener: socket.socket, ended: str = "") -> None:
        """Start a worker that runs the handlers, or that reports how the previous one ended."""
        if not ended:
            self._failure.truncate(0)
        descriptors = (listener.fileno(), self._lifeline, self._waiting.fileno(), self._failure.fileno())
        settings = WorkerSettings(*descriptors, self._token, self._secret, self._changed, ended)
        # The worker has its own session, so Ctrl-C reaches only this process, which then lets the jobs finish.
        self._worker = subprocess.Popen(  # noqa: S603  starts this program
            [sys.executable, "-m", "cgk_runtime.cli", "dev", *self._arguments],
            cwd=self._directory,
            env={**os.environ, WORKER_VARIABLE: json.dumps(asdict(settings)), "PYTHONUNBUFFERED": "1"},
            pass_fds=descriptors,
            start_new_session=True,
        )

    def _watch(self, listener: socket.socket) -> int:
        changes = watch(
            *self._watched,
            watch_filter=PythonFilter(extra_extensions=[".env.local"]),
            stop_event=self._stop,
            debounce=300,
            rust_timeout=500,
            yield_on_timeout=True,
            raise_interrupt=False,
        )
        has_restarted = is_reported = False
        for changed_files in changes:
            status = self._worker.poll() if self._worker else None
            if status == EXIT_NO_MODULE and not has_restarted:
                return 1  # the command line names a wrong module; saving a file does not help
            if changed_files:
                has_restarted, is_reported = True, False
                names = sorted({os.path.relpath(path, self._directory) for _, path in changed_files})
                self._changed = f"{join_first(names, 3)} changed"
                self._report(f"{self._changed}, restarting")
                self._stop_worker(signal.SIGUSR1)
                self._start_worker(listener)
            elif status is not None and not is_reported:
                is_reported = True
                ended = f"the worker {_describe_end(status)}"
                self._report(f"{ended}; waiting for a change")
                self._start_worker(listener, ended)
        return 0

    def _wait(self) -> int:
        worker = self._worker
        while worker is not None and not self._stop.is_set():
            try:
                status = worker.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
            return 1 if status == EXIT_NO_MODULE else status
        return 0

    def _stop_worker(self, signal_number: int = signal.SIGTERM) -> None:
        """Stop the worker; SIGUSR1 lets it write its waiting runs for the next one."""
        worker = self._worker
        if worker is None:
            return
        if worker.poll() is None:
            worker.send_signal(signal_number)
            try:
                worker.wait(_SHUTDOWN_SECONDS)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()
        self._worker = None

    def _on_signal(self, _signal_number: int, _frame: FrameType | None) -> None:
        if self._stop.is_set() and self._worker is not None:
            self._worker.kill()
        self._stop.set()


def _describe_end(status: int) -> str:
    return f"was killed by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
