"""What steps are made of: their errors, what interrupts a handler, and what a provider does for them."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from types import CodeType
from typing import TYPE_CHECKING, Any, Final, Protocol

from cgk_runtime.errors import HandlerDefinitionError, JobsError

if TYPE_CHECKING:
    from cgk_runtime.tasks.definition import TaskDefinition

JsonScalar = str | int | float | bool
"""What an event's field may be compared with."""

_AT_TRIGGER_DEV: Final = {
    "run": "a plain call, or a task of its own waited for with trigger_and_wait",
    "sleep": "send_job(..., delay=...) of the next part",
    "sleep_until": "send_job(..., at=...) of the next part",
    "send_job": "send_job(..., idempotency_key=...)",
    "invoke": "trigger_and_wait",
    "wait_for_event": "a task of its own for that event",
}
TRIGGER_DEV_ALTERNATIVES: Final = "on Trigger.dev use " + "; ".join(
    f"for step.{step} {instead}" for step, instead in _AT_TRIGGER_DEV.items()
)
"""What to use instead of each step where there are none."""


class StepError(JobsError):
    """A step was used in a way that cannot work."""

    component = "Step"


class StepFailedError(JobsError):
    """A step has failed for good: it was tried as often as it may be. A handler may catch it and go on.

    Attributes:
        step: The step's id.
        error_type: What it raised last, such as "ValueError".
        error_message: Its text.
    """

    component = "Step"

    def __init__(self, step: str, error_type: str, error_message: str) -> None:
        super().__init__(f'"{step}" failed: {error_type}: {error_message}')
        self.step = step
        self.error_type = error_type
        self.error_message = error_message


class StepInterrupt(BaseException):
    """Ends this call of a handler; not an `Exception`, so that no handler catches it by mistake."""


class AttemptFailed(StepInterrupt):
    """Inside a step something was raised, and the attempt has failed with it."""

    def __init__(self, error: Exception) -> None:
        super().__init__(error)
        self.error = error


class StepDriver(Protocol):
    """What a provider does for steps; ids are unique within the run, values are JSON."""

    async def run(self, step_id: str, function: Callable[[], Awaitable[Any]]) -> Any:
        """Give the step's value: remembered, or by calling the function, which gives JSON values."""
        ...

    async def sleep(self, step_id: str, duration: float) -> None:
        """Go on so many seconds later."""
        ...

    async def sleep_until(self, step_id: str, instant: datetime) -> None:
        """Go on at an instant."""
        ...

    async def wait_for_event(
        self,
        step_id: str,
        event: str,
        where: Mapping[str, JsonScalar],
        timeout: float,  # noqa: ASYNC109
    ) -> Mapping[str, Any] | None:
        """Wait for the tenant's next event with these values, and give its payload; None when the time is over."""
        ...

    async def invoke(self, step_id: str, task: TaskDefinition, document: bytes, timeout: float | None) -> Any:  # noqa: ASYNC109
        """Run another task and give its result."""
        ...


def uses_steps(function: Callable[..., object]) -> bool:
    """Say whether a handler's own code asks for `context.step`; what it calls elsewhere is not looked at."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    return isinstance(code, CodeType) and _names(code, "step")


def refuse_steps(task: TaskDefinition) -> None:
    """Pass where a handler can run on Trigger.dev.

    Raises:
        HandlerDefinitionError: It uses steps; what to use there instead is said for each.
    """
    if task.wants_context and uses_steps(task.function):
        raise HandlerDefinitionError(
            f'"{task.name}" at {task.place} uses context.step, which Trigger.dev does not have; '
            f"{TRIGGER_DEV_ALTERNATIVES}"
        )


def _names(code: CodeType, attribute: str) -> bool:
    nested = (constant for constant in code.co_consts if isinstance(constant, CodeType))
    return attribute in code.co_names or any(_names(inner, attribute) for inner in nested)
