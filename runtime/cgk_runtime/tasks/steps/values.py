"""Conversion of step values to JSON and back to the function's return type."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from cgk_runtime.errors import ResultError
from cgk_runtime.tasks.dataclass_results import refuse_dataclass_subclasses
from cgk_runtime.tasks.steps.driver import StepError


def result_type(function: Callable[..., object]) -> Any:  # an annotation
    """Return a function's return annotation; `Any` if it is missing or cannot be resolved."""
    try:
        return get_type_hints(inspect.unwrap(function)).get("return", Any)
    except (NameError, TypeError):
        return Any


def to_json(step_id: str, value: object, return_type: Any) -> Any:
    """Convert a step's value to JSON values.

    Raises:
        ResultError: JSON cannot represent the value, or it does not match the return annotation.
    """
    from cgk_runtime.tasks.results import encode_json

    try:
        if return_type is Any:
            return json.loads(encode_json(value))
        refuse_dataclass_subclasses(value, return_type)
        adapter = TypeAdapter[Any](return_type)
        stored: Any = json.loads(adapter.dump_json(value, by_alias=True, warnings="error"))
        polymorphic = json.loads(adapter.dump_json(value, by_alias=True, polymorphic_serialization=True))
    except (TypeError, ValueError, RecursionError, PydanticSerializationError) as error:
        raise ResultError(f'Step "{step_id}" returned a value that JSON cannot represent: {error}') from None
    if stored != polymorphic:
        raise ResultError(
            f'Step "{step_id}" returned an object of a subclass of its declared return type, and the fields of the '
            "subclass would be lost; declare the type that the function returns"
        )
    return stored


def from_json(step_id: str, value: object, return_type: Any) -> object:
    """Convert a stored value to the function's return type.

    Raises:
        StepError: The value does not match the type, because the function has changed.
    """
    if return_type is Any:
        return value
    try:
        restored: object = TypeAdapter[Any](return_type).validate_json(json.dumps(value))
    except ValidationError as error:
        raise StepError(
            f'the stored value of "{step_id}" does not match the return type of its function: {error}'
        ) from None
    return restored
