"""Conversion of handlers' results to JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from cgk_runtime.errors import ResultError
from cgk_runtime.tasks.dataclass_results import refuse_dataclass_subclasses

if TYPE_CHECKING:
    from cgk_runtime.tasks.definition import TaskDefinition


def result_document(task: TaskDefinition, result: object) -> bytes:
    """Serialize the result of a handler as JSON, UTF-8.

    Raises:
        ResultError: JSON cannot represent the result.
    """
    try:
        return encode_json(result).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise ResultError(f'"{task.name}" returned a value that JSON cannot represent: {error}') from None


def _model_as_json(value: object) -> object:
    from pydantic import BaseModel

    if isinstance(value, BaseModel):
        refuse_dataclass_subclasses(value)
        # A field may hold a subclass of its declared type, whose own fields belong to the result.
        return value.model_dump(mode="json", by_alias=True, polymorphic_serialization=True)
    raise TypeError(f"an object of type {type(value).__name__}")


encode_json: Final = json.JSONEncoder(
    allow_nan=False, ensure_ascii=False, separators=(",", ":"), default=_model_as_json
).encode
"""Function that serializes JSON values and models; it refuses NaN and all other objects."""
