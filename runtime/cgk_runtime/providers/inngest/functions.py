"""Handlers and schedules as functions of Inngest's own SDK."""

from __future__ import annotations

import asyncio
import contextvars
import json
import logging
import traceback
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import inngest

from cgk_runtime.catalog import Retry
from cgk_runtime.client.provider import CATALOG_VERSION, RunError
from cgk_runtime.execution.attempt import Attempt
from cgk_runtime.execution.retries import retry_delay, run_error
from cgk_runtime.execution.scheduler import Scheduler
from cgk_runtime.providers.inngest import expressions
from cgk_runtime.providers.inngest.envelope import opened
from cgk_runtime.providers.inngest.limits import check_limits
from cgk_runtime.providers.inngest.sending import COMPONENT
from cgk_runtime.providers.inngest.steps import InngestSteps
from cgk_runtime.tasks.steps.driver import AttemptFailed
from cgk_runtime.validation.payloads import optional_names

if TYPE_CHECKING:
    from cgk_runtime.catalog import ScheduleDefinition
    from cgk_runtime.sdk import Sdk
    from cgk_runtime.tasks.definition import TaskDefinition

T = TypeVar("T")
Function = inngest.Function[Any]
Runs = Callable[[Coroutine[Any, Any, T]], Coroutine[Any, Any, T]]

_logger: Final = logging.getLogger("cgk_jobs.inngest")
_SCHEDULE_RETRY: Final = Retry()
"""A schedule that sends jobs may be tried again: its idempotency keys see to it that none is sent twice."""


class _Again(inngest.RetryAfterError):
    """Tells Inngest when the catalog wants the next attempt, and whose failure it is."""

    def __init__(self, error: BaseException, seconds: float) -> None:
        super().__init__(str(error), timedelta(seconds=seconds), quiet=True)
        self._error = error

    @property
    def name(self) -> str:
        """The name of the handler's own error."""
        return type(self._error).__name__

    @property
    def stack(self) -> str | None:
        """Where the handler's own error was raised."""
        return "".join(traceback.format_exception(self._error))


class _Never(inngest.NonRetriableError):
    """Tells Inngest that no attempt may follow, and whose failure it is."""

    def __init__(self, error: BaseException) -> None:
        described = run_error(error)
        super().__init__(described.message, quiet=True)
        self._error = error
        self._name = described.type

    @property
    def name(self) -> str:
        """The name of the handler's own error."""
        return self._name

    @property
    def stack(self) -> str | None:
        """Where the handler's own error was raised."""
        return "".join(traceback.format_exception(self._error))


class FunctionMaker:
    """Makes the functions of one catalog.

    Args:
        sdk: Its handlers and schedules.
        client: The SDK's client.
        elsewhere: Runs handlers on another event loop, where the SDK's is one per request.
    """

    def __init__(
        self, sdk: Sdk, client: inngest.Inngest, elsewhere: Callable[[Coroutine[Any, Any, Any]], Any] | None = None
    ) -> None:
        self._sdk = sdk
        self._client = client
        self._elsewhere = elsewhere

    def make(self) -> list[Function]:
        """Make a function of every handler and of every schedule.

        Raises:
            InngestLimitError: Inngest does not take some; everything is named at once.
        """
        tasks, schedules = list(self._sdk.registry), Scheduler(self._sdk).schedules
        check_limits(self._sdk.catalog, tasks, schedules)
        return [*map(self._of_task, tasks), *map(self._of_schedule, schedules)]

    def _of_task(self, task: TaskDefinition) -> Function:
        async def handle(context: inngest.Context) -> object:
            return await self._handle(task, context)

        async def call_on_failure(context: inngest.Context) -> None:
            await self._tell_failure(task, context.event.data)

        rules = task.constraints
        optional = optional_names(self._sdk.catalog, task.event.name)
        has_timeouts = rules.start_timeout is not None or rules.run_timeout is not None
        decorate = self._client.create_function(
            fn_id=task.name,
            trigger=[inngest.TriggerEvent(event=name) for name in (task.event.name, *task.event.aliases)],
            retries=task.retry.max_attempts - 1,
            concurrency=_concurrency(task, optional),
            idempotency=expressions.key(rules.idempotency, optional) if rules.idempotency else None,
            priority=inngest.Priority(run=expressions.SENT_PRIORITY),
            debounce=None
            if rules.debounce is None
            else inngest.Debounce(
                key=expressions.key(rules.debounce.fields, optional),
                period=timedelta(seconds=rules.debounce.period),
                timeout=_length(rules.debounce.timeout),
            ),
            cancel=[inngest.Cancel(event=rule.event, if_exp=expressions.same(rule.fields)) for rule in rules.cancel_on]
            or None,
            timeouts=inngest.Timeouts(start=_length(rules.start_timeout), finish=_length(rules.run_timeout))
            if has_timeouts
            else None,
            on_failure=None if rules.on_failure is None else call_on_failure,
        )
        return decorate(handle)

    def _of_schedule(self, schedule: ScheduleDefinition) -> Function:
        async def fire(context: inngest.Context) -> None:
            scheduler = Scheduler(self._sdk)
            try:
                await self._run(scheduler.fire(schedule, _due(context.event)))
            except Exception as error:
                number = context.attempt + 1
                if number >= _SCHEDULE_RETRY.max_attempts:
                    raise
                raise _Again(error, _SCHEDULE_RETRY.delay_ms(number) / 1000) from error

        decorate = self._client.create_function(
            fn_id=schedule.task_id,
            trigger=inngest.TriggerCron(cron=f"TZ={schedule.timezone} {schedule.cron}"),
            retries=_SCHEDULE_RETRY.max_attempts - 1,
        )
        return decorate(fire)

    async def _handle(self, task: TaskDefinition, context: inngest.Context) -> object:
        document, envelope = opened(context.event.data)
        number, most = context.attempt + 1, task.retry.max_attempts
        tenant_id = context.event.data.get("tenantId")
        # What a step invokes is made by this catalog, whoever made this job.
        headers = {**(envelope.headers or {}), CATALOG_VERSION: self._sdk.catalog.version}
        steps = InngestSteps(context.step, self._client.app_id, str(tenant_id), headers, is_last=number >= most)
        attempt = Attempt(
            run_id=context.run_id,
            number=number,
            max_attempts=most,
            queued_at=context.event.ts / 1000 if context.event.ts else None,
            metadata=envelope.metadata,
            headers=envelope.headers,
            step_driver=steps,
        )
        try:
            return json.loads(await self._run(self._sdk.runner.run(task, document, attempt)))
        except AttemptFailed as failed:
            raise _told(task, failed.error, attempt) from failed.error
        except Exception as error:
            raise _told(task, error, attempt) from error

    async def _tell_failure(self, task: TaskDefinition, data: Mapping[str, Any]) -> None:
        """Inngest says it by an event of its own, with the job's event inside."""
        event = cast("Mapping[str, Any]", data.get("event") or {})
        said = cast("Mapping[str, Any]", data.get("error") or {})
        error = RunError(str(said.get("name") or "Error"), str(said.get("message") or ""))
        document, _ = opened(cast("Mapping[str, Any]", event.get("data") or {}))
        await self._run(self._sdk.runner.call_on_failure(task, document, str(data.get("run_id")), error))

    async def _run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        if self._elsewhere is not None:
            return cast("T", await self._elsewhere(coroutine))
        # Outside the context of the request, its tenant and its trace.
        return await asyncio.get_running_loop().create_task(coroutine, context=contextvars.Context())


def _told(task: TaskDefinition, error: Exception, attempt: Attempt) -> Exception:
    """Give what the SDK understands: try again then, or never again."""
    delay = retry_delay(task, error, attempt.number, attempt.max_attempts)
    kind = type(error).__name__
    if delay is not None:
        _logger.warning(
            '[%s] Run %s of "%s": attempt %d of %d failed, the next follows in %g s: %s: %s',
            COMPONENT, attempt.run_id, task.event.name, attempt.number, attempt.max_attempts, delay, kind, error,
        )  # fmt: skip
        return _Again(error, delay)
    _logger.error(
        '[%s] Run %s of "%s" failed after %d of %d attempts: %s: %s',
        COMPONENT, attempt.run_id, task.event.name, attempt.number, attempt.max_attempts, kind, error,
        exc_info=error,
    )  # fmt: skip
    return _Never(error)


def _concurrency(task: TaskDefinition, optional: frozenset[str]) -> list[inngest.Concurrency] | None:
    bounds = [] if task.concurrency is None else [inngest.Concurrency(limit=task.concurrency)]
    bounds += [
        inngest.Concurrency(limit=bound.limit, key=expressions.key(bound.fields, optional) if bound.fields else None)
        for bound in task.constraints.bounds
    ]
    return bounds or None


def _length(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


def _due(event: inngest.Event) -> datetime:
    """The instant a schedule was due: `scheduledAt` of the event's data, its id, or its time."""
    for said in (event.data.get("scheduledAt"), event.id):
        try:
            due = datetime.fromisoformat(str(said))
        except ValueError:
            continue
        if due.tzinfo is not None:
            return due
    return datetime.fromtimestamp(event.ts / 1000, UTC)
