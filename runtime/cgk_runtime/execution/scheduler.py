"""Scheduler that fires schedules in this process."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from cgk_runtime._internal.calls import call_maybe_async
from cgk_runtime._internal.plurals import join_first, pluralize
from cgk_runtime.execution.attempt import Attempt
from cgk_runtime.execution.failure_log import log_failed_attempt
from cgk_runtime.execution.isolation import run_isolated
from cgk_runtime.execution.retries import retry_delay
from cgk_runtime.execution.timers import Timer, Timers
from cgk_runtime.schedules.definitions import SCHEDULE_RETRY, ScheduleContext
from cgk_runtime.schedules.due_times import next_runs
from cgk_runtime.schedules.fan_out import fan_out, list_tenants
from cgk_runtime.tenant import enter_tenant

if TYPE_CHECKING:
    from cgk_runtime.catalog import ScheduleDefinition
    from cgk_runtime.client.sender import JobSender
    from cgk_runtime.execution.runner import TaskRunner

_logger: Final = logging.getLogger("cgk_runtime.schedules")
_MAX_WAIT: Final = 24 * 3600.0
"""Longest timer in seconds; a change of the wall clock is noticed within this time."""
_CLEANUP_SECONDS: Final = 1.0
"""Seconds for interrupted handlers to clean up."""
_CLOCK_CORRECTION: Final = 3 * 3600
"""Largest step back of the clock, in seconds, that counts as a correction; due times then do not repeat."""


class Scheduler:
    """Scheduler of all schedules that have a handler or send an event; an async context manager.

    Args:
        runner: Runner with the handlers of schedules.
        sender: Client that sends the events of schedules.
        timers: The timers to wait with; tests pass their own.
        clock: Function that returns the seconds since 1970.
        dispatch: Function to call for each due time; `fire` by default. A provider whose workers share the schedules
            passes its own.
        drain_seconds: How long leaving the context lets running handlers finish; by default without a limit.
    """

    def __init__(
        self,
        runner: TaskRunner,
        sender: JobSender,
        *,
        timers: Timers | None = None,
        clock: Callable[[], float] = time.time,
        dispatch: Callable[[ScheduleDefinition, datetime], Coroutine[Any, Any, None]] | None = None,
        drain_seconds: float | None = None,
    ) -> None:
        self._runner = runner
        self._sender = sender
        self._timers = timers or Timers()
        self._clock = clock
        self._dispatch = dispatch or self.fire
        self._drain_seconds = drain_seconds
        self._waiting: dict[str, Timer] = {}
        self._retries: dict[tuple[str, datetime], Timer] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._is_open = False

    @property
    def schedules(self) -> list[ScheduleDefinition]:
        """The schedules that are fired: those with a handler, and those that send an event."""
        handlers = self._runner.registry.schedules
        all_schedules = self._runner.catalog.schedules.values()
        sending_schedules = [schedule for schedule in all_schedules if schedule.event and schedule.name not in handlers]
        return [*(handler.definition for handler in handlers.values()), *sending_schedules]

    @property
    def active_schedules(self) -> list[ScheduleDefinition]:
        """The schedules that are fired, without those that lack tenants to send to."""
        return [schedule for schedule in self.schedules if not self.lacks_tenants(schedule)]

    async def __aenter__(self) -> Scheduler:
        """Start the scheduler."""
        self._timers.bind(asyncio.get_running_loop())
        self._is_open = True
        self._report_missing_tenant_source()
        for schedule in self.schedules:
            self._schedule_next(schedule, datetime.fromtimestamp(self._clock(), UTC))
        return self

    async def __aexit__(self, *_exception: object) -> None:
        """Stop the scheduler and wait for running handlers; those that exceed the limit are canceled and clean up."""
        self._is_open = False
        for timer in (*self._waiting.values(), *self._retries.values()):
            self._timers.cancel(timer)
        for name, due in self._retries:
            _logger.error(
                '[Schedule] "%s", due at %s, is not retried, because the scheduler stops', name, due.isoformat()
            )
        self._waiting.clear()
        self._retries.clear()
        if not self._running:
            return
        _, unfinished = await asyncio.wait(self._running, timeout=self._drain_seconds)
        for task in unfinished:
            _logger.warning('[Schedule] "%s" is interrupted, because it takes too long to finish', task.get_name())
            task.cancel()
        if unfinished:
            await asyncio.wait(unfinished, timeout=_CLEANUP_SECONDS)

    async def fire(self, schedule: ScheduleDefinition, scheduled_at: datetime, tenant_id: str | None = None) -> None:
        """Call the handler of a schedule, or send its event to every tenant.

        Args:
            schedule: The schedule.
            scheduled_at: The time it was due.
            tenant_id: The only tenant to fire for, or None for all: the event is sent to this tenant, and the handler
                runs in its context.

        Raises:
            FanOutError: Some tenants did not get their job.
            Exception: An exception of the handler.
        """
        handler = self._runner.registry.schedules.get(schedule.name)
        if handler is None:
            source = self._runner.registry.tenant_source
            tenants = await list_tenants(source, schedule.name) if tenant_id is None else [tenant_id]
            await fan_out(self._sender, schedule, tenants, scheduled_at, self._runner.catalog.tenant_field)
            return
        await self._runner.resources.open()
        if tenant_id is not None:
            # The caller created a new context for this firing.
            enter_tenant(self._runner.tenant_rule.check(tenant_id))
        due = scheduled_at.astimezone(ZoneInfo(schedule.timezone))
        context = ScheduleContext(schedule.name, due, schedule.timezone, self._runner.resources.opened)
        await call_maybe_async(handler.function, *((context,) if handler.needs_context else ()))

    def _report_missing_tenant_source(self) -> None:
        names = [schedule.name for schedule in self.schedules if self.lacks_tenants(schedule)]
        if names:
            _logger.warning(
                "[Schedule] Nothing is sent by %s (%s), because no function lists the tenants; decorate one with "
                "@tenant_source",
                pluralize(len(names), "schedule"),
                join_first(names, 3),
            )

    def lacks_tenants(self, schedule: ScheduleDefinition) -> bool:
        """Return whether a schedule sends a job to every tenant, but no function lists the tenants."""
        registry = self._runner.registry
        return registry.tenant_source is None and schedule.name not in registry.schedules

    def _schedule_next(self, schedule: ScheduleDefinition, after: datetime) -> None:
        self._wait_for(schedule, next(next_runs(schedule, after)))

    def _wait_for(self, schedule: ScheduleDefinition, due: datetime) -> None:
        wait = min(max(0.0, due.timestamp() - self._clock()), _MAX_WAIT)
        self._waiting[schedule.name] = self._timers.after(wait, lambda: self._fire_if_due(schedule, due))

    def _fire_if_due(self, schedule: ScheduleDefinition, due: datetime) -> None:
        remaining = due.timestamp() - self._clock()
        now = datetime.fromtimestamp(self._clock(), UTC)
        if remaining > 0:  # the longest timer has ended, the timer fired too early, or the wall clock was set back
            if remaining <= _CLOCK_CORRECTION:
                self._wait_for(schedule, due)
            else:
                self._schedule_next(schedule, now)
            return
        self._start_attempt(schedule, due, 1)
        # Continue from the due time, or from now if the process slept: missed due times are skipped.
        self._schedule_next(schedule, max(due.astimezone(UTC), now))

    def _start_attempt(self, schedule: ScheduleDefinition, due: datetime, number: int) -> None:
        self._retries.pop((schedule.name, due), None)
        attempt = self._fire_and_report(schedule, due, number)
        task = asyncio.get_running_loop().create_task(attempt, name=schedule.name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _fire_and_report(self, schedule: ScheduleDefinition, due: datetime, number: int) -> None:
        if self.lacks_tenants(schedule):
            return  # reported once, at the start
        try:
            await run_isolated(self._dispatch(schedule, due))
        except Exception as error:  # noqa: BLE001  logged; other schedules continue
            attempt = Attempt(f"due at {due.isoformat()}", number, SCHEDULE_RETRY.max_attempts)
            delay = retry_delay(SCHEDULE_RETRY, error, number, attempt.max_attempts) if self._is_open else None
            log_failed_attempt(_logger, "Schedule", schedule.name, attempt, error, retry_in=delay)
            if delay is not None:
                retry = partial(self._start_attempt, schedule, due, number + 1)
                self._retries[schedule.name, due] = self._timers.after(delay, retry)
        else:
            _logger.info('[Schedule] "%s", due at %s, completed', schedule.name, due.isoformat())
