"""The protocol between steps and providers, and the errors of steps."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Protocol

from cgk_runtime.errors import JobsError

if TYPE_CHECKING:
    from cgk_runtime.tasks.definition import TaskDefinition

JsonScalar = str | int | float | bool
"""A value to compare an event's field with."""

TRIGGER_DEV_ALTERNATIVES: Final = (
    "on Trigger.dev, replace step.run with a plain call, or with a separate task and trigger_and_wait; step.sleep with "
    "send_job(..., delay=...) of a task for the next part; step.sleep_until with send_job(..., at=...) of such a task; "
    "step.send_job with send_job(..., idempotency_key=...); step.invoke with trigger_and_wait; and step.wait_for_event "
    "with a separate task for that event"
)
"""Alternatives to each step for providers without steps."""


class StepError(JobsError):
    """Invalid use of a step."""

    component = "Step"


class StepFailedError(JobsError):
    """A step failed and will not be retried. A handler may catch the error and continue.

    Attributes:
        step: The step's id.
        error_type: The type of the last exception, such as "ValueError".
        error_message: The text of the last exception.
    """

    component = "Step"

    def __init__(self, step: str, error_type: str, error_message: str) -> None:
        super().__init__(f'"{step}" failed: {error_type}: {error_message}')
        self.step = step
        self.error_type = error_type
        self.error_message = error_message


class StepInterrupt(BaseException):
    """Exception that ends the current call of a handler; not an `Exception`, so that handlers do not catch it."""


class AttemptFailed(StepInterrupt):
    """A step raised an exception, which fails the attempt."""

    def __init__(self, error: Exception) -> None:
        super().__init__(error)
        self.error = error


class StepDriver(Protocol):
    """Protocol of a provider's steps; ids are unique within the run, values are JSON."""

    async def run(self, step_id: str, function: Callable[[], Awaitable[Any]]) -> Any:
        """Return the stored value of a step, or call the function and store its JSON value."""
        ...

    async def sleep(self, step_id: str, duration: float) -> None:
        """Suspend the run for this many seconds."""
        ...

    async def sleep_until(self, step_id: str, instant: datetime) -> None:
        """Suspend the run until this time."""
        ...

    async def wait_for_event(
        self,
        step_id: str,
        event: str,
        where: Mapping[str, JsonScalar],
        timeout: float,  # noqa: ASYNC109
    ) -> Mapping[str, Any] | None:
        """Wait for the tenant's next event with these values and return its payload; None after the timeout."""
        ...

    async def invoke(self, step_id: str, task: TaskDefinition, document: bytes, timeout: float | None) -> Any:  # noqa: ASYNC109
        """Run another task and return its result."""
        ...
