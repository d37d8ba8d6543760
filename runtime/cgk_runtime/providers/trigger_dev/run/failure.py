"""Description of an exception for Trigger.dev: class, text, traceback, and how to retry."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import TracebackType
from typing import Final

import anyio

from cgk_runtime._internal.foreign_errors import traceback_text
from cgk_runtime.errors import error_text
from cgk_runtime.execution.retries import AttemptTimeoutError, is_permanent, requested_wait

_FRAMEWORK_FOLDERS: Final = (str(Path(__file__).parents[3]), str(Path(anyio.__file__).parent), asyncio.__path__[0])
"""Frames of these folders are removed from the top of a traceback."""


def describe_error(error: BaseException) -> dict[str, object]:
    """Describe the error of a failed attempt.

    Args:
        error: Exception of the handler, or of the runtime.

    Returns:
        `name`, `message` and `stack`; `permanent` if the run must not be retried; `retryAfter` in seconds if the
        handler requested it; `replace` if a thread still runs and this process should not run another handler.
    """
    return {
        "name": type(error).__name__,
        "message": error_text(error) or type(error).__name__,
        "stack": _traceback(error),
        "permanent": is_permanent(error),
        "retryAfter": requested_wait(error),
        "replace": isinstance(error, AttemptTimeoutError),
    }


def _traceback(error: BaseException) -> str:
    """Format a traceback, starting with the first frame of the application if it has one."""
    return traceback_text(error, _from_application(error.__traceback__)).rstrip()


def _from_application(frames: TracebackType | None) -> TracebackType | None:
    frame = frames
    while frame is not None:
        if not frame.tb_frame.f_code.co_filename.startswith(_FRAMEWORK_FOLDERS):
            return frame
        frame = frame.tb_next
    return frames
