"""An exception as Trigger.dev shows it: its class, its text, its traceback, and whether to try again."""

from __future__ import annotations

import asyncio
import traceback
from pathlib import Path
from types import TracebackType
from typing import Final

import anyio

from cgk_runtime.errors import RetryAfter
from cgk_runtime.execution.retries import AttemptTimeoutError, is_permanent

_AROUND_HANDLERS: Final = (str(Path(__file__).parents[2]), str(Path(anyio.__file__).parent), asyncio.__path__[0])
"""Frames of these are left out at the top of a traceback."""


def describe(error: BaseException) -> dict[str, object]:
    """Say what an attempt failed with.

    Args:
        error: What the handler raised, or the runtime in its place.

    Returns:
        `name`, `message` and `stack`; `permanent` where no retry may follow; `retryAfter` in seconds where the handler
        asked for it; `replace` where a thread was left behind, so that this process should take no further run.
    """
    return {
        "name": type(error).__name__,
        "message": str(error) or type(error).__name__,
        "stack": _traceback(error),
        "permanent": is_permanent(error),
        "retryAfter": error.seconds if isinstance(error, RetryAfter) else None,
        "replace": isinstance(error, AttemptTimeoutError),
    }


def _traceback(error: BaseException) -> str:
    """Format a traceback from the first frame of the application on, where there is one."""
    return "".join(traceback.format_exception(type(error), error, _from_application(error.__traceback__))).rstrip()


def _from_application(frames: TracebackType | None) -> TracebackType | None:
    here = frames
    while here is not None:
        if not here.tb_frame.f_code.co_filename.startswith(_AROUND_HANDLERS):
            return here
        here = here.tb_next
    return frames
