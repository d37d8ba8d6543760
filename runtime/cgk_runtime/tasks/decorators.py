"""The decorators that `task("order.created")` returns."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Generic, overload

from typing_extensions import TypeVar

from cgk_runtime.tasks.context import TaskContext
from cgk_runtime.tasks.definition import define_task
from cgk_runtime.tasks.payload_fields import check_fields
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
    """Base class of the decorators: registers a function as the event's handler."""

    def __init__(self, registry: TaskRegistry, sender: JobSender, event: EventDefinition, options: TaskOptions) -> None:
        self._registry = registry
        self._sender = sender
        self._event = event
        self._options = options

    def _declare(self, function: Callable[..., Any]) -> Task[..., Any, Any, Any, Any]:
        definition = define_task(self._event, function, self._options)
        check_fields(self._sender.catalog, definition)
        self._registry.add(definition)
        return Task(self._sender, definition, function)


class TaskDecorator(_Declaration, Generic[PayloadT, PayloadDictT]):
    """Decorator for events without a declared result; the handler may return any JSON value.

    The function is async or plain and takes the event's payload and, if it has a second parameter, a `TaskContext`.
    """

    @overload
    def __call__(self, function: Callable[[PayloadT], R]) -> Task[[PayloadT], R, PayloadDictT, Any, PayloadT]: ...
    @overload
    def __call__(
        self, function: Callable[[PayloadT, TaskContext], R]
    ) -> Task[[PayloadT, TaskContext], R, PayloadDictT, Any, PayloadT]: ...
    def __call__(self, function: Callable[..., Any]) -> Task[..., Any, PayloadDictT, Any, PayloadT]:
        """Register the function.

        Raises:
            HandlerDefinitionError: The parameters are wrong, an option names an unknown event or field, or the event
                already has a handler and neither has a name.
        """
        return self._declare(function)


class ResultTaskDecorator(_Declaration, Generic[PayloadT, PayloadDictT, ResultT]):
    """Decorator for events with a declared result, which the handler must return.

    The function is async or plain and takes the event's payload and, if it has a second parameter, a `TaskContext`.
    """

    @overload
    def __call__(
        self, function: Callable[[PayloadT], Coroutine[Any, Any, ResultT]]
    ) -> Task[[PayloadT], Coroutine[Any, Any, ResultT], PayloadDictT, ResultT, PayloadT]: ...
    @overload
    def __call__(
        self, function: Callable[[PayloadT, TaskContext], Coroutine[Any, Any, ResultT]]
    ) -> Task[[PayloadT, TaskContext], Coroutine[Any, Any, ResultT], PayloadDictT, ResultT, PayloadT]: ...
    @overload
    def __call__(
        self, function: Callable[[PayloadT], ResultT]
    ) -> Task[[PayloadT], ResultT, PayloadDictT, ResultT, PayloadT]: ...
    @overload
    def __call__(
        self, function: Callable[[PayloadT, TaskContext], ResultT]
    ) -> Task[[PayloadT, TaskContext], ResultT, PayloadDictT, ResultT, PayloadT]: ...
    def __call__(self, function: Callable[..., Any]) -> Task[..., Any, PayloadDictT, ResultT, PayloadT]:
        """Register the function.

        Raises:
            HandlerDefinitionError: The parameters are wrong, an option names an unknown event or field, or the event
                already has a handler and neither has a name.
        """
        return self._declare(function)
