"""Placeholders for types that datamodel-code-generator cannot express: other models, and constrained inner types.

The generator would make a root model, which is neither strict nor closed, for each constrained type inside another
type. It gets a placeholder instead, which is replaced by the type afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cgk_codegen.json_schema import CONSTRAINTS, Schema, referenced_name, without_null
from cgk_codegen.plan.templates import python_literal
from cgk_codegen.resolve import NamedType
from cgk_codegen.text_formats import text_format

Types = Mapping[str, NamedType]
"""A catalog's types by name."""

PLACEHOLDER: Final = "CgkCodegenPlaceholder"
"""The prefix of a placeholder's name; its number follows."""

_MODULE: Final = "cgk_codegen_placeholders"
_ARGUMENTS: Final = {
    "pattern": "pattern",
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_length",
    "maxItems": "max_length",
    "minimum": "ge",
    "maximum": "le",
    "exclusiveMinimum": "gt",
    "exclusiveMaximum": "lt",
    "multipleOf": "multiple_of",
}
_SCALARS: Final = {"string": "str", "number": "Number", "integer": "Integer", "boolean": "bool", "null": "None"}


def own_constraints(schema: Schema) -> dict[str, Any]:
    """Return the constraints of a schema; the pattern of a date-time or another format belongs to its type."""
    has_format = text_format(schema) is not None
    return {key: schema[key] for key in CONSTRAINTS if key in schema and not (key == "pattern" and has_format)}


def text_type(name: str) -> str:
    """Return the runtime's type of a format, such as `EmailText`."""
    return "DateTime" if name == "date-time" else f"{name.capitalize()}Text"


def inlined_schema(name: str, types: Types) -> Schema | None:
    """Return the schema that annotations contain instead of a named type; None for an object, which has a model."""
    named = types[name]
    return named.schema if named.fields is None else None


class Placeholders:
    """Placeholders of one field.

    Attributes:
        annotations: The types that replace the placeholders, by number.
    """

    def __init__(self, types: Types) -> None:
        self._types = types
        self.annotations: list[str] = []

    def add(self, schema: Schema) -> dict[str, Any]:
        """Add a placeholder for the type of a schema, and return the placeholder's schema."""
        self.annotations.append(self._annotation(schema))
        return {"customTypePath": f"{_MODULE}.{PLACEHOLDER}{len(self.annotations) - 1}"}

    def _annotation(self, schema: Schema) -> str:
        inner, nullable = without_null(schema)
        annotation = self._constrained(inner)
        return f"{annotation} | None" if nullable else annotation

    def _constrained(self, schema: Schema) -> str:
        annotation = self._unconstrained(schema)
        arguments = [f"{_ARGUMENTS[key]}={python_literal(value)}" for key, value in own_constraints(schema).items()]
        return f"Annotated[{annotation}, Field({', '.join(arguments)})]" if arguments else annotation

    def _unconstrained(self, schema: Schema) -> str:
        name = referenced_name(schema)
        if name is not None:
            inlined = inlined_schema(name, self._types)
            return name if inlined is None else self._annotation(inlined)
        if "anyOf" in schema:
            return " | ".join(self._annotation(choice) for choice in schema["anyOf"])
        if "enum" in schema:
            literal = f"Literal[{', '.join(map(python_literal, schema['enum']))}]"
            return literal if schema["type"] == "string" else f"Annotated[{literal}, ExactLiteral]"
        format_name = text_format(schema)
        if format_name is not None:
            return text_type(format_name)
        values: Any = schema.get("additionalProperties", True)
        match schema.get("type"):
            case "array":
                return f"list[{self._annotation(schema['items'])}]"
            case "object":
                return f"dict[str, {'Json' if values is True else self._annotation(values)}]"
            case None:
                return "Json"
            case scalar:
                return _SCALARS[scalar]
