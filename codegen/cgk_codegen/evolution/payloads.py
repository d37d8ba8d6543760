"""Comparison of two versions of an object: each version's values are checked against the other's schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final

from cgk_codegen.evolution.findings import Audience
from cgk_codegen.evolution.subsumption import UNLISTED, Path, Refusal, Shape, refusals
from cgk_codegen.json_schema import ITEM, VALUE, Schema
from cgk_codegen.type_variants import inner_schema, type_variants

_BACKWARD: Final = {
    "required": "EVO111", "known required": "EVO113", "unknown": "EVO112", "closed": "EVO136", "type": "EVO119",
    "null": "EVO116", "enum": "EVO121", "pattern": "EVO122", "length": "EVO124", "items": "EVO124", "range": "EVO124",
    "step": "EVO124", "format": "EVO126",
}  # fmt: skip
"""Code of a change if the new schema refuses an old value, by the kind of refusal."""
_FORWARD: Final = {
    "required": "EVO112", "known required": "EVO114", "type": "EVO118",
    "null": "EVO115", "enum": "EVO120", "pattern": "EVO123", "length": "EVO125", "items": "EVO125", "range": "EVO125",
    "step": "EVO125", "format": "EVO127",
}  # fmt: skip
"""Code of a change if the old schema refuses a new value, by the kind of refusal."""
_TYPE_CHECKED: Final = frozenset({"required", "null", "type", "enum", "format"})
"""Kinds of refusals that a type checker reports in code for the old type."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A change of one field.

    Attributes:
        code: Code of the change.
        path: The field.
        detail: The values, types or numbers concerned.
        breaks: Audiences that it breaks.
    """

    code: str
    path: Path
    detail: str
    breaks: frozenset[Audience]


def differences(old: Shape, new: Shape, defaulted_fields: AbstractSet[str]) -> list[Difference]:
    """Compare two versions of an object.

    Args:
        old: The old version.
        new: The new version.
        defaulted_fields: Names of the new version's fields that have a default for older jobs.
    """
    found: dict[tuple[Path, str], Difference] = {}
    job_refusals = refusals(old, new, ignores_unknown=True)  # old jobs at new handlers
    code_refusals = refusals(old, new, ignores_unknown=False)  # code that sends old payloads
    handler_refusals = refusals(new, old, ignores_unknown=True)  # new jobs at old handlers
    changed_types = {refusal.path for refusal in job_refusals if refusal.kind == "type"}
    changed_types &= {refusal.path for refusal in handler_refusals if refusal.kind == "type"}
    before, after = set(_paths(old)), set(_paths(new))
    for refusal in job_refusals:
        if not _has_default(refusal, defaulted_fields):
            _add_breaks(found, refusal, _code(refusal, _BACKWARD, before, changed_types), {Audience.OLD_JOB})
    for refusal in code_refusals:
        _add_breaks(found, refusal, _code(refusal, _BACKWARD, before, changed_types), {Audience.SOURCE})
    for refusal in handler_refusals:
        source = {Audience.SOURCE} if refusal.kind in _TYPE_CHECKED else set[Audience]()
        _add_breaks(found, refusal, _code(refusal, _FORWARD, after, changed_types), {Audience.OLD_HANDLER, *source})
    reported_paths = {path for path, _ in found}
    for path, code in _added_and_removed(before, after):
        if not any(path[:length] in reported_paths for length in range(1, len(path) + 1)):
            found[path, code] = Difference(code, path, "", frozenset())
    return sorted(found.values(), key=lambda difference: (difference.path, difference.code))


def _add_breaks(found: dict[tuple[Path, str], Difference], refusal: Refusal, code: str, breaks: set[Audience]) -> None:
    """Add audiences to the difference that a refusal belongs to; the difference is new if it has no audience yet."""
    difference = found.get((refusal.path, code), Difference(code, refusal.path, refusal.detail, frozenset()))
    found[refusal.path, code] = replace(difference, breaks=difference.breaks | breaks)


def _has_default(refusal: Refusal, defaulted_fields: AbstractSet[str]) -> bool:
    return refusal.kind == "required" and len(refusal.path) == 1 and refusal.path[0] in defaulted_fields


def _code(refusal: Refusal, codes: Mapping[str, str], known: set[Path], changed_types: set[Path]) -> str:
    """Return the code of a refusal.

    Args:
        refusal: The refusal.
        codes: The codes by kind.
        known: The fields of the version whose values are refused. A required field among them exists in both versions
            and is optional in this one.
        changed_types: The fields whose type each version refuses in the other.
    """
    if refusal.kind == "type" and refusal.path in changed_types:
        return "EVO117"
    return codes["known required" if refusal.kind == "required" and refusal.path in known else refusal.kind]


def _added_and_removed(before: set[Path], after: set[Path]) -> Iterator[tuple[Path, str]]:
    """Yield the fields that only one version has, except those inside a field that the other version lacks."""
    for present, absent, code, open_code in ((after, before, "EVO110", "EVO135"), (before, after, "EVO112", "EVO136")):
        for path in present - absent:
            if path[-1] not in (ITEM, VALUE) and (path[:-1] in absent or len(path) == 1):
                yield path, open_code if path[-1] == UNLISTED else code


def _paths(shape: Shape) -> Iterator[Path]:
    """Yield the paths of all fields; a type inside itself is not followed again."""
    queue: list[tuple[Path, Schema, frozenset[str]]] = [((), shape.schema, frozenset())]
    while queue:
        path, schema, enclosing = queue.pop()
        for variant in type_variants(schema, shape.definitions):
            if variant.name is not None and variant.name in enclosing:
                continue
            inner_enclosing = enclosing | {variant.name} if variant.name else enclosing
            steps: dict[str, Schema | None] = {
                **variant.schema.get("properties", {}),
                ITEM: inner_schema(variant.schema, "items"),
                VALUE: inner_schema(variant.schema, "additionalProperties"),
            }
            if variant.is_open:
                yield (*path, UNLISTED)
            for step, inner in steps.items():
                if inner is not None:
                    yield (*path, step)
                    queue.append(((*path, step), inner, inner_enclosing))


def path_text(path: Path) -> str:
    """Return a path as text: `items[].price`."""
    return "".join(step if step in (ITEM, VALUE, UNLISTED) else f".{step}" for step in path).removeprefix(".")
