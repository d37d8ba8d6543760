"""Middleware around sends, and what it shares with middleware around runs."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from cgk_runtime._internal.calls import function_name, settle

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobMessage

MiddlewareT = TypeVar("MiddlewareT", bound=Callable[..., Awaitable[Any]])
Send = Callable[["JobMessage"], Awaitable[str]]
"""Function that sends a message and returns the job's id."""
SendMiddleware = Callable[["JobMessage", Send], Awaitable[str]]
"""Function that receives a message and the next `Send`; it may change the message, or raise an error to refuse it."""


class MiddlewareChain(Generic[MiddlewareT]):
    """Middleware of one kind.

    Attributes:
        functions: The middleware; the first one added is the outermost.
    """

    def __init__(self) -> None:
        self.functions: list[MiddlewareT] = []

    def add(self, function: MiddlewareT) -> MiddlewareT:
        """Add an async function to call around every send or run. Returns the function, for use as a decorator.

        Around sends, it receives the message and a function that sends it, and returns the job's id. Around runs, it
        receives the payload, the context and a function that calls the handler, and returns the handler's result.
        """
        self.functions.append(function)
        return function


class SendMiddlewareChain(MiddlewareChain[SendMiddleware]):
    """The middleware around sends."""

    async def send(self, message: JobMessage, send: Send) -> str:
        """Send a message through the chain.

        Args:
            message: The message.
            send: The innermost step, usually the provider's `send`.
        """
        for function in reversed(self.functions):
            send = partial(_send, function, send)
        return await send(message)


async def _send(function: SendMiddleware, send: Send, message: JobMessage) -> str:
    job_id: object = await call_middleware(function, message, send)
    if not isinstance(job_id, str):
        raise TypeError(f"The middleware {function_name(function)} must return the job's id, as the next step does")
    return job_id


async def call_middleware(function: Callable[..., Awaitable[Any]], *arguments: Any) -> Any:
    """Call a middleware function and return its result.

    Raises:
        TypeError: The function is not async.
    """
    returned = function(*arguments)
    if not inspect.isawaitable(returned):
        raise TypeError(f"The middleware {function_name(function)} must be async and await the next step")
    return await settle(returned)
