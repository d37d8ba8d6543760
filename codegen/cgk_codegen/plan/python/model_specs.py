"""Specifications of the models: names, attributes and schemas of their fields.

Attribute names are chosen here and not by datamodel-code-generator, because the TypedDicts document the same names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cgk_codegen.json_schema import Schema, referenced_name, without_null
from cgk_codegen.plan.python.docs import field_documentation
from cgk_codegen.plan.python.field_types import FieldSchema
from cgk_codegen.plan.python.nested import Placeholders, is_constrained, own_constraints, text_type
from cgk_codegen.resolve import Catalog, Field
from cgk_codegen.resolve.names import is_regular
from cgk_codegen.text_formats import TEXT_FORMATS, text_format

_RUNTIME_TYPES: Final = {
    "number": "cgk_runtime.payload.Number",
    "integer": "cgk_runtime.payload.Integer",
    "date-time": "cgk_runtime.payload.DateTime",
    "any": "cgk_runtime.payload.Json",
    **{name: f"cgk_runtime.payload.{text_type(name)}" for name in TEXT_FORMATS},
}


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """Attribute of a model.

    Attributes:
        name: The attribute's name.
        schema: The schema for datamodel-code-generator.
        nullable: True if None is a valid value.
        sensitive: True if the model's repr omits it.
        documentation: Its docstring's text, or empty.
    """

    name: str
    schema: FieldSchema
    nullable: bool
    sensitive: bool
    documentation: str


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """Specification of a model.

    Attributes:
        name: The class's name.
        documentation: Its docstring's text.
        aliases: Wire names that do not follow from the attribute's name, by attribute.
        fields: Its attributes.
        is_open: True if it keeps fields that are not listed.
    """

    name: str
    documentation: str
    aliases: Mapping[str, str]
    fields: tuple[FieldSpec, ...]
    is_open: bool = False


class SpecBuilder:
    """Builder of the specifications of a catalog's models."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def spec(self, name: str, fields: Iterable[Field], documentation: str, *, is_open: bool = False) -> ModelSpec:
        """Return the specification of a model with these fields, which keeps others if it is open."""
        attributes = {field.attribute: field for field in fields}
        aliases = {each: field.name for each, field in attributes.items() if not is_regular(each, field.name)}
        return ModelSpec(
            name, documentation, aliases, tuple(self._field(each, field) for each, field in attributes.items()), is_open
        )

    def _field(self, attribute: str, field: Field) -> FieldSpec:
        placeholders = Placeholders(self._without_model)
        schema = FieldSchema(self._schema(field.schema, placeholders), field.required, placeholders)
        nullable = self._is_nullable(field.schema)
        return FieldSpec(attribute, schema, nullable, field.sensitive, field_documentation(field))

    def _is_nullable(self, schema: Schema) -> bool:
        name = referenced_name(schema)
        if name is not None:
            other = self._without_model(name)
            return other is not None and self._is_nullable(other)
        return schema == {} or without_null(schema)[1]

    def _schema(self, schema: Schema, placeholders: Placeholders) -> dict[str, Any]:
        """Rewrite a field's schema to make datamodel-code-generator choose the runtime's types."""
        name = referenced_name(schema)
        if name is not None:
            other = self._without_model(name)
            return placeholders.schema(schema) if other is None else self._schema(other, placeholders)
        inner, nullable = without_null(schema)
        if nullable or "anyOf" in inner:
            choices = [self._nested(choice, placeholders) for choice in inner.get("anyOf", [inner])]
            return {"anyOf": [*choices, {"type": "null"}] if nullable else choices}
        if "enum" in schema:
            return placeholders.schema(schema)
        kind = text_format(schema) or schema.get("type", "any")
        if kind == "object":
            values: Any = schema.get("additionalProperties", True)
            return {
                "type": "object",
                "additionalProperties": self._nested({} if values is True else values, placeholders),
            }
        constraints = own_constraints(schema)
        if kind == "array":
            return {"type": kind, "items": self._nested(schema["items"], placeholders), **constraints}
        if kind in _RUNTIME_TYPES:
            return {"customTypePath": _RUNTIME_TYPES[kind], **constraints}
        return {"type": kind, **constraints}

    def _nested(self, schema: Schema, placeholders: Placeholders) -> dict[str, Any]:
        name = referenced_name(schema)
        whole = self._without_model(name) if name is not None else schema
        if whole is not None and is_constrained(whole):
            return placeholders.schema(schema)
        return self._schema(schema, placeholders)

    def _without_model(self, name: str) -> Schema | None:
        """Return the schema of a named type without a model, None if it is an object and has one."""
        named = self._catalog.types[name]
        return named.schema if named.fields is None else None
