"""Handlers: what `@task("order.created")` makes of a function, and what it is given when it runs."""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable, Coroutine, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, get_args, overload

from typing_extensions import TypeVar

from cgk_runtime.catalog import EventDefinition, Retry
from cgk_runtime.client.job import Job
from cgk_runtime.client.options import seconds
from cgk_runtime.errors import HandlerDefinitionError, NotSupportedError
from cgk_runtime.tasks.constraints import NO_RULES, TaskRules, plain_concurrency, read_rules
from cgk_runtime.tasks.options import Machine, TaskOptions
from cgk_runtime.tasks.registry import place_of

if TYPE_CHECKING:
    from cgk_runtime.sdk import Sdk
    from cgk_runtime.tasks.steps.steps import Steps

P = ParamSpec("P")
R = TypeVar("R")
PayloadT = TypeVar("PayloadT")
PayloadDictT = TypeVar("PayloadDictT")
ResultT = TypeVar("ResultT")

_logger = logging.getLogger("cgk_jobs.task")


class TaskLogger(logging.LoggerAdapter[logging.Logger]):
    """A handler's logger: each record carries `event`, `tenant_id`, `run_id` and `attempt`."""

    def process(self, msg: Any, kwargs: MutableMapping[str, Any]) -> tuple[Any, MutableMapping[str, Any]]:
        """Add the run to the record, beside what the handler gives as `extra`."""
        kwargs["extra"] = {**(self.extra or {}), **(kwargs.get("extra") or {})}
        return msg, kwargs


@dataclass(frozen=True, slots=True)
class TaskContext:
    """What a handler may ask for beside its payload, as its second parameter.

    Attributes:
        event: The event's name.
        task: The handler's name.
        tenant_id: The payload's tenant; `current_tenant()` says the same.
        run_id: The run's id.
        attempt: This attempt's number, from 1.
        max_attempts: How many there may be.
        queued_at: When the job was sent.
        started_at: When this attempt began.
        tags: The labels it was sent with.
        metadata: The data it was sent with, beside the payload.
        resources: What the worker opened for its handlers, by name.
        steps: Its steps, or None where its provider has none; `step` is how to ask for them.
    """

    event: str
    task: str
    tenant_id: str
    run_id: str
    attempt: int
    max_attempts: int
    queued_at: datetime | None
    started_at: datetime
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, Any] | None = None
    resources: Mapping[str, Any] = field(default_factory=dict[str, Any])
    steps: Steps | None = field(default=None, repr=False)

    @property
    def step(self) -> Steps:
        """The steps of this run, each done once however often the handler is called.

        Raises:
            NotSupportedError: The provider that runs the handler has no steps.
        """
        if self.steps is None:
            from cgk_runtime.tasks.steps.driver import COUNTERPARTS

            raise NotSupportedError(
                f'"{self.task}" uses context.step, which this provider does not have; {COUNTERPARTS}', speaker="Task"
            )
        return self.steps

    @property
    def logger(self) -> TaskLogger:
        """A logger whose records carry event, tenant, run and attempt."""
        return TaskLogger(
            _logger,
            {"event": self.event, "tenant_id": self.tenant_id, "run_id": self.run_id, "attempt": self.attempt},
        )


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
        rules: What holds for its runs together.
        is_ruled: Whether `rules` says anything.
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
    rules: TaskRules = NO_RULES
    is_ruled: bool = False
    queue: str | None = None
    machine: Machine | None = None
    max_duration: float | None = None

    @property
    def place(self) -> str:
        """Where it is defined: file and line."""
        return place_of(self.function)

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
    rules = read_rules(event.name, options)
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
        rules=rules,
        is_ruled=rules is not NO_RULES,
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


class Task(Generic[P, R, PayloadDictT, ResultT]):
    """A handler: still the function it was, and a job that can be sent.

    Example:
        @task("order.created")
        async def order_created(payload: OrderCreatedPayload) -> None: ...

        await order_created.send({"tenantId": "rawdog", "orderId": "order_123"})
    """

    def __init__(self, sdk: Sdk, definition: TaskDefinition, function: Callable[P, R]) -> None:
        functools.update_wrapper(self, function)
        job: Job[PayloadDictT, ResultT] = Job(sdk, definition.event.name)
        self.definition = definition
        self.send = job.send
        self.send_sync = job.send_sync
        self.trigger_and_wait = job.trigger_and_wait
        self.trigger_and_wait_sync = job.trigger_and_wait_sync
        self._function = function

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call the function itself, here and now."""
        return self._function(*args, **kwargs)

    def __repr__(self) -> str:
        """Name the event and the function."""
        return f'<task "{self.definition.name}" of "{self.definition.event.name}" at {self.definition.place}>'


class _Declaration:
    """What `task("order.created")` gives: makes a function the event's handler."""

    def __init__(self, sdk: Sdk, event: EventDefinition, options: TaskOptions) -> None:
        self._sdk = sdk
        self._event = event
        self._options = options

    def _declare(self, function: Callable[..., Any]) -> Task[..., Any, Any, Any]:
        definition = define_task(self._event, function, self._options)
        self._sdk.registry.add(definition)
        return Task(self._sdk, definition, function)


class TaskDecorator(_Declaration, Generic[PayloadT, PayloadDictT]):
    """Makes a function the handler of an event that declares no result: it may return anything that is JSON.

    The function is async or plain and takes the event's payload, and a `TaskContext` if it wants one.
    """

    @overload
    def __call__(self, function: Callable[[PayloadT], R]) -> Task[[PayloadT], R, PayloadDictT, Any]: ...
    @overload
    def __call__(
        self, function: Callable[[PayloadT, TaskContext], R]
    ) -> Task[[PayloadT, TaskContext], R, PayloadDictT, Any]: ...
    def __call__(self, function: Callable[..., Any]) -> Task[..., Any, PayloadDictT, Any]:
        """Register the function.

        Raises:
            HandlerDefinitionError: It cannot be a handler, or the event has one already and neither is named.
        """
        return self._declare(function)


class ResultTaskDecorator(_Declaration, Generic[PayloadT, PayloadDictT, ResultT]):
    """Makes a function the handler of an event that declares a result, which the function must return.

    The function is async or plain and takes the event's payload, and a `TaskContext` if it wants one.
    """

    @overload
    def __call__(
        self, function: Callable[[PayloadT], Coroutine[Any, Any, ResultT]]
    ) -> Task[[PayloadT], Coroutine[Any, Any, ResultT], PayloadDictT, ResultT]: ...
    @overload
    def __call__(
        self, function: Callable[[PayloadT, TaskContext], Coroutine[Any, Any, ResultT]]
    ) -> Task[[PayloadT, TaskContext], Coroutine[Any, Any, ResultT], PayloadDictT, ResultT]: ...
    @overload
    def __call__(self, function: Callable[[PayloadT], ResultT]) -> Task[[PayloadT], ResultT, PayloadDictT, ResultT]: ...
    @overload
    def __call__(
        self, function: Callable[[PayloadT, TaskContext], ResultT]
    ) -> Task[[PayloadT, TaskContext], ResultT, PayloadDictT, ResultT]: ...
    def __call__(self, function: Callable[..., Any]) -> Task[..., Any, PayloadDictT, ResultT]:
        """Register the function.

        Raises:
            HandlerDefinitionError: It cannot be a handler, or the event has one already and neither is named.
        """
        return self._declare(function)
