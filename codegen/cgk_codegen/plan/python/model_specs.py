"""The models of a catalog, described; datamodel-code-generator is asked for the types of their fields.

Attributes are named here, not by datamodel-code-generator, so that both sides agree on every irregular one; a model's
table of aliases leads back to the wire.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cgk_codegen.json_schema import CONSTRAINTS, Schema, is_date_time, referenced_name, without_null
from cgk_codegen.plan.python.docs import field_documentation
from cgk_codegen.plan.python.field_types import FieldSchema
from cgk_codegen.plan.python.nested import Placeholders, is_constrained
from cgk_codegen.resolve import Catalog, Field
from cgk_codegen.resolve.names import attribute_name, is_regular

_RUNTIME_TYPES: Final = {
    "number": "cgk_runtime.payload.Number",
    "integer": "cgk_runtime.payload.Integer",
    "date-time": "cgk_runtime.payload.DateTime",
    "any": "cgk_runtime.payload.Json",
}


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """An attribute of a model.

    Attributes:
        name: The attribute's name.
        asked: What datamodel-code-generator is asked for.
        nullable: Whether None is a value of it.
        masked: Whether it stays out of the model's repr.
        note: Its documentation, empty where there is none.
    """

    name: str
    asked: FieldSchema
    nullable: bool
    masked: bool
    note: str


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """A model to make.

    Attributes:
        name: The class's name.
        documentation: Its docstring's text.
        aliases: The wire's names of attributes that the rule does not give.
        fields: Its attributes.
    """

    name: str
    documentation: str
    aliases: Mapping[str, str]
    fields: tuple[FieldSpec, ...]


class SpecMaker:
    """Makes the specs of a catalog's models."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def spec(self, name: str, fields: Iterable[Field], documentation: str) -> ModelSpec:
        """Describe the model of an object with these fields."""
        attributes = {attribute_name(field.name): field for field in fields}
        aliases = {each: field.name for each, field in attributes.items() if not is_regular(each, field.name)}
        return ModelSpec(
            name, documentation, aliases, tuple(self._field(each, field) for each, field in attributes.items())
        )

    def _field(self, attribute: str, field: Field) -> FieldSpec:
        placeholders = Placeholders(self._without_model)
        asked = FieldSchema(self._schema(field.schema, placeholders), field.required, placeholders)
        nullable = self._is_nullable(field.schema)
        return FieldSpec(attribute, asked, nullable, field.sensitive, field_documentation(field))

    def _is_nullable(self, schema: Schema) -> bool:
        name = referenced_name(schema)
        if name is not None:
            other = self._without_model(name)
            return other is not None and self._is_nullable(other)
        return schema == {} or without_null(schema)[1]

    def _schema(self, schema: Schema, placeholders: Placeholders) -> dict[str, Any]:
        """Rewrite a field's schema so that datamodel-code-generator picks the runtime's types."""
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
        kind = "date-time" if is_date_time(schema) else schema.get("type", "any")
        if kind == "object":
            values: Any = schema.get("additionalProperties", True)
            return {
                "type": "object",
                "additionalProperties": self._nested({} if values is True else values, placeholders),
            }
        constraints = {} if kind == "date-time" else {key: schema[key] for key in CONSTRAINTS if key in schema}
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
        """Give the schema of a named type that is no object, None for one that is."""
        named = self._catalog.types[name]
        return named.schema if named.fields is None else None
