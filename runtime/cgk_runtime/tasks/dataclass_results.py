"""Check of results for subclasses of dataclasses, whose own fields pydantic would drop.

Subclasses of models and of pydantic's dataclasses keep their fields; those of the standard library's do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, cast, get_args, get_type_hints

if TYPE_CHECKING:
    from pydantic import BaseModel

_SERIALIZER: Final = "__pydantic_serializer__"
"""Attribute of models and of pydantic's dataclasses."""
_SERIALIZERS: Final = frozenset({"PlainSerializer", "SerializeAsAny", "WrapSerializer"})
"""pydantic's annotations that replace the serialization of a type; for type checkers SerializeAsAny is not a class."""


def refuse_dataclass_subclasses(value: object, declared: object = Any) -> None:
    """Raise an error if a dataclass in a value is an instance of a subclass of its declared type.

    Args:
        value: A model, or a value in one.
        declared: The annotation of its field; for an item of a container, that of the container.

    Raises:
        TypeError: Fields of the subclass would be lost.
    """
    if isinstance(value, (str, bytes, int, float)) or value is None:
        return
    if isinstance(value, Mapping):
        for item in cast("Mapping[object, object]", value).values():
            refuse_dataclass_subclasses(item, declared)
    elif isinstance(value, (list, tuple, AbstractSet)):
        for item in cast("list[object]", value):
            refuse_dataclass_subclasses(item, declared)
    elif hasattr(type(value), _SERIALIZER) and hasattr(type(value), "model_fields"):
        _check_model(cast("BaseModel", value))
    elif is_dataclass(value) and not isinstance(value, type):
        if not hasattr(type(value), _SERIALIZER):
            _check_class(type(value), declared)
        hints = _hints(type(value))
        for field in fields(value):
            refuse_dataclass_subclasses(getattr(value, field.name), hints.get(field.name, Any))


def _check_model(model: BaseModel) -> None:
    own = type(model).__pydantic_decorators__
    if own.model_serializers:
        return
    by_function = {name for one in own.field_serializers.values() for name in one.info.fields}
    for name, field in type(model).model_fields.items():
        if not (field.exclude or name in by_function or _has_serializer(field.metadata)):
            refuse_dataclass_subclasses(getattr(model, name, None), field.annotation)
    for item in (model.model_extra or {}).values():
        refuse_dataclass_subclasses(item)


def _check_class(kind: type, declared: object) -> None:
    allowed = _classes(declared)
    bases = [base for base in allowed if is_dataclass(base) and base in kind.__mro__[1:]]
    if bases and kind not in allowed:
        raise TypeError(
            f"an object of {kind.__name__}, a subclass of the dataclass {bases[0].__name__}; the fields of the "
            f"subclass would be lost, so declare the field as {kind.__name__}, or use models"
        )


def _classes(annotation: object) -> set[type]:
    """Return the classes that an annotation names at any depth, except those with a serializer of their own."""
    parts = get_args(annotation)
    if parts:
        if _has_serializer(parts):
            return set()
        return {one for part in parts for one in _classes(part)}
    return {annotation} if isinstance(annotation, type) else set()


def _has_serializer(metadata: Iterable[object]) -> bool:
    return any(type(one).__name__ in _SERIALIZERS for one in metadata)


@lru_cache(maxsize=1024)
def _hints(kind: type) -> dict[str, Any]:  # annotations
    try:
        return get_type_hints(kind, include_extras=True)
    except (NameError, TypeError):
        return {}
