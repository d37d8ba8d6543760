"""Placeholders for types that datamodel-code-generator cannot express: other models, and constrained inner types.

It would generate a root model, which is neither strict nor closed, for each constrained type inside another type. It
gets a placeholder instead, which is replaced by the type afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from cgk_codegen.json_schema import CONSTRAINTS, Schema, referenced_name, subschemas, without_null
from cgk_codegen.plan.templates import python_literal
from cgk_codegen.text_formats import text_format

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


def is_constrained(schema: Schema) -> bool:
    """Return True if a schema has a constraint anywhere."""
    return bool(own_constraints(schema)) or any(is_constrained(inner) for inner in subschemas(schema))


def own_constraints(schema: Schema) -> dict[str, Any]:
    """Return the constraints of a schema; the pattern of a date-time or another format belongs to its type."""
    of_type = () if text_format(schema) is None else ("pattern",)
    return {key: schema[key] for key in CONSTRAINTS if key in schema and key not in of_type}


def text_type(name: str) -> str:
    """Return the runtime's type of a format, such as `EmailText`."""
    return "DateTime" if name == "date-time" else f"{name.capitalize()}Text"


class Placeholders:
    """Placeholders of one field.

    Attributes:
        texts: The types that replace them.
    """

    def __init__(self, schema_without_model: Callable[[str], Schema | None]) -> None:
        """Create the placeholders.

        Args:
            schema_without_model: Returns the schema of a named type, or None if the type has a model.
        """
        self._schema_without_model = schema_without_model
        self.texts: list[str] = []

    def schema(self, schema: Schema) -> dict[str, Any]:
        """Return the schema of a new placeholder for a type."""
        self.texts.append(self._text(schema))
        return {"customTypePath": f"{_MODULE}.{PLACEHOLDER}{len(self.texts) - 1}"}

    def _text(self, schema: Schema) -> str:
        inner, nullable = without_null(schema)
        text = self._annotated(inner)
        return f"{text} | None" if nullable else text

    def _annotated(self, schema: Schema) -> str:
        text = self._bare(schema)
        arguments = [f"{_ARGUMENTS[key]}={python_literal(value)}" for key, value in own_constraints(schema).items()]
        return f"Annotated[{text}, Field({', '.join(arguments)})]" if arguments else text

    def _bare(self, schema: Schema) -> str:
        name = referenced_name(schema)
        if name is not None:
            schema_without_model = self._schema_without_model(name)
            return name if schema_without_model is None else self._text(schema_without_model)
        if "anyOf" in schema:
            return " | ".join(self._text(choice) for choice in schema["anyOf"])
        if "enum" in schema:
            literal = f"Literal[{', '.join(map(python_literal, schema['enum']))}]"
            return literal if schema["type"] == "string" else f"Annotated[{literal}, ExactLiteral]"
        name = text_format(schema)
        if name is not None:
            return text_type(name)
        values: Any = schema.get("additionalProperties", True)
        match schema.get("type"):
            case "array":
                return f"list[{self._text(schema['items'])}]"
            case "object":
                return f"dict[str, {'Json' if values is True else self._text(values)}]"
            case None:
                return "Json"
            case kind:
                return _SCALARS[kind]
