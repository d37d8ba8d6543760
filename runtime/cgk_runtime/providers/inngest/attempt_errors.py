"""Errors of attempts as exceptions of Inngest's SDK, which decide whether the server retries."""

from __future__ import annotations

import logging
import traceback
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import inngest

from cgk_runtime.errors import error_text
from cgk_runtime.execution.failure_log import log_failed_attempt
from cgk_runtime.execution.retries import retry_delay, run_error
from cgk_runtime.providers.inngest.delays import requested_delay
from cgk_runtime.providers.inngest.sending import COMPONENT

if TYPE_CHECKING:
    from cgk_runtime.catalog import Retry
    from cgk_runtime.execution.attempt import Attempt

_logger: Final = logging.getLogger("cgk_runtime.providers.inngest")


def to_inngest_error(name: str, retry: Retry, error: Exception, attempt: Attempt) -> Exception:
    """Log a failed attempt, and return the SDK's exception that requests or prevents a retry.

    Args:
        name: The name of the event or schedule.
        retry: Its retry settings.
        error: The error of the attempt.
        attempt: The attempt.
    """
    delay = retry_delay(retry, error, attempt.number, attempt.max_attempts)
    log_failed_attempt(_logger, COMPONENT, name, attempt, error, retry_in=delay)
    return NoRetryError(error) if delay is None else RetryLaterError(error, delay)


class _HandlerError:
    """Base of exceptions that show the handler's own error in Inngest instead of the exception that wraps it."""

    _error: BaseException

    @property
    def name(self) -> str:
        """Type of the handler's error."""
        return run_error(self._error).type

    @property
    def stack(self) -> str | None:
        """Traceback of the handler's error."""
        return "".join(traceback.format_exception(self._error))


class RetryLaterError(_HandlerError, inngest.RetryAfterError):
    """Exception that asks Inngest for another attempt after some seconds."""

    def __init__(self, error: BaseException, seconds: float) -> None:
        # The SDK would add a timedelta to the local time, which a change of daylight saving shifts by an hour.
        retry_at = datetime.now(UTC) + timedelta(seconds=requested_delay(seconds))
        super().__init__(error_text(error), retry_at, quiet=True)
        self._error = error


class NoRetryError(_HandlerError, inngest.NonRetriableError):
    """Exception that tells Inngest to stop retrying."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(run_error(error).message, quiet=True)
        self._error = error
