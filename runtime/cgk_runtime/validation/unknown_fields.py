"""Unlisted fields of received payloads: open objects keep them, closed ones ignore them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, cast

from pydantic import BaseModel
from pydantic_core import from_json, to_json

from cgk_runtime._internal.wire_name import wire_name

ModelT = TypeVar("ModelT", bound=BaseModel)
Location = tuple[int | str, ...]
"""Path of a field, such as `("items", 0, "color")`."""


def parse_newer(model: type[ModelT], document: bytes | str) -> tuple[ModelT, list[Location]]:
    """Parse a payload that may have fields that this catalog does not define.

    Args:
        model: The payload's model.
        document: One JSON object, UTF-8.

    Returns:
        The payload, and the paths of the ignored fields.

    Raises:
        pydantic.ValidationError: A field is missing or invalid.
    """
    validate = model.__pydantic_validator__.validate_json
    parsed = validate(document, by_alias=True, by_name=False, extra="ignore")
    unknown: list[Location] = []
    # pydantic has also dropped the unlisted fields of open objects, so the document is parsed again with these.
    known = to_json(_without_unknown(parsed, from_json(document), (), unknown))
    payload: ModelT = validate(known, by_alias=True, by_name=False)
    return payload, unknown


def _without_unknown(parsed: object, received: Any, location: Location, unknown: list[Location]) -> Any:  # Any: JSON
    """Return a received document without the fields that its closed objects do not have.

    Validation errors cannot name these fields, because for a union they list the unknown fields of every choice.

    Args:
        parsed: The document as parsed by its model with all unknown fields ignored.
        received: The document as plain data.
        location: The document's path.
        unknown: List to which the paths of removed fields are appended.
    """
    match parsed, received:
        case BaseModel(), dict():
            attributes = {wire_name(name, field): name for name, field in type(parsed).model_fields.items()}
            is_open = parsed.model_config.get("extra") == "allow"
            known: dict[str, Any] = {}
            for name, value in cast("Mapping[str, Any]", received).items():
                if name in attributes:
                    known[name] = _without_unknown(getattr(parsed, attributes[name]), value, (*location, name), unknown)
                elif is_open:
                    known[name] = value
                else:
                    unknown.append((*location, name))
            return known
        case list(), list():
            pairs = zip(cast("Sequence[object]", parsed), cast("Sequence[Any]", received), strict=True)
            return [
                _without_unknown(item, value, (*location, index), unknown) for index, (item, value) in enumerate(pairs)
            ]
        case dict(), dict():
            entries = cast("Mapping[str, object]", parsed)
            return {
                name: _without_unknown(entries[name], value, (*location, name), unknown)
                for name, value in cast("Mapping[str, Any]", received).items()
            }
        case _:
            return received
