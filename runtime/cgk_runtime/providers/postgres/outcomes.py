"""Fetched runs, and the outcomes of their starts, as the queue's functions return and accept them."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from cgk_runtime.client.provider import RunError, RunStatus

FETCH_RUN: Final = "SELECT * FROM cgk_jobs.fetch_run(%(worker_id)s)"
FINISH_RUN: Final = """
SELECT cgk_jobs.finish_run(%(id)s, %(worker)s, %(starts)s, %(losses)s, %(status)s, %(task)s, %(attempt)s, %(output)s,
    %(error_type)s, %(error_message)s, %(seconds)s, %(step)s, %(awaited_event)s, %(invoked_run)s) AS accepted
"""


@dataclass(frozen=True, slots=True)
class FetchedRun:
    """A run that this worker has started.

    Attributes:
        id: Number of the run.
        wait: None; without a run, the function returns the seconds until one can start.
        starts: Number of starts, this one included.
        attempt: Number of counted attempts before this start.
        losses: Number of workers that died while they ran it.
        event: Its event, or the name of its schedule.
        task: Its handler, or None if a worker has yet to choose one.
        tenant: Its tenant; empty for a schedule.
        weight: The tenant's weight, as the database has it.
        is_split: True for one of several runs of a job.
        is_schedule: True for the firing of a schedule.
        job_id: The number of its job.
        payload: Its payload, JSON.
        headers: Its headers.
        metadata: Its metadata.
        tags: Its tags.
        max_attempts: The option with which it was sent, or None.
        queued_at: When it was sent.
        due_at: Earliest time at which it could start.
        running_seconds: Seconds since the start of its first attempt.
    """

    id: int
    wait: float | None
    starts: int
    attempt: int
    losses: int
    event: str
    task: str | None
    tenant: str
    weight: float
    is_split: bool
    is_schedule: bool
    job_id: int
    payload: str
    headers: Mapping[str, str] | None
    metadata: Mapping[str, Any] | None
    tags: list[str] | None
    max_attempts: int | None
    queued_at: datetime
    due_at: datetime
    running_seconds: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a start of a run.

    Attributes:
        status: A final status; or "again" after a failed attempt, "released" if the attempt does not count, "suspended"
            by a step.
        task: The handler's name.
        attempt: The number of attempts to store; None keeps the stored one.
        output: The result, JSON.
        error: The reason of a failure.
        seconds: Seconds until the run continues; None if only its step resumes it.
        step: The step that suspended it.
        awaited_event: The names of the event that the step waits for, and its required fields.
        invoked_run: The run that the step starts and waits for.
        on_stored: Function to call once the outcome is stored.
    """

    status: RunStatus | Literal["again", "released", "suspended"]
    task: str | None = None
    attempt: int | None = None
    output: bytes | None = None
    error: RunError | None = None
    seconds: float | None = None
    step: str | None = None
    awaited_event: Mapping[str, Any] | None = None
    invoked_run: Mapping[str, Any] | None = None
    on_stored: Callable[[], Awaitable[None]] | None = None

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of `FINISH_RUN` that depend on the outcome."""
        return {
            "status": self.status,
            "task": self.task,
            "attempt": self.attempt,
            "output": None if self.output is None else self.output.decode(),
            "error_type": self.error.type if self.error else None,
            "error_message": self.error.message.replace("\0", "\\0") if self.error else None,
            "seconds": self.seconds,
            "step": self.step,
            "awaited_event": _json(self.awaited_event),
            "invoked_run": _json(self.invoked_run),
        }


def _json(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)
