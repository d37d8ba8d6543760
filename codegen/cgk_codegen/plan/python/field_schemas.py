"""Schemas of the models' fields for datamodel-code-generator, which make it choose the runtime's types."""

from __future__ import annotations

from typing import Any, Final

from cgk_codegen.json_schema import Schema, referenced_name, without_null
from cgk_codegen.plan.python.field_types import FieldSchema
from cgk_codegen.plan.python.nested import Placeholders, is_constrained, own_constraints, text_type
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
        self._catalog = catalog

    def of(self, field: Field) -> FieldSchema:
        """Return the schema of a field."""
        placeholders = Placeholders(self._without_model)
        return FieldSchema(self._schema(field.schema, placeholders), field.required, placeholders)

    def is_nullable(self, schema: Schema) -> bool:
        """Return whether None is a valid value of a schema."""
        name = referenced_name(schema)
        if name is not None:
            schema_without_model = self._without_model(name)
            return schema_without_model is not None and self.is_nullable(schema_without_model)
        return schema == {} or without_null(schema)[1]

    def _schema(self, schema: Schema, placeholders: Placeholders) -> dict[str, Any]:
        """Rewrite a field's schema to make datamodel-code-generator choose the runtime's types."""
        name = referenced_name(schema)
        if name is not None:
            schema_without_model = self._without_model(name)
            return (
                placeholders.schema(schema)
                if schema_without_model is None
                else self._schema(schema_without_model, placeholders)
            )
        inner, nullable = without_null(schema)
        if nullable or "anyOf" in inner:
            choices = [self._nested(choice, placeholders) for choice in inner.get("anyOf", [inner])]
            return {"anyOf": [*choices, {"type": "null"}] if nullable else choices}
        if "enum" in schema:
            return placeholders.schema(schema)
        type_name = text_format(schema) or schema.get("type", "any")
        if type_name == "object":
            values: Any = schema.get("additionalProperties", True)
            return {
                "type": "object",
                "additionalProperties": self._nested({} if values is True else values, placeholders),
            }
        constraints = own_constraints(schema)
        if type_name == "array":
            return {"type": type_name, "items": self._nested(schema["items"], placeholders), **constraints}
        if type_name in _RUNTIME_TYPES:
            return {"customTypePath": _RUNTIME_TYPES[type_name], **constraints}
        return {"type": type_name, **constraints}

    def _nested(self, schema: Schema, placeholders: Placeholders) -> dict[str, Any]:
        name = referenced_name(schema)
        target = self._without_model(name) if name is not None else schema
        if target is not None and is_constrained(target):
            return placeholders.schema(schema)
        return self._schema(schema, placeholders)

    def _without_model(self, name: str) -> Schema | None:
        """Return the schema of a named type without a model, None if it is an object and has one."""
        named = self._catalog.types[name]
        return named.schema if named.fields is None else None
