"""Redaction of personal data, the fields that a catalog marks `sensitive`, in documents and in paths.

Generated models exclude such fields from their repr, by which this module recognizes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast, get_args

from pydantic import BaseModel

from cgk_runtime._internal.wire_name import wire_name

MASK: Final = "***"
"""Text that replaces personal data."""


def redacted(document: object, kind: object) -> object:
    """Return a JSON document with its personal data redacted, at any depth.

    Args:
        document: JSON data with wire names, as `json.loads` returns it.
        kind: The model or type of the document; for a union, the sensitive fields of all choices are redacted.

    Example:
        >>> class Customer(BaseModel):
        ...     id: str
        ...     email: Annotated[str, Field(repr=False)]
        >>> redacted([{"id": "c1", "email": "ada@example.org"}], list[Customer])
        [{'id': 'c1', 'email': '***'}]
    """
    match document:
        case dict():
            fields = cast("Mapping[str, object]", document)
            return {name: _redacted_at(name, value, kind) for name, value in fields.items()}
        case list():
            return [redacted(item, _below(kind)) for item in cast("Sequence[object]", document)]
        case _:
            return document


def visible(location: Sequence[int | str], kind: object) -> Sequence[int | str]:
    """Return a path in a document, cut off at personal data, whose keys may be personal as well.

    Args:
        location: Keys and list positions, from the document's root.
        kind: The model or type of the document.

    Example:
        >>> class Order(BaseModel):
        ...     notes: Annotated[dict[str, int], Field(repr=False)]
        >>> visible(("notes", "ada@example.org"), Order)
        ('notes',)
    """
    for depth, step in enumerate(location):
        if isinstance(step, int):
            kind = _below(kind)
            continue
        sensitive, kind = _field(step, kind)
        if sensitive:
            return location[: depth + 1]
    return location


def _redacted_at(name: str, value: object, kind: object) -> object:
    sensitive, inner = _field(name, kind)
    return MASK if sensitive and value is not None else redacted(value, inner)


def _field(name: str, kind: object) -> tuple[bool, object]:
    """Return whether the field with this wire name is personal data, and its type."""
    models = list(_models(kind))
    found = [
        field for model in models for key, field in model.model_fields.items() if name in (wire_name(key, field), key)
    ]
    if not found:
        # An entry of a map, or an unknown field.
        return False, _below(kind)
    return any(not field.repr for field in found), tuple(field.annotation for field in found)


def _models(kind: object) -> Iterator[type[BaseModel]]:
    """Yield the models among a type's choices, without nested ones."""
    if isinstance(kind, type):
        if issubclass(kind, BaseModel):
            yield kind
    elif not _is_container(kind):
        for part in _parts(kind):
            yield from _models(part)


def _below(kind: object) -> object:
    """Return the types of the items of a list or map."""
    if _is_container(kind):
        return _parts(kind)
    return tuple(inner for part in _parts(kind) if (inner := _below(part)) != ())


def _is_container(kind: object) -> bool:
    origin: Any = getattr(kind, "__origin__", None)  # Any: typing's own objects have no common type
    return isinstance(origin, type) and issubclass(origin, (list, dict))


def _parts(kind: object) -> tuple[object, ...]:
    """Return the arguments of a type; a tuple represents a union."""
    return cast("tuple[object, ...]", kind) if isinstance(kind, tuple) else get_args(kind)
