"""Wakeups of a worker, by notifications of the database and by a timer."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

from psycopg import Error

from cgk_runtime.providers.postgres.connections import connect, first_line
from cgk_runtime.providers.postgres.settings import COMPONENT

if TYPE_CHECKING:
    from procrastinate.jobs import Notification
    from procrastinate.manager import NotificationCallback

_CHANNEL: Final = "procrastinate_any_queue_v1"
_ARRIVED: Final = '{"type": "job_inserted", "job_id": 0}'
"""Notification of `cgk_jobs.wake(0)`: runs have arrived."""
_LISTEN_SECONDS: Final = 30.0
"""Seconds without a notification until the connection is checked."""
_LONGEST_TIMER: Final = 3600.0
"""Seconds after which a worker looks at the queue even if the next run is due later."""
_TIMER_MARGIN: Final = 0.002
"""Seconds added to every timer, because the clocks of the server and this machine differ in speed."""

_logger: Final = logging.getLogger("cgk_runtime.providers.postgres")


class Wakeups:
    """Wakeups of a worker, when runs arrive, may start, or are canceled.

    Args:
        address: Connection string, for the connection that listens.
        find_canceled: Function that returns the ids of this worker's runs to abort.

    Attributes:
        has_arrivals: True if runs may have arrived that no worker has admitted.
        count: Number of wakeups so far.
    """

    def __init__(self, address: str, find_canceled: Callable[[], Awaitable[list[int]]]) -> None:
        self.has_arrivals = True
        self.count = 0
        self._address = address
        self._find_canceled = find_canceled
        self._notify: NotificationCallback | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._wake_task: asyncio.Task[None] | None = None

    async def listen(self, notify: NotificationCallback) -> None:
        """Pass notifications on to the worker until canceled; a lost connection is opened again."""
        self._notify = notify
        while True:
            try:
                async with await connect(self._address) as connection:
                    await connection.execute(f"LISTEN {_CHANNEL}".encode())
                    await self._wake(has_arrivals=True)
                    while True:
                        async for notification in connection.notifies(timeout=_LISTEN_SECONDS):
                            await self._handle(notification.payload)
                        await connection.execute("SELECT 1")
            except Error as error:
                _logger.warning("[%s] Listening again: %s", COMPONENT, first_line(error))
                await asyncio.sleep(1.0)

    def wake_after(self, seconds: float | None, *, or_earlier: bool = False) -> None:
        """Wake the worker when the next delayed run is due, or a limit has room again.

        Args:
            seconds: Seconds from now, or None to cancel the timer.
            or_earlier: Whether to keep a timer that ends earlier.
        """
        loop = asyncio.get_running_loop()
        due = math.inf if seconds is None else loop.time() + min(max(seconds, 0.0), _LONGEST_TIMER) + _TIMER_MARGIN
        if or_earlier and self._timer is not None and loop.time() < self._timer.when() < due:
            return
        self.close()
        if due < math.inf:
            self._timer = loop.call_at(due, self._on_timer)

    def close(self) -> None:
        """Cancel the timer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def _handle(self, payload: str) -> None:
        """Handle a notification; any role of the database can send one, so it only triggers a look at the queue."""
        if "abort_job_requested" not in payload:
            await self._wake(has_arrivals=payload == _ARRIVED)
            return
        for run in await self._find_canceled():
            await self._pass_on({"type": "abort_job_requested", "job_id": run})

    def _on_timer(self) -> None:
        self._wake_task = asyncio.get_running_loop().create_task(self._wake(has_arrivals=True))

    async def _wake(self, *, has_arrivals: bool) -> None:
        self.has_arrivals = self.has_arrivals or has_arrivals
        self.count += 1
        await self._pass_on({"type": "job_inserted", "job_id": -1})  # the id of no job, as `cgk_jobs.wake(-1)` sends it

    async def _pass_on(self, notification: Notification) -> None:
        if self._notify is not None:
            await self._notify(channel=_CHANNEL, notification=notification)
