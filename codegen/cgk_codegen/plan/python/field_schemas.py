"""Schemas of the models' fields for datamodel-code-generator, which make it choose the runtime's types."""

from __future__ import annotations

from typing import Any, Final

from cgk_codegen.json_schema import Schema, referenced_name, subschemas, without_null
from cgk_codegen.plan.python.field_types import FieldSchema
from cgk_codegen.plan.python.placeholders import Placeholders, inlined_schema, own_constraints, text_type
from cgk_codegen.resolve import Catalog, Field
from cgk_codegen.text_formats import TEXT_FORMATS, text_format

_RUNTIME_TYPES: Final = {
    "number": "cgk_runtime.payload.Number",
    "integer": "cgk_runtime.payload.Integer",
    "date-time": "cgk_runtime.payload.DateTime",
    "any": "cgk_runtime.payload.Json",
    **{name: f"cgk_runtime.payload.{text_type(name)}" for name in TEXT_FORMATS},
}


class FieldSchemas:
    """Builder of the fields' schemas for datamodel-code-generator."""

    def __init__(self, catalog: Catalog) -> None:
        self._types = catalog.types

    def of(self, field: Field) -> FieldSchema:
        """Return the schema of a field."""
        placeholders = Placeholders(self._types)
        return FieldSchema(self._schema(field.schema, placeholders), field.required, placeholders)

    def is_nullable(self, schema: Schema) -> bool:
        """Return whether None is a valid value of a schema."""
        name = referenced_name(schema)
        if name is not None:
            inlined = inlined_schema(name, self._types)
            return inlined is not None and self.is_nullable(inlined)
        return schema == {} or without_null(schema)[1]

    def _schema(self, schema: Schema, placeholders: Placeholders) -> dict[str, Any]:
        """Rewrite a field's schema to make datamodel-code-generator choose the runtime's types."""
        name = referenced_name(schema)
        if name is not None:
            inlined = inlined_schema(name, self._types)
            return placeholders.add(schema) if inlined is None else self._schema(inlined, placeholders)
        inner, nullable = without_null(schema)
        if nullable or "anyOf" in inner:
            choices = [self._nested(choice, placeholders) for choice in inner.get("anyOf", [inner])]
            return {"anyOf": [*choices, {"type": "null"}] if nullable else choices}
        if "enum" in schema:
            return placeholders.add(schema)
        type_name = text_format(schema) or schema.get("type", "any")
        if type_name == "object":
            values: Any = schema.get("additionalProperties", True)
            value_schema = self._nested({} if values is True else values, placeholders)
            return {"type": "object", "additionalProperties": value_schema}
        constraints = own_constraints(schema)
        if type_name == "array":
            return {"type": type_name, "items": self._nested(schema["items"], placeholders), **constraints}
        if type_name in _RUNTIME_TYPES:
            return {"customTypePath": _RUNTIME_TYPES[type_name], **constraints}
        return {"type": type_name, **constraints}

    def _nested(self, schema: Schema, placeholders: Placeholders) -> dict[str, Any]:
        name = referenced_name(schema)
        target = inlined_schema(name, self._types) if name is not None else schema
        if target is not None and _is_constrained(target):
            return placeholders.add(schema)
        return self._schema(schema, placeholders)


def _is_constrained(schema: Schema) -> bool:
    """Return True if a schema has a constraint anywhere."""
    return bool(own_constraints(schema)) or any(_is_constrained(inner) for inner in subschemas(schema))
