"""The decorators that `task("order.created")` returns."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Generic, overload

from typing_extensions import TypeVar

from cgk_runtime.tasks.context import TaskContext
from cgk_runtime.tasks.definition import define_task
from cgk_runtime.tasks.task import Task

if TYPE_CHECKING:
    from cgk_runtime.catalog import EventDefinition
    from cgk_runtime.client.sender import JobSender
    from cgk_runtime.tasks.options import TaskOptions
    from cgk_runtime.tasks.registry import TaskRegistry

R = TypeVar("R")
PayloadT = TypeVar("PayloadT")
PayloadDictT = TypeVar("PayloadDictT")
ResultT = TypeVar("ResultT")


class _Declaration:
    """What `task("order.created")` gives: makes a function the event's handler."""

    def __init__(self, registry: TaskRegistry, sender: JobSender, event: EventDefinition, options: TaskOptions) -> None:
        self._registry = registry
        self._sender = sender
        self._event = event
        self._options = options

    def _declare(self, function: Callable[..., Any]) -> Task[..., Any, Any, Any]:
        definition = define_task(self._event, function, self._options)
        self._registry.add(definition)
        return Task(self._sender, definition, function)


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
