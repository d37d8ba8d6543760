"""Code of an application's own around every send and every run."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobMessage
    from cgk_runtime.payload import PayloadModel
    from cgk_runtime.tasks.task import TaskContext

Send = Callable[["JobMessage"], Awaitable[str]]
"""Hands a message to what comes next, at last to the provider; gives the job's id."""
SendMiddleware = Callable[["JobMessage", Send], Awaitable[str]]
"""Is given a message and what comes next; may change the message, refuse it by raising, or act around it."""
RunMiddleware = Callable[["PayloadModel", "TaskContext", Callable[[], Awaitable[Any]]], Awaitable[Any]]
"""Is given payload, context and what comes next, at last the handler; gives the handler's result."""


class Middleware:
    """What was declared around sends and runs; the first declared is the outermost.

    Attributes:
        has_send: Whether anything was declared around sends.
        has_run: Whether anything was declared around runs.
    """

    def __init__(self) -> None:
        self._around_send: list[SendMiddleware] = []
        self._around_run: list[RunMiddleware] = []
        self.has_send = False
        self.has_run = False

    def around_send(self, function: SendMiddleware) -> SendMiddleware:
        """Have a function called around every send."""
        self._around_send.append(function)
        self.has_send = True
        return function

    def around_run(self, function: RunMiddleware) -> RunMiddleware:
        """Have a function called around every attempt of a handler, in its tenant's context."""
        self._around_run.append(function)
        self.has_run = True
        return function

    async def send(self, message: JobMessage, send: Send) -> str:
        """Send a message through everything that was declared."""
        for middleware in reversed(self._around_send):
            send = _before_send(middleware, send)
        return await send(message)

    async def run(self, payload: PayloadModel, context: TaskContext, handler: Callable[[], Awaitable[Any]]) -> Any:
        """Call a handler through everything that was declared."""
        for middleware in reversed(self._around_run):
            handler = _before_run(middleware, payload, context, handler)
        return await handler()


def _before_send(middleware: SendMiddleware, send: Send) -> Send:
    return lambda message: middleware(message, send)


def _before_run(
    middleware: RunMiddleware, payload: PayloadModel, context: TaskContext, handler: Callable[[], Awaitable[Any]]
) -> Callable[[], Awaitable[Any]]:
    return lambda: middleware(payload, context, handler)
