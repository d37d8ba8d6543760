"""Middleware around runs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from cgk_runtime.client.middleware import MiddlewareChain, call_middleware

if TYPE_CHECKING:
    from cgk_runtime.payload import PayloadModel
    from cgk_runtime.tasks.context import TaskContext

Handler = Callable[[], Awaitable[Any]]
"""Function that runs a handler and returns its result."""
RunMiddleware = Callable[["PayloadModel", "TaskContext", Handler], Awaitable[Any]]
"""Function that receives the payload, the context and the next `Handler`, and returns the handler's result."""


class RunMiddlewareChain(MiddlewareChain[RunMiddleware]):
    """The middleware around runs, called in the tenant's context for every attempt."""

    async def run(self, payload: PayloadModel, context: TaskContext, handler: Handler) -> Any:
        """Run a handler through the chain.

        Args:
            payload: The event's payload.
            context: The attempt's context.
            handler: The innermost step, which calls the handler.
        """
        for function in reversed(self.functions):
            handler = partial(call_middleware, function, payload, context, handler)
        return await handler()
