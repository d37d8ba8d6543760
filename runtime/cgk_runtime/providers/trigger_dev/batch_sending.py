"""Sending of many jobs within a server's rate limit, in parts as large as the limit allows."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from cgk_runtime.errors import JobsError, RateLimitError

if TYPE_CHECKING:
    from cgk_runtime.providers.http import RetryPolicy

ItemT = TypeVar("ItemT")


async def send_in_parts(
    items: Sequence[ItemT],
    send: Callable[[Sequence[ItemT]], Awaitable[Sequence[str | JobsError]]],
    policy: RetryPolicy,
) -> list[str | JobsError]:
    """Send items together; after a rate limit, send as many as the limit still allows.

    A server that reports no remaining limit gets half as many after the wait that it asks for.

    Args:
        items: Items to send.
        send: Function that sends a part and returns its outcomes. `RateLimitError` means that nothing was sent.
        policy: Its deadline limits the waits before each part.

    Returns:
        An id or an error for each item.
    """
    outcomes: list[str | JobsError] = []
    size, deadline = len(items), time.monotonic() + policy.deadline
    while len(outcomes) < len(items):
        part = items[len(outcomes) : len(outcomes) + size]
        try:
            outcomes += await send(part)
        except RateLimitError as error:
            if error.remaining and error.remaining < len(part):
                size = error.remaining
                continue
            wait = (error.retry_after or policy.first_wait) * random.uniform(1, 1 + policy.jitter)  # noqa: S311  no secret
            if len(part) == 1 or time.monotonic() + wait >= deadline:
                return [*outcomes, *(error for _ in items[len(outcomes) :])]
            await asyncio.sleep(wait)
            size = len(part) // 2
            continue
        except JobsError as error:
            outcomes += [error for _ in part]
        size, deadline = len(items) - len(outcomes), time.monotonic() + policy.deadline
    return outcomes
