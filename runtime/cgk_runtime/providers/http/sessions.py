"""aiohttp sessions of a provider, one per event loop."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Final

from cgk_runtime._internal.loop_call import LoopEndedError, call_on_loop

if TYPE_CHECKING:
    import aiohttp

_MAX_CONNECTIONS: Final = 100
"""Maximum number of simultaneous connections of one event loop."""


class HttpSessions:
    """Registry of one `aiohttp.ClientSession` per event loop.

    An asynchronous generator holds each session. `asyncio.run` and other runners close it through
    `loop.shutdown_asyncgens()`, so a program that calls `asyncio.run` repeatedly leaves no socket open. A forked child
    opens sessions of its own: the parent's loops do not run there.
    """

    def __init__(self) -> None:
        self._process = os.getpid()
        self._inherited: list[object] = []
        self._sessions: dict[
            asyncio.AbstractEventLoop, tuple[aiohttp.ClientSession, AsyncGenerator[aiohttp.ClientSession]]
        ] = {}

    async def session(self) -> aiohttp.ClientSession:
        """Return the running loop's session; the first call opens it."""
        loop = asyncio.get_running_loop()
        if self._process != os.getpid():
            self._leave_to_parent()
        current = self._sessions.get(loop)
        if current is not None and not current[0].closed:
            return current[0]
        for other in list(self._sessions):
            if other.is_closed():
                self._sessions.pop(other, None)
        generator = self._open()
        session = await anext(generator)
        self._sessions[loop] = (session, generator)
        return session

    async def close(self) -> None:
        """Close every session, each on its own event loop if that loop runs."""
        current_loop = asyncio.get_running_loop()
        if self._process != os.getpid():
            self._leave_to_parent()
        sessions, self._sessions = self._sessions, {}
        for loop, (_, generator) in sessions.items():
            if loop is current_loop:
                await generator.aclose()
            elif loop.is_running():
                with contextlib.suppress(LoopEndedError):  # a loop that ends closes its generators
                    await call_on_loop(loop, generator.aclose)

    def _leave_to_parent(self) -> None:
        # Keep the references: garbage collection would close the parent's sockets.
        self._inherited.append(self._sessions)
        self._sessions = {}
        self._process = os.getpid()

    async def _open(self) -> AsyncGenerator[aiohttp.ClientSession]:
        import aiohttp

        connector = aiohttp.TCPConnector(limit=_MAX_CONNECTIONS)
        async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:
            yield session
