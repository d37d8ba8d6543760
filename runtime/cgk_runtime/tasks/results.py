"""What handlers return, as it travels back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from cgk_runtime.errors import ResultError

if TYPE_CHECKING:
    from cgk_runtime.tasks.definition import TaskDefinition


def result_document(task: TaskDefinition, result: object) -> bytes:
    """Write what a handler returned as JSON, UTF-8.

    Raises:
        ResultError: JSON cannot hold it.
    """
    if result is None:
        return b"null"
    try:
        return encode_json(result).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise ResultError(f'"{task.name}" returned what JSON cannot hold: {error}') from None


def _model_as_json(value: object) -> object:
    from pydantic import BaseModel

    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    raise TypeError(f"an object of type {type(value).__name__}")


encode_json: Final = json.JSONEncoder(
    allow_nan=False, ensure_ascii=False, separators=(",", ":"), default=_model_as_json
).encode
"""Writes JSON, models included; refuses NaN and what JSON has no form for."""
