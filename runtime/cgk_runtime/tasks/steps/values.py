"""How what a step gives is remembered: as JSON, and back as what its function says it returns."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from cgk_runtime.errors import ResultError
from cgk_runtime.tasks.steps.driver import StepError


async def called(function: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Call a function, async or plain; a plain one in a thread."""
    if inspect.iscoroutinefunction(inspect.unwrap(function)):
        return await function(*args, **kwargs)
    from anyio.to_thread import run_sync

    given = await run_sync(partial(function, *args, **kwargs), abandon_on_cancel=True)
    return await given if inspect.isawaitable(given) else given


def result_type(function: Callable[..., object]) -> Any:  # a type, or what stands for one in an annotation
    """Give what a function says it returns; `Any` where it says nothing, or names what cannot be found any more."""
    try:
        return get_type_hints(inspect.unwrap(function)).get("return", Any)
    except (NameError, TypeError):
        return Any


def to_json(step_id: str, value: object, returned: Any) -> Any:
    """Give the JSON values that are remembered.

    Raises:
        ResultError: JSON cannot hold it, or it is not what the function says it returns.
    """
    from cgk_runtime.tasks.results import encode_json

    try:
        if returned is Any:
            return json.loads(encode_json(value))
        return json.loads(TypeAdapter[Any](returned).dump_json(value, by_alias=True, warnings="error"))
    except (TypeError, ValueError, RecursionError, PydanticSerializationError) as error:
        raise ResultError(f'Step "{step_id}" gave what JSON cannot hold: {error}') from None


def from_json(step_id: str, value: object, returned: Any) -> object:
    """Give a remembered value as what the function says it returns.

    Raises:
        StepError: It is something else, for the function has changed since.
    """
    if returned is Any:
        return value
    try:
        restored: object = TypeAdapter[Any](returned).validate_json(json.dumps(value))
    except ValidationError as error:
        raise StepError(
            f'"{step_id}" was remembered as something that is not what its function returns: {error}'
        ) from None
    return restored
