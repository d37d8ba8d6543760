"""Descriptions of an event's fields, from its model's JSON Schema and the docstrings of its attributes."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog, EventDefinition
    from cgk_runtime.payload import PayloadModel

_LIMITS: Final = {
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "pattern": "matches {}",
}


@dataclass(frozen=True, slots=True)
class PayloadField:
    """Description of a payload's field.

    Attributes:
        name: The wire name, such as "orderId".
        type: The type in the catalog's notation: "string", "number[]", "hourly | daily".
        required: Whether the field is required.
        description: One sentence.
        limits: Further constraints, such as "at most 100".
        sensitive: Whether the field holds personal data.
    """

    name: str
    type: str
    required: bool
    description: str
    limits: str
    sensitive: bool

    @property
    def summary(self) -> str:
        """Description, limits and sensitivity in one line."""
        personal = "personal data, masked in output" if self.sensitive else ""
        notes = "; ".join(part for part in (self.limits, personal) if part)
        return f"{self.description} ({notes})" if notes else self.description

    def as_json(self) -> dict[str, Any]:
        """Return the field as JSON data."""
        return asdict(self)


def describe_fields(catalog: Catalog, event: EventDefinition) -> list[PayloadField]:
    """Return the descriptions of an event's fields, in the catalog's order."""
    model = catalog.payload_model(event.name)
    schema: dict[str, Any] = model.model_json_schema(by_alias=True)
    properties: dict[str, dict[str, Any]] = schema.get("properties", {})
    definitions = schema.get("$defs", {})
    described = _docstrings(model)
    attributes: dict[str, str] = {field.alias or name: name for name, field in model.model_fields.items()}
    return [
        PayloadField(
            name,
            _type(part, definitions),
            name in schema.get("required", ()),
            described.get(attributes.get(name, name)) or part.get("description", ""),
            _limits(part),
            name in event.sensitive_fields,
        )
        for name, part in properties.items()
    ]


def _type(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """Return a schema's type in the catalog's notation."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    if "anyOf" in schema:
        names = list(dict.fromkeys(_type(one, definitions) for one in schema["anyOf"]))
        return "number" if names == ["integer", "number"] else " | ".join(names)
    kind = schema.get("type", "any")
    if kind == "array":
        item = _type(schema.get("items", {}), definitions)
        return f"({item})[]" if " | " in item else f"{item}[]"
    return str(schema.get("format") or kind) if kind == "string" else str(kind)


def _limits(schema: Mapping[str, Any]) -> str:
    return ", ".join(text.format(schema[name]) for name, text in _LIMITS.items() if name in schema)


def _docstrings(model: type[PayloadModel]) -> dict[str, str]:
    """Read the attributes' docstrings from the source; having pydantic collect them would slow down every import."""
    try:
        tree = ast.parse(inspect.getsource(model))
    except (OSError, TypeError, SyntaxError):
        return {}
    body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else []
    found: dict[str, str] = {}
    for field, text in pairwise(body):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(text, ast.Expr)
            and isinstance(text.value, ast.Constant)
            and isinstance(text.value.value, str)
        ):
            found[field.target.id] = inspect.cleandoc(text.value.value)
    return found
