"""Registry of one resource per event loop, such as a pool of connections."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from typing import Generic, Protocol, TypeVar

from cgk_runtime._internal.loop_calls import LoopEndedError, call_on_loop


class Resource(Protocol):
    """Protocol of resources that belong to one event loop."""

    async def close(self) -> None:
        """Close the resource."""
        ...


ResourceT = TypeVar("ResourceT", bound=Resource)


class LoopResources(Generic[ResourceT]):
    """Registry of one resource per event loop.

    An asynchronous generator holds each resource. `asyncio.run` and other runners close it through
    `loop.shutdown_asyncgens()`, so a program that calls `asyncio.run` repeatedly leaves no socket open. A forked child
    opens resources of its own: the parent's loops do not run there.

    Args:
        open_resource: Function that opens the resource of the running loop.
    """

    def __init__(self, open_resource: Callable[[], ResourceT]) -> None:
        self._open_resource = open_resource
        self._process = os.getpid()
        self._inherited: list[object] = []
        self._resources: dict[asyncio.AbstractEventLoop, tuple[ResourceT, AsyncGenerator[ResourceT]]] = {}

    async def get(self) -> ResourceT:
        """Return the resource of the running loop; the first call opens it."""
        loop = asyncio.get_running_loop()
        self._forget_inherited()
        current = self._resources.get(loop)
        if current is not None:
            return current[0]
        for other_loop in list(self._resources):
            if other_loop.is_closed():
                self._resources.pop(other_loop, None)
        generator = self._hold()
        resource = await anext(generator)
        self._resources[loop] = (resource, generator)
        return resource

    async def close(self) -> None:
        """Close every resource, each on its own event loop if that loop runs."""
        current_loop = asyncio.get_running_loop()
        self._forget_inherited()
        resources, self._resources = self._resources, {}
        for loop, (_, generator) in resources.items():
            if loop is current_loop:
                await generator.aclose()
            elif loop.is_running():
                with suppress(LoopEndedError):  # the end of the loop has closed its resource
                    await call_on_loop(loop, generator.aclose)

    async def _hold(self) -> AsyncGenerator[ResourceT]:
        loop, resource = asyncio.get_running_loop(), self._open_resource()
        try:
            yield resource
        finally:
            # Code that still runs on an ending loop, such as the cleanup of an application, gets a new resource.
            if loop in self._resources and self._resources[loop][0] is resource:
                del self._resources[loop]
            await resource.close()

    def _forget_inherited(self) -> None:
        """Forget the resources that a forked child has inherited."""
        if self._process != os.getpid():
            # Keep the references: garbage collection would close the parent's sockets.
            self._inherited.append(self._resources)
            self._resources = {}
            self._process = os.getpid()
