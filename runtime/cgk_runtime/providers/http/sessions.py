"""HTTP connections for providers: kept alive, one session per event loop, for a session belongs to its loop."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import aiohttp


class HttpSessions:
    """Gives the running event loop its `aiohttp.ClientSession`.

    A session is closed with its loop: it is held by an asynchronous generator, which `asyncio.run` and every other
    runner ends by `loop.shutdown_asyncgens()`. A program that calls `asyncio.run` repeatedly leaves no socket open. A
    forked child begins with none: its parent's loops do not run there, and its parent's sockets are not its own.

    Args:
        connections: How many connections there may be to one host.
    """

    def __init__(self, connections: int = 100) -> None:
        self._connections = connections
        self._process = os.getpid()
        self._inherited: list[object] = []
        self._held: dict[
            asyncio.AbstractEventLoop, tuple[aiohttp.ClientSession, AsyncGenerator[aiohttp.ClientSession]]
        ] = {}

    async def session(self) -> aiohttp.ClientSession:
        """Give this loop's session; it is made when it is first asked for."""
        loop = asyncio.get_running_loop()
        if self._process != os.getpid():
            self._leave_to_the_parent()
        held = self._held.get(loop)
        if held is not None and not held[0].closed:
            return held[0]
        for other in list(self._held):
            if other.is_closed():
                self._held.pop(other, None)
        holder = self._hold()
        session = await anext(holder)
        self._held[loop] = (session, holder)
        return session

    async def close(self) -> None:
        """Close every session, those of other running loops on their loops."""
        here = asyncio.get_running_loop()
        if self._process != os.getpid():
            self._leave_to_the_parent()
        held, self._held = self._held, {}
        for loop, (_, holder) in held.items():
            if loop is here:
                await holder.aclose()
            elif loop.is_running():
                await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(holder.aclose(), loop))

    def _leave_to_the_parent(self) -> None:
        # Kept, not dropped: collecting them would close what the parent uses.
        self._inherited.append(self._held)
        self._held = {}
        self._process = os.getpid()

    async def _hold(self) -> AsyncGenerator[aiohttp.ClientSession]:
        import aiohttp

        connector = aiohttp.TCPConnector(limit=self._connections)
        async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:
            yield session
