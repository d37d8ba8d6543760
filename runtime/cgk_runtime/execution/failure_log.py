"""Log records of failed attempts, the same for every provider that runs handlers."""

from __future__ import annotations

import logging
import sys
import traceback
from typing import TYPE_CHECKING

from cgk_runtime.errors import NoHandlerError, RetryAfter, error_text

if TYPE_CHECKING:
    from cgk_runtime.execution.attempt import Attempt


def log_failed_attempt(
    logger: logging.Logger,
    component: str,
    event: str,
    attempt: Attempt,
    error: BaseException,
    *,
    retry_in: float | None,
) -> None:
    """Log a failed attempt as a warning, or as an error if it was the last one.

    The first and the last attempt are logged with their traceback. Requested retries and missing handlers need none.

    Args:
        logger: Logger of the provider.
        component: Name of the provider, such as "LocalProvider".
        event: The event's name.
        attempt: The failed attempt.
        error: Its error.
        retry_in: Seconds until the next attempt, or None.
    """
    name, text = type(error).__name__, error_text(error)
    is_last = retry_in is None
    is_expected = isinstance(error, NoHandlerError if is_last else RetryAfter)
    try:
        logger.log(
            logging.ERROR if is_last else logging.WARNING,
            '[%s] Run %s of "%s": attempt %d of %d failed%s: %s: %s',
            component, attempt.run_id, event, attempt.number, attempt.max_attempts,
            "" if is_last else f", retrying in {retry_in:g} s", name, text,
            exc_info=None if is_expected or not (is_last or attempt.number == 1) else error,
        )  # fmt: skip
    except Exception as failure:  # noqa: BLE001  a filter or handler of the application; the run must end regardless
        sys.stderr.write(f"[{component}] Logging failed: {''.join(traceback.format_exception(failure))}\n")
