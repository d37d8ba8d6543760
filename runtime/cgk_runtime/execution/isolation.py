"""Isolation of an application's code from the code that runs it."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Coroutine
from typing import Any, TypeVar

from cgk_runtime.errors import JobsError

T = TypeVar("T")


class HandlerEndedError(JobsError):
    """A handler canceled its own task, or tried to end the process; its attempt failed."""

    component = "Task"


async def run_isolated(coroutine: Coroutine[Any, Any, T], *, cleanup_seconds: float | None = None) -> T:
    """Run a coroutine in a task and an empty context of its own.

    Args:
        coroutine: The coroutine.
        cleanup_seconds: Maximum wait for the coroutine's end after this call was canceled; by default without a limit.

    Raises:
        HandlerEndedError: The coroutine canceled itself, or raised SystemExit.
        Exception: An exception of the coroutine.
    """
    task = asyncio.get_running_loop().create_task(_contain_exit(coroutine), context=contextvars.Context())
    try:
        # The shield keeps code that ignores its cancellation from holding up this call.
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        current = asyncio.current_task()
        if current is None or not current.cancelling():
            raise HandlerEndedError("The handler canceled its own task") from None
        task.cancel()
        await asyncio.wait([task], timeout=cleanup_seconds)
        raise


async def _contain_exit(coroutine: Coroutine[Any, Any, T]) -> T:
    try:
        return await coroutine
    except (SystemExit, GeneratorExit) as error:
        # These would end the event loop and, with it, the worker.
        raise HandlerEndedError(f"The handler raised {type(error).__name__}") from error
