"""The ways to break a value: one for each keyword of its schema that forbids something, wherever it stands.

A way inside one of several types counts only where no other type takes the value, which jsonschema judges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, cast

from cgk_codegen.json_schema import Schema, referenced_name, type_names
from cgk_codegen.json_schema_validator import validator_of
from cgk_codegen.plan.json_schema.broken_scalars import (
    ANYTHING,
    broken_enum,
    broken_numbers,
    broken_texts,
    broken_types,
)
from cgk_codegen.plan.json_schema.samples import MOST_ITEMS, Samples


@dataclass(frozen=True, slots=True)
class Way:
    """One way to break a value.

    Attributes:
        location: The way through the schema to the keyword (JSON Schema Core 2020-12, section 12.3.2).
        path: The way through the value to what is broken.
        values: Whole values that are broken so, the plainest first; empty where there is none.
    """

    location: tuple[str, ...]
    path: tuple[str | int, ...]
    values: Iterable[Any]  # JSON

    def inside(self, location: Iterable[str], path: Iterable[str | int], within: Callable[[Any], Iterable[Any]]) -> Way:
        """Say it of a value around this one; `within` puts the broken part into such values."""
        around = (whole for part in self.values for whole in within(part))
        return Way((*location, *self.location), (*path, *self.path), around)

    @property
    def keyword(self) -> str:
        """The keyword that forbids it."""
        return self.location[-1]


class Ways:
    """The ways to break the values of one document."""

    def __init__(self, document: Schema) -> None:
        self._document = document
        self._definitions: Mapping[str, Schema] = document.get("$defs", {})
        self._samples = Samples(self._definitions)

    def of_document(self, example: Mapping[str, Any]) -> Iterator[Way]:
        """Give the ways to break an example."""
        return self._of(self._document, [example])

    def _of(self, schema: Schema, bases: list[Any]) -> Iterator[Way]:
        """Give the ways to break values of a schema; `bases` are valid ones, as far as there are any."""
        name = referenced_name(schema)
        if name is not None:
            for way in self._of(self._definitions[name], bases):
                yield way.inside(("$ref",), (), lambda part: (part,))
            return
        if "anyOf" in schema:
            yield from self._of_choices(schema, bases)
            return
        for values in broken_types(schema):
            yield Way(("type",), (), values)
        if "enum" in schema:
            yield Way(("enum",), (), broken_enum(schema))
            return
        kinds = type_names(schema)
        if "string" in kinds:
            yield from (Way((keyword,), (), values) for keyword, values in broken_texts(schema))
        if "integer" in kinds or "number" in kinds:
            yield from (Way((keyword,), (), values) for keyword, values in broken_numbers(schema))
        if "object" in kinds:
            yield from self._of_object(schema, self._bases(schema, bases, dict))
        if "array" in kinds:
            yield from self._of_list(schema, self._bases(schema, bases, list))

    def _bases(self, schema: Schema, given: list[Any], kind: type) -> list[Any]:
        """Valid values to break: what is given, and made ones for whatever the given ones lack."""
        fitting = [base for base in given if isinstance(base, kind)]
        made = [self._samples.of(schema, full=full) for full in (True, False)] if not fitting else []
        return [*fitting, *made]

    def _of_choices(self, schema: Schema, bases: list[Any]) -> Iterator[Way]:
        takes = validator_of({"anyOf": schema["anyOf"], "$defs": self._definitions}).is_valid
        types = [name for choice in schema["anyOf"] for name in type_names(self._samples.resolved(choice))]
        of_no_type = [value for values in broken_types({"type": types}) for value in values]
        within = (value for way in self._within_choices(schema, bases) for value in way.values)
        yield Way(("anyOf",), (), (value for value in chain(of_no_type, within) if not takes(value)))
        for way in self._within_choices(schema, bases):
            yield way.inside((), (), lambda value: () if takes(value) else (value,))

    def _within_choices(self, schema: Schema, bases: list[Any]) -> Iterator[Way]:
        for at, choice in enumerate(schema["anyOf"]):
            for way in self._of(choice, self._of_choice(choice, bases)):
                others = () if way.path else self._of_others(schema, at, way.keyword)
                more = Way(way.location, way.path, chain(way.values, others))
                yield more.inside(("anyOf", str(at)), (), lambda value: (value,))

    def _of_others(self, schema: Schema, at: int, keyword: str) -> Iterator[Any]:
        """Give the values that break other choices and a keyword of this one: what is too long for both, say."""
        choice = self._samples.resolved(schema["anyOf"][at])
        takes = validator_of({keyword: choice.get(keyword, [])}).is_valid
        for other in schema["anyOf"]:
            if other is not schema["anyOf"][at]:
                for way in self._of(other, self._of_choice(other, [])):
                    yield from (value for value in way.values if not takes(value))

    def _of_choice(self, choice: Schema, bases: list[Any]) -> list[Any]:
        """Give values to break one choice by: valid ones, and spoiled ones, where others take what is broken once."""
        takes = validator_of({**choice, "$defs": self._definitions}).is_valid
        made = [self._samples.of(choice, full=full) for full in (True, False)]
        valid = [*(base for base in bases if takes(base)), *made]
        return [*valid, *(value for base in valid for value in _spoiled(base, made[0]))]

    def _of_object(self, schema: Schema, bases: list[dict[str, Any]]) -> Iterator[Way]:
        properties: Mapping[str, Schema] = schema.get("properties", {})
        for name in schema.get("required", ()):
            yield Way(("required",), (name,), (_without(base, name) for base in bases))
        others = schema.get("additionalProperties")
        if others is False:
            yield Way(("additionalProperties",), ("unknown",), ({**base, "unknown": True} for base in bases))
        for name, inner in properties.items():
            given = [base[name] for base in bases if name in base]
            for way in self._of(inner, given):
                yield way.inside(("properties", name), (name,), _putting(bases, name))
        if isinstance(others, Mapping):
            name = next((key for base in bases for key in base if key not in properties), "key")
            given = [base[name] for base in bases if name in base]
            for way in self._of(cast("Schema", others), given):
                yield way.inside(("additionalProperties",), (name,), _putting(bases, name))

    def _of_list(self, schema: Schema, bases: list[list[Any]]) -> Iterator[Way]:
        least, most = schema.get("minItems", 0), schema.get("maxItems", MOST_ITEMS)
        if 0 < least <= MOST_ITEMS:
            yield Way(("minItems",), (), (base[: least - 1] for base in bases))
        if most < MOST_ITEMS:
            item = next((base[0] for base in bases if base), None)
            item = self._samples.of(schema["items"], full=True) if item is None else item
            yield Way(("maxItems",), (), [[item] * (most + 1)])
        given = [base[0] for base in bases if base]
        for way in self._of(schema["items"], given):
            yield way.inside(("items",), (0,), lambda part: ([part, *base[1:]] for base in bases))


def _without(base: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in base.items() if key != name}


def _putting(bases: list[dict[str, Any]], name: str) -> Callable[[Any], Iterator[Any]]:
    return lambda part: ({**base, name: part} for base in bases)


def _spoiled(base: Any, full: Any) -> list[Any]:  # JSON
    """Give a value that no closed type takes, for each that is given: with a field or an item too many."""
    match base:
        case dict():
            return [{**base, "unknown": value} for value in ANYTHING]
        case list():
            return [[*(base or full), value] for value in ANYTHING]  # pyright: ignore[reportUnknownArgumentType]  JSON
        case _:
            return []
