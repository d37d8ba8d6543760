"""Background event loop that runs coroutines for synchronous code."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextvars
import os
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar

from cgk_runtime.errors import RunningLoopError

T = TypeVar("T")

_POLL_SECONDS: Final = 0.01
"""Interval of checks for unfinished calls of other threads after the main thread has ended."""


class BackgroundLoop:
    """An event loop in its own thread, started on first use.

    The thread outlives the main thread until the calls of other threads and the coroutines of `on_exit` have ended.
    These close the default client, so jobs that synchronous code sent to the local provider through it still run.
    """

    def __init__(self) -> None:
        self._reset()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._reset)

    def _reset(self) -> None:
        """Drop the loop in a forked child, where its thread does not exist."""
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._exit_functions: list[Callable[[], Coroutine[Any, Any, None]]] = []
        self._calls = 0

    def on_exit(self, function: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Call an async function on this loop when the program ends."""
        self._exit_functions.append(function)

    def run(self, function: str, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine and return its result; it runs in a copy of the caller's context.

        Args:
            function: The name of the asynchronous twin, for the error text.
            coroutine: The coroutine.

        Raises:
            RunningLoopError: The caller runs inside an event loop, which this call would block.
        """
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            pass
        else:
            coroutine.close()
            raise RunningLoopError(function)
        outcome: concurrent.futures.Future[T] = concurrent.futures.Future()

        async def deliver() -> None:
            try:
                outcome.set_result(await coroutine)
            except BaseException as error:  # noqa: BLE001  raised in the caller
                outcome.set_exception(error)

        with self._lock:
            loop = self._ensure_started()
            delivery = asyncio.run_coroutine_threadsafe(deliver(), loop)
            self._calls += 1
        try:
            return outcome.result()
        except KeyboardInterrupt:
            delivery.cancel()
            raise
        finally:
            with self._lock:
                self._calls -= 1

    def submit(self, coroutine: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        """Start a coroutine on this loop in an empty context, and return the future of its result."""
        with self._lock:
            return contextvars.Context().run(asyncio.run_coroutine_threadsafe, coroutine, self._ensure_started())

    def _ensure_started(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            loop = asyncio.new_event_loop()
            # Python 3.12 starts no threads while it exits; a later call must not wait for a loop without a thread.
            threading.Thread(target=self._await_exit, args=(loop,), name="cgk-jobs-exit", daemon=True).start()
            threading.Thread(target=self._run_loop, args=(loop,), name="cgk-jobs").start()
            self._loop = loop
        return self._loop

    def _run_loop(self, loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        loop.run_forever()
        try:
            while self._calls:
                loop.run_until_complete(asyncio.sleep(_POLL_SECONDS))
            functions, self._exit_functions = self._exit_functions, []
            for function in functions:
                loop.run_until_complete(function())
            while not self._is_unused():
                loop.run_until_complete(asyncio.sleep(_POLL_SECONDS))
            loop.run_until_complete(loop.shutdown_asyncgens())
        finally:
            loop.close()

    def _is_unused(self) -> bool:
        """Return whether no call is in progress; the next call then starts another loop."""
        with self._lock:
            if self._calls == 0:
                self._loop = None
            return self._calls == 0

    def _await_exit(self, loop: asyncio.AbstractEventLoop) -> None:
        threading.main_thread().join()
        loop.call_soon_threadsafe(loop.stop)


background_loop = BackgroundLoop()
"""The background loop of this process."""
