"""One attempt of a run: what a provider says of it, and what becomes of one that has failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from cgk_runtime.errors import AbortTask, InvalidPayloadError, JobsError, ResultError, RetryAfter
from cgk_runtime.provider import RunError
from cgk_runtime.step_driver import StepError, StepFailedError
from cgk_runtime.upcasts import UpcastError

if TYPE_CHECKING:
    from cgk_runtime.step_driver import StepDriver
    from cgk_runtime.tasks import TaskDefinition


class AttemptTimeoutError(JobsError, TimeoutError):
    """An attempt took longer than the task's timeout."""

    speaker = "Task"


class AttemptDescription(Protocol):
    """What a provider says of the attempt it asks for: an `Attempt`, or an object with the same attributes."""

    @property
    def run_id(self) -> str:
        """The run's id."""
        ...

    @property
    def number(self) -> int:
        """From 1."""
        ...

    @property
    def max_attempts(self) -> int:
        """How many there may be."""
        ...

    @property
    def queued_at(self) -> float | None:
        """When the job was sent, as seconds since 1970, or None."""
        ...

    @property
    def tags(self) -> tuple[str, ...]:
        """The labels it was sent with."""
        ...

    @property
    def metadata(self) -> Mapping[str, Any] | None:
        """The data it was sent with."""
        ...

    @property
    def headers(self) -> Mapping[str, str] | None:
        """What travelled beside the payload."""
        ...

    @property
    def step_driver(self) -> StepDriver | None:
        """What does the run's steps, or None where there are none."""
        ...


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of a run, described.

    Attributes:
        run_id: The run's id.
        number: From 1.
        max_attempts: How many there may be.
        queued_at: When the job was sent, as seconds since 1970, or None.
        tags: The labels it was sent with.
        metadata: The data it was sent with.
        headers: What travelled beside the payload.
        step_driver: What does the run's steps, or None where there are none.
    """

    run_id: str
    number: int = 1
    max_attempts: int = 1
    queued_at: float | None = None
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, Any] | None = None
    headers: Mapping[str, str] | None = None
    step_driver: StepDriver | None = None


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
