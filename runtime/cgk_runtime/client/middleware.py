"""Middleware around sends."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from cgk_runtime._internal.calls import function_name, settle

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobMessage

Send = Callable[["JobMessage"], Awaitable[str]]
"""Sends a message and returns the job's id."""
SendMiddleware = Callable[["JobMessage", Send], Awaitable[str]]
"""Receives a message and the next `Send`. It may change the message, refuse it by raising, or act around the send."""


class SendMiddlewareChain:
    """The middleware around sends; the first one added is the outermost."""

    def __init__(self) -> None:
        self._functions: list[SendMiddleware] = []

    @property
    def is_empty(self) -> bool:
        """True if no middleware was added."""
        return not self._functions

    def add(self, function: SendMiddleware) -> SendMiddleware:
        """Add a function that is called around every send, and return it."""
        self._functions.append(function)
        return function

    async def send(self, message: JobMessage, send: Send) -> str:
        """Send a message through the chain.

        Args:
            message: The message.
            send: The innermost step, usually the provider's `send`.
        """
        for function in reversed(self._functions):
            send = _wrap(function, send)
        return await send(message)


def _wrap(function: SendMiddleware, send: Send) -> Send:
    async def run(message: JobMessage) -> str:
        given = function(message, send)
        if not inspect.isawaitable(given):
            raise TypeError(f"The middleware {function_name(function)} must be async: return await send(message)")
        job_id: str = await settle(given)
        return job_id

    return run
