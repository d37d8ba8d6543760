"""Conversion of step values to JSON and back to the function's return type."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable
from typing import Any, Final, Never, NoReturn, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic.errors import PydanticUndefinedAnnotation, PydanticUserError

from cgk_runtime.errors import ResultError
from cgk_runtime.tasks.dataclass_results import refuse_dataclass_subclasses
from cgk_runtime.tasks.steps.driver import StepError

_INPUT_VALUE: Final = re.compile("input_value=.*, (?=input_type=)", re.DOTALL)
"""Copies of values in a message of pydantic; they may be personal data, and have several lines."""


class StepValues:
    """Converter of one step's values.

    Args:
        step_id: The step's name.
        function: The function whose values are stored; without a return annotation, its values come back as JSON.

    Raises:
        StepError: Values of the return annotation cannot be stored as JSON.
    """

    def __init__(self, step_id: str, function: Callable[..., object]) -> None:
        self._step_id = step_id
        self._return_type = _return_type(function)
        try:
            self._adapter = None if self._return_type is Any else TypeAdapter[Any](self._return_type)
        except (PydanticUserError, PydanticUndefinedAnnotation) as error:
            name, reason = getattr(self._return_type, "__name__", self._return_type), str(error).partition("\n")[0]
            raise StepError(
                f'"{step_id}": values of the type that its function returns, {name}, cannot be stored as JSON: {reason}'
            ) from None

    def to_json(self, value: object) -> Any:
        """Convert a value to JSON values.

        Raises:
            ResultError: JSON cannot represent the value, or it does not match the return annotation.
        """
        from cgk_runtime.tasks.results import encode_json

        try:
            if self._adapter is None:
                return json.loads(encode_json(value).encode())  # `encode` refuses lone surrogates
            refuse_dataclass_subclasses(value, self._return_type)
            # Not `dump_json`, which would write NaN as null.
            declared = self._adapter.dump_python(value, mode="json", by_alias=True, warnings="error")
            polymorphic = self._adapter.dump_python(value, mode="json", by_alias=True, polymorphic_serialization=True)
            stored: Any = json.loads(encode_json(declared).encode())
        except (TypeError, ValueError, RecursionError) as error:
            reason = _INPUT_VALUE.sub("", str(error))
            raise ResultError(f'Step "{self._step_id}" returned a value that JSON cannot represent: {reason}') from None
        if declared != polymorphic:
            raise ResultError(
                f'Step "{self._step_id}" returned an object of a subclass of its declared return type, and the fields '
                "of the subclass would be lost; declare the type that the function returns"
            )
        return stored

    def from_json(self, value: object) -> Any:
        """Convert a stored value to the function's return type.

        Raises:
            StepError: The value does not match the type, because the function has changed.
        """
        if self._adapter is None:
            return value
        try:
            return self._adapter.validate_json(json.dumps(value))
        except ValidationError as error:
            problems = error.errors(include_url=False, include_context=False, include_input=False)
            reasons = "; ".join(
                f"{'.'.join(map(str, problem['loc'])) or 'value'}: {problem['msg']}" for problem in problems
            )
            raise StepError(
                f'"{self._step_id}": its stored value does not match the return type of its function: {reasons}. Give '
                "the step another name after such a change"
            ) from None


def _return_type(function: Callable[..., object]) -> Any:  # an annotation
    """Return a function's return annotation; `Any` if it is missing, cannot be resolved, or means no value."""
    try:
        annotation = get_type_hints(inspect.unwrap(function)).get("return", Any)
    except (NameError, TypeError):
        return Any
    return Any if annotation in (Never, NoReturn) else annotation
