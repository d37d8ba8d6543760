"""Sending of many jobs in batches, each as large as the size limits and the server's rate limit allow."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Final

from cgk_runtime.errors import JobsError, RateLimitError
from cgk_runtime.providers.batching import split_batches
from cgk_runtime.providers.trigger_dev.batches import BatchItem

if TYPE_CHECKING:
    from cgk_runtime.providers.http import RetryPolicy

MAX_ITEMS: Final = 1000
MAX_BYTES: Final = 16 * 1024 * 1024
"""Our own limit for the size of a batch; retrying a larger request would take too long."""
_ENVELOPE_BYTES: Final = 256
"""Estimated size of an item without its payload."""

SendBatch = Callable[[Sequence[BatchItem]], Awaitable[Sequence[str | JobsError]]]
"""Function that sends a batch and returns its outcomes. `RateLimitError` means that nothing was sent."""


async def send_batches(
    items: Sequence[BatchItem | JobsError], send: SendBatch, policy: RetryPolicy
) -> list[str | JobsError]:
    """Send items in batches.

    Args:
        items: Items to send; an error in place of an item becomes its outcome.
        send: Function that sends a batch.
        policy: Retry policy, whose deadline limits the waits before each batch.

    Returns:
        An id or an error for each item, in order.
    """
    valid_items = [item for item in items if not isinstance(item, JobsError)]
    sent: list[str | JobsError] = []
    for batch in split_batches(valid_items, _estimate_bytes, max_items=MAX_ITEMS, max_bytes=MAX_BYTES):
        sent += await send_in_parts(batch, send, policy)
    outcomes = iter(sent)
    return [item if isinstance(item, JobsError) else next(outcomes) for item in items]


async def send_in_parts(items: Sequence[BatchItem], send: SendBatch, policy: RetryPolicy) -> list[str | JobsError]:
    """Send items together; after a rate limit, send as many as the limit still allows.

    If the server does not report how many the limit allows, wait as it requests, and then send half of the part.

    Args:
        items: Items to send.
        send: Function that sends a part.
        policy: Retry policy, whose deadline limits the waits before each part.

    Returns:
        An id or an error for each item.
    """
    outcomes: list[str | JobsError] = []
    part_size, deadline = len(items), time.monotonic() + policy.deadline
    while len(outcomes) < len(items):
        part = items[len(outcomes) : len(outcomes) + part_size]
        try:
            outcomes += await send(part)
        except RateLimitError as error:
            if error.remaining and error.remaining < len(part):
                part_size = error.remaining
                continue
            wait = (error.retry_after or policy.first_wait) * random.uniform(1, 1 + policy.jitter)  # noqa: S311  no secret
            if len(part) == 1 or time.monotonic() + wait >= deadline:
                return [*outcomes, *(error for _ in items[len(outcomes) :])]
            await asyncio.sleep(wait)
            part_size = len(part) // 2
            continue
        except JobsError as error:
            outcomes += [error for _ in part]
        part_size, deadline = len(items) - len(outcomes), time.monotonic() + policy.deadline
    return outcomes


def _estimate_bytes(item: BatchItem) -> int:
    return len(item.body.get("payload", "")) + _ENVELOPE_BYTES
