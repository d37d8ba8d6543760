"""TypeScript type expressions for JSON Schemas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from cgk_codegen.json_schema import Schema, referenced_name, without_null
from cgk_codegen.json_text import compact
from cgk_codegen.load import Plain

_SCALARS: Final = {
    "string": "string",
    "number": "number",
    "integer": "number",
    "boolean": "boolean",
    "object": "Record<string, unknown>",
    "null": "null",
}


def typescript_type(schema: Schema) -> str:
    """Return a schema as a TypeScript type; shared types are referenced by name."""
    inner, nullable = without_null(schema)
    text = _non_null(inner)
    return f"{text} | null" if nullable else text


def _non_null(schema: Schema) -> str:
    name = referenced_name(schema)
    if name is not None:
        return name
    if "enum" in schema:
        return " | ".join(compact(value) for value in schema["enum"])
    if schema.get("type") == "array":
        item = typescript_type(schema.get("items", {}))
        return f"({item})[]" if " " in item else f"{item}[]"
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_non_null(choice) for choice in schema["anyOf"]))
    values = schema.get("additionalProperties")
    if schema.get("type") == "object" and isinstance(values, Mapping):
        return f"Record<string, {typescript_type(cast('Schema', values))}>"
    return _SCALARS[schema["type"]] if "type" in schema else "unknown"


def literal_type(value: Plain) -> str:
    """Return JSON data as a TypeScript literal type."""
    if isinstance(value, str):
        return compact(value)
    if isinstance(value, dict):
        fields = "; ".join([f"readonly {compact(key)}: {literal_type(item)}" for key, item in value.items()])
        return f"{{ {fields} }}" if fields else "Record<string, never>"
    if isinstance(value, list):
        # Not a readonly tuple: Trigger.dev's `jsonSchema` requires mutable arrays.
        return f"[{', '.join([literal_type(item) for item in value])}]"
    return compact(value)
