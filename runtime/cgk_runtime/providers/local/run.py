"""State of one run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cgk_runtime.client.provider import FINAL_STATUSES, JobMessage, Run, RunError, RunStatus
from cgk_runtime.execution.attempt import Attempt
from cgk_runtime.providers.local.slots import Slot, slots_of

if TYPE_CHECKING:
    from cgk_runtime.execution.timers import Timer, Timers
    from cgk_runtime.tasks.definition import TaskDefinition
    from cgk_runtime.tasks.steps.driver import StepDriver


class AttemptTask(asyncio.Task[None]):
    """Task of one attempt, which records whether the application canceled it.

    Attributes:
        is_cancelled_by_task: True if another task, or the handler itself, canceled it. The end of an event loop
            cancels it outside of any task.
    """

    is_cancelled_by_task = False

    def cancel(self, msg: Any | None = None) -> bool:
        """Cancel the attempt."""
        if asyncio.current_task(self.get_loop()) is not None:
            self.is_cancelled_by_task = True
        return super().cancel(msg)


@dataclass(slots=True, eq=False)
class LocalRun:
    """One run of a job by one handler.

    Attributes:
        id: The run's id.
        message: The job as it was sent.
        task: Its handler, or None if the event has none.
        max_attempts: Limit on attempts.
        queued_at: Seconds since 1970.
        lane: The tenant, or an empty text if the event's jobs share a lane.
        slots: Slots that must be free before the run can start.
        start_timeout: Seconds until a run that has not started expires, or None.
        stop_status: Final status of a run that was asked to stop, or None.
        ready_at: Time at which it is ready to start, or the end of its delay.
        sort_key: Order in its lane: `ready_at` minus the priority, in seconds.
        status: Current status.
        attempt: Number of started attempts.
        timer: Timer that ends its delay, its step's wait or its start timeout.
        attempt_task: The asyncio task of the current attempt.
        waiters: Futures of the calls that wait for its end; True means it ended, False that the wait timed out.
        job_id: The job's id if the event has several handlers and each run has its own id.
        step_driver: Steps of the run, or None if its handler has no context.
        cancel_wait: Function that cancels what its current step waits for.
        on_end: Function to call when the run ends, for the run that invoked it.
        execution_seconds: Execution time so far, measured if the task limits it.
        has_suspended: True once the run waited for a step.
        is_lost: True if the end of the provider interrupts the run.
        parent_id: The run whose handler sent the job; set for an observer.
        origin: The program that sent the job; set for an observer.
        partial_line: Text printed after the last line break, if an observer copies the output.
    """

    id: str
    message: JobMessage
    task: TaskDefinition | None
    max_attempts: int
    queued_at: float
    lane: str
    slots: tuple[Slot, ...] = ()
    start_timeout: float | None = None
    stop_status: RunStatus | None = None
    ready_at: float = 0.0
    sort_key: float = 0.0
    status: RunStatus = "queued"
    attempt: int = 0
    timer: Timer | None = None
    attempt_task: AttemptTask | None = None
    started_at: float | None = None
    ended_at: float | None = None
    output: bytes | None = None
    error: RunError | None = None
    waiters: tuple[asyncio.Future[bool], ...] = ()
    job_id: str | None = None
    step_driver: StepDriver | None = None
    cancel_wait: Callable[[], None] | None = None
    on_end: Callable[[], None] | None = None
    execution_seconds: float = 0.0
    has_suspended: bool = False
    is_lost: bool = False
    parent_id: str | None = None
    origin: str | None = None
    partial_line: str = ""

    @property
    def is_final(self) -> bool:
        """True once the run has ended."""
        return self.status in FINAL_STATUSES

    def is_interrupted_by(self, error: BaseException) -> bool:
        """Return whether the end of the event loop canceled the attempt, not the provider or the application."""
        task = self.attempt_task
        return (
            self.stop_status is None
            and isinstance(error, asyncio.CancelledError)
            and task is not None
            and task.cancelling() > 0
            and not task.is_cancelled_by_task
        )

    def clear_wait(self, timers: Timers) -> None:
        """Cancel the timer and what the current step waits for, if any."""
        if self.timer is not None:
            timers.cancel(self.timer)
            self.timer = None
        if self.cancel_wait is not None:
            cancel_wait, self.cancel_wait = self.cancel_wait, None
            cancel_wait()

    def describe_attempt(self) -> Attempt:
        """Return the current attempt as the task runner reads it."""
        options = self.message.options
        return Attempt(
            run_id=self.id,
            number=self.attempt,
            max_attempts=self.max_attempts,
            queued_at=self.queued_at,
            tags=options.tags,
            metadata=options.metadata,
            headers=self.message.headers,
            step_driver=self.step_driver,
            provider_name="local",
            waiting_since=self.ready_at,
        )

    def describe(self) -> Run:
        """Return the run as callers see it."""
        return Run(
            id=self.id,
            event=self.message.event.name,
            status=self.status,
            tenant_id=self.message.tenant_id,
            task=self.task.name if self.task else None,
            attempt=self.attempt,
            output=self.output,
            error=self.error,
            queued_at=_datetime(self.queued_at),
            started_at=_datetime(self.started_at),
            ended_at=_datetime(self.ended_at),
            tags=self.message.options.tags,
            job_id=self.job_id,
            max_attempts=self.max_attempts,
        )


def new_run(run_id: str, message: JobMessage, task: TaskDefinition | None, queued_at: float) -> LocalRun:
    """Create a run of a job for one handler."""
    lane = "" if message.event.fairness == "none" else message.tenant_id
    if task is None:
        return LocalRun(run_id, message, None, 1, queued_at, lane)
    options = message.options
    run = LocalRun(run_id, message, task, options.max_attempts or task.retry.max_attempts, queued_at, lane)
    run.slots = slots_of(message, task)
    run.start_timeout = options.ttl if options.ttl is not None else task.constraints.start_timeout
    return run


def wake(waiter: asyncio.Future[bool], *, ended: bool) -> None:
    """Resolve a future of `waiters`, unless it is done or its event loop has closed."""
    if not waiter.done() and not waiter.get_loop().is_closed():
        waiter.set_result(ended)


def _datetime(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
