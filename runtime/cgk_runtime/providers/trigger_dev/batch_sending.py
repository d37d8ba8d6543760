"""Sending of many jobs in batches, each as large as the server's size limits and rate limit allow."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

from cgk_runtime.errors import JobsError, RateLimitError

if TYPE_CHECKING:
    from cgk_runtime.providers.http import RetryPolicy

ItemT = TypeVar("ItemT")

MAX_ITEMS: Final = 1000
MAX_BYTES: Final = 16 * 1024 * 1024
"""Size limit of a batch, which keeps the request short enough to be repeated."""
_BYTES_BESIDES_PAYLOAD: Final = 256


async def send_batches(
    prepared: Sequence[ItemT | JobsError],
    payload_size: Callable[[ItemT], int],
    send: Callable[[Sequence[ItemT]], Awaitable[Sequence[str | JobsError]]],
    policy: RetryPolicy,
) -> list[str | JobsError]:
    """Send items in batches.

    Args:
        prepared: Items to send; an error is the outcome of an item that cannot be sent.
        payload_size: Function that returns the size of an item's payload.
        send: Function that sends a batch and returns its outcomes. `RateLimitError` means that nothing was sent.
        policy: Its deadline limits the waits before each batch.

    Returns:
        An id or an error for each item, in order.
    """
    items = [item for item in prepared if not isinstance(item, JobsError)]
    sent: list[str | JobsError] = []
    for batch in split_batches(items, payload_size):
        sent += await send_in_parts(batch, send, policy)
    results = iter(sent)
    return [item if isinstance(item, JobsError) else next(results) for item in prepared]


def split_batches(items: Sequence[ItemT], payload_size: Callable[[ItemT], int]) -> Iterator[Sequence[ItemT]]:
    """Split items into batches within the size limits."""
    begin = size = 0
    for at, item in enumerate(items):
        item_bytes = payload_size(item) + _BYTES_BESIDES_PAYLOAD
        if at - begin >= MAX_ITEMS or (at > begin and size + item_bytes > MAX_BYTES):
            yield items[begin:at]
            begin, size = at, 0
        size += item_bytes
    if begin < len(items):
        yield items[begin:]


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
