"""Refusal of handlers with steps, for providers without them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import CodeType
from typing import TYPE_CHECKING

from cgk_runtime._internal.calls import called_function
from cgk_runtime.errors import HandlerDefinitionError
from cgk_runtime.tasks.steps.driver import TRIGGER_DEV_ALTERNATIVES

if TYPE_CHECKING:
    from cgk_runtime.tasks.definition import TaskDefinition


def uses_steps(function: Callable[..., object]) -> bool:
    """Return whether the code of a handler uses `context.step`; functions that it calls are not examined."""
    code = getattr(inspect.unwrap(called_function(inspect.unwrap(function))), "__code__", None)
    return isinstance(code, CodeType) and _uses_attribute(code, "step")


def refuse_steps(task: TaskDefinition) -> None:
    """Raise an error if a handler uses steps, which Trigger.dev does not have.

    Raises:
        HandlerDefinitionError: The handler uses steps; the error names the alternatives.
    """
    if task.needs_context and uses_steps(task.function):
        raise HandlerDefinitionError(
            f'"{task.name}" at {task.place} uses context.step, which Trigger.dev does not have; '
            f"{TRIGGER_DEV_ALTERNATIVES}"
        )


def _uses_attribute(code: CodeType, attribute: str) -> bool:
    nested = (constant for constant in code.co_consts if isinstance(constant, CodeType))
    return attribute in code.co_names or any(_uses_attribute(inner, attribute) for inner in nested)
