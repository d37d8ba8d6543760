"""What becomes of an attempt that has failed: how it is told, and whether another one follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgk_runtime.client.provider import RunError
from cgk_runtime.errors import AbortTask, InvalidPayloadError, JobsError, ResultError, RetryAfter
from cgk_runtime.tasks.steps.driver import StepError, StepFailedError
from cgk_runtime.validation.upcasts import UpcastError

if TYPE_CHECKING:
    from cgk_runtime.tasks.definition import TaskDefinition


class AttemptTimeoutError(JobsError, TimeoutError):
    """An attempt took longer than the task's timeout."""

    component = "Task"


def run_error(error: BaseException) -> RunError:
    """Describe what a run failed with; a step's failure is told as what the step itself raised."""
    if isinstance(error, StepFailedError):
        return RunError(error.error_type, error.error_message)
    return RunError(type(error).__name__, str(error))


def is_permanent(error: BaseException) -> bool:
    """Say whether a failed attempt would fail again, so that no retry may follow."""
    return isinstance(error, AbortTask | InvalidPayloadError | ResultError | StepError | StepFailedError | UpcastError)


def retry_delay(task: TaskDefinition, error: BaseException, attempt: int, max_attempts: int) -> float | None:
    """Say how long to wait before the next attempt, in seconds, or None where there is none.

    Args:
        task: Whose figures hold.
        error: What the attempt failed with.
        attempt: Its number, from 1.
        max_attempts: How many there may be.
    """
    if attempt >= max_attempts or is_permanent(error):
        return None
    if isinstance(error, RetryAfter):
        return error.seconds
    return task.retry.delay_ms(attempt) / 1000
