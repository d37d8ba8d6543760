"""Middleware around runs."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from cgk_runtime._internal.calls import call_plain, function_name, settle

if TYPE_CHECKING:
    from cgk_runtime.payload import PayloadModel
    from cgk_runtime.tasks.context import TaskContext

Handler = Callable[[], Awaitable[Any]]
"""Runs a handler and returns its result."""
RunMiddleware = Callable[["PayloadModel", "TaskContext", Handler], Awaitable[Any]]
"""Receives payload, context and the next `Handler`; returns the handler's result."""


class RunMiddlewareChain:
    """The middleware around runs; the first one added is the outermost."""

    def __init__(self) -> None:
        self._functions: list[RunMiddleware] = []

    @property
    def is_empty(self) -> bool:
        """True if no middleware was added."""
        return not self._functions

    def add(self, function: RunMiddleware) -> RunMiddleware:
        """Add a function that is called around every attempt, in the tenant's context, and return it."""
        self._functions.append(function)
        return function

    async def run(self, payload: PayloadModel, context: TaskContext, handler: Handler) -> Any:
        """Run a handler through the chain.

        Args:
            payload: The event's payload.
            context: The attempt's context.
            handler: The innermost step, which calls the handler.
        """
        for function in reversed(self._functions):
            handler = _wrap(function, payload, context, handler)
        return await handler()


def _wrap(function: RunMiddleware, payload: PayloadModel, context: TaskContext, handler: Handler) -> Handler:
    async def run() -> Any:  # the handler's result
        given = call_plain(function, payload, context, handler)
        if not inspect.isawaitable(given):
            raise TypeError(f"The middleware {function_name(function)} must be async: return await handler()")
        return await settle(given)

    return run
