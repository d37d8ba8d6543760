"""Redaction of personal data, the fields that a catalog marks `sensitive`, in documents and in paths.

This module recognizes these fields, because generated models exclude them from their repr.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast, get_args

from pydantic import BaseModel

from cgk_runtime._internal.wire_name import wire_name

MASK: Final = "***"
"""Text that replaces personal data."""


def redact(document: object, data_type: object) -> object:
    """Return a JSON document with its personal data redacted, at any depth, and the fields that a closed model lacks.

    Args:
        document: JSON data with wire names, as `json.loads` returns it.
        data_type: The model or type of the document; for a union, the sensitive fields of all choices are redacted.

    Example:
        >>> class Customer(BaseModel):
        ...     id: str
        ...     email: Annotated[str, Field(repr=False)]
        >>> redact([{"id": "c1", "email": "ada@example.org"}], list[Customer])
        [{'id': 'c1', 'email': '***'}]
    """
    match document:
        case dict():
            fields = cast("Mapping[str, object]", document)
            return {name: _redact_field(name, value, data_type) for name, value in fields.items()}
        case list():
            return [redact(item, _item_types(data_type)) for item in cast("Sequence[object]", document)]
        case _:
            return document


def cut_at_personal_data(location: Sequence[int | str], data_type: object) -> Sequence[int | str]:
    """Return a path in a document, cut off at personal data, whose keys may be personal as well.

    Args:
        location: Keys and list positions, from the document's root.
        data_type: The model or type of the document.

    Example:
        >>> class Order(BaseModel):
        ...     notes: Annotated[dict[str, int], Field(repr=False)]
        >>> cut_at_personal_data(("notes", "ada@example.org"), Order)
        ('notes',)
    """
    for depth, step in enumerate(location):
        if isinstance(step, int):
            data_type = _item_types(data_type)
            continue
        is_sensitive, data_type = _find_field(step, data_type)
        if is_sensitive:
            return location[: depth + 1]
    return location


def _redact_field(name: str, value: object, data_type: object) -> object:
    is_sensitive, inner = _find_field(name, data_type)
    return MASK if is_sensitive and value is not None else redact(value, inner)


def _find_field(name: str, data_type: object) -> tuple[bool, object]:
    """Return whether the field with this wire name is personal data, and its type."""
    models = list(_models(data_type))
    matching = [
        field for model in models for key, field in model.model_fields.items() if name in (wire_name(key, field), key)
    ]
    if not matching:
        items = _item_types(data_type)
        is_open = any(model.model_config.get("extra") == "allow" for model in models)
        # An entry of a map, a field that an open object may have, or one of another version of the catalog, which may
        # mark it as personal data.
        return bool(models) and not items and not is_open, items
    return any(not field.repr for field in matching), tuple(field.annotation for field in matching)


def _models(data_type: object) -> Iterator[type[BaseModel]]:
    """Yield the models among a type's choices, without nested ones."""
    if isinstance(data_type, type):
        if issubclass(data_type, BaseModel):
            yield data_type
    elif not _is_container(data_type):
        for part in _type_arguments(data_type):
            yield from _models(part)


def _item_types(data_type: object) -> object:
    """Return the types of the items of a list or map; for a union, those of all its choices."""
    if _is_container(data_type):
        return _type_arguments(data_type)
    return tuple(inner for part in _type_arguments(data_type) if (inner := _item_types(part)) != ())


def _is_container(data_type: object) -> bool:
    origin: Any = getattr(data_type, "__origin__", None)  # Any: typing's own objects have no common type
    return isinstance(origin, type) and issubclass(origin, (list, dict))


def _type_arguments(data_type: object) -> tuple[object, ...]:
    """Return the arguments of a type; a tuple represents a union."""
    return cast("tuple[object, ...]", data_type) if isinstance(data_type, tuple) else get_args(data_type)
