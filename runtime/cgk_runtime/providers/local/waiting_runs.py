"""Waiting runs that a worker of `cgk dev` passes to the next one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgk_runtime.client.options import ResolvedOptions

if TYPE_CHECKING:
    from cgk_runtime.providers.local.run import LocalRun

    Receiver = Callable[[Sequence["WaitingRun"]], None]
    """Receives the waiting runs of a provider that closes."""


@dataclass(frozen=True, slots=True)
class WaitingRun:
    """Run that waits for its start or for its next attempt.

    Attributes:
        id: The run's id.
        job_id: The job's id if each of its runs has its own id.
        event: The event's name.
        tenant_id: The payload's tenant.
        payload: The payload's JSON document.
        options: Options of the send.
        headers: Headers of the job.
        task: The handler's name, or None.
        attempt: Number of attempts begun.
        queued_at: When it was sent, in seconds since 1970, as are the following times.
        started_at: When its last attempt began, or None.
        due: When it may start.
        parent_id: The run whose handler sent the job.
        origin: The program that sent the job.
    """

    id: str
    job_id: str | None
    event: str
    tenant_id: str
    payload: bytes
    options: ResolvedOptions
    headers: Mapping[str, str] | None
    task: str | None
    attempt: int
    queued_at: float
    started_at: float | None
    due: float
    parent_id: str | None
    origin: str | None


def can_move(run: LocalRun) -> bool:
    """Return whether another process can continue a run; only this one knows its steps and the run that invoked it."""
    return run.attempt_task is None and not run.has_suspended and run.on_end is None


def waiting_run(run: LocalRun, due: float) -> WaitingRun:
    """Describe a run for the next process.

    Args:
        run: The run.
        due: When it may start, in seconds since 1970.
    """
    message = run.message
    return WaitingRun(
        id=run.id,
        job_id=run.job_id,
        event=message.event.name,
        tenant_id=message.tenant_id,
        payload=message.payload,
        options=message.options,
        headers=message.headers,
        task=run.task.name if run.task else None,
        attempt=run.attempt,
        queued_at=run.queued_at,
        started_at=run.started_at,
        due=due,
        parent_id=run.parent_id,
        origin=run.origin,
    )
