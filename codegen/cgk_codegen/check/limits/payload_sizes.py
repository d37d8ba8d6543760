"""How large payloads can be: by the bounds their schema gives, and realistically where it gives none.

A payload travels as compact JSON in UTF-8, its optional fields included here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil, floor, inf
from typing import Any, Final, cast

from cgk_codegen.check.limits.string_bounds import ANY_STRING, StringBounds, string_bounds
from cgk_codegen.json_schema import EXACT, Schema
from cgk_codegen.json_text import compact
from cgk_codegen.type_variants import Interval, TypeVariant, type_variants

REALISTIC_CHARACTERS: Final = 1000
"""Of a text without a bound."""
REALISTIC_ITEMS: Final = 100
"""Of a list without a bound, and entries of a record."""
REALISTIC_JSON: Final = 1000
"""Bytes of a value that may be anything, and of an object that may hold anything."""

_NUMBER_BYTES: Final = 25
"""Of the longest double that JSON is written with: -2.2250738585072014e-308 and one more."""
_QUOTES: Final = 2
_ENTRY_NAME: Final = 11
"""Of a record's entry: eight letters, their quotes and a colon."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a value can be, in bytes of JSON.

    Attributes:
        bounded: What the bounds permit; what has none counts as small as it can be.
        realistic: With one byte a character, and with what has no bound as large as it realistically is.
        is_bounded: Whether everything in it has a bound.
    """

    bounded: int
    realistic: int
    is_bounded: bool = True

    def plus(self, size: int) -> Size:
        """Add something that is always there."""
        return Size(self.bounded + size, self.realistic + size, self.is_bounded)


class PayloadSizes:
    """Measures the schemas of one catalog.

    Args:
        definitions: The types that schemas refer to, by name.
    """

    def __init__(self, definitions: Mapping[str, Schema]) -> None:
        self._definitions = definitions
        self._named: dict[str, Size] = {}
        self._measuring: set[str] = set()

    def of(self, schema: Schema) -> Size:
        """Measure the largest value of a schema."""
        return _largest(self._of_variant(variant) for variant in type_variants(schema, self._definitions))

    def _of_variant(self, variant: TypeVariant) -> Size:
        if variant.name is None:
            return self._measured(variant)
        known = self._named.get(variant.name)
        if known is None:
            if variant.name in self._measuring:  # a type that contains itself is an error of its own
                return Size(4, 4, is_bounded=False)
            self._measuring.add(variant.name)
            known = self._measured(variant)
            self._measuring.discard(variant.name)
            self._named[variant.name] = known
        return known

    def _measured(self, variant: TypeVariant) -> Size:
        schema = variant.schema
        match variant.kind:
            case "null":
                return Size(4, 4)
            case "boolean":
                return Size(5, 5)
            case "string":
                return _text(schema)
            case "integer":
                size = _integer(schema)
                return Size(size, size)
            case "number":
                return Size(_NUMBER_BYTES, _NUMBER_BYTES)
            case "array":
                return self._list(schema)
            case "object":
                return size_of_object({name: self.of(inner) for name, inner in schema.get("properties", {}).items()})
            case "record":
                return self._record(schema)
            case _:
                return Size(4, REALISTIC_JSON, is_bounded=False)

    def _list(self, schema: Schema) -> Size:
        item = self.of(schema.get("items", {}))
        most, least = schema.get("maxItems"), schema.get("minItems", 0)
        many = max(least, REALISTIC_ITEMS) if most is None else most
        bounded = _repeated(item.bounded, least if most is None else most)
        return Size(bounded, _repeated(item.realistic, many), most == 0 or (most is not None and item.is_bounded))

    def _record(self, schema: Schema) -> Size:
        values = schema.get("additionalProperties", True)
        if not isinstance(values, Mapping):
            return Size(2, REALISTIC_JSON, is_bounded=False)
        entry = self.of(cast("Schema", values)).realistic + _ENTRY_NAME
        return Size(2, _repeated(entry, REALISTIC_ITEMS), is_bounded=False)


def size_of_object(fields: Mapping[str, Size]) -> Size:
    """Measure a closed object with all its fields, whose sizes are these."""
    named = [size.plus(len(_json(name)) + 1) for name, size in fields.items()]
    return _sum(named).plus(_QUOTES + max(0, len(named) - 1))


def bounds_of_string(schema: Schema) -> StringBounds:
    """Return the longest texts of a string's schema."""
    bounds = string_bounds(schema["pattern"]) if schema.get("pattern") else ANY_STRING
    return bounds.at_most(schema.get("maxLength", inf))


def _text(schema: Schema) -> Size:
    if "enum" in schema:
        size = max((len(_json(value)) for value in schema["enum"] if value is not None), default=_QUOTES)
        return Size(size, size)
    bounds = bounds_of_string(schema)
    least = schema.get("minLength", 0)
    if bounds.size == inf:
        return Size(least + _QUOTES, max(least, REALISTIC_CHARACTERS) + _QUOTES, is_bounded=False)
    return Size(int(bounds.size) + _QUOTES, int(min(bounds.characters, bounds.size)) + _QUOTES)


def _integer(schema: Schema) -> int:
    bounds = Interval.of(schema)
    low, high = max(bounds.low, -EXACT), min(bounds.high, EXACT)
    return max(len(str(ceil(low))), len(str(floor(high))))


def _json(value: Any) -> bytes:  # JSON data
    return compact(value).encode("utf-8", "surrogatepass")


def _repeated(size: int, times: int) -> int:
    return 2 + times * size + max(0, times - 1)


def _sum(sizes: Iterable[Size]) -> Size:
    given = list(sizes)
    return Size(
        sum(size.bounded for size in given),
        sum(size.realistic for size in given),
        all(size.is_bounded for size in given),
    )


def _largest(sizes: Iterable[Size]) -> Size:
    given = list(sizes)
    if len(given) == 1:
        return given[0]
    return Size(
        max((size.bounded for size in given), default=4),
        max((size.realistic for size in given), default=4),
        all(size.is_bounded for size in given),
    )
