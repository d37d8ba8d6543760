"""Descriptions of an event's fields, nested ones included, from its model's JSON Schema and attribute docstrings."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, get_args

from pydantic import BaseModel

from cgk_runtime._internal.wire_name import wire_name
from cgk_runtime.validation.core_schemas import DATE_TIME_PATTERN
from cgk_runtime.validation.text_formats import TEXT_FORMATS

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog, EventDefinition

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
        name: The wire name, such as "orderId"; a nested field's with its path, such as "items[].id".
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
        personal = "personal data, redacted in output" if self.sensitive else ""
        notes = "; ".join(part for part in (self.limits, personal) if part)
        return f"{self.description} ({notes})" if notes else self.description

    def as_json(self) -> dict[str, Any]:
        """Return the field as JSON data."""
        return asdict(self)


_FORMATS: Final = {DATE_TIME_PATTERN: "date-time", **{pattern: name for name, pattern in TEXT_FORMATS.items()}}
"""The catalog's types that are texts of a pattern."""


def describe_fields(catalog: Catalog, event: EventDefinition) -> list[PayloadField]:
    """Return the descriptions of an event's fields, in the catalog's order; nested fields follow their own."""
    model = catalog.payload_model(event.name)
    schema: dict[str, Any] = model.model_json_schema(by_alias=True)
    return list(_describe(schema, schema.get("$defs", {}), _models_in(model), model, "", event.sensitive_fields))


def _describe(
    schema: Mapping[str, Any],
    definitions: Mapping[str, Any],
    models: Mapping[str, type[BaseModel]],
    model: type[BaseModel] | None,
    prefix: str,
    sensitive: Collection[str],
) -> Iterator[PayloadField]:
    described = {} if model is None else _docstrings(model)
    fields = {} if model is None else model.model_fields
    attributes = {wire_name(name, field): name for name, field in fields.items()}
    properties: dict[str, dict[str, Any]] = schema.get("properties", {})
    for name, part in properties.items():
        is_sensitive = not prefix and name in sensitive
        yield PayloadField(
            f"{prefix}{name}",
            _type(part, definitions),
            name in schema.get("required", ()),
            described.get(attributes.get(name, name)) or part.get("description", ""),
            _limits(part),
            is_sensitive,
        )
        for suffix, nested in _nested_types(part, ""):
            # A catalog has no recursive types, so this ends.
            yield from _describe(
                definitions.get(nested, {}), definitions, models, models.get(nested), f"{prefix}{name}{suffix}.", ()
            )


def _nested_types(schema: Mapping[str, Any], suffix: str) -> Iterator[tuple[str, str]]:
    """Yield the named types in a schema, each with the path to it: "" for itself, "[]" for the items of an array."""
    if "$ref" in schema:
        yield suffix, str(schema["$ref"]).rpartition("/")[2]
    for variant in schema.get("anyOf", ()):
        yield from _nested_types(variant, suffix)
    for key, path in (("items", "[]"), ("additionalProperties", ".*")):
        if isinstance(schema.get(key), dict):
            yield from _nested_types(schema[key], suffix + path)


def _models_in(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """Return the models of nested types by name."""
    found: dict[str, type[BaseModel]] = {}
    waiting: list[Any] = [field.annotation for field in model.model_fields.values()]
    while waiting:
        annotation = waiting.pop()
        if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
            if annotation.__name__ not in found:
                found[annotation.__name__] = annotation
                waiting += [field.annotation for field in annotation.model_fields.values()]
        else:
            waiting += get_args(annotation)
    return found


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
    named = _FORMATS.get(schema.get("pattern", ""))
    if named is not None:
        return named
    return str(schema.get("format") or kind) if kind == "string" else str(kind)


def _limits(schema: Mapping[str, Any]) -> str:
    # The type says it: the expression of a format has up to 250 characters.
    named = {name: value for name, value in schema.items() if name != "pattern" or value not in _FORMATS}
    return ", ".join(text.format(named[name]) for name, text in _LIMITS.items() if name in named)


def _docstrings(model: type[BaseModel]) -> dict[str, str]:
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
