"""The process of `cgk dev` that stays: keeps the address, and starts the worker anew when a file is saved."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import Final

from watchfiles import PythonFilter, watch

from cgk_runtime.errors import ConfigurationError
from cgk_runtime.providers.local.dev.endpoint import DevEndpoint, announce, find_endpoint, withdraw

LISTENER: Final = "CGK_DEV_LISTENER"
TOKEN: Final = "CGK_DEV_TOKEN"  # noqa: S105  the variable's name
_HOST: Final = "127.0.0.1"
_LAST_SECONDS: Final = 15.0


class Supervisor:
    """Runs one worker at a time on one address.

    Args:
        arguments: The command line after `cgk dev`.
        directory: The project, announced there and watched.
        watched: More folders to watch.
        say: Prints a line.
    """

    def __init__(
        self, arguments: Sequence[str], directory: Path, watched: Sequence[Path], say: Callable[[str], None]
    ) -> None:
        self._arguments = list(arguments)
        self._directory = directory
        self._watched = [directory, *watched]
        self._say = say
        self._stop = threading.Event()
        self._signals = 0
        self._worker: subprocess.Popen[bytes] | None = None

    def run(self, *, reload: bool) -> int:
        """Run until SIGINT or SIGTERM; a second one ends a worker that does not.

        Args:
            reload: Whether the worker starts anew when a Python file or `.env.local` is saved.

        Returns:
            The worker's exit status where it is not reloaded, else 0.

        Raises:
            ConfigurationError: `cgk dev` runs for this project already.
        """
        running = find_endpoint(self._directory)
        if running is not None:
            raise ConfigurationError(f"`cgk dev` runs for this project already, as process {running.pid}")
        with socket.create_server((_HOST, 0), backlog=256) as listener:
            token = secrets.token_urlsafe(32)
            port: int = listener.getsockname()[1]
            file = announce(DevEndpoint(_HOST, port, token, os.getpid()), self._directory)
            before = [(number, signal.signal(number, self._on_signal)) for number in (signal.SIGINT, signal.SIGTERM)]
            try:
                self._start(listener, token)
                return self._watch(listener, token) if reload else self._wait()
            finally:
                self._end()
                withdraw(file)
                for number, handler in before:
                    signal.signal(number, handler)

    def _start(self, listener: socket.socket, token: str) -> None:
        environment = {**os.environ, LISTENER: str(listener.fileno()), TOKEN: token, "PYTHONUNBUFFERED": "1"}
        # In a session of its own, so that a terminal's Ctrl-C reaches only this process, which lets jobs finish.
        self._worker = subprocess.Popen(  # noqa: S603  this program itself
            [sys.executable, "-m", "cgk_runtime.cli", "dev", *self._arguments],
            cwd=self._directory,
            env=environment,
            pass_fds=[listener.fileno()],
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
        told = False
        for changed in changes:
            worker = self._worker
            if changed:
                names = sorted({os.path.relpath(path, self._directory) for _, path in changed})
                more = f" and {len(names) - 3} more" if len(names) > 3 else ""
                self._say(f"{', '.join(names[:3])}{more} changed, starting over")
                self._end()
                self._start(listener, token)
                told = False
            elif worker is not None and worker.poll() is not None and not told:
                self._say(f"the worker ended with status {worker.returncode}; waiting for a change")
                told = True
        return 0

    def _wait(self) -> int:
        worker = self._worker
        while worker is not None and not self._stop.is_set():
            try:
                return worker.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
        return 0

    def _end(self) -> None:
        worker = self._worker
        if worker is None:
            return
        if worker.poll() is None:
            worker.terminate()
            try:
                worker.wait(_LAST_SECONDS)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()
        self._worker = None

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stop.set()
        self._signals += 1
        if self._signals > 1 and self._worker is not None:
            self._worker.kill()
