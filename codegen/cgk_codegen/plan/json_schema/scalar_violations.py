"""Values that violate one keyword of a schema, except those of objects and lists."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from cgk_codegen.json_schema import Schema, is_date_time, type_names
from cgk_codegen.json_schema_validator import validator_of
from cgk_codegen.resolve.patterns import matches

VALUES_OF_ALL_TYPES: Final[tuple[Any, ...]] = ("text", 12.5, True, None, {}, [], 7)
"""At least one value of each JSON type."""
_PATTERN_VIOLATIONS: Final = ("", " ", "\n", "§", "0", "a", "A", "-", "text", "a b", "§§§§§§§§§§§§", "x" * 1000)
"""Texts to try; almost every pattern rejects at least one of them."""
LONGEST_TEXT: Final = 10_000
"""The length limit of a text in an example; a violation that requires a longer text has no example."""


def type_violations(schema: Schema) -> Iterator[list[Any]]:
    """Yield values of other types: any other type, null, and a fraction instead of an integer."""
    allowed = type_names(schema)
    if not allowed:
        return
    yield _values_of_other_types(allowed)
    if "null" not in allowed:
        yield [None]
    if "integer" in allowed:
        yield [max(schema.get("minimum", 0), 0) + 0.5, 0.5]


def text_violations(schema: Schema) -> Iterator[tuple[str, list[Any]]]:
    """Yield each keyword of a string with values that violate it."""
    if is_date_time(schema):
        yield "pattern", ["yesterday"]
        yield "format", ["2026-02-30T00:00:00Z"]
        return
    if "pattern" in schema:
        yield "pattern", [text for text in _PATTERN_VIOLATIONS if not matches(schema["pattern"], text)]
    if 0 < schema.get("minLength", 0) <= LONGEST_TEXT:
        yield "minLength", _of_length(schema, schema["minLength"] - 1)
    if schema.get("maxLength", LONGEST_TEXT) < LONGEST_TEXT:
        yield "maxLength", _of_length(schema, schema["maxLength"] + 1)


def number_violations(schema: Schema) -> Iterator[tuple[str, list[Any]]]:
    """Yield each keyword of a number with values that violate it."""
    for keyword, sign in (("minimum", -1), ("maximum", 1), ("exclusiveMinimum", -1), ("exclusiveMaximum", 1)):
        if keyword in schema:
            bound = schema[keyword]
            beyond = [bound + sign, bound + sign * 0.5, bound + sign * (abs(bound) + 1)]
            exact = [bound] if keyword.startswith("exclusive") else []
            # Adding 1 to 1e300 has no effect, and the largest double cannot be exceeded.
            yield keyword, [*exact, *(value for value in beyond if value != bound and abs(value) < float("inf"))]
    step = schema.get("multipleOf", 1)
    if step > 1:
        factor = max(schema.get("minimum", 0), 0) // step + 1
        yield "multipleOf", [step * factor + 1, step * factor - 1, 1, -1]


def enum_violations(schema: Schema) -> list[Any]:
    """Return values of an enum's type that it does not contain."""
    values = [value for value in schema["enum"] if value is not None]
    if "boolean" in type_names(schema):
        return [not values[0]]
    if "integer" in type_names(schema):
        return [max(values) + 1, min(values) - 1]
    return ["".join(str(value) for value in schema["enum"]) + "?", "?", "§"]


def _of_length(schema: Schema, length: int) -> list[str]:
    """Return texts of a length; those that match the pattern come first."""
    texts = [(letters * length)[:length] for letters in ("x", "a", "A", "0", "1", "ab")]
    pattern = schema.get("pattern")
    return texts if pattern is None else sorted(texts, key=lambda text: not matches(pattern, text))


@cache  # validators are slow to create
def _values_of_other_types(types: tuple[str, ...]) -> list[Any]:
    validator = validator_of({"type": list(types)})
    return [value for value in VALUES_OF_ALL_TYPES if not validator.is_valid(value)]
