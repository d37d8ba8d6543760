"""Plan of the tasks on Trigger.dev: for handlers, schedules, events with named handlers, and former event names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from cgk_runtime.client.limits import TRIGGER_DEV
from cgk_runtime.errors import JobsError, NotSupportedError
from cgk_runtime.providers.trigger_dev.build.errors import TriggerBuildError
from cgk_runtime.schedules.cron_forms import cron_forms
from cgk_runtime.tasks.source_location import source_location
from cgk_runtime.tasks.steps.refusal import refuse_steps
from cgk_runtime.tasks.violations import Violation

if TYPE_CHECKING:
    from cgk_runtime.catalog import EventDefinition, Retry, ScheduleDefinition
    from cgk_runtime.sdk import Sdk
    from cgk_runtime.tasks.definition import TaskDefinition

_TASK_ID: Final = re.compile(rf"[A-Za-z0-9_-]{{1,{TRIGGER_DEV.task_id_characters}}}")
_SUPPORTED_CONSTRAINTS: Final = frozenset({"on_failure", "start_timeout"})
"""Constraints that Trigger.dev supports, besides concurrency limits without fields."""


@dataclass(frozen=True, slots=True)
class TaskPlan:
    """Task that runs a Python handler, triggers other tasks with the same payload, or does both.

    Attributes:
        id: Task id on Trigger.dev, and name of the file.
        event: Event whose payload the task receives.
        handler: Handler that runs in this task, or None if it only triggers other tasks.
        fan_out: Ids of the tasks to trigger with the same payload.
    """

    id: str
    event: EventDefinition
    handler: TaskDefinition | None
    fan_out: tuple[str, ...] = ()

    @property
    def retry(self) -> Retry:
        """Retry settings of the handler, or of the event if the task only triggers others."""
        return self.handler.retry if self.handler else self.event.retry

    @property
    def source(self) -> str:
        """Qualified name of the handler, such as `app.tasks.order_created`, or the ids of the triggered tasks."""
        return qualified_name(self.handler.function) if self.handler else ", ".join(self.fan_out)


@dataclass(frozen=True, slots=True)
class SchedulePlan:
    """Scheduled task that runs a handler, or that sends an event to every tenant.

    Attributes:
        schedule: Definition of the schedule.
        source: Qualified name of the handler, or the event that is sent, such as "tax.computed to every tenant".
    """

    schedule: ScheduleDefinition
    source: str

    @property
    def id(self) -> str:
        """Task id on Trigger.dev."""
        return self.schedule.task_id


@dataclass(frozen=True, slots=True)
class Plan:
    """All tasks to build.

    Attributes:
        tasks: One per event with handlers, one per named handler, and one per former name of such an event.
        schedules: One per schedule.
    """

    tasks: tuple[TaskPlan, ...]
    schedules: tuple[SchedulePlan, ...]

    @property
    def all(self) -> list[TaskPlan | SchedulePlan]:
        """All tasks and schedules."""
        return [*self.tasks, *self.schedules]


def build_checked_plan(sdk: Sdk, *, schedules: bool = True) -> Plan:
    """Plan the tasks and check that Trigger.dev can run them.

    Args:
        sdk: SDK with the handlers and schedules.
        schedules: Whether to include schedules.

    Raises:
        TriggerBuildError: Trigger.dev cannot run some of them; the error lists every problem.
    """
    plan = build_plan(sdk, schedules=schedules)
    problems = [violation.text for violation in violations(sdk, plan)]
    if not plan.all:
        problems.append("no handlers were found; name the modules that declare them: `cgk trigger:build app.tasks`")
    if problems:
        raise TriggerBuildError(problems)
    return plan


def build_plan(sdk: Sdk, *, schedules: bool = True) -> Plan:
    """Plan the tasks without checking them."""
    tasks = [plan for event in sdk.registry.events for plan in _event_tasks(sdk.registry.handlers(event))]
    tasks += [plan for event in sdk.registry.events for plan in _alias_tasks(sdk.catalog.event(event))]
    scheduled = _schedule_plans(sdk) if schedules else []
    return Plan(tuple(sorted(tasks, key=attrgetter("id"))), tuple(sorted(scheduled, key=attrgetter("id"))))


def violations(sdk: Sdk, plan: Plan) -> list[Violation]:
    """Return all declarations that Trigger.dev does not support."""
    return [
        *_check_tenants(sdk, plan), *_check_ids(sdk, plan), *_check_handlers(plan), *_check_crons(sdk, plan)
    ]  # fmt: skip


def qualified_name(function: object) -> str:
    """Return the qualified name of a function, such as `app.tasks.order_created`."""
    return f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', type(function).__qualname__)}"


def _schedule_plans(sdk: Sdk) -> list[SchedulePlan]:
    handlers = sdk.registry.schedules
    plans = [SchedulePlan(handler.definition, qualified_name(handler.function)) for handler in handlers.values()]
    return plans + [
        SchedulePlan(schedule, f"{schedule.event} to every tenant")
        for schedule in sdk.catalog.schedules.values()
        if schedule.event is not None and schedule.name not in handlers
    ]


def _alias_tasks(event: EventDefinition) -> Iterable[TaskPlan]:
    """Plan a task for each former name of an event; it triggers the event's current task."""
    for task_id in event.former_task_ids:
        yield TaskPlan(task_id, event, None, (event.task_id,))


def _event_tasks(handlers: tuple[TaskDefinition, ...]) -> Iterable[TaskPlan]:
    event = handlers[0].event
    unnamed = next((handler for handler in handlers if not handler.named), None)
    named = [handler for handler in handlers if handler.named]
    event_plan = TaskPlan(event.task_id, event, unnamed, tuple(handler.name for handler in named))
    return [event_plan, *(TaskPlan(handler.name, event, handler) for handler in named)]


def _check_tenants(sdk: Sdk, plan: Plan) -> Iterable[Violation]:
    sending = [item.id for item in plan.schedules if item.schedule.name not in sdk.registry.schedules]
    if sending and sdk.registry.tenant_source is None:
        text = (
            f"schedules that send an event to every tenant, such as {sending[0]}, require the tenant ids: decorate a "
            "function that returns them with @tenant_source, or leave schedules out with --no-schedules"
        )
        yield Violation("TASK115", "schedules", text)


def _check_ids(sdk: Sdk, plan: Plan) -> Iterable[Violation]:
    items_by_id: defaultdict[str, list[TaskPlan | SchedulePlan]] = defaultdict(list)
    events = {event.task_id: event for event in sdk.catalog.events.values()}
    for item in plan.all:
        items_by_id[item.id.lower()].append(item)
        if _TASK_ID.fullmatch(item.id) is None:
            text = (
                f'"{item.id}" ({item.source}) is not a valid task id; use letters, digits, "-" and "_", at most '
                f"{TRIGGER_DEV.task_id_characters} characters"
            )
            yield Violation("TASK109", item.id, text, _location(item, sdk))
    for task in plan.tasks:
        event = events.get(task.id)
        if event is not None and event is not task.event:
            handler_text = f'"{task.id}" of "{task.event.name}"'
            text = f'the handler {handler_text} has the task id of the event "{event.name}"; rename it'
            yield Violation("TASK110", task.id, text, _location(task, sdk))
    for items in items_by_id.values():
        if len(items) > 1:
            sources = ", ".join(f'"{item.id}" ({item.source})' for item in items)
            text = f"these task ids are equal or differ only in case: {sources}"
            yield Violation("TASK110", items[0].id, text, _location(items[0], sdk))


def _check_handlers(plan: Plan) -> Iterable[Violation]:
    for handler in (task.handler for task in plan.tasks if task.handler):
        for code, refuse in (("TASK104", _refuse_constraints), ("TASK114", refuse_steps)):
            try:
                refuse(handler)
            except JobsError as error:
                yield Violation(code, handler.name, error.detail, handler.place)
        subject = f'"{handler.name}" at {handler.place}'
        if handler.event.fairness == "tenant" and handler.total_concurrency is not None:
            text = (
                f"{subject}: with `fairness: tenant`, Trigger.dev would run {handler.total_concurrency} of each "
                "tenant, not of all together; remove concurrency=, or set `fairness: none` in the catalog"
            )
            yield Violation("TASK118", handler.name, text, handler.place)
        minimum, start_timeout = TRIGGER_DEV.min_max_duration, handler.constraints.start_timeout
        if handler.max_duration is not None and handler.max_duration < minimum:
            text = f"{subject}: max_duration is {handler.max_duration:g} s; Trigger.dev requires at least {minimum}"
            yield Violation("TASK105", handler.name, text, handler.place)
        if start_timeout is not None and start_timeout % 1:
            text = f"{subject}: start_timeout is {start_timeout:g} s; Trigger.dev requires whole seconds"
            yield Violation("TASK105", handler.name, text, handler.place)


def _check_crons(sdk: Sdk, plan: Plan) -> Iterable[Violation]:
    for item in plan.schedules:
        for form, cron_part in cron_forms(item.schedule.cron).items():
            if form in TRIGGER_DEV.cron_refused:
                text = f'schedule "{item.schedule.name}": Trigger.dev does not support {cron_part} ({form})'
                yield Violation("TASK111", item.id, text, _location(item, sdk))


def _location(plan: TaskPlan | SchedulePlan, sdk: Sdk) -> str:
    if isinstance(plan, TaskPlan):
        return plan.handler.place if plan.handler else ""
    handler = sdk.registry.schedules.get(plan.schedule.name)
    return source_location(handler.function) if handler else ""


def _refuse_constraints(handler: TaskDefinition) -> None:
    has_limit_by_fields = any(limit.fields for limit in handler.constraints.concurrency_limits)
    supported = _SUPPORTED_CONSTRAINTS if has_limit_by_fields else _SUPPORTED_CONSTRAINTS | {"concurrency by fields"}
    refused = ", ".join(sorted(handler.constraints.used() - supported))
    if refused:
        raise NotSupportedError(
            f'"{handler.name}" at {handler.place}: Trigger.dev does not support {refused}; remove it, or use a '
            "provider that supports it"
        )
