"""Sizes of payloads in bytes of compact JSON as UTF-8, with all optional fields.

Each schema has two sizes: the largest that its bounds allow, and a realistic one if it has no bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, inf
from typing import Any, Final, cast

from cgk_codegen.check.limits.string_bounds import ANY_STRING, StringBounds, string_bounds
from cgk_codegen.json_schema import MAX_SAFE_INTEGER, Schema
from cgk_codegen.json_text import compact
from cgk_codegen.type_variants import Interval, TypeVariant, type_variants

REALISTIC_CHARACTERS: Final = 1000
"""Assumed characters of a text without a bound."""
REALISTIC_ITEMS: Final = 100
"""Assumed items of a list without a bound, and entries of a record."""
REALISTIC_JSON: Final = 1000
"""Assumed bytes of a value of type `any`, and of the fields of an object that are not listed."""

_NUMBER_BYTES: Final = 25
"""Bytes of the longest double in JSON: -2.2250738585072014e-308 and one more."""
_QUOTES: Final = 2
_ENTRY_NAME: Final = 11
"""Assumed bytes of the key of a record's entry: eight letters, their quotes and a colon."""


@dataclass(frozen=True, slots=True)
class Size:
    """Size of a value in bytes of JSON.

    Attributes:
        bounded: Largest size that the bounds allow; parts without bounds count with their smallest size.
        realistic: Size with one byte per character; parts without bounds count with an assumed size.
        is_bounded: Whether all parts have bounds.
    """

    bounded: int
    realistic: int
    is_bounded: bool = True

    def plus(self, size: int) -> Size:
        """Return the size with a constant number of bytes added."""
        return Size(self.bounded + size, self.realistic + size, self.is_bounded)


class PayloadSizes:
    """Calculator of the sizes of one catalog's schemas.

    Args:
        definitions: Schemas of the types, by name.
    """

    def __init__(self, definitions: Mapping[str, Schema]) -> None:
        self._definitions = definitions
        self._named: dict[str, Size] = {}
        self._measuring: set[str] = set()

    def of(self, schema: Schema) -> Size:
        """Return the size of the largest value of a schema."""
        return _combined([self._of_variant(variant) for variant in type_variants(schema, self._definitions)], max)

    def _of_variant(self, variant: TypeVariant) -> Size:
        if variant.name is None:
            return self._measured(variant)
        known = self._named.get(variant.name)
        if known is None:
            if variant.name in self._measuring:  # another rule reports a type that contains itself
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
                return self._object(variant)
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

    def _object(self, variant: TypeVariant) -> Size:
        listed = size_of_object({name: self.of(inner) for name, inner in variant.schema["properties"].items()})
        if not variant.is_open:
            return listed
        return replace(listed, realistic=listed.realistic + REALISTIC_JSON, is_bounded=False)

    def _record(self, schema: Schema) -> Size:
        values = schema.get("additionalProperties", True)
        if not isinstance(values, Mapping):
            return Size(2, REALISTIC_JSON, is_bounded=False)
        entry = self.of(cast("Schema", values)).realistic + _ENTRY_NAME
        return Size(2, _repeated(entry, REALISTIC_ITEMS), is_bounded=False)


def size_of_object(fields: Mapping[str, Size]) -> Size:
    """Return the size of an object with fields of these sizes."""
    named = [size.plus(len(_json(name)) + 1) for name, size in fields.items()]
    return _combined(named, sum).plus(_QUOTES + max(0, len(named) - 1))


def bounds_of_string(schema: Schema) -> StringBounds:
    """Return the bounds of the texts that a string's schema allows."""
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
    low, high = max(bounds.low, -MAX_SAFE_INTEGER), min(bounds.high, MAX_SAFE_INTEGER)
    return max(len(str(ceil(low))), len(str(floor(high))))


def _json(value: Any) -> bytes:  # JSON data
    return compact(value).encode("utf-8", "surrogatepass")


def _repeated(size: int, times: int) -> int:
    return 2 + times * size + max(0, times - 1)


def _combined(sizes: Sequence[Size], by: Callable[[Iterable[int]], int]) -> Size:
    return Size(
        by(size.bounded for size in sizes),
        by(size.realistic for size in sizes),
        all(size.is_bounded for size in sizes),
    )
