"""Conversion of catalog names to Python names."""

from __future__ import annotations

import keyword
import re
from functools import cache
from typing import Final

from pydantic.alias_generators import to_camel

_MODEL_ATTRIBUTES: Final = frozenset(
    {
        *("construct", "copy", "dict", "fields", "from_orm", "json", "parse_file", "parse_obj", "parse_raw", "schema"),
        *("schema_json", "update_forward_refs", "validate"),
        *("from_fields", "from_wire", "to_wire"),
    }
)
"""Attributes of the models' base class; a field of that name gets an underscore."""

TYPE_NAMES: Final = frozenset({"bool", "datetime", "dict", "float", "int", "list", "object", "str"})
"""Types in generated annotations; an attribute of that name would shadow the type in its class."""
EVENT_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)+")
"""Form of an event's name, from which its task id derives."""


@cache
def pascal_case(name: str) -> str:
    """Return a dotted or camelCase name in PascalCase: `review.email.queued` is `ReviewEmailQueued`."""
    parts = re.split(r"[^A-Za-z0-9]+", name)
    return "".join(part[:1].upper() + part[1:] for part in parts)


@cache
def snake_case(name: str) -> str:
    """Return a camelCase name in snake_case: `orderId` is `order_id`, `URLPath` is `url_path`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return re.sub(r"\W+", "_", spaced).strip("_").lower()


@cache
def attribute_name(wire_name: str) -> str:
    """Return a field's Python attribute in snake_case; reserved names get an underscore."""
    name = snake_case(wire_name)
    if name[:1].isdigit():
        name = f"field_{name}"
    is_reserved = keyword.iskeyword(name) or name in _MODEL_ATTRIBUTES | TYPE_NAMES or name.startswith("model_")
    return f"{name}_" if is_reserved else name


def derives_wire_name(attribute: str, wire_name: str) -> bool:
    """Return whether the models' base class derives a field's wire name from its attribute.

    It does not do so beyond ASCII, where `str.title` changes letters ("ñ" to "Ñ").
    """
    return attribute.isascii() and to_camel(attribute) == wire_name
