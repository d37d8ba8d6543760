"""Waiting for the end of jobs, by notifications of the database."""

from __future__ import annotations

import asyncio
import contextvars
import itertools
from collections import defaultdict
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from psycopg import Error

from cgk_runtime._internal.stopping import stop_task
from cgk_runtime.providers.postgres.connections import connect, is_pooled

CHANNEL: Final = "cgk_jobs_ended"
_PAUSE_SECONDS: Final = 1.0
"""Seconds between two attempts to listen; meanwhile, waiting callers poll."""


class EndListener:
    """Listener for the ends of jobs on one event loop; it connects at the first wait, and does nothing behind a pooler.

    Args:
        address: Connection string, for its connection.

    Attributes:
        is_listening: True while notifications arrive.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._events: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        self._is_behind_pooler = False
        self.is_listening = False

    @contextmanager
    def watch(self, job: int) -> Generator[asyncio.Event]:
        """Return an event that is set when the job may have ended."""
        if (self._task is None or self._task.done()) and not self._is_behind_pooler:
            # An empty context: the listener outlives the tenant that waits first.
            self._task = asyncio.get_running_loop().create_task(self._listen(), context=contextvars.Context())
        changed = asyncio.Event()
        events = self._events[str(job)]
        events.add(changed)
        try:
            yield changed
        finally:
            events.discard(changed)
            if not events:
                del self._events[str(job)]

    async def close(self) -> None:
        """Stop listening."""
        if self._task is not None:
            await stop_task(self._task)

    async def _listen(self) -> None:
        while True:
            try:
                async with await connect(self._address) as connection:
                    self._is_behind_pooler = await is_pooled(connection)
                    if self._is_behind_pooler:
                        return
                    await connection.execute(f"LISTEN {CHANNEL}".encode())
                    self.is_listening = True
                    for changed in itertools.chain.from_iterable(self._events.values()):
                        changed.set()
                    async for notification in connection.notifies():
                        # Any role of the database can send a notification, even one that is not the number of a job.
                        for changed in self._events.get(notification.payload, ()):
                            changed.set()
            except Error:
                pass  # waiting callers also poll, so they notice when the database cannot be reached
            finally:
                self.is_listening = False
            await asyncio.sleep(_PAUSE_SECONDS)
