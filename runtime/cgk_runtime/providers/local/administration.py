"""Listing, deleting and erasing of local runs."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from cgk_runtime._internal.metrics import Waiting
from cgk_runtime._internal.plurals import count
from cgk_runtime.client.administration import Erasure, RunFilter

if TYPE_CHECKING:
    from cgk_runtime.client.provider import Run
    from cgk_runtime.providers.local.engine import Engine
    from cgk_runtime.providers.local.job_log import JobLog

_STOP_SECONDS: Final = 1.0


def matching_runs(engine: Engine, where: RunFilter) -> list[Run]:
    """Return the runs that match, newest first, without their outputs."""
    described = (run.describe() for run in reversed(engine.store.all()))
    return [replace(run, output=None) for run in described if where.matches(run)]


def waiting_jobs(engine: Engine, now: float) -> list[Waiting]:
    """Return how long the oldest queued run of each event waits.

    Args:
        engine: The runs.
        now: The current time, in seconds since 1970.
    """
    oldest: dict[str, float] = {}
    for run in engine.store.all():
        if run.status == "queued":
            event = run.message.event.name
            oldest[event] = min(oldest.get(event, now), run.ready_at or run.queued_at)
    return [Waiting(event, now - since) for event, since in oldest.items()]


def delete_ended_runs(engine: Engine, before: datetime) -> int:
    """Delete the runs that ended before a time, and return their number."""
    limit = before.timestamp()
    old = [run for run in engine.store.all() if run.is_final and run.ended_at is not None and run.ended_at < limit]
    engine.store.remove(old)
    return len(old)


async def erase_tenant(engine: Engine, tenant_id: str, log: JobLog | None) -> Erasure:
    """Cancel and delete all runs of a tenant; a handler that ignores its cancellation keeps its run."""
    runs = [run for run in engine.store.all() if run.message.tenant_id == tenant_id]
    attempts = [run.attempt_task for run in runs if run.attempt_task is not None]
    for run in runs:
        engine.cancel(run.id)
    if attempts:
        await asyncio.wait(attempts, timeout=_STOP_SECONDS)
    ended = [run for run in runs if run.is_final]
    engine.store.remove(ended)
    remaining: list[str] = []
    if len(ended) < len(runs):
        still = count(len(runs) - len(ended), "running job")
        remaining.append(f"{still}: the handler ignores its cancellation; erase again once it has ended")
    if log is not None:
        remaining.append(f"{log.path} has a line for every job; delete the tenant's lines")
    return Erasure(erased=len(ended), remaining=tuple(remaining))
