"""Polling of servers that do not report the end of a run."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

ValueT = TypeVar("ValueT")


async def poll(
    read: Callable[[], Awaitable[ValueT]], is_done: Callable[[ValueT], bool], *, first: float, longest: float
) -> ValueT:
    """Read a value, with growing random pauses, until it is done; then return it.

    Args:
        read: Function that reads the value.
        is_done: Function that decides whether to stop; it may raise an exception to end the polling.
        first: Seconds before the second read.
        longest: Maximum seconds between two reads.
    """
    pause = first
    while True:
        value = await read()
        if is_done(value):
            return value
        await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311  not a secret
        pause = min(pause * 1.5, longest)
