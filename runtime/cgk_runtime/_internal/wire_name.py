"""Wire name of a model's field."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo


def wire_name(attribute: str, field: FieldInfo) -> str:
    """Return a field's name on the wire, which may be empty."""
    return attribute if field.alias is None else field.alias
