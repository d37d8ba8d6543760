"""Erasure at providers whose API deletes nothing: unfinished runs are cancelled, and what remains is reported."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING

from cgk_runtime._internal.plurals import count
from cgk_runtime.client.administration import Erasure

if TYPE_CHECKING:
    from cgk_runtime.client.provider import Run


async def cancel_unfinished(
    runs: AsyncIterator[Run], cancel: Callable[[str], Awaitable[None]], title: str, *also_remaining: str
) -> Erasure:
    """Cancel the runs that have not ended, and describe what remains.

    Args:
        runs: All runs of a tenant; one with the id of its job has not started and cannot be cancelled.
        cancel: Function that cancels a run by its id.
        title: Name of the provider in texts.
        *also_remaining: Descriptions of what is not found by tenant.
    """
    cancelled = known = 0
    async for run in runs:
        known += 1
        if not run.is_final and run.id != run.job_id:
            await cancel(run.id)
            cancelled += 1
    kept = (
        f"{count(known, 'run')} with payloads and results: {title} has no API to delete them; they are deleted when "
        "the retention of your plan ends, or by its support"
    )
    return Erasure(cancelled=cancelled, remaining=(*([kept] if known else []), *also_remaining))
