"""Problems of invalid payloads, by field and without values, because values may be personal data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

from pydantic_core import PydanticSerializationError, ValidationError, from_json, to_json

from cgk_runtime._internal.numbers import LARGEST_EXACT
from cgk_runtime.errors import FieldProblem, InvalidPayloadError, MissingTenantError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from cgk_runtime.catalog import EventDefinition
    from cgk_runtime.payload import PayloadModel

_NOT_AN_INTEGER: Final = "should be a valid integer"
_DIGITS_TO_ZERO: Final = bytes.maketrans(b"123456789", b"000000000")
_MANY_DIGITS: Final = b"0" * 16
"""As many digits as the smallest integer beyond `LARGEST_EXACT` has, after `_DIGITS_TO_ZERO`."""


def invalid_payload(
    event: EventDefinition, model: type[PayloadModel], error: ValidationError, payload: object
) -> InvalidPayloadError:
    """Convert pydantic's error to ours, with one problem per field.

    Args:
        event: The event.
        model: Its model.
        error: Pydantic's error.
        payload: The payload that was validated.
    """
    fields = as_mapping(payload)
    if fields is not None:
        tenant_id = fields.get(event.tenant_field)
        if not isinstance(tenant_id, str) or not tenant_id.strip():
            return MissingTenantError(event.name, event.tenant_field)
    messages_by_field: dict[str, list[str]] = {}
    for detail in error.errors(include_url=False, include_input=False, include_context=False):
        field = visible_path(_payload_location(detail, payload), model) or "payload"
        messages = messages_by_field.setdefault(field, [])
        message = _message(detail)
        if message not in messages:
            messages.append(message)
        if "number" in message and _NOT_AN_INTEGER in messages:  # the message about numbers already covers integers
            messages.remove(_NOT_AN_INTEGER)
    return InvalidPayloadError(
        event.name, [FieldProblem(field, ", or ".join(messages)) for field, messages in messages_by_field.items()]
    )


def _message(detail: ErrorDetails) -> str:
    if detail["type"] == "missing":
        return "is required"
    if detail["type"] == "extra_forbidden":
        return "is not a field of this event"
    message = detail["msg"].removeprefix("Input ").removeprefix("Value ")
    message = message[:1].lower() + message[1:]
    return f"has a key that {message}" if detail["loc"][-1:] == ("[key]",) else message


def _payload_location(detail: ErrorDetails, payload: object) -> list[int | str]:
    """Return an error's location without the parts that pydantic adds for unions and the like."""
    location_in_payload: list[int | str] = []
    value = payload
    for step in detail["loc"]:
        mapping, items = as_mapping(value), as_list(value)
        if mapping is not None and step in mapping:
            value = mapping[cast("str", step)]  # the error may be about a key that is not a string
        elif items is not None and isinstance(step, int):
            value = items[step]
        elif detail["type"] == "missing" and step == detail["loc"][-1]:
            value = None
        else:
            continue
        location_in_payload.append(step)
    return location_in_payload


def unwritable_reason(value: object) -> str:
    """Return why JSON cannot represent a value; empty if it can."""
    try:
        to_json(value)
    except PydanticSerializationError:
        is_text = isinstance(value, str)
        problem = "has a lone surrogate" if is_text else f"is of type {type(value).__name__}"
        return f"{problem}, which JSON cannot represent"
    return ""


def unsafe_integers(document: bytes) -> list[str]:
    """Return the fields of a JSON document whose integers are too large for JavaScript."""
    return [_path(location) or "the whole payload" for location in unsafe_integer_locations(document)]


def unsafe_integer_locations(document: bytes) -> list[list[int | str]]:
    """Return the locations of integers beyond `LARGEST_EXACT`."""
    if _MANY_DIGITS not in document.translate(_DIGITS_TO_ZERO):  # a fast check
        return []
    return [
        location
        for location, value in leaves([], json.loads(document))
        if isinstance(value, int) and abs(value) > LARGEST_EXACT
    ]


def leaves(location: list[int | str], value: object) -> list[tuple[list[int | str], object]]:
    """Return the values below a location that are neither objects nor lists, with their locations."""
    mapping, items = as_mapping(value), as_list(value)
    if mapping is not None:
        return [leaf for key, item in mapping.items() for leaf in leaves([*location, key], item)]
    if items is not None:
        return [leaf for index, item in enumerate(items) for leaf in leaves([*location, index], item)]
    return [(location, value)]


def visible_path(location: Sequence[int | str], model: type[PayloadModel]) -> str:
    """Return a path, cut off before it could reveal personal data."""
    from cgk_runtime.validation.redaction import cut_at_personal_data

    return _path(cut_at_personal_data(location, model))


def _path(location: Sequence[int | str]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location).removeprefix(".")


def read_json(document: bytes) -> object:
    """Return the content of a JSON document, or None if it is not one."""
    try:
        return from_json(document)
    except ValueError:
        return None


def as_mapping(value: object) -> Mapping[str, object] | None:
    """Return the value if it is a mapping, else None."""
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else None


def as_list(value: object) -> list[object] | None:
    """Return the value if it is a list, else None."""
    return cast("list[object]", value) if isinstance(value, list) else None
