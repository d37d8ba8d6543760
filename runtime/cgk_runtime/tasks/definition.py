"""Definitions of handlers: a function, its event and the options of `@task`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_args

from cgk_runtime.catalog import EventDefinition, Retry
from cgk_runtime.errors import HandlerDefinitionError
from cgk_runtime.tasks.constraints import NO_CONSTRAINTS, TaskConstraints, plain_concurrency, read_constraints
from cgk_runtime.tasks.option_reader import OptionReader
from cgk_runtime.tasks.options import Machine, TaskOptions
from cgk_runtime.tasks.parameters import accepts_context
from cgk_runtime.tasks.source_location import source_location


@dataclass(frozen=True, slots=True)
class TaskDefinition:
    """Definition of a handler.

    Attributes:
        event: The event it handles.
        function: The function to call.
        name: The handler's own name, or the event's task id.
        named: Whether the name was set with `@task(name=...)`.
        retry: The retries of a failed run.
        concurrency: Number of simultaneous runs per concurrency key, or None.
        timeout: Maximum duration of an attempt in seconds, or None.
        constraints: Constraints on its runs.
        has_constraints: True if there are any constraints.
        queue: The provider's queue for its runs, or None.
        machine: The provider's machine type for its runs, or None.
        max_duration: Maximum computing time of a run in seconds, or None.
        needs_context: True if the function accepts a `TaskContext`.
    """

    event: EventDefinition
    function: Callable[..., Any]
    name: str
    named: bool
    retry: Retry
    concurrency: int | None
    timeout: float | None
    needs_context: bool
    constraints: TaskConstraints = NO_CONSTRAINTS
    has_constraints: bool = False
    queue: str | None = None
    machine: Machine | None = None
    max_duration: float | None = None

    @property
    def total_concurrency(self) -> int | None:
        """The smallest concurrency limit that all tenants share, or None."""
        limits = [limit.limit for limit in self.constraints.concurrency_limits if not limit.fields]
        if self.concurrency is not None:
            limits.append(self.concurrency)
        return min(limits, default=None)

    @property
    def place(self) -> str:
        """The file and line that define it."""
        return source_location(self.function)

    @property
    def placement(self) -> frozenset[str]:
        """The names of the set options for queue, machine and computing time, which not every provider has."""
        options = {"queue": self.queue, "machine": self.machine, "max_duration": self.max_duration}
        return frozenset(name for name, value in options.items() if value is not None)


def define_task(event: EventDefinition, function: Callable[..., Any], options: TaskOptions) -> TaskDefinition:
    """Build a handler's definition.

    Raises:
        HandlerDefinitionError: The function does not accept a payload, or an option is invalid.
    """
    decorator = f'@task("{event.name}")'
    unknown = options.keys() - TaskOptions.__annotations__.keys()
    if unknown:
        raise HandlerDefinitionError(
            f"{decorator} has no option {', '.join(sorted(unknown))}; its options are "
            f"{', '.join(sorted(TaskOptions.__annotations__))}"
        )
    reader = OptionReader(decorator)
    name, machine = options.get("name"), options.get("machine")
    if machine is not None and machine not in get_args(Machine):
        reader.problems.append(f"machine must be one of {', '.join(get_args(Machine))}")
    constraints = read_constraints(event, options, reader)
    definition = TaskDefinition(
        event=event,
        function=function,
        name=reader.optional(reader.text, name, "name") or event.task_id,
        named=name is not None,
        retry=reader.instance(options.get("retry"), "retry", Retry) or event.retry,
        concurrency=plain_concurrency(options, reader),
        timeout=reader.optional(reader.duration, options.get("timeout"), "timeout"),
        needs_context=accepts_context(function, 1, "TaskContext", decorator),
        constraints=constraints,
        has_constraints=constraints is not NO_CONSTRAINTS,
        queue=reader.optional(reader.text, options.get("queue"), "queue"),
        machine=machine,
        max_duration=reader.optional(reader.duration, options.get("max_duration"), "max_duration"),
    )
    reader.finish()
    return definition
