"""Start of processes that serve Inngest while its server may be down."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any, Final

from cgk_runtime._internal.stopping import stop_task, wait_or_stop
from cgk_runtime.errors import ConnectionFailedError, RateLimitError, ServerError

_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 10.0


async def retry_until_reachable(
    attempt: Callable[[], Coroutine[Any, Any, None]], stop: asyncio.Event, report: Callable[[str], None]
) -> bool:
    """Make attempts until one succeeds, with growing pauses as long as the server cannot be reached.

    Args:
        attempt: Function that raises an error if it fails. Connection, rate limit and server errors are retried.
        stop: Event that ends the attempts and cancels a running one.
        report: Progress callback; receives one line per failure.

    Returns:
        False if `stop` was set before an attempt succeeded.
    """
    pause = _FIRST_PAUSE
    while not stop.is_set():
        attempt_task = asyncio.ensure_future(attempt())
        await wait_or_stop(attempt_task, stop)
        if not attempt_task.done():
            await stop_task(attempt_task)
            return False
        try:
            attempt_task.result()
        except (ConnectionFailedError, RateLimitError, ServerError) as error:
            report(f"{error.detail}; trying again")
        else:
            return True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause):  # `wait_for` of Python 3.11 can lose a cancellation
                await stop.wait()
        pause = min(pause * 2, _LONGEST_PAUSE)
    return False
