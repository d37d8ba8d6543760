"""Calls on the event loop of another thread, which may end before the call does."""

from __future__ import annotations

import asyncio
import concurrent.futures
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar

T = TypeVar("T")

_POLL_SECONDS: Final = 0.1
"""Interval of checks whether the other loop still runs, because a loop does not report its end."""


class LoopEndedError(Exception):
    """The other event loop ended before the call did; a function that contains no `await` did not run at all."""


async def call_on_loop(loop: asyncio.AbstractEventLoop, function: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Call a coroutine function on the event loop of another thread and return its result.

    Args:
        loop: The other loop.
        function: Called in a copy of the caller's context; canceled with the caller.

    Raises:
        LoopEndedError: The other loop ended first.
    """
    outcome: concurrent.futures.Future[T] = concurrent.futures.Future()
    coroutine = _deliver(function, outcome)
    try:
        submitted = asyncio.run_coroutine_threadsafe(coroutine, loop)
    except RuntimeError:  # the loop was closed after the caller checked it
        coroutine.close()
        raise LoopEndedError from None
    waiter = asyncio.wrap_future(outcome)
    try:
        while not (await asyncio.wait({waiter}, timeout=_POLL_SECONDS))[0]:
            # `outcome` is checked again, because the loop may have ended right after the result.
            if not loop.is_running() and not outcome.done():
                raise LoopEndedError
    except asyncio.CancelledError:
        submitted.cancel()
        raise
    finally:
        # Cancels a call that has not begun, and ignores the outcome of one that continues.
        waiter.cancel()
    return waiter.result()


async def _deliver(function: Callable[[], Coroutine[Any, Any, T]], outcome: concurrent.futures.Future[T]) -> None:
    """Call a function on its loop, unless the caller has given up, and pass its outcome on."""
    if not outcome.set_running_or_notify_cancel():
        return
    try:
        result = await function()
    except asyncio.CancelledError:
        outcome.set_exception(LoopEndedError())
        raise
    except BaseException as error:
        outcome.set_exception(error)
        if not isinstance(error, Exception):  # such as KeyboardInterrupt, which ends the loop as well
            raise
    else:
        outcome.set_result(result)
