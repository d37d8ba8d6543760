"""Erasure at providers whose API deletes nothing: unfinished runs are canceled, and the rest is reported."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING

from cgk_runtime._internal.plurals import pluralize
from cgk_runtime.client.administration import Erasure

if TYPE_CHECKING:
    from cgk_runtime.client.provider import Run


async def cancel_unfinished(
    runs: AsyncIterator[Run], cancel: Callable[[str], Awaitable[None]], title: str, *also_remaining: str
) -> Erasure:
    """Cancel the runs that have not ended, and describe what remains.

    Args:
        runs: All runs of a tenant; one with its job's id means that the job has no run yet, and cannot be canceled.
        cancel: Function that cancels a run by its id.
        title: Name of the provider in texts.
        *also_remaining: Sentences about data that cannot be found by tenant.
    """
    cancelled = total = waiting = 0
    async for run in runs:
        total += 1
        if run.id == run.job_id:
            waiting += 1
        elif not run.is_final:
            await cancel(run.id)
            cancelled += 1
    waiting_jobs = (
        f"{pluralize(waiting, 'job')} without a run, such as debounced ones: they cannot be canceled; erase again "
        "once they have started"
    )
    remaining_runs = (
        f"{pluralize(total, 'run')} with payloads and results: {title} has no API to delete them; they are deleted "
        "when the retention of your plan ends, or by its support"
    )
    return Erasure(
        cancelled=cancelled,
        remaining=(*([waiting_jobs] if waiting else []), *([remaining_runs] if total else []), *also_remaining),
    )
