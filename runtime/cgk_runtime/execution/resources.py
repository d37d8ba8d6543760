"""Resources of a worker, such as a database pool: opened once, passed to handlers, closed when it drains."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, AsyncExitStack
from functools import partial
from typing import Any, cast

from cgk_runtime._internal.calls import settle
from cgk_runtime.errors import JobsError

_Manager = AbstractAsyncContextManager[Any] | AbstractContextManager[Any]
ResourceFactory = Callable[[], "_Manager | Awaitable[_Manager]"]


class ResourceError(JobsError):
    """A resource could not be opened; the attempt that needed it failed."""

    component = "Task"


class Resources:
    """Resources of one worker, opened when the first handler runs.

    One background task opens and closes them, because some resources must be closed by the task that opened them.

    Attributes:
        opened: The open resources, by name.
    """

    def __init__(self) -> None:
        self.opened: dict[str, Any] = {}
        self._factories: dict[str, ResourceFactory] = {}
        self._task: asyncio.Task[None] | None = None
        self._stop: asyncio.Event | None = None
        self._ready: asyncio.Future[None] | None = None

    def declare(self, name: str, factory: ResourceFactory) -> None:
        """Declare a resource, to be opened once per worker.

        Args:
            name: The key in `context.resources`.
            factory: Function, plain or async, that returns a context manager, plain or async.
        """
        self._factories[name] = factory

    async def open(self) -> None:
        """Open all resources, unless they are open on this event loop.

        Raises:
            Exception: An exception of a factory; the next call tries again.
        """
        if not self._factories:
            return
        loop = asyncio.get_running_loop()
        if self._task is None or self._task.done() or self._task.get_loop() is not loop:
            self._stop = asyncio.Event()
            self._ready = loop.create_future()
            # Use an empty context, because that of the first job has a tenant and a trace.
            self._task = loop.create_task(self._hold_open(self._stop, self._ready), context=contextvars.Context())
            self._task.add_done_callback(partial(_report_cancelled, self._ready))
        if self._ready is not None:
            await asyncio.shield(self._ready)

    async def close(self) -> None:
        """Close all open resources; cancel the opening of those that are not open yet."""
        task, stop, ready = self._task, self._stop, self._ready
        self._task = None
        if task is None or stop is None or ready is None or task.done() or task.get_loop().is_closed():
            return
        stop.set()
        if not ready.done():
            task.cancel()
        await asyncio.wait([task])
        if not task.cancelled():
            task.result()

    async def _hold_open(self, stop: asyncio.Event, ready: asyncio.Future[None]) -> None:
        async with AsyncExitStack() as stack:
            opened: dict[str, Any] = {}
            try:
                for name, factory in self._factories.items():
                    manager: object = await settle(factory())
                    if isinstance(manager, AbstractAsyncContextManager):
                        opened[name] = await stack.enter_async_context(
                            cast("AbstractAsyncContextManager[Any]", manager)
                        )
                    else:
                        opened[name] = stack.enter_context(cast("AbstractContextManager[Any]", manager))
            except (StopIteration, SystemExit, GeneratorExit):
                # A future cannot raise StopIteration; the others would end the event loop and, with it, the worker.
                ready.set_exception(ResourceError("A resource raised StopIteration, SystemExit or GeneratorExit"))
                return
            except Exception as error:  # noqa: BLE001  raised to everyone who waits for the resources
                ready.set_exception(error)
                return
            # Not updated, because the end of an earlier loop may clear its dictionary later.
            self.opened = opened
            ready.set_result(None)
            try:
                await stop.wait()
            finally:
                opened.clear()


def _report_cancelled(ready: asyncio.Future[None], _task: object) -> None:
    """Raise an error in every waiting `open` if the task was canceled, perhaps before its first step."""
    if not ready.done():
        ready.set_exception(ResourceError("Opening the resources was canceled"))
