"""TypeScript type expressions for JSON Schemas."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Final, cast

from cgk_codegen.json_schema import Schema, is_date_time, referenced_name, references, walk, without_null
from cgk_codegen.json_text import compact_json
from cgk_codegen.load import PlainData
from cgk_codegen.resolve import Catalog

_SCALARS: Final = {
    "string": "string",
    "number": "number",
    "integer": "number",
    "boolean": "boolean",
    "object": "Record<string, unknown>",
    "null": "null",
}


DATE_TIME: Final = "DateTime"
"""Name of the type parameter of types with date-times; it is `string` in handlers and `Date | string` in sends."""


def types_with_date_times(catalog: Catalog) -> frozenset[str]:
    """Return the names of the shared types that contain a date-time, directly or in another type."""
    direct = {name for name, named in catalog.types.items() if any(map(is_date_time, walk(named.schema)))}
    return frozenset(name for name in catalog.types if direct & catalog.reachable_types([name]))


def has_date_time(schema: Schema, date_time_types: AbstractSet[str]) -> bool:
    """Return whether a schema contains a date-time; `date_time_types` are the shared types that contain one."""
    return any(map(is_date_time, walk(schema))) or not date_time_types.isdisjoint(references(schema))


def typescript_type(schema: Schema, date_time_types: AbstractSet[str] | None = None) -> str:
    """Return a schema as a TypeScript type; shared types are referenced by name.

    Args:
        schema: The schema.
        date_time_types: The shared types that contain date-times; None writes date-times as `string`.
    """
    non_null, is_nullable = without_null(schema)
    expression = _non_null_type(non_null, date_time_types)
    return f"{expression} | null" if is_nullable else expression


def _non_null_type(schema: Schema, date_time_types: AbstractSet[str] | None) -> str:
    name = referenced_name(schema)
    if name is not None:
        return f"{name}<{DATE_TIME}>" if date_time_types and name in date_time_types else name
    if "enum" in schema:
        return " | ".join(compact_json(value) for value in schema["enum"])
    if schema.get("type") == "array":
        item = typescript_type(schema.get("items", {}), date_time_types)
        return f"({item})[]" if " " in item else f"{item}[]"
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_non_null_type(choice, date_time_types) for choice in schema["anyOf"]))
    values = schema.get("additionalProperties")
    if schema.get("type") == "object" and isinstance(values, Mapping):
        return f"Record<string, {typescript_type(cast('Schema', values), date_time_types)}>"
    if is_date_time(schema) and date_time_types is not None:
        return DATE_TIME
    return _SCALARS[schema["type"]] if "type" in schema else "unknown"


def literal_type(value: PlainData) -> str:
    """Return JSON data as a TypeScript literal type."""
    if isinstance(value, str):
        return compact_json(value)
    if isinstance(value, dict):
        fields = "; ".join([f"readonly {compact_json(key)}: {literal_type(item)}" for key, item in value.items()])
        return f"{{ {fields} }}" if fields else "Record<string, never>"
    if isinstance(value, list):
        # Not a readonly tuple: Trigger.dev's `jsonSchema` requires mutable arrays.
        return f"[{', '.join([literal_type(item) for item in value])}]"
    return compact_json(value)
