"""A run as the local provider keeps it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cgk_runtime.client.provider import FINAL_STATUSES, JobMessage, Run, RunError, RunStatus

if TYPE_CHECKING:
    from cgk_runtime.providers.local.steps import Memo, StepHost
    from cgk_runtime.providers.local.timers import Timer
    from cgk_runtime.tasks.steps.driver import StepDriver
    from cgk_runtime.tasks.task import TaskDefinition


@dataclass(slots=True, eq=False)
class LocalRun:
    """One run: its job, its handler and where it is.

    Attributes:
        id: The run's id.
        message: The job as it was sent.
        task: Its handler, or None where the event has none.
        max_attempts: How many attempts there may be.
        queued_at: Seconds since 1970.
        places: What shares bounds on concurrency with it, and how much each bound is.
        start_limit: Seconds it may wait for its first attempt, or None.
        stopped_as: The status it has once somebody stops it.
        ready_at: When it could start; what tells who waits longest.
        status: Where it is.
        attempt: How many attempts have begun.
        timer: What wakes it, while it is delayed; what expires it, while it waits.
        running: Its attempt, while one runs.
        cancelled: Whether somebody asked for its end.
        waiters: Those who wait for its end; False tells them that their time is over.
        job_id: The job's id, where its event has several handlers and each run an id of its own.
        host: The engine, where the handler takes a context and may use steps.
        memos: What its steps gave, by their ids, once it has one.
        parked: Ends what a step waits for, while one does.
        on_end: Called when it has ended, by a run that waits for it.
        computed: Seconds it has computed, where its task bounds them.
    """

    id: str
    message: JobMessage
    task: TaskDefinition | None
    max_attempts: int
    queued_at: float
    places: tuple[tuple[tuple[str, ...], int], ...] = ()
    start_limit: float | None = None
    stopped_as: RunStatus = "cancelled"
    ready_at: float = 0.0
    status: RunStatus = "queued"
    attempt: int = 0
    timer: Timer | None = None
    running: asyncio.Task[None] | None = None
    cancelled: bool = False
    started_at: float | None = None
    ended_at: float | None = None
    output: bytes | None = None
    error: RunError | None = None
    waiters: tuple[asyncio.Future[bool], ...] = ()
    job_id: str | None = None
    host: StepHost | None = None
    memos: dict[str, Memo] | None = None
    parked: Callable[[], None] | None = None
    on_end: Callable[[], None] | None = None
    computed: float = 0.0

    @property
    def is_final(self) -> bool:
        """Whether it has ended."""
        return self.status in FINAL_STATUSES

    @property
    def run_id(self) -> str:
        """The run's id, as the runner calls it."""
        return self.id

    @property
    def number(self) -> int:
        """The attempt's number, as the runner calls it."""
        return self.attempt

    @property
    def tags(self) -> tuple[str, ...]:
        """The labels it was sent with."""
        return self.message.options.tags

    @property
    def metadata(self) -> Mapping[str, Any] | None:
        """The data it was sent with."""
        return self.message.options.metadata

    @property
    def headers(self) -> Mapping[str, str] | None:
        """What travelled beside the payload."""
        return self.message.headers

    @property
    def step_driver(self) -> StepDriver | None:
        """What does its steps, or None where its handler takes no context."""
        if self.host is None:
            return None
        from cgk_runtime.providers.local.steps import LocalSteps

        return LocalSteps(self, self.host)

    def describe(self) -> Run:
        """Give what callers see."""
        return Run(
            id=self.id,
            event=self.message.event.name,
            status=self.status,
            tenant_id=self.message.tenant_id,
            task=self.task.name if self.task else None,
            attempt=self.attempt,
            output=self.output,
            error=self.error,
            queued_at=_instant(self.queued_at),
            started_at=_instant(self.started_at),
            ended_at=_instant(self.ended_at),
            tags=self.message.options.tags,
        )


def _instant(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
