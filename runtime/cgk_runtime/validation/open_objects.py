"""Unlisted fields of received payloads: open objects keep them, closed ones ignore them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast, get_args

from pydantic import BaseModel

from cgk_runtime._internal.wire_name import wire_name


@cache
def has_open_parts(model: type[BaseModel]) -> bool:
    """Return whether a model, or one in its fields, may have fields that the catalog does not list."""
    if model.model_config.get("extra") == "allow":
        return True
    return any(_is_open(field.annotation) for field in model.model_fields.values())


def _is_open(kind: object) -> bool:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return has_open_parts(kind)
    return any(_is_open(part) for part in get_args(kind))


def without_unknown(read: object, arrived: Any) -> Any:  # Any: JSON
    """Return a received document without the fields that its closed objects do not have.

    Args:
        read: The document as its model reads it if it ignores all unknown fields.
        arrived: The document as plain data.
    """
    match read, arrived:
        case BaseModel(), dict():
            given = cast("Mapping[str, Any]", arrived)
            attributes = {wire_name(name, field): name for name, field in type(read).model_fields.items()}
            is_open = read.model_config.get("extra") == "allow"
            return {
                name: without_unknown(getattr(read, attributes[name]), value) if name in attributes else value
                for name, value in given.items()
                if is_open or name in attributes
            }
        case list(), list():
            pairs = zip(cast("Sequence[object]", read), cast("Sequence[Any]", arrived), strict=True)
            return [without_unknown(item, value) for item, value in pairs]
        case dict(), dict():
            known = cast("Mapping[str, object]", read)
            return {
                name: without_unknown(known[name], value) for name, value in cast("Mapping[str, Any]", arrived).items()
            }
        case _:
            return arrived
