"""Rules about schemas on which validators disagree: an error if a value would be lost, otherwise a note."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cgk_codegen.check.fields import owners_of
from cgk_codegen.diagnostics import Findings
from cgk_codegen.diagnostics.source import Span
from cgk_codegen.json_schema import EXACT, Schema, is_date_time, referenced_name, subschemas, type_names
from cgk_codegen.resolve import Catalog, Event

_BOUNDS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_LARGEST_MULTIPLE: Final = 2**51
_CLASS: Final = re.compile(r"\\.|(?P<counted>\[\^(?:\\.|[^\]\\])*\](?![+*]))|\[(?:\\.|[^\]\\])*\]")


@dataclass(frozen=True, slots=True)
class _Part:
    """A schema in a catalog, with its owner and position."""

    what: str
    schema: Schema
    span: Span


def validators_agree(catalog: Catalog, event: Event | None, findings: Findings) -> None:
    """Report schemas on which validators disagree."""
    for part in _parts(catalog, event):
        _integers_are_exact(part, findings)
        _patterns_count_alike(part, findings)
        _records_keep_their_keys(part, findings)
        _choices_stay_apart(catalog, part, findings)


def _integers_are_exact(part: _Part, findings: Findings) -> None:
    """A whole number that JavaScript would round is another number on the other side."""
    schema = part.schema
    if "integer" not in type_names(schema):
        return
    largest = _LARGEST_MULTIPLE if "multipleOf" in schema else EXACT
    reason = "zod's division is not exact beyond" if "multipleOf" in schema else "JavaScript rounds beyond"
    for bound in _BOUNDS:
        if abs(schema.get(bound, 0)) > largest:
            message = f'"{bound}" of {part.what} is {schema[bound]}, and {reason} {largest}'
            findings.error("CGK310", part.span, message, "narrow it, or send the number as a string")


def _patterns_count_alike(part: _Part, findings: Findings) -> None:
    """Zod reads patterns without the flag `u`: a letter beyond the Basic Multilingual Plane counts twice there."""
    if "pattern" not in part.schema or is_date_time(part.schema):
        return
    if any(match["counted"] for match in _CLASS.finditer(part.schema["pattern"])):
        message = f"the pattern of {part.what} counts characters that it does not name, and zod counts an emoji as two"
        hint = "name the characters, or let any number of them follow: `[^a]+`"
        findings.note("CGK311", part.span, message, hint)


def _records_keep_their_keys(part: _Part, findings: Findings) -> None:
    """Zod leaves the key `__proto__` of a record out, and its value unchecked."""
    values = part.schema.get("additionalProperties")
    if values is not None and isinstance(values, Mapping):
        message = f'{part.what} is a record, whose key "__proto__" zod does not check'
        findings.note("CGK312", part.span, message, "expect nothing of that key")


def _choices_stay_apart(catalog: Catalog, part: _Part, findings: Findings) -> None:
    """Report alternatives of several objects or lists, which quicktype merges into one type."""
    kinds = [kind for choice in part.schema.get("anyOf", ()) for kind in type_names(_resolved(catalog, choice))]
    if any(kinds.count(kind) > 1 for kind in ("object", "array")):
        message = f"{part.what} is one of several objects or lists, which quicktype merges into one type"
        findings.note("CGK313", part.span, message, "take the types from another tool where you use quicktype")


def _resolved(catalog: Catalog, schema: Schema) -> Schema:
    name = referenced_name(schema)
    return schema if name is None or name not in catalog.types else _resolved(catalog, catalog.types[name].schema)


def _parts(catalog: Catalog, event: Event | None) -> Iterator[_Part]:
    for owner, fields in owners_of(catalog, event):
        for field in fields:
            what = f'field "{field.name}" of {owner}'
            for schema in _inside(field.schema):
                yield _Part(what, schema, field.span)
    for named in catalog.types.values() if event is None else ():
        if named.fields is None:
            for schema in _inside(named.schema):
                yield _Part(f'type "{named.name}"', schema, named.span)


def _inside(schema: Schema) -> Iterator[Schema]:
    yield schema
    for inner in subschemas(schema):
        yield from _inside(inner)
