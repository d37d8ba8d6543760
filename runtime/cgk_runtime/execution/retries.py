"""Failed attempts: their description, and the wait before the next attempt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgk_runtime.client.option_values import option_seconds
from cgk_runtime.client.provider import RunError
from cgk_runtime.errors import AbortTask, InvalidPayloadError, JobsError, ResultError, RetryAfter, error_text
from cgk_runtime.tasks.steps.driver import StepError, StepFailedError
from cgk_runtime.validation.upcasts import UpcastError

if TYPE_CHECKING:
    from cgk_runtime.catalog import Retry


class AttemptTimeoutError(JobsError, TimeoutError):
    """An attempt exceeded the task's timeout."""

    component = "Task"


def run_error(error: BaseException) -> RunError:
    """Describe the error of a run; for a failed step, the error that the step raised."""
    if isinstance(error, StepFailedError):
        return RunError(error.error_type, error.error_message)
    return RunError(type(error).__name__, error_text(error))


def is_permanent(error: BaseException) -> bool:
    """Return whether further attempts would fail as well, so the run must not be retried."""
    return isinstance(error, AbortTask | InvalidPayloadError | ResultError | StepError | StepFailedError | UpcastError)


def retry_delay(retry: Retry, error: BaseException, attempt: int, max_attempts: int) -> float | None:
    """Return the wait before the next attempt in seconds, or None if there is none.

    Args:
        retry: The retry settings of the task or schedule.
        error: The error of the attempt.
        attempt: The number of the attempt, from 1.
        max_attempts: The maximum number of attempts.
    """
    if attempt >= max_attempts or is_permanent(error):
        return None
    requested = requested_wait(error)
    return retry.delay_ms(attempt) / 1000 if requested is None else requested


def requested_wait(error: BaseException) -> float | None:
    """Return the seconds to wait that a handler requested with `RetryAfter`, or None.

    They are checked again, because a subclass may set them without the checks of `RetryAfter`.
    """
    if not isinstance(error, RetryAfter):
        return None
    try:
        return option_seconds(getattr(error, "seconds", None), "seconds")
    except Exception:  # noqa: BLE001  an invalid value, or an application's property that raises
        return None
