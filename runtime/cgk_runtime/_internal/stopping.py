"""Waits that end when a worker is stopped."""

from __future__ import annotations

import asyncio
from typing import Any


async def wait_or_stop(task: asyncio.Future[Any], stop: asyncio.Event) -> None:
    """Wait until a task has ended or an event is set; the task continues in any case.

    Args:
        task: The task.
        stop: The event.
    """
    stop_wait = asyncio.get_running_loop().create_task(stop.wait())
    try:
        await asyncio.wait({task, stop_wait}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stop_wait.cancel()


async def stop_task(task: asyncio.Future[Any], *, every: float = 1.0) -> None:
    """Cancel a task and wait for its end.

    The cancellation is repeated, because `asyncio.wait_for` of Python 3.11 loses one that arrives as its wait ends.

    Args:
        task: The task.
        every: Seconds between two cancellations; longer than the task's own cleanup takes.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=every)
