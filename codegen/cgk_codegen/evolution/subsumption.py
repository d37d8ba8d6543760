"""Schema subsumption: test that one schema accepts every value of another, and list the exceptions.

The answer is conservative: a refusal that cannot be disproved is reported, such as between two patterns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf
from typing import Final

from cgk_codegen.json_schema import ITEM, VALUE, Schema, is_date_time
from cgk_codegen.json_text import compact_json
from cgk_codegen.resolve.patterns import matches
from cgk_codegen.type_variants import ANY, Definitions, Interval, TypeVariant, enum_values, type_variants

Path = tuple[str, ...]
"""Names of fields from the payload down; `[]` is an item, `{}` a value of a record, `{...}` any unlisted field."""

UNLISTED: Final = "{...}"

_TypePairs = frozenset[tuple[str, str]]
"""Pairs of named types that are being compared, because a type can contain itself."""


@dataclass(frozen=True, slots=True, order=True)
class Refusal:
    """One reason why a value is refused.

    Attributes:
        path: Its place in the payload.
        kind: One of required, unknown, closed, null, type, enum, pattern, length, items, range, step, format.
        detail: The values, types or numbers concerned.
    """

    path: Path
    kind: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """Schema of an object, with the named types to which it refers."""

    schema: Schema
    definitions: Definitions


def refusals(values: Shape, against: Shape, *, ignores_unknown: bool) -> list[Refusal]:
    """Return every reason why one schema refuses a value of another.

    Args:
        values: The schema of the values.
        against: The schema that may refuse them.
        ignores_unknown: Whether unknown fields are ignored, as on arrival, or refused.
    """
    check = _Subsumption(values.definitions, against.definitions, ignores_unknown)
    return sorted(set(check.refusals(values.schema, against.schema, (), frozenset())))


@dataclass(frozen=True, slots=True)
class _Subsumption:
    """Test of two schemas.

    A `variant` is one type of the values, and a `choice` one type that the other schema accepts. In the methods and the
    functions below, `source` is a part of the variant, and `target` the same part of the choice.
    """

    source: Definitions
    target: Definitions
    ignores_unknown: bool

    def refusals(self, values: Schema, against: Schema, path: Path, in_progress: _TypePairs) -> Iterator[Refusal]:
        choices = list(type_variants(against, self.target))
        for variant in type_variants(values, self.source):
            yield from self._refusals_of_variant(variant, choices, path, in_progress)

    def _refusals_of_variant(
        self, variant: TypeVariant, choices: list[TypeVariant], path: Path, in_progress: _TypePairs
    ) -> Iterable[Refusal]:
        """Return the refusals of the choice that refuses the least of a variant."""
        best: list[Refusal] | None = None
        for choice in choices:
            if not _is_same_kind(variant, choice):
                continue
            refusals = list(self._refusals_between(variant, choice, path, in_progress))
            if not refusals:
                return []
            if best is None or len(refusals) < len(best):
                best = refusals
        if best is not None:
            return best
        if variant.kind == "null":
            return [Refusal(path, "null")]
        accepted_kinds = " or ".join(dict.fromkeys(choice.kind for choice in choices))
        return [Refusal(path, "type", f"{variant.kind}, not {accepted_kinds}")]

    def _refusals_between(
        self, variant: TypeVariant, choice: TypeVariant, path: Path, in_progress: _TypePairs
    ) -> Iterator[Refusal]:
        """Yield the reasons why a choice refuses values of a variant of the same kind."""
        if choice.kind == ANY:
            return
        if variant.name is not None and choice.name is not None:
            if (variant.name, choice.name) in in_progress:
                return
            in_progress = in_progress | {(variant.name, choice.name)}
        match choice.kind:
            case "string" | "integer" | "number" | "boolean":
                yield from _between_scalars(variant, choice, path)
            case "array":
                yield from _between_sizes(variant, choice, path, "items", ("minItems", "maxItems"))
                if variant.schema.get("maxItems") != 0:
                    source, target = variant.schema.get("items", {}), choice.schema.get("items", {})
                    yield from self.refusals(source, target, (*path, ITEM), in_progress)
            case "object":
                yield from self._between_objects(variant, choice, path, in_progress)
            case "record":
                yield from self._between_record_and_others(variant, choice, path, in_progress)
            case _:
                return

    def _between_objects(
        self, variant: TypeVariant, choice: TypeVariant, path: Path, in_progress: _TypePairs
    ) -> Iterator[Refusal]:
        source, target = variant.schema["properties"], choice.schema["properties"]
        present = variant.schema.get("required", ())
        for name in choice.schema.get("required", ()):
            if name not in present:
                yield Refusal((*path, name), "required")
        for name, schema in source.items():
            if name in target:
                yield from self.refusals(schema, target[name], (*path, name), in_progress)
            elif not self.ignores_unknown and not choice.is_open:
                yield Refusal((*path, name), "unknown")
        if not variant.is_open:
            return
        if not self.ignores_unknown and not choice.is_open:
            yield Refusal((*path, UNLISTED), "closed")
        for name in target.keys() - source.keys() - set(choice.schema.get("required", ())):
            # An unlisted field can have any value.
            yield from self.refusals({}, target[name], (*path, name), in_progress)

    def _between_record_and_others(
        self, variant: TypeVariant, choice: TypeVariant, path: Path, in_progress: _TypePairs
    ) -> Iterator[Refusal]:
        """Yield the refusals of a record: of each field of an object, or of the values of another record."""
        values = choice.schema.get("additionalProperties", True)
        if values is True:
            return
        if variant.kind == "object":
            for name, schema in variant.schema["properties"].items():
                yield from self.refusals(schema, values, (*path, name), in_progress)
            if variant.is_open:
                yield from self.refusals({}, values, (*path, UNLISTED), in_progress)
            return
        source = variant.schema.get("additionalProperties", True)
        yield from self.refusals({} if source is True else source, values, (*path, VALUE), in_progress)


def _is_same_kind(variant: TypeVariant, choice: TypeVariant) -> bool:
    return (
        choice.kind in (ANY, variant.kind)
        or (variant.kind, choice.kind) in (("integer", "number"), ("object", "record"))
        or (choice.kind == "integer" and variant.kind == "number" and Interval.of(variant.schema).step is not None)
    )


def _between_scalars(variant: TypeVariant, choice: TypeVariant, path: Path) -> Iterator[Refusal]:
    if enum_values(variant) is not None or enum_values(choice) is not None:
        yield from _between_enums(variant, choice, path)
    elif choice.kind == "string":
        yield from _between_strings(variant, choice, path)
    elif choice.kind != "boolean":
        yield from _between_numbers(variant, choice, path)


def _between_enums(variant: TypeVariant, choice: TypeVariant, path: Path) -> Iterator[Refusal]:
    values, allowed = enum_values(variant), enum_values(choice)
    if values is None:
        yield Refusal(path, "enum", "any text" if variant.kind == "string" else f"any {variant.kind}")
        return
    refused = [value for value in values if not _allows(choice, value)]
    if refused:
        kind_without_enum = "pattern" if variant.kind == "string" else "range"
        detail = ", ".join(value if isinstance(value, str) else compact_json(value) for value in refused)
        yield Refusal(path, kind_without_enum if allowed is None else "enum", detail)


def _between_strings(variant: TypeVariant, choice: TypeVariant, path: Path) -> Iterator[Refusal]:
    if is_date_time(choice.schema):
        if not is_date_time(variant.schema):
            yield Refusal(path, "format", "date-time")
        return
    pattern = choice.schema.get("pattern")
    if pattern is not None and pattern != variant.schema.get("pattern"):
        yield Refusal(path, "pattern", pattern)
    yield from _between_sizes(variant, choice, path, "length", ("minLength", "maxLength"))


def _allows(choice: TypeVariant, value: str | int) -> bool:
    """Return whether a choice of the value's own type allows the value."""
    allowed = enum_values(choice)
    if allowed is not None:
        return value in allowed
    schema = choice.schema
    if not isinstance(value, str):
        bounds = Interval.of(schema)
        number = Interval(low=value, low_is_open=False, high=value, high_is_open=False, step=None)
        is_multiple = bounds.step is None or value % bounds.step == 0
        return choice.kind == "boolean" or (is_multiple and number.fits_in(bounds))
    if is_date_time(schema):
        return False
    pattern = schema.get("pattern")
    fits = schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", inf)
    return fits and (pattern is None or matches(pattern, value))


def _between_numbers(variant: TypeVariant, choice: TypeVariant, path: Path) -> Iterator[Refusal]:
    source, target = Interval.of(variant.schema), Interval.of(choice.schema)
    if not source.fits_in(target):
        yield Refusal(path, "range", f"{target.low:g} to {target.high:g}")
    if not source.steps_fit_in(target):
        yield Refusal(path, "step", f"multiples of {target.step}")


def _between_sizes(
    variant: TypeVariant, choice: TypeVariant, path: Path, kind: str, keys: tuple[str, str]
) -> Iterator[Refusal]:
    low, high = keys
    target = choice.schema.get(low, 0), choice.schema.get(high, inf)
    if variant.schema.get(low, 0) < target[0] or variant.schema.get(high, inf) > target[1]:
        yield Refusal(path, kind, f"{target[0]:g} to {target[1]:g}")
