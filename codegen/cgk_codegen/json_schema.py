"""JSON Schema (draft 2020-12) as plain mappings, with the constants and helpers that all stages share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Final, cast

Schema = Mapping[str, Any]
"""A JSON Schema object. Any: the shape of a value depends on its keyword."""

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
DEFS_PREFIX: Final = "#/$defs/"

MAX_SAFE_INTEGER: Final = 2**53 - 1
"""ECMAScript's Number.MAX_SAFE_INTEGER; JavaScript rounds larger integers."""
MAX_EXACT_MULTIPLE: Final = 2**49
"""Largest bound of a number with `multipleOf`. From 2^50 on, zod's tolerance accepts near misses."""

DATE_TIME_PATTERN: Final = (
    r"^([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
)
"""RFC 3339 section 5.6 without leap seconds and the year 0, which Python's datetime lacks.

The runtime's `DateTime` has the same pattern; a test compares them.
"""

JSON_TYPES: Final = ("string", "number", "integer", "boolean", "object", "array", "null")
_TYPES_OF_PYTHON: Final[Mapping[type, str]] = {
    type(None): "null", bool: "boolean", str: "string", int: "number", float: "number", list: "array", dict: "object",
}  # fmt: skip

NUMBER_BOUNDS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
CONSTRAINTS: Final = ("pattern", "minLength", "maxLength", *NUMBER_BOUNDS, "multipleOf", "minItems", "maxItems")
"""Constraint keywords that every generated artifact enforces alike; the compiler refuses all others."""

ITEM: Final = "[]"
VALUE: Final = "{}"
"""Steps of a field's path: to the items of a list, and to the values of a record."""


def reference(name: str) -> dict[str, Any]:
    """Return a reference to a shared type of the same document."""
    return {"$ref": DEFS_PREFIX + name}


def referenced_name(schema: Schema) -> str | None:
    """Return the name of the shared type that a schema refers to, None if it is not a reference."""
    target = schema.get("$ref")
    return target.removeprefix(DEFS_PREFIX) if isinstance(target, str) else None


def is_date_time(schema: Schema) -> bool:
    """Return whether a schema is the built-in type `date-time`."""
    return schema.get("format") == "date-time"


def without_null(schema: Schema) -> tuple[Schema, bool]:
    """Return a schema's non-null part, and whether it also allows null.

    The compiler writes a nullable schema as a type and null, an enum with null, or `anyOf` with null.
    """
    types = type_names(schema)
    if "null" in types and len(types) > 1:
        non_null = {**schema, "type": next(name for name in types if name != "null")}
        if "enum" in schema:
            non_null["enum"] = [value for value in schema["enum"] if value is not None]
        return non_null, True
    choices: Sequence[Schema] = schema.get("anyOf", ())
    if {"type": "null"} in choices:
        annotations = {key: value for key, value in schema.items() if key != "anyOf"}
        others = [choice for choice in choices if choice != {"type": "null"}]
        return ({**others[0], **annotations} if len(others) == 1 else {**annotations, "anyOf": others}), True
    return schema, False


def type_names(schema: Schema) -> tuple[str, ...]:
    """Return the values of the `type` keyword, which may be text or a list."""
    names: Any = schema.get("type", ())
    return (names,) if isinstance(names, str) else tuple(names)


def json_type_of(value: object) -> str:
    """Return the type of a JSON value; integers are numbers."""
    return _TYPES_OF_PYTHON[type(value)]


def subschemas(schema: Schema) -> Iterator[Schema]:
    """Yield the schemas directly inside a schema."""
    yield from schema.get("properties", {}).values()
    yield from schema.get("anyOf", ())
    for keyword in ("items", "additionalProperties"):
        inner = schema.get(keyword)
        if inner is not None and isinstance(inner, Mapping):  # the first test is faster, and most schemas have neither
            yield inner


def walk(schema: Schema) -> Iterator[Schema]:
    """Yield a schema and every schema inside it; references are not followed."""
    yield schema
    for inner in subschemas(schema):
        yield from walk(inner)


def transform(schema: Schema, change: Callable[[Schema], Schema]) -> Schema:
    """Apply a function to every schema inside a schema, then to the schema itself, and return the result."""
    transformed: dict[str, Any] = {}
    for key, value in schema.items():
        if key in {"properties", "$defs"}:
            transformed[key] = {name: transform(inner, change) for name, inner in value.items()}
        elif key == "anyOf":
            transformed[key] = [transform(choice, change) for choice in value]
        elif key in {"items", "additionalProperties"} and isinstance(value, Mapping):
            transformed[key] = transform(cast("Schema", value), change)
        else:
            transformed[key] = value
    return change(transformed)


def with_exact_integers(schema: Schema) -> Schema:
    """Return a schema with bounds of ±(2^53 - 1) on every integer, because JavaScript rounds larger ones."""
    return transform(schema, _with_exact_bounds)


def _with_exact_bounds(schema: Schema) -> Schema:
    if "integer" not in type_names(schema):
        return schema
    return {**schema, **missing_bounds(schema, -MAX_SAFE_INTEGER, MAX_SAFE_INTEGER)}


def missing_bounds(keywords: Collection[str], minimum: int, maximum: int) -> dict[str, int]:
    """Return default bounds for the sides on which the keywords of a number have no bound, inclusive or exclusive."""
    bounds = (("minimum", "exclusiveMinimum", minimum), ("maximum", "exclusiveMaximum", maximum))
    return {bound: limit for bound, exclusive, limit in bounds if bound not in keywords and exclusive not in keywords}


def rewrite_texts(schema: Schema, rewriters: Mapping[str, Callable[[str], str]]) -> Schema:
    """Rewrite the texts of some keywords in a schema; data such as examples stays unchanged.

    Args:
        schema: The schema.
        rewriters: Function that rewrites a text, by keyword such as `pattern`.
    """

    def rewrite_part(part: Schema) -> Schema:
        return {key: rewriters[key](value) if key in rewriters else value for key, value in part.items()}

    return transform(schema, rewrite_part)


def references(schema: Schema) -> Iterator[str]:
    """Yield the name of every shared type that a schema refers to; a name may repeat."""
    for inner in walk(schema):
        name = referenced_name(inner)
        if name is not None:
            yield name
