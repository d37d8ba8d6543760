"""JSON Schema (draft 2020-12) as the compiler uses it: a plain mapping, and what every module says about it alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast

Schema = Mapping[str, Any]
"""A JSON Schema object. Any: its values are JSON, whose shape each keyword decides."""

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
DEFS_PREFIX: Final = "#/$defs/"

EXACT: Final = 2**53 - 1
"""ECMAScript's Number.MAX_SAFE_INTEGER: JavaScript rounds what lies beyond."""

DATE_TIME_PATTERN: Final = (
    r"^([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
)
"""RFC 3339 section 5.6 without leap seconds and the year 0, which Python's datetime has not.

The runtime's `DateTime` holds the same pattern (a test compares them).
"""

CONSTRAINTS: Final = ("pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
                      "multipleOf", "minItems", "maxItems")  # fmt: skip
"""The JSON Schema keywords that every artefact enforces alike; any other is refused rather than dropped."""


def reference(name: str) -> dict[str, Any]:
    """Refer to a shared type of the same document."""
    return {"$ref": DEFS_PREFIX + name}


def referenced_name(schema: Schema) -> str | None:
    """Name the shared type a schema refers to, None if it is not a reference."""
    target = schema.get("$ref")
    return target.removeprefix(DEFS_PREFIX) if isinstance(target, str) else None


def is_date_time(schema: Schema) -> bool:
    """Return whether a schema is the catalog's date-time."""
    return schema.get("format") == "date-time"


def without_null(schema: Schema) -> tuple[Schema, bool]:
    """Split a schema into its non-null part and whether null is allowed as well.

    Understands the ways the compiler writes nullable: a type and null, an enum with null, `anyOf` with null.
    """
    kinds = type_names(schema)
    if "null" in kinds:
        rest = {**schema, "type": next(kind for kind in kinds if kind != "null")}
        if "enum" in schema:
            rest["enum"] = [value for value in schema["enum"] if value is not None]
        return rest, True
    choices: Sequence[Schema] = schema.get("anyOf", ())
    if {"type": "null"} in choices:
        outer = {key: value for key, value in schema.items() if key != "anyOf"}
        values = [choice for choice in choices if choice != {"type": "null"}]
        return ({**values[0], **outer} if len(values) == 1 else {**outer, "anyOf": values}), True
    return schema, False


def type_names(schema: Schema) -> tuple[str, ...]:
    """Return the values of the `type` keyword, which may be one or a list."""
    kinds: Any = schema.get("type", ())
    return (kinds,) if isinstance(kinds, str) else tuple(kinds)


def subschemas(schema: Schema) -> Iterator[Schema]:
    """Walk the schemas directly inside a schema."""
    yield from schema.get("properties", {}).values()
    yield from schema.get("anyOf", ())
    for keyword in ("items", "additionalProperties"):
        inner = schema.get(keyword)
        if inner is not None and isinstance(inner, Mapping):  # most have neither, and asking a class costs time
            yield inner


def with_exact_integers(schema: Schema) -> dict[str, Any]:
    """Bound every integer by ±(2^53 - 1): beyond, JavaScript rounds, and its tools disagree on what an integer is."""
    bounded = {key: _exact_value(key, value) for key, value in schema.items()}
    if "integer" in type_names(schema):
        bounds = (("minimum", "exclusiveMinimum", -EXACT), ("maximum", "exclusiveMaximum", EXACT))
        bounded |= {bound: end for bound, other, end in bounds if bound not in schema and other not in schema}
    return bounded


def _exact_value(key: str, value: Any) -> Any:  # Any: JSON, whose shape the keyword decides
    if key in {"properties", "$defs"}:
        return {name: with_exact_integers(inner) for name, inner in value.items()}
    if key == "anyOf":
        return [with_exact_integers(choice) for choice in value]
    if key in {"items", "additionalProperties"} and isinstance(value, Mapping):
        return with_exact_integers(cast("Schema", value))
    return value


def references(schema: Schema) -> Iterator[str]:
    """Name every shared type a schema refers to, directly or deeper; a name may come more than once."""
    name = referenced_name(schema)
    if name is not None:
        yield name
    for inner in subschemas(schema):
        yield from references(inner)
