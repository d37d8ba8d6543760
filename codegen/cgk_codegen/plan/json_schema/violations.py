"""Violations of a schema: invalid values for each of its keywords, at any depth.

A value that violates one choice of an `anyOf` can match another choice. Only values that jsonschema rejects are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, cast

from cgk_codegen.json_schema import Schema, referenced_name, type_names
from cgk_codegen.json_schema_validator import validator_of
from cgk_codegen.plan.json_schema.samples import MAX_ITEMS, Samples
from cgk_codegen.plan.json_schema.scalar_violations import (
    VALUES_OF_ALL_TYPES,
    enum_violations,
    number_violations,
    text_violations,
    type_violations,
)


@dataclass(frozen=True, slots=True)
class Violation:
    """Violation of one keyword.

    Attributes:
        location: The path through the schema to the keyword (JSON Schema Core 2020-12, section 12.3.2).
        path: The path through the value to the invalid part.
        values: Whole invalid values, the simplest first; empty if none was found.
    """

    location: tuple[str, ...]
    path: tuple[str | int, ...]
    values: Iterable[Any]  # JSON

    def inside(
        self, location: Iterable[str], path: Iterable[str | int], wrap: Callable[[Any], Iterable[Any]]
    ) -> Violation:
        """Return the violation of a containing value; `wrap` returns the containing values of an invalid part."""
        containing_values = (container for value in self.values for container in wrap(value))
        return Violation((*location, *self.location), (*path, *self.path), containing_values)

    @property
    def keyword(self) -> str:
        """The violated keyword."""
        return self.location[-1]


class ViolationBuilder:
    """Builder of the violations of one JSON Schema document."""

    def __init__(self, document: Schema) -> None:
        self._document = document
        self._definitions: Mapping[str, Schema] = document.get("$defs", {})
        self._samples = Samples(self._definitions)

    def of_document(self, example: Mapping[str, Any]) -> Iterator[Violation]:
        """Yield the violations of the document, derived from a valid example."""
        return self._of(self._document, [example])

    def _of(self, schema: Schema, bases: list[Any]) -> Iterator[Violation]:
        """Yield the violations of a schema; `bases` are valid values to derive them from, which can be none."""
        name = referenced_name(schema)
        if name is not None:
            for violation in self._of(self._definitions[name], bases):
                yield violation.inside(("$ref",), (), lambda part: (part,))
            return
        if "anyOf" in schema:
            yield from self._of_choices(schema, bases)
            return
        for values in type_violations(schema):
            yield Violation(("type",), (), values)
        if "enum" in schema:
            yield Violation(("enum",), (), enum_violations(schema))
            return
        types = type_names(schema)
        if "string" in types:
            yield from (Violation((keyword,), (), values) for keyword, values in text_violations(schema))
        if "integer" in types or "number" in types:
            yield from (Violation((keyword,), (), values) for keyword, values in number_violations(schema))
        if "object" in types:
            yield from self._of_object(schema, self._bases(schema, bases, dict))
        if "array" in types:
            yield from self._of_list(schema, self._bases(schema, bases, list))

    def _bases(self, schema: Schema, values: list[Any], value_type: type) -> list[Any]:
        """Return the values of one type, or samples of the schema if there are none."""
        matching = [value for value in values if isinstance(value, value_type)]
        return matching or self._samples_of(schema)

    def _samples_of(self, schema: Schema) -> list[Any]:
        return [self._samples.of(schema, full=full) for full in (True, False)]

    def _of_choices(self, schema: Schema, bases: list[Any]) -> Iterator[Violation]:
        """Yield the violation of an `anyOf` as a whole, and those of its choices that no other choice accepts."""
        accepts = validator_of({"anyOf": schema["anyOf"], "$defs": self._definitions}).is_valid
        types = [name for choice in schema["anyOf"] for name in type_names(self._samples.resolved(choice))]
        other_types = [value for values in type_violations({"type": types}) for value in values]
        inside_choices = (value for violation in self._within_choices(schema, bases) for value in violation.values)
        yield Violation(("anyOf",), (), (value for value in chain(other_types, inside_choices) if not accepts(value)))
        for violation in self._within_choices(schema, bases):
            yield violation.inside((), (), lambda value: () if accepts(value) else (value,))

    def _within_choices(self, schema: Schema, bases: list[Any]) -> Iterator[Violation]:
        """Yield the violations of each choice; another choice may accept their values."""
        for index, choice in enumerate(schema["anyOf"]):
            for violation in self._of(choice, self._choice_bases(choice, bases)):
                yield violation.inside(("anyOf", str(index)), (), lambda value: (value,))

    def _choice_bases(self, choice: Schema, bases: list[Any]) -> list[Any]:
        """Return valid values of a choice, and values that no closed choice accepts.

        The latter are needed if another choice accepts a value with a single violation.
        """
        accepts = validator_of({**choice, "$defs": self._definitions}).is_valid
        samples = self._samples_of(choice)
        valid = [*(base for base in bases if accepts(base)), *samples]
        return [*valid, *(value for base in valid for value in _extended(base, samples[0]))]

    def _of_object(self, schema: Schema, bases: list[dict[str, Any]]) -> Iterator[Violation]:
        properties: Mapping[str, Schema] = schema.get("properties", {})
        for name in schema.get("required", ()):
            yield Violation(("required",), (name,), (_without(base, name) for base in bases))
        additional = schema.get("additionalProperties")
        if additional is False:
            yield Violation(("additionalProperties",), ("unknown",), ({**base, "unknown": True} for base in bases))
        for name, inner in properties.items():
            yield from self._of_property(inner, ("properties", name), name, bases)
        if isinstance(additional, Mapping):
            name = next((key for base in bases for key in base if key not in properties), "key")
            yield from self._of_property(cast("Schema", additional), ("additionalProperties",), name, bases)

    def _of_property(
        self, schema: Schema, location: tuple[str, ...], name: str, bases: list[dict[str, Any]]
    ) -> Iterator[Violation]:
        for violation in self._of(schema, [base[name] for base in bases if name in base]):
            yield violation.inside(location, (name,), lambda part: ({**base, name: part} for base in bases))

    def _of_list(self, schema: Schema, bases: list[list[Any]]) -> Iterator[Violation]:
        min_items, max_items = schema.get("minItems", 0), schema.get("maxItems", MAX_ITEMS)
        if 0 < min_items <= MAX_ITEMS:
            yield Violation(("minItems",), (), (base[: min_items - 1] for base in bases))
        if max_items < MAX_ITEMS:
            item = next((base[0] for base in bases if base), None)
            item = self._samples.of(schema["items"], full=True) if item is None else item
            yield Violation(("maxItems",), (), [[item] * (max_items + 1)])
        for violation in self._of(schema["items"], [base[0] for base in bases if base]):
            yield violation.inside(("items",), (0,), lambda part: ([part, *base[1:]] for base in bases))


def _without(base: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in base.items() if key != name}


def _extended(base: Any, full: Any) -> list[Any]:  # JSON
    """Return values with an additional field or item, which closed types do not accept."""
    match base:
        case dict():
            return [{**base, "unknown": value} for value in VALUES_OF_ALL_TYPES]
        case list():
            return [[*(base or full), value] for value in VALUES_OF_ALL_TYPES]  # pyright: ignore[reportUnknownArgumentType]  JSON
        case _:
            return []
