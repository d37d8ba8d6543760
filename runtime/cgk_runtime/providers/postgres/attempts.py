"""Attempts: calls of handlers and schedules for fetched runs, and their outcomes."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from cgk_runtime._internal import metrics
from cgk_runtime.client.provider import RunError
from cgk_runtime.execution.attempt import Attempt
from cgk_runtime.execution.failure_log import log_failed_attempt
from cgk_runtime.execution.isolation import run_isolated
from cgk_runtime.execution.retries import AttemptTimeoutError, retry_delay, run_error
from cgk_runtime.providers.postgres.outcomes import FetchedRun, Outcome
from cgk_runtime.providers.postgres.registration import former_task_names
from cgk_runtime.providers.postgres.runs import run_id
from cgk_runtime.providers.postgres.settings import COMPONENT
from cgk_runtime.providers.postgres.steps import PostgresSteps, Suspend
from cgk_runtime.schedules.definitions import SCHEDULE_RETRY
from cgk_runtime.tasks.steps.driver import AttemptFailed

if TYPE_CHECKING:
    from cgk_runtime.execution.scheduler import Scheduler
    from cgk_runtime.providers.postgres.manager import QueueManager
    from cgk_runtime.sdk import Sdk
    from cgk_runtime.tasks.definition import TaskDefinition

_logger: Final = logging.getLogger("cgk_runtime.providers.postgres")
_FIRST_RELEASE_PAUSE: Final = 0.01
_LONGEST_RELEASE_PAUSE: Final = 10.0
"""First and longest pause of a run, in seconds, after a worker without its handler released it; doubled each time."""
_CLEANUP_SECONDS: Final = 5.0
"""Seconds that a canceled handler has for its `finally` blocks."""


class Attempts:
    """Attempts of fetched runs: calls of their handlers and schedules.

    Args:
        sdk: The handlers and schedules.
        scheduler: Scheduler that fires the schedules.
        manager: Queue manager that executes the statements of steps.
    """

    def __init__(self, sdk: Sdk, scheduler: Scheduler, manager: QueueManager) -> None:
        self._sdk = sdk
        self._scheduler = scheduler
        self._manager = manager
        self._schedules = {schedule.name: schedule for schedule in scheduler.schedules}
        self._running: set[asyncio.Task[Any]] = set()

    @contextmanager
    def cancellable(self) -> Generator[None]:
        """Let `cancel` cancel the current task while it is in the block."""
        task = cast("asyncio.Task[Any]", asyncio.current_task())
        self._running.add(task)
        try:
            yield
        finally:
            self._running.discard(task)

    def cancel(self) -> None:
        """Cancel all running attempts and `on_failure` callbacks."""
        for task in self._running:
            task.cancel()

    async def run(self, run: FetchedRun, worker_id: int | None) -> Outcome:
        """Call the handler or the schedule of a run and return the outcome.

        Raises:
            CancelledError: The run was canceled, or the worker stops.
        """
        if run.is_schedule:
            return await self._fire(run)
        handlers = self._sdk.registry.handlers(run.event)
        task = next((task for task in handlers if run.task in (None, task.name, *former_task_names(task))), None)
        if task is None:
            return _released_outcome(run)
        attempt = Attempt(
            run_id=run_id(run.job_id, run.task if run.is_split else None),
            number=run.attempt + 1,
            max_attempts=run.max_attempts or task.retry.max_attempts,
            queued_at=run.queued_at.timestamp(),
            tags=tuple(run.tags or ()),
            metadata=run.metadata,
            headers=run.headers,
            provider_name="postgres",
            waiting_since=run.due_at.timestamp(),
            tenant_id=run.tenant,
        )
        run_timeout = task.constraints.run_timeout
        if run_timeout is not None and run.running_seconds >= run_timeout:
            return self._timed_out(task, replace(attempt, number=max(run.attempt, 1)), run)
        return await self._call(run, task, attempt, worker_id)

    async def _call(self, run: FetchedRun, task: TaskDefinition, attempt: Attempt, worker_id: int | None) -> Outcome:
        attempt_number, max_attempts, steps = attempt.number, attempt.max_attempts, None
        if task.needs_context:
            steps = PostgresSteps(self._manager, run, worker_id, max_attempts, self._sdk.catalog, attempt_number)
            attempt = replace(attempt, step_driver=steps)
        run_timeout = task.constraints.run_timeout
        deadline = asyncio.timeout(None if run_timeout is None else run_timeout - run.running_seconds)
        try:
            async with deadline:
                call = self._sdk.runner.run_in_current_context(task, run.payload.encode(), attempt)
                output = await run_isolated(call, cleanup_seconds=_CLEANUP_SECONDS)
        except Suspend as suspend:
            return replace(suspend.outcome, task=task.name, seconds=_seconds_until(deadline, suspend.outcome.seconds))
        except AttemptFailed as failed:
            error: Exception = failed.error
        except TimeoutError as timeout:
            if deadline.expired():
                return self._timed_out(task, attempt, run)
            error = timeout
        except Exception as exception:  # noqa: BLE001  any exception of a handler is its run's failure
            error = exception
        else:
            return Outcome("completed", task=task.name, attempt=attempt_number, output=output)
        if steps is not None and steps.attempt != attempt_number:
            # A step was stored in this attempt, so the failure belongs to the first attempt of the next step.
            attempt = replace(attempt, number=steps.attempt)
        delay = retry_delay(task.retry, error, attempt.number, max_attempts)
        log_failed_attempt(_logger, COMPONENT, run.event, attempt, error, retry_in=delay)
        if delay is not None:
            seconds = _seconds_until(deadline, delay)
            return Outcome("again", task=task.name, attempt=attempt.number, error=run_error(error), seconds=seconds)
        is_timeout = isinstance(error, AttemptTimeoutError)
        return self._failed_outcome("timed_out" if is_timeout else "failed", task, attempt, run_error(error), run)

    def _timed_out(self, task: TaskDefinition, attempt: Attempt, run: FetchedRun) -> Outcome:
        error = RunError(
            "TimeoutError", f'"{task.name}" exceeded its run_timeout of {task.constraints.run_timeout:g} s'
        )
        metrics.count_run_end("postgres", run.event, run.tenant, "timed_out")
        return self._failed_outcome("timed_out", task, attempt, error, run)

    def _failed_outcome(
        self,
        status: Literal["failed", "timed_out"],
        task: TaskDefinition,
        attempt: Attempt,
        error: RunError,
        run: FetchedRun,
    ) -> Outcome:
        async def call_on_failure() -> None:
            call = self._sdk.runner.call_on_failure(
                task, run.payload.encode(), attempt.run_id, error, headers=run.headers, job_tenant=run.tenant
            )
            try:
                with self.cancellable():
                    await run_isolated(call, cleanup_seconds=_CLEANUP_SECONDS)
            except asyncio.CancelledError:
                _logger.error(  # noqa: TRY400  the traceback would only show the cancellation
                    '[%s] The end of the worker interrupted on_failure of "%s", for run %s',
                    COMPONENT, task.name, attempt.run_id,
                )  # fmt: skip
                raise
            except Exception:
                _logger.exception('[%s] on_failure of "%s" failed, for run %s', COMPONENT, task.name, attempt.run_id)

        on_stored = None if task.constraints.on_failure is None else call_on_failure
        return Outcome(status, task=task.name, attempt=attempt.number, error=error, on_stored=on_stored)

    async def _fire(self, run: FetchedRun) -> Outcome:
        schedule = self._schedules.get(run.event)
        if schedule is None:
            return _released_outcome(run)
        due = datetime.fromisoformat(json.loads(run.payload)["scheduledAt"])
        attempt = Attempt(run_id(run.id), run.attempt + 1, SCHEDULE_RETRY.max_attempts)
        try:
            await run_isolated(self._scheduler.fire(schedule, due), cleanup_seconds=_CLEANUP_SECONDS)
        except Exception as error:  # noqa: BLE001  any exception of a schedule's handler is its run's failure
            delay = retry_delay(SCHEDULE_RETRY, error, attempt.number, attempt.max_attempts)
            log_failed_attempt(_logger, COMPONENT, run.event, attempt, error, retry_in=delay)
            status: Literal["failed", "again"] = "failed" if delay is None else "again"
            return Outcome(status, attempt=attempt.number, error=run_error(error), seconds=delay)
        return Outcome("completed", attempt=attempt.number, output=b"null")


def _seconds_until(deadline: asyncio.Timeout, seconds: float | None) -> float | None:
    """Return the seconds until a run continues, or until its deadline if that is earlier."""
    end = deadline.when()
    if end is None:
        return seconds
    remaining = max(0.0, end - asyncio.get_running_loop().time())
    return remaining if seconds is None else min(seconds, remaining)


def _released_outcome(run: FetchedRun) -> Outcome:
    return Outcome("released", seconds=min(_FIRST_RELEASE_PAUSE * 2 ** min(run.starts, 10), _LONGEST_RELEASE_PAUSE))
