"""What is to run on Trigger.dev: one task per handler, one per schedule, one for each event with several handlers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cgk_runtime.catalog import Retry
from cgk_runtime.client.limits import TRIGGER_DEV
from cgk_runtime.errors import JobsError
from cgk_runtime.providers.trigger_dev.build.errors import TriggerBuildError
from cgk_runtime.schedules.cron_forms import cron_forms
from cgk_runtime.tasks.definition import refuse_unsupported
from cgk_runtime.tasks.source_location import source_location
from cgk_runtime.tasks.steps.driver import refuse_steps
from cgk_runtime.tasks.violations import Violation

if TYPE_CHECKING:
    from cgk_runtime.catalog import EventDefinition, ScheduleDefinition
    from cgk_runtime.sdk import Sdk
    from cgk_runtime.tasks.definition import TaskDefinition

_ID: Final = re.compile(rf"[A-Za-z0-9_-]{{1,{TRIGGER_DEV.task_id_characters}}}")
_HONOURED: Final = frozenset({"on_failure", "start_timeout"})
"""The rules of a task that Trigger.dev has; bounds on concurrency too, where they are not by fields."""
ONE_ATTEMPT: Final = Retry(max_attempts=1)


@dataclass(frozen=True, slots=True)
class TaskPlan:
    """A task that a Python handler runs, or that fans out to the named handlers of its event.

    Attributes:
        id: The task's id on Trigger.dev; the file is named after it.
        event: Whose payload it takes.
        handler: The handler that runs here, or None where all of the event's have names and runs of their own.
        fan_out: The ids of the tasks it sends its payload to.
    """

    id: str
    event: EventDefinition
    handler: TaskDefinition | None
    fan_out: tuple[str, ...] = ()

    @property
    def retry(self) -> Retry:
        """Which figures hold; an event without a handler of its own has nothing to try again but the sending."""
        return self.handler.retry if self.handler else self.event.retry

    @property
    def source(self) -> str:
        """Where the handler is, as people write it: `app.tasks.order_created`."""
        return qualified_name(self.handler.function) if self.handler else ", ".join(self.fan_out)


@dataclass(frozen=True, slots=True)
class SchedulePlan:
    """A scheduled task: a handler's, or one that sends an event to every tenant.

    Attributes:
        schedule: When it is due.
        source: Where the handler is, or which event is sent.
        retry: Sending is tried again, for each tenant's job has a key; a handler runs once per firing.
    """

    schedule: ScheduleDefinition
    source: str
    retry: Retry

    @property
    def id(self) -> str:
        """The task's id on Trigger.dev."""
        return self.schedule.task_id


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is to run.

    Attributes:
        tasks: One per handler, and one per event with several.
        schedules: One per schedule.
    """

    tasks: tuple[TaskPlan, ...]
    schedules: tuple[SchedulePlan, ...]

    @property
    def all(self) -> list[TaskPlan | SchedulePlan]:
        """Tasks and schedules."""
        return [*self.tasks, *self.schedules]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all tasks."""
        return tuple(one.id for one in self.all)

    @property
    def queues(self) -> tuple[str, ...]:
        """The queues that handlers name."""
        return tuple(sorted({plan.handler.queue for plan in self.tasks if plan.handler and plan.handler.queue}))


def collect(sdk: Sdk, *, schedules: bool = True) -> Plan:
    """Collect what is to run and check that Trigger.dev can.

    Args:
        sdk: Whose handlers and schedules.
        schedules: Whether schedules are to run there.

    Raises:
        TriggerBuildError: Something cannot; every problem is named.
    """
    plan = build_plan(sdk, schedules=schedules)
    problems = [violation.text for violation in violations(sdk, plan)]
    if not plan.ids:
        problems.append("there are no handlers; name the modules that have them: `cgk trigger:build app.tasks`")
    if problems:
        raise TriggerBuildError(problems)
    return plan


def build_plan(sdk: Sdk, *, schedules: bool = True) -> Plan:
    """Collect what is to run, whether Trigger.dev can or not."""
    tasks = [plan for event in sdk.registry.events for plan in _of_event(sdk.registry.handlers(event))]
    tasks += [plan for event in sdk.registry.events for plan in _of_aliases(sdk.catalog.event(event))]
    scheduled = _schedules(sdk) if schedules else []
    return Plan(tuple(sorted(tasks, key=_id)), tuple(sorted(scheduled, key=_id)))


def violations(sdk: Sdk, plan: Plan) -> list[Violation]:
    """Give everything that Trigger.dev cannot run as it is declared."""
    return [
        *_tenant_problems(sdk, plan), *_id_problems(sdk, plan), *_option_problems(plan), *_cron_problems(sdk, plan)
    ]  # fmt: skip


def qualified_name(function: object) -> str:
    """Say where a function is, as people write it: `app.tasks.order_created`."""
    return f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', type(function).__qualname__)}"


def _id(plan: TaskPlan | SchedulePlan) -> str:
    return plan.id


def _schedules(sdk: Sdk) -> list[SchedulePlan]:
    handled = sdk.registry.schedules
    sending = [one for one in sdk.catalog.schedules.values() if one.event is not None and one.name not in handled]
    return [
        *(
            SchedulePlan(handler.definition, qualified_name(handler.function), ONE_ATTEMPT)
            for handler in handled.values()
        ),
        *(
            SchedulePlan(one, f"{one.event} to every tenant", sdk.catalog.event(str(one.event)).retry)
            for one in sending
        ),
    ]


def _of_aliases(event: EventDefinition) -> Iterable[TaskPlan]:
    """Keep the task ids of an event's former names: their runs go on as runs of the task it has today."""
    for alias in event.aliases:
        yield TaskPlan(alias.replace(".", "-"), event, None, (event.task_id,))


def _of_event(handlers: tuple[TaskDefinition, ...]) -> Iterable[TaskPlan]:
    if len(handlers) == 1 and not handlers[0].named:
        return [TaskPlan(handlers[0].event.task_id, handlers[0].event, handlers[0])]
    event = handlers[0].event
    unnamed = next((handler for handler in handlers if not handler.named), None)
    named = [handler for handler in handlers if handler.named]
    own = TaskPlan(event.task_id, event, unnamed, tuple(handler.name for handler in named))
    return [own, *(TaskPlan(handler.name, event, handler) for handler in named)]


def _tenant_problems(sdk: Sdk, plan: Plan) -> Iterable[Violation]:
    sending = [one for one in plan.schedules if one.schedule.name not in sdk.registry.schedules]
    if sending and sdk.registry.tenant_source is None:
        text = (
            f"{len(sending)} schedules send an event to every tenant and nobody says which there are: decorate a "
            "function that lists their ids with @tenant_source, or leave schedules out with --no-schedules"
        )
        yield Violation("TASK115", "schedules", text)


def _id_problems(sdk: Sdk, plan: Plan) -> Iterable[Violation]:
    holders: defaultdict[str, list[TaskPlan | SchedulePlan]] = defaultdict(list)
    events = {event.task_id: event for event in sdk.catalog.events.values()}
    for one in plan.all:
        holders[one.id.lower()].append(one)
        if _ID.fullmatch(one.id) is None:
            takes = f'it takes letters, digits, "-" and "_", at most {TRIGGER_DEV.task_id_characters}'
            yield Violation("TASK109", one.id, f'"{one.id}" ({one.source}) is no task id: {takes}', _place(one, sdk))
    for task in plan.tasks:
        event = events.get(task.id)
        if event is not None and event is not task.event:
            whose = f'"{task.id}" of "{task.event.name}"'
            text = f'the handler {whose} has the task id of the event "{event.name}"; rename it'
            yield Violation("TASK110", task.id, text, _place(task, sdk))
    for same in holders.values():
        if len(same) > 1:
            sources = ", ".join(f'"{one.id}" ({one.source})' for one in same)
            text = f"these have one task id, or differ by case only: {sources}"
            yield Violation("TASK110", same[0].id, text, _place(same[0], sdk))


def _option_problems(plan: Plan) -> Iterable[Violation]:
    for handler in (task.handler for task in plan.tasks if task.handler):
        for code, refuse in (("TASK104", _refuse_rules), ("TASK114", refuse_steps)):
            try:
                refuse(handler)
            except JobsError as error:
                text = error.detail
                yield Violation(code, handler.name, text, handler.place)
        where = f'"{handler.name}" at {handler.place}'
        least, start = TRIGGER_DEV.duration_seconds, handler.constraints.start_timeout
        if handler.max_duration is not None and handler.max_duration < least:
            text = f"{where}: max_duration is {handler.max_duration:g} s; Trigger.dev takes at least {least}"
            yield Violation("TASK105", handler.name, text, handler.place)
        if start is not None and start % 1:
            text = f"{where}: start_timeout must be whole seconds on Trigger.dev, it is {start:g}"
            yield Violation("TASK105", handler.name, text, handler.place)


def _cron_problems(sdk: Sdk, plan: Plan) -> Iterable[Violation]:
    for one in plan.schedules:
        for form, part in cron_forms(one.schedule.cron).items():
            if form in TRIGGER_DEV.cron_refused:
                text = f'schedule "{one.schedule.name}": Trigger.dev does not take {part} ({form})'
                yield Violation("TASK111", one.id, text, _place(one, sdk))


def _place(plan: TaskPlan | SchedulePlan, sdk: Sdk) -> str:
    if isinstance(plan, TaskPlan):
        return plan.handler.place if plan.handler else ""
    handler = sdk.registry.schedules.get(plan.schedule.name)
    return source_location(handler.function) if handler else ""


def _refuse_rules(handler: TaskDefinition) -> None:
    by_fields = [bound for bound in handler.constraints.bounds if bound.fields]
    refuse_unsupported(handler, _HONOURED if by_fields else _HONOURED | {"concurrency by fields"}, "Trigger.dev")
