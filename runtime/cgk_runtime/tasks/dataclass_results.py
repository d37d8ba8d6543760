"""Rejection of results that would lose fields: instances of a subclass of the declared dataclass.

Pydantic serializes such an instance as the declared class. It keeps all fields of models and of its own dataclasses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from typing import Any, cast, get_args, get_type_hints


def refuse_dataclass_subclasses(value: object, declared: object = Any) -> None:
    """Raise an error if a dataclass in a value is an instance of a subclass of its declared type.

    Args:
        value: A model, or a value in one.
        declared: The annotation of the field that has the value; for an item of a container, that of the container.

    Raises:
        TypeError: Fields of the subclass would be lost.
    """
    from pydantic import BaseModel

    if isinstance(value, Mapping):
        _refuse_in_items(cast("Mapping[object, object]", value).values(), declared)
    elif isinstance(value, (list, tuple, AbstractSet)):
        _refuse_in_items(cast("Iterable[object]", value), declared)
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            if not field.exclude:
                refuse_dataclass_subclasses(getattr(value, name, None), field.annotation)
        _refuse_in_items((value.model_extra or {}).values(), Any)
    elif is_dataclass(value) and not isinstance(value, type):
        if not hasattr(type(value), "__pydantic_serializer__"):  # not one of pydantic's
            _check_class(type(value), declared)
        hints = _type_hints(type(value))
        for attribute in fields(value):
            refuse_dataclass_subclasses(getattr(value, attribute.name), hints.get(attribute.name, Any))


def _refuse_in_items(values: Iterable[object], declared: object) -> None:
    for value in values:
        refuse_dataclass_subclasses(value, declared)


def _check_class(cls: type, declared: object) -> None:
    allowed = _classes(declared)
    bases = [base for base in allowed if is_dataclass(base) and base in cls.__mro__[1:]]
    if bases and cls not in allowed:
        raise TypeError(
            f"an object of {cls.__name__}, a subclass of the dataclass {bases[0].__name__}; the fields of the "
            f"subclass would be lost, so declare the field as {cls.__name__}, or use models"
        )


def _classes(annotation: object) -> set[type]:
    """Return the classes in an annotation, such as int and str for `dict[str, int]`."""
    if isinstance(annotation, type) and not get_args(annotation):
        return {annotation}
    return {cls for part in get_args(annotation) for cls in _classes(part)}


def _type_hints(cls: type) -> dict[str, Any]:  # Any: annotations
    try:
        return get_type_hints(cls)
    except (NameError, TypeError):
        return {}
