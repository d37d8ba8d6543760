"""Definitions of handlers: a function, its event and the options of `@task`."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_args

from cgk_runtime.catalog import EventDefinition, Retry
from cgk_runtime.client.options import seconds
from cgk_runtime.errors import HandlerDefinitionError, NotSupportedError
from cgk_runtime.tasks.constraints import NO_CONSTRAINTS, TaskConstraints, plain_concurrency, read_constraints
from cgk_runtime.tasks.options import Machine, TaskOptions
from cgk_runtime.tasks.source_location import source_location


@dataclass(frozen=True, slots=True)
class TaskDefinition:
    """Definition of a handler.

    Attributes:
        event: The event it handles.
        function: The function to call.
        name: The handler's own name, or the event's task id.
        named: True if the name was given.
        retry: When it is retried.
        concurrency: Number of simultaneous runs per concurrency key, or None.
        timeout: Maximum duration of an attempt in seconds, or None.
        constraints: Constraints on its runs.
        has_constraints: True if there are any constraints.
        queue: The provider's queue for its runs, or None.
        machine: The provider's machine type for its runs, or None.
        max_duration: Maximum computing time of a run in seconds, or None.
        is_async: True if a call returns a coroutine; plain functions run in a thread.
        wants_context: True if the function accepts a `TaskContext`.
    """

    event: EventDefinition
    function: Callable[..., Any]
    name: str
    named: bool
    retry: Retry
    concurrency: int | None
    timeout: float | None
    is_async: bool
    wants_context: bool
    constraints: TaskConstraints = NO_CONSTRAINTS
    has_constraints: bool = False
    queue: str | None = None
    machine: Machine | None = None
    max_duration: float | None = None

    @property
    def place(self) -> str:
        """The file and line that define it."""
        return source_location(self.function)

    @property
    def placement(self) -> frozenset[str]:
        """The given options that select a queue or machine, which not every provider has."""
        given = {"queue": self.queue, "machine": self.machine, "max_duration": self.max_duration}
        return frozenset(name for name, value in given.items() if value is not None)


def define_task(event: EventDefinition, function: Callable[..., Any], options: TaskOptions) -> TaskDefinition:
    """Build a handler's definition.

    Raises:
        HandlerDefinitionError: The function does not accept a payload, or an option is invalid.
    """
    unknown = options.keys() - TaskOptions.__annotations__.keys()
    if unknown:
        raise HandlerDefinitionError(f'@task("{event.name}") has no option {", ".join(sorted(unknown))}')
    name, timeout = options.get("name"), options.get("timeout")
    constraints = read_constraints(event.name, options)
    machine, max_duration = options.get("machine"), options.get("max_duration")
    if machine is not None and machine not in get_args(Machine):
        raise HandlerDefinitionError(
            f'@task("{event.name}"): unknown machine "{machine}"; the machines are {", ".join(get_args(Machine))}'
        )
    called = function if inspect.isroutine(function) else getattr(function, "__call__", function)  # noqa: B004
    return TaskDefinition(
        event=event,
        function=function,
        name=name or event.task_id,
        named=name is not None,
        retry=options.get("retry") or event.retry,
        concurrency=plain_concurrency(options),
        timeout=None if timeout is None else seconds(timeout, "timeout"),
        is_async=inspect.iscoroutinefunction(inspect.unwrap(called)),
        wants_context=_wants_context(event, function),
        constraints=constraints,
        has_constraints=constraints is not NO_CONSTRAINTS,
        queue=options.get("queue"),
        machine=machine,
        max_duration=None if max_duration is None else seconds(max_duration, "max_duration"),
    )


def _wants_context(event: EventDefinition, function: Callable[..., Any]) -> bool:
    wrong = f'@task("{event.name}"): {getattr(function, "__qualname__", function)} must take the payload, and a context'
    if inspect.isasyncgenfunction(function) or inspect.isgeneratorfunction(function):
        raise HandlerDefinitionError(f"{wrong}; it is a generator, which would never run")
    signature = inspect.signature(function)
    for count in (2, 1):
        try:
            signature.bind(*[None] * count)
        except TypeError:
            continue
        return count == 2
    raise HandlerDefinitionError(f"{wrong} if it needs one; it accepts {signature}")


def refuse_unsupported(task: TaskDefinition, supported: frozenset[str], provider: str) -> None:
    """Raise an error unless the provider supports all constraints of a task.

    Args:
        task: The task.
        supported: The supported constraints, named as in `TaskConstraints.used`.
        provider: The provider's name, for the error.

    Raises:
        NotSupportedError: Constraints are unsupported; the error names all of them.
    """
    refused = sorted(task.constraints.used() - supported)
    if refused:
        raise NotSupportedError(f'"{task.name}" at {task.place}: {provider} does not support {", ".join(refused)}')
