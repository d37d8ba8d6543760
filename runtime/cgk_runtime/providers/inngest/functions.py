"""Handlers and schedules as functions of Inngest's own SDK."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar, cast

import inngest

from cgk_runtime.client.provider import CATALOG_VERSION, RunError
from cgk_runtime.execution.attempt import Attempt
from cgk_runtime.execution.isolation import run_isolated
from cgk_runtime.providers.inngest import expressions
from cgk_runtime.providers.inngest.attempt_errors import to_inngest_error
from cgk_runtime.providers.inngest.envelope import unwrap_event
from cgk_runtime.providers.inngest.foreign_events import (
    FAILED,
    TIMER,
    ForeignEventError,
    require_own_event,
)
from cgk_runtime.providers.inngest.limits import check_limits, per_tenant_limit
from cgk_runtime.providers.inngest.steps import InngestSteps
from cgk_runtime.schedules.definitions import SCHEDULE_RETRY
from cgk_runtime.tasks.steps.driver import AttemptFailed
from cgk_runtime.validation.payloads import required_names

if TYPE_CHECKING:
    from cgk_runtime.catalog import ScheduleDefinition
    from cgk_runtime.sdk import Sdk
    from cgk_runtime.tasks.constraints import TaskConstraints
    from cgk_runtime.tasks.definition import TaskDefinition

T = TypeVar("T")
Function = inngest.Function[Any]


class FunctionBuilder:
    """Builder of the functions of one catalog.

    Args:
        sdk: The handlers and schedules.
        client: The client of Inngest's SDK.
        run_elsewhere: Function that runs a coroutine on another event loop, for web frameworks that start a loop for
            each request.
    """

    def __init__(
        self, sdk: Sdk, client: inngest.Inngest, run_elsewhere: Callable[[Coroutine[Any, Any, Any]], Any] | None = None
    ) -> None:
        self._sdk = sdk
        self._client = client
        self._run_elsewhere = run_elsewhere

    def build(self) -> list[Function]:
        """Build a function for every handler and every schedule.

        Raises:
            InngestLimitError: Some exceed Inngest's limits; every violation is listed.
        """
        tasks, schedules = list(self._sdk.registry), self._sdk.scheduler().schedules
        check_limits(self._sdk.catalog, tasks, schedules)
        return [*map(self._task_function, tasks), *map(self._schedule_function, schedules)]

    def _task_function(self, task: TaskDefinition) -> Function:
        async def handle(context: inngest.Context) -> object:
            return await self._handle(task, context)

        async def call_on_failure(context: inngest.Context) -> None:
            require_own_event(self._client.app_id, f"{task.name}-failure", {FAILED}, context.event)
            if context.event.data.get("function_id") != f"{self._client.app_id}-{task.name}":
                raise ForeignEventError(f"{task.name}-failure", FAILED)
            await self._call_on_failure(task, context.event.data)

        constraints = task.constraints
        required = required_names(self._sdk.catalog, task.event.name)
        cancel = [
            inngest.Cancel(event=name, if_exp=expressions.same_values(rule.fields))
            for rule in constraints.cancel_on
            for name in self._sdk.catalog.event(rule.event).all_names
        ]
        decorate = self._client.create_function(
            fn_id=task.name,
            trigger=[inngest.TriggerEvent(event=name) for name in task.event.all_names],
            retries=task.retry.max_attempts - 1,
            concurrency=_concurrency(task, required),
            throttle=_throttle(task, required),
            idempotency=expressions.key(constraints.idempotency, required) if constraints.idempotency else None,
            priority=inngest.Priority(run=expressions.SENT_PRIORITY),
            debounce=_debounce(constraints, required),
            cancel=cancel or None,
            timeouts=_timeouts(constraints),
            on_failure=None if constraints.on_failure is None else call_on_failure,
        )
        return decorate(handle)

    def _schedule_function(self, schedule: ScheduleDefinition) -> Function:
        async def fire(context: inngest.Context) -> None:
            require_own_event(self._client.app_id, schedule.task_id, {TIMER}, context.event)
            scheduler = self._sdk.scheduler()
            try:
                await self._run(scheduler.fire(schedule, _due_at(context.event)))
            except Exception as error:
                attempt = Attempt(context.run_id, context.attempt + 1, SCHEDULE_RETRY.max_attempts)
                raise to_inngest_error(schedule.name, SCHEDULE_RETRY, error, attempt) from error

        decorate = self._client.create_function(
            fn_id=schedule.task_id,
            trigger=inngest.TriggerCron(cron=f"TZ={schedule.timezone} {schedule.cron}"),
            retries=SCHEDULE_RETRY.max_attempts - 1,
        )
        return decorate(fire)

    async def _handle(self, task: TaskDefinition, context: inngest.Context) -> object:
        require_own_event(self._client.app_id, task.name, task.event.all_names, context.event)
        document, extras = unwrap_event(context.event.data)
        number, max_attempts = context.attempt + 1, task.retry.max_attempts
        tenant_field = task.event.tenant_field
        tenant_id = context.event.data.get(tenant_field)
        # Payloads of invoked runs are written by this process, so they have the version of its catalog.
        sent_headers: Mapping[str, str] = extras.get("headers") or {}
        headers = {**sent_headers, CATALOG_VERSION: self._sdk.catalog.version}
        steps = InngestSteps(
            context.step,
            self._client.app_id,
            {tenant_field: str(tenant_id)},
            headers,
            is_last=number >= max_attempts,
        )
        queued_at = context.event.ts / 1000 if context.event.ts else None
        attempt = Attempt(
            run_id=context.run_id,
            number=number,
            max_attempts=max_attempts,
            queued_at=queued_at,
            metadata=extras.get("metadata"),
            headers=sent_headers,
            step_driver=steps,
            provider_name="inngest",
            # A handler with steps is called several times, and not every call waited since the event.
            waiting_since=None if number > 1 or task.needs_context else queued_at,
        )
        try:
            return json.loads(await self._run(self._sdk.runner.run(task, document, attempt)))
        except AttemptFailed as failed:
            raise to_inngest_error(task.event.name, task.retry, failed.error, attempt) from failed.error
        except Exception as error:
            raise to_inngest_error(task.event.name, task.retry, error, attempt) from error

    async def _call_on_failure(self, task: TaskDefinition, data: Mapping[str, Any]) -> None:
        """Call `on_failure` with the data of Inngest's failure event, which contains the job's event."""
        event = cast("Mapping[str, Any]", data.get("event") or {})
        error = cast("Mapping[str, Any]", data.get("error") or {})
        failure = RunError(str(error.get("name") or "Error"), str(error.get("message") or ""))
        document, extras = unwrap_event(cast("Mapping[str, Any]", event.get("data") or {}))
        call = self._sdk.runner.call_on_failure(
            task, document, str(data.get("run_id")), failure, headers=extras.get("headers")
        )
        await self._run(call)

    async def _run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        if self._run_elsewhere is not None:
            return cast("T", await self._run_elsewhere(run_isolated(coroutine)))
        # The context is empty, because the request's own tenant and trace must not reach the handler.
        return await run_isolated(coroutine)


def _concurrency(task: TaskDefinition, required: frozenset[str]) -> list[inngest.Concurrency] | None:
    limits = [] if task.concurrency is None else [inngest.Concurrency(limit=task.concurrency)]
    limits += [
        inngest.Concurrency(limit=limit.limit, key=expressions.key(limit.fields, required) if limit.fields else None)
        for limit in task.constraints.concurrency_limits
    ]
    per_tenant = per_tenant_limit(task)
    if per_tenant is not None:
        limits.append(inngest.Concurrency(limit=per_tenant, key=expressions.key((task.event.tenant_field,), required)))
    return limits or None


def _throttle(task: TaskDefinition, required: frozenset[str]) -> inngest.Throttle | None:
    """Return the task's rate limit; Inngest spreads the starts evenly over the period."""
    if not task.constraints.rate_limits:
        return None
    (rate,) = task.constraints.rate_limits  # `check_limits` refuses a second one
    key = expressions.key(rate.fields, required) if rate.fields else None
    return inngest.Throttle(limit=rate.limit, period=timedelta(seconds=rate.period), key=key)


def _debounce(constraints: TaskConstraints, required: frozenset[str]) -> inngest.Debounce | None:
    debounce = constraints.debounce
    if debounce is None:
        return None
    return inngest.Debounce(
        key=expressions.key(debounce.fields, required),
        period=timedelta(seconds=debounce.period),
        timeout=_timedelta(debounce.timeout),
    )


def _timeouts(constraints: TaskConstraints) -> inngest.Timeouts | None:
    if constraints.start_timeout is None and constraints.run_timeout is None:
        return None
    return inngest.Timeouts(start=_timedelta(constraints.start_timeout), finish=_timedelta(constraints.run_timeout))


def _timedelta(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


def _due_at(event: inngest.Event) -> datetime:
    """Return the time a schedule was due."""
    scheduled_at = event.data.get("scheduledAt")
    if isinstance(scheduled_at, str):
        return datetime.fromisoformat(scheduled_at)
    return datetime.fromtimestamp(event.ts / 1000, UTC)
