"""The changes of one object, payload or result, found by holding each catalog's values against the other's schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from cgk_codegen.evolution.findings import Audience
from cgk_codegen.evolution.subsumption import ITEM, VALUE, Path, Refusal, Subsumption
from cgk_codegen.json_schema import Schema
from cgk_codegen.type_variants import Definitions, inner_schema, type_variants

_BACKWARD: Final = {
    "null": "EVO116", "enum": "EVO121", "pattern": "EVO122", "length": "EVO124", "items": "EVO124", "range": "EVO124",
    "step": "EVO124", "format": "EVO126",
}  # fmt: skip
"""What it is called where an old value is refused by the new schema."""
_FORWARD: Final = {
    "null": "EVO115", "enum": "EVO120", "pattern": "EVO123", "length": "EVO125", "items": "EVO125", "range": "EVO125",
    "step": "EVO125", "format": "EVO127",
}  # fmt: skip
"""What it is called where a new value is refused by the old schema."""
_NOBODY: Final = frozenset[Audience]()
_VISIBLE: Final = frozenset({"required", "null", "type", "enum", "format"})
"""What a type checker sees of a new value in code that was written for the old type."""


@dataclass(frozen=True, slots=True)
class Shape:
    """An object's schema and what it refers to."""

    schema: Schema
    definitions: Definitions


@dataclass(frozen=True, slots=True)
class Difference:
    """A change of one field.

    Attributes:
        code: What kind of change.
        path: The field.
        detail: The values, types or numbers concerned.
        breaks: Those who break.
    """

    code: str
    path: Path
    detail: str
    breaks: frozenset[Audience]


def differences(old: Shape, new: Shape, arrival: AbstractSet[str]) -> list[Difference]:
    """Compare two versions of an object.

    Args:
        old: As it was.
        new: As it is.
        arrival: The fields of the new one that older jobs get on arrival, by name.
    """
    found: dict[tuple[Path, str], Difference] = {}
    jobs = Subsumption(old.definitions, new.definitions, ignores_unknown=True).refusals(old.schema, new.schema)
    callers = Subsumption(old.definitions, new.definitions, ignores_unknown=False).refusals(old.schema, new.schema)
    handlers = Subsumption(new.definitions, old.definitions, ignores_unknown=True).refusals(new.schema, old.schema)
    both = {one.path for one in jobs if one.kind == "type"} & {one.path for one in handlers if one.kind == "type"}
    for refusal in jobs:
        if not _is_filled_in(refusal, arrival):
            _note(found, refusal, _backward(refusal, old, both), {Audience.OLD_JOB})
    for refusal in callers:
        _note(found, refusal, _backward(refusal, old, both), {Audience.SOURCE})
    for refusal in handlers:
        visible = {Audience.SOURCE} if refusal.kind in _VISIBLE else set[Audience]()
        _note(found, refusal, _forward(refusal, new, both), {Audience.OLD_HANDLER, *visible})
    covered = {path for path, _code in found}
    for path, code in _added_and_removed(old, new):
        if not any(path[:length] in covered for length in range(1, len(path) + 1)):
            found[path, code] = Difference(code, path, "", frozenset())
    return sorted(found.values(), key=lambda one: (one.path, one.code))


def _note(found: dict[tuple[Path, str], Difference], refusal: Refusal, code: str, breaks: Iterable[Audience]) -> None:
    before = found.get((refusal.path, code))
    everybody = frozenset(breaks) | (before.breaks if before else _NOBODY)
    detail = before.detail if before else refusal.detail
    found[refusal.path, code] = Difference(code, refusal.path, detail, everybody)


def _is_filled_in(refusal: Refusal, arrival: AbstractSet[str]) -> bool:
    return refusal.kind == "required" and len(refusal.path) == 1 and refusal.path[0] in arrival


def _backward(refusal: Refusal, old: Shape, both: set[Path]) -> str:
    match refusal.kind:
        case "required":
            return "EVO113" if _has(old, refusal.path) else "EVO111"
        case "unknown":
            return "EVO112"
        case "type":
            return "EVO117" if refusal.path in both else "EVO119"
        case kind:
            return _BACKWARD[kind]


def _forward(refusal: Refusal, new: Shape, both: set[Path]) -> str:
    match refusal.kind:
        case "required":
            return "EVO114" if _has(new, refusal.path) else "EVO112"
        case "type":
            return "EVO117" if refusal.path in both else "EVO118"
        case kind:
            return _FORWARD[kind]


def _has(shape: Shape, path: Path) -> bool:
    """Return whether an object has a field, in any of its choices."""
    schemas: list[Schema] = [shape.schema]
    for step in path:
        schemas = [inner for schema in schemas for inner in _step(schema, step, shape.definitions)]
    return bool(schemas)


def _step(schema: Schema, step: str, definitions: Definitions) -> Iterator[Schema]:
    for variant in type_variants(schema, definitions):
        keyword = {ITEM: "items", VALUE: "additionalProperties"}.get(step)
        inner = inner_schema(variant.schema, keyword) if keyword else variant.schema.get("properties", {}).get(step)
        if inner is not None:
            yield inner


def _added_and_removed(old: Shape, new: Shape) -> Iterator[tuple[Path, str]]:
    """Find the fields that came or went without breaking anybody."""
    before, after = dict(_fields(old)), dict(_fields(new))
    for path in after.keys() - before.keys():
        if path[-1] not in (ITEM, VALUE) and (path[:-1] in before or len(path) == 1):
            yield path, "EVO110"
    for path in before.keys() - after.keys():
        if path[-1] not in (ITEM, VALUE) and (path[:-1] in after or len(path) == 1):
            yield path, "EVO112"


def _fields(shape: Shape) -> Iterator[tuple[Path, Schema]]:
    ahead: list[tuple[Path, Schema, frozenset[str]]] = [((), shape.schema, frozenset())]
    while ahead:
        path, schema, inside = ahead.pop()
        for variant in type_variants(schema, shape.definitions):
            if variant.name is not None and variant.name in inside:
                continue
            deeper = inside | {variant.name} if variant.name else inside
            for name, inner in variant.schema.get("properties", {}).items():
                yield (*path, name), inner
                ahead.append(((*path, name), inner, deeper))
            for step, keyword in ((ITEM, "items"), (VALUE, "additionalProperties")):
                inner = inner_schema(variant.schema, keyword)
                if inner is not None:
                    yield (*path, step), inner
                    ahead.append(((*path, step), inner, deeper))


def shown(path: Path) -> str:
    """Write a path as people read it: `items[].price`."""
    return "".join(step if step in (ITEM, VALUE) else f".{step}" for step in path).removeprefix(".")
