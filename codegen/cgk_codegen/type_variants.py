"""Variants of a schema: the kinds of values that it accepts, null included, with references resolved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import floor, inf
from typing import Any, Final, cast

from cgk_codegen.json_schema import Schema, referenced_name, type_names

Definitions = Mapping[str, Schema]
"""Schemas of a catalog's named types, by name."""


@dataclass(frozen=True, slots=True)
class TypeVariant:
    """One kind of value that a schema accepts.

    Attributes:
        kind: null, boolean, string, integer, number, array, object (with listed fields), record (without), or any.
        schema: The schema with its constraints.
        name: Name of the schema's type, None if it has no name.
    """

    kind: str
    schema: Schema
    name: str | None = None

    @property
    def is_open(self) -> bool:
        """True if it is an object that may have more fields than the listed ones."""
        return self.kind == "object" and self.schema.get("additionalProperties") is True


ANY: Final = "any"
"""The kind of a variant without a type."""


def type_variants(schema: Schema, definitions: Definitions, name: str | None = None) -> Iterator[TypeVariant]:
    """Yield the variants of a schema; a union yields those of all its choices.

    Args:
        schema: A schema of the resolved catalog.
        definitions: Types that it refers to.
        name: Name of the schema's type, None if it has no name.
    """
    target = referenced_name(schema)
    if target is not None:
        yield from type_variants(definitions[target], definitions, target)
        return
    if "anyOf" in schema:
        for choice in schema["anyOf"]:
            yield from type_variants(choice, definitions)
        return
    names = type_names(schema)
    if not names:
        yield TypeVariant(ANY, schema)
    for kind in names:
        if kind == "object" and "properties" not in schema:
            yield TypeVariant("record", schema, name)
        else:
            yield TypeVariant(kind, schema, name)


def inner_schema(schema: Schema, keyword: str) -> Schema | None:
    """Return the schema under a keyword, None if it is absent or a boolean."""
    value: Any = schema.get(keyword)
    return cast("Schema", value) if isinstance(value, Mapping) else None


def enum_values(variant: TypeVariant) -> tuple[Any, ...] | None:
    """Return the values of a variant's enum, None if it has no enum."""
    values: Any = variant.schema.get("enum")
    return None if values is None else tuple(value for value in values if value is not None)


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers that a numeric schema allows; without a `step`, fractions are allowed."""

    low: float
    low_is_open: bool
    high: float
    high_is_open: bool
    step: int | None

    @classmethod
    def of(cls, schema: Schema) -> Interval:
        """Return the bounds of a numeric schema; those of an integer are closed."""
        is_integer = "integer" in type_names(schema)
        low, high = schema.get("minimum", -inf), schema.get("maximum", inf)
        above, below = schema.get("exclusiveMinimum", -inf), schema.get("exclusiveMaximum", inf)
        low_is_open, high_is_open = above >= low and above != -inf, below <= high and below != inf
        low, high = max(low, above), min(high, below)
        if is_integer:
            if low_is_open and low != -inf:
                low = floor(low) + 1
            if high_is_open and high != inf:
                high = -floor(-high) - 1
            low_is_open = high_is_open = False
        step = schema.get("multipleOf", 1 if is_integer else None)
        return cls(low, low_is_open, high, high_is_open, step)

    def fits_in(self, other: Interval) -> bool:
        """Return whether every number between these bounds is also between those of another interval."""
        is_above = self.low > other.low or (self.low == other.low and (self.low_is_open or not other.low_is_open))
        is_below = self.high < other.high or (self.high == other.high and (self.high_is_open or not other.high_is_open))
        return is_above and is_below

    def steps_fit_in(self, other: Interval) -> bool:
        """Return whether every multiple of this step is a multiple of another interval's step."""
        return other.step is None or (self.step is not None and self.step % other.step == 0)
