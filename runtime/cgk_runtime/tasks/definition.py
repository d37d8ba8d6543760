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
    """A handler as the runtime knows it.

    Attributes:
        event: The event it handles.
        function: What to call.
        name: Its own name; the event's task id where it has none.
        named: Whether the name was given.
        retry: Which figures hold.
        concurrency: How many runs at a time per concurrency key, or None.
        timeout: Seconds an attempt may take, or None.
        constraints: What holds for its runs together.
        has_constraints: Whether `constraints` says anything.
        queue: The queue its runs wait in, by name, where the provider has queues.
        machine: The machine it runs on, where the provider has several.
        max_duration: Seconds a run may compute, where the provider counts them.
        is_async: Whether calling it gives a coroutine; plain functions run in a thread.
        wants_context: Whether it takes a `TaskContext` as well.
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
        """Where it is defined: file and line."""
        return source_location(self.function)

    @property
    def placement(self) -> frozenset[str]:
        """The options given that say where and in which queue it runs, for a provider that has one place only."""
        given = {"queue": self.queue, "machine": self.machine, "max_duration": self.max_duration}
        return frozenset(name for name, value in given.items() if value is not None)


def define_task(event: EventDefinition, function: Callable[..., Any], options: TaskOptions) -> TaskDefinition:
    """Make a handler's definition.

    Raises:
        HandlerDefinitionError: The function cannot take a payload, or an option makes no sense.
    """
    unknown = options.keys() - TaskOptions.__annotations__.keys()
    if unknown:
        raise HandlerDefinitionError(f'@task("{event.name}") has no option {", ".join(sorted(unknown))}')
    name, timeout = options.get("name"), options.get("timeout")
    constraints = read_constraints(event.name, options)
    machine, max_duration = options.get("machine"), options.get("max_duration")
    if machine is not None and machine not in get_args(Machine):
        raise HandlerDefinitionError(
            f'@task("{event.name}"): there is no machine "{machine}"; there are {", ".join(get_args(Machine))}'
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
        raise HandlerDefinitionError(f"{wrong}; it is a generator, which nobody would run")
    signature = inspect.signature(function)
    for count in (2, 1):
        try:
            signature.bind(*[None] * count)
        except TypeError:
            continue
        return count == 2
    raise HandlerDefinitionError(f"{wrong} if it wants one; it takes {signature}")


def refuse_unsupported(task: TaskDefinition, honoured: frozenset[str], provider: str) -> None:
    """Pass where a provider honours everything a task's declaration says.

    Args:
        task: The task.
        honoured: The rules it honours, named as `TaskConstraints.used` does.
        provider: Its name, for the error.

    Raises:
        NotSupportedError: It does not; every such option is named.
    """
    refused = sorted(task.constraints.used() - honoured)
    if refused:
        raise NotSupportedError(f'"{task.name}" at {task.place}: {provider} cannot honour {", ".join(refused)}')
