"""What datamodel-code-generator is asked for: one model each, which stands alone.

Attributes are named here, not by datamodel-code-generator, so that both sides agree on every irregular one; a model's
table of aliases leads back to the wire.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cgk_codegen.json_schema import CONSTRAINTS, Schema, is_date_time, referenced_name, without_null
from cgk_codegen.plan.python.docs import field_documentation
from cgk_codegen.plan.python.nested import Placeholders, is_constrained
from cgk_codegen.plan.templates import docstring
from cgk_codegen.resolve import Catalog, Field
from cgk_codegen.resolve.names import attribute_name, is_regular

_RUNTIME_TYPES: Final = {
    "number": "cgk_runtime.payload.Number",
    "integer": "cgk_runtime.payload.Integer",
    "date-time": "cgk_runtime.payload.DateTime",
    "any": "cgk_runtime.payload.Json",
}


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """A model to make.

    Attributes:
        name: The class's name.
        definition: Its schema, as datamodel-code-generator is given it.
        extra: What our template needs beside the schema.
        placeholders: The types that stand where the definition has placeholders.
    """

    name: str
    definition: Mapping[str, Any]
    extra: Mapping[str, Any]
    placeholders: Placeholders

    @property
    def key(self) -> str:
        """All that the class's text depends on, but for the compiler."""
        return json.dumps([self.name, self.definition, self.extra, self.placeholders.texts])


class SpecMaker:
    """Makes the specs of a catalog's models."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def spec(self, name: str, fields: Iterable[Field], documentation: str) -> ModelSpec:
        """Describe the model of an object with these fields."""
        placeholders = Placeholders(self._without_model)
        attributes = {attribute_name(field.name): field for field in fields}
        definition = {
            "title": name,
            "type": "object",
            "properties": {each: self._schema(field.schema, placeholders) for each, field in attributes.items()},
            "required": [each for each, field in attributes.items() if field.required],
            "additionalProperties": False,
        }
        notes = {each: field_documentation(field) for each, field in attributes.items()}
        extra = {
            "documentation": docstring(documentation),
            "aliases": {each: field.name for each, field in attributes.items() if not is_regular(each, field.name)},
            "nullable": [each for each, field in attributes.items() if self._is_nullable(field.schema)],
            "masked": [each for each, field in attributes.items() if field.sensitive],
            "notes": {each: docstring(note) for each, note in notes.items() if note},
        }
        return ModelSpec(name, definition, extra, placeholders)

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
        kind = "date-time" if is_date_time(schema) else schema.get("type", "any")
        if kind == "object":
            values: Any = schema.get("additionalProperties", True)
            return {
                "type": "object",
                "additionalProperties": self._nested({} if values is True else values, placeholders),
            }
        if kind == "array":
            return {**schema, "items": self._nested(schema["items"], placeholders)}
        if kind not in _RUNTIME_TYPES:
            return dict(schema)
        constraints = {} if kind == "date-time" else {key: schema[key] for key in CONSTRAINTS if key in schema}
        return {"customTypePath": _RUNTIME_TYPES[kind], **constraints}

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
