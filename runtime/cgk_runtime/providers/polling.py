"""Polling of servers that do not report the end of a run."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

ValueT = TypeVar("ValueT")


async def poll(
    read: Callable[[], Awaitable[ValueT]],
    is_done: Callable[[ValueT], bool],
    *,
    first: float,
    longest: float,
    timeout: float | None = None,  # noqa: ASYNC109  with 0, a caller's timeout would cancel the first read
) -> ValueT:
    """Read a value, with growing random pauses, until it is done; then return it.

    Args:
        read: Function that reads the value.
        is_done: Function that decides whether to stop; it may raise an exception to end the polling.
        first: Seconds of the pause before the second read.
        longest: Maximum seconds of the later pauses. Each pause is then varied by up to 20 percent.
        timeout: Maximum seconds of the polling, or None; 0 reads once.

    Raises:
        TimeoutError: The value is not done in time.
    """
    pause = first
    async with asyncio.timeout(timeout or None):
        while True:
            value = await read()
            if is_done(value):
                return value
            if timeout == 0:
                raise TimeoutError
            await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311  not a secret
            pause = min(pause * 1.5, longest)
