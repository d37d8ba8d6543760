"""Personal data, the fields a catalog marks `sensitive`: masked in documents, and left out of the names of places.

A generated model keeps such a field out of its repr, which is what tells it from the others here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast, get_args

from pydantic import BaseModel

MASK: Final = "***"
"""Stands where personal data would."""


def masked(document: object, kind: object) -> object:
    """Give a JSON document with its personal data masked, at any depth.

    Args:
        document: What stands on the wire, as `json.loads` gives it.
        kind: The model or type it was read as; where several may stand, what one of them masks is masked.

    Example:
        >>> class Customer(BaseModel):
        ...     id: str
        ...     email: Annotated[str, Field(repr=False)]
        >>> masked([{"id": "c1", "email": "ada@example.org"}], list[Customer])
        [{'id': 'c1', 'email': '***'}]
    """
    match document:
        case dict():
            fields = cast("Mapping[str, object]", document)
            return {name: _masked_at(name, value, kind) for name, value in fields.items()}
        case list():
            return [masked(item, _below(kind)) for item in cast("Sequence[object]", document)]
        case _:
            return document


def visible(location: Sequence[int | str], kind: object) -> Sequence[int | str]:
    """Give a place in a document as far as it may be named: what stands below personal data may be part of it.

    Args:
        location: Keys and list positions, from the document's root.
        kind: The model or type the document is read as.

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


def _masked_at(name: str, value: object, kind: object) -> object:
    sensitive, inner = _field(name, kind)
    return MASK if sensitive and value is not None else masked(value, inner)


def _field(name: str, kind: object) -> tuple[bool, object]:
    """Tell whether the field of this name on the wire is personal data, and the type of what stands there."""
    models = list(_models(kind))
    found = [
        field for model in models for key, field in model.model_fields.items() if name in (field.alias or key, key)
    ]
    if not found:
        # A map's values, if it is a map; a field nobody knows otherwise.
        return False, _below(kind)
    return any(not field.repr for field in found), tuple(field.annotation for field in found)


def _models(kind: object) -> Iterator[type[BaseModel]]:
    """Give the models that may stand in a place of this type itself, not below it."""
    if isinstance(kind, type):
        if issubclass(kind, BaseModel):
            yield kind
    elif not _is_container(kind):
        for part in _parts(kind):
            yield from _models(part)


def _below(kind: object) -> object:
    """Give the types of what a list or a map of this type holds."""
    if _is_container(kind):
        return _parts(kind)
    return tuple(inner for part in _parts(kind) if (inner := _below(part)) != ())


def _is_container(kind: object) -> bool:
    origin: Any = getattr(kind, "__origin__", None)  # Any: typing's own objects have no common type
    return isinstance(origin, type) and issubclass(origin, (list, dict))


def _parts(kind: object) -> tuple[object, ...]:
    """Give the types another is made of; a tuple stands for a choice of types."""
    return cast("tuple[object, ...]", kind) if isinstance(kind, tuple) else get_args(kind)
