"""Description of an exception for Trigger.dev: class, text, traceback, and how to retry."""

from __future__ import annotations

import traceback

from cgk_runtime.errors import error_text
from cgk_runtime.execution.retries import AttemptTimeoutError, is_permanent, requested_wait


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
        "stack": "".join(traceback.format_exception(error)).rstrip(),
        "permanent": is_permanent(error),
        "retryAfter": requested_wait(error),
        "replace": isinstance(error, AttemptTimeoutError),
    }
