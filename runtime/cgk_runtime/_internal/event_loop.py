"""Running coroutines for synchronous code: one event loop in a thread of its own, shared by the process."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextvars
import os
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from cgk_runtime.errors import RunningLoopError

T = TypeVar("T")


class BackgroundLoop:
    """An event loop in its own thread, started when it is first needed.

    The thread outlives the main thread until what was registered by `on_exit` is done, so that jobs which synchronous
    code sent to the local provider still run.
    """

    def __init__(self) -> None:
        self._start_over()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._start_over)

    def _start_over(self) -> None:
        """Forget the loop, as a forked child must: its parent's thread does not exist there."""
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._on_exit: list[Callable[[], Coroutine[Any, Any, None]]] = []

    def on_exit(self, finish: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Have a coroutine run on this loop when the program has ended."""
        self._on_exit.append(finish)

    def run(self, function: str, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine to its end, in a copy of the caller's context.

        Args:
            function: The asynchronous twin's name, for the error.
            coroutine: What to run.

        Raises:
            RunningLoopError: The caller runs inside an event loop, which would be blocked.
        """
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            pass
        else:
            coroutine.close()
            raise RunningLoopError(function)
        loop = self._started()
        context = contextvars.copy_context()
        outcome: concurrent.futures.Future[T] = concurrent.futures.Future()
        tasks: list[asyncio.Task[None]] = []

        async def deliver() -> None:
            try:
                outcome.set_result(await coroutine)
            except BaseException as error:  # noqa: BLE001  handed on to the caller, whatever it is
                outcome.set_exception(error)

        loop.call_soon_threadsafe(lambda: tasks.append(loop.create_task(deliver(), context=context)))
        try:
            return outcome.result()
        except KeyboardInterrupt:
            loop.call_soon_threadsafe(lambda: [task.cancel() for task in tasks])
            raise

    def submit(self, coroutine: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        """Run a coroutine on this loop, for who waits on a loop of their own."""
        return contextvars.Context().run(asyncio.run_coroutine_threadsafe, coroutine, self._started())

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                thread = threading.Thread(target=self._serve, args=(self._loop,), name="cgk-jobs")
                thread.start()
                threading.Thread(target=self._end, args=(self._loop,), name="cgk-jobs-exit", daemon=True).start()
            return self._loop

    def _serve(self, loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        loop.run_forever()
        try:
            for finish in self._on_exit:
                loop.run_until_complete(finish())
            loop.run_until_complete(loop.shutdown_asyncgens())
        finally:
            loop.close()

    def _end(self, loop: asyncio.AbstractEventLoop) -> None:
        threading.main_thread().join()
        loop.call_soon_threadsafe(loop.stop)


background_loop = BackgroundLoop()
"""The process's one background loop."""
