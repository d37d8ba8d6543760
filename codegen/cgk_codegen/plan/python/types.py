"""Type expressions of the generated TypedDicts, made from JSON Schemas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cgk_codegen.json_schema import Schema, is_date_time, referenced_name, without_null
from cgk_codegen.resolve import NamedType
from cgk_codegen.resolve.catalog import dict_type_name

_SCALARS: Final = {"string": "str", "number": "int | float", "integer": "int", "boolean": "bool", "null": "None"}


def python_type(schema: Schema, types: Mapping[str, NamedType]) -> str:
    """Return the type expression of a TypedDict's key.

    Args:
        schema: The field's schema.
        types: The catalog's types by name; objects are referenced by their TypedDict, other types are inlined.
    """
    inner, nullable = without_null(schema)
    annotation = _non_null(inner, types)
    return f"{annotation} | None" if nullable else annotation


def _non_null(schema: Schema, types: Mapping[str, NamedType]) -> str:
    name = referenced_name(schema)
    if name is not None:
        named = types[name]
        return python_type(named.schema, types) if named.fields is None else dict_type_name(name)
    if "enum" in schema:
        return f"Literal[{', '.join(map(repr, schema['enum']))}]"
    if is_date_time(schema):
        return "datetime | str"
    if schema.get("type") == "array":
        return f"list[{python_type(schema.get('items', {}), types)}]"
    if schema.get("type") == "object":
        values = schema.get("additionalProperties", True)
        return f"dict[str, {'Any' if values is True else python_type(values, types)}]"
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_non_null(choice, types) for choice in schema["anyOf"]))
    return _SCALARS[schema["type"]] if "type" in schema else "Any"
