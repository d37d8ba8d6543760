"""Rules about schemas on which validators disagree: an error if values would be lost, otherwise a note."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cgk_codegen.check.fields import labeled_fields
from cgk_codegen.diagnostics import Findings
from cgk_codegen.diagnostics.source import Span
from cgk_codegen.json_schema import MAX_SAFE_INTEGER, Schema, is_date_time, referenced_name, type_names, walk
from cgk_codegen.resolve import Catalog

_BOUNDS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_LARGEST_MULTIPLE: Final = 2**51
_CLASS: Final = re.compile(r"\\.|(?P<counted>\[\^(?:\\.|[^\]\\])*\](?![+*]))|\[(?:\\.|[^\]\\])*\]")


@dataclass(frozen=True, slots=True)
class _Part:
    """A schema in a catalog, with its owner and position."""

    label: str
    schema: Schema
    span: Span


def check_validator_agreement(catalog: Catalog, findings: Findings) -> None:
    """Report schemas on which validators disagree."""
    for part in _parts(catalog):
        _check_numbers(part, findings)
        if catalog.typescript:
            _check_pattern(part, findings)
            _check_record(part, findings)
            _check_union(catalog, part, findings)


def _check_numbers(part: _Part, findings: Findings) -> None:
    """Report bounds that JavaScript would round, and integers that reach beyond its whole numbers."""
    schema = part.schema
    is_integer = "integer" in type_names(schema)
    step = schema.get("multipleOf")
    largest = MAX_SAFE_INTEGER if step is None else _LARGEST_MULTIPLE
    reason = "JavaScript rounds beyond" if step is None else "zod's division is not exact beyond"
    for bound in (*_BOUNDS, "multipleOf"):
        value = schema.get(bound, 0)
        # A float is the same number in Python and in JavaScript.
        if abs(value) > largest and (is_integer or (isinstance(value, int) and float(value) != value)):
            message = f'"{bound}" of {part.label} is {value}, and {reason} {largest}'
            findings.error("CGK310", part.span, message, "use a narrower bound, or send the number as a string")


def _check_pattern(part: _Part, findings: Findings) -> None:
    """Report patterns that count characters: zod counts those above U+FFFF twice, because it omits the flag `u`."""
    if "pattern" not in part.schema or is_date_time(part.schema):
        return
    if any(match["counted"] for match in _CLASS.finditer(part.schema["pattern"])):
        message = f"the pattern of {part.label} limits the number of characters, and zod counts an emoji as two"
        hint = "list the allowed characters, or allow any number of them, such as `[^a]+`"
        findings.note("CGK311", part.span, message, hint)


def _check_record(part: _Part, findings: Findings) -> None:
    """Report records: zod drops their key `__proto__` without checking its value."""
    values = part.schema.get("additionalProperties")
    if values is not None and isinstance(values, Mapping):
        message = f'{part.label} is a record, and zod does not check its key "__proto__"'
        findings.note("CGK312", part.span, message, "do not use that key")


def _check_union(catalog: Catalog, part: _Part, findings: Findings) -> None:
    """Report unions of several objects or lists, which quicktype merges into one type."""
    types = [name for choice in part.schema.get("anyOf", ()) for name in type_names(_resolved(catalog, choice))]
    if any(types.count(name) > 1 for name in ("object", "array")):
        message = f"{part.label} is a union of objects or lists, which quicktype merges into one type"
        findings.note("CGK313", part.span, message, "use another tool instead of quicktype for this type")


def _resolved(catalog: Catalog, schema: Schema) -> Schema:
    name = referenced_name(schema)
    return schema if name is None or name not in catalog.types else _resolved(catalog, catalog.types[name].schema)


def _parts(catalog: Catalog) -> Iterator[_Part]:
    for field_owner, fields in labeled_fields(catalog):
        for field in fields:
            label = f'field "{field.name}" of {field_owner}'
            for schema in walk(field.schema):
                yield _Part(label, schema, field.span)
    for named in catalog.types.values():
        if named.fields is None:
            for schema in walk(named.schema):
                yield _Part(f'type "{named.name}"', schema, named.span)
