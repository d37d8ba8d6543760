"""Rules about schemas on which validators disagree: an error if values would be lost, otherwise a note."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cgk_codegen.check.fields import labeled_fields
from cgk_codegen.diagnostics import Findings
from cgk_codegen.diagnostics.source import Span
from cgk_codegen.json_schema import (
    MAX_EXACT_MULTIPLE,
    MAX_SAFE_INTEGER,
    NUMBER_BOUNDS,
    Schema,
    is_date_time,
    referenced_name,
    type_names,
    walk,
)
from cgk_codegen.resolve import Catalog

_CHARACTER_CLASS: Final = re.compile(r"\\.|(?P<counted>\[\^(?:\\.|[^\]\\])*\](?![+*]))|\[(?:\\.|[^\]\\])*\]")
"""An escape, a negated class that matches a limited number of characters ("counted"), or another class."""


@dataclass(frozen=True, slots=True)
class _LabeledSchema:
    """A schema in a catalog, with its description for messages and its position."""

    label: str
    schema: Schema
    span: Span


def check_validator_agreement(catalog: Catalog, findings: Findings) -> None:
    """Report schemas on which validators disagree."""
    for labeled in _labeled_schemas(catalog):
        _check_numbers(labeled, findings)
        if catalog.typescript:
            _check_pattern(labeled, findings)
            _check_record(labeled, findings)
            _check_union(catalog, labeled, findings)


def _check_numbers(labeled: _LabeledSchema, findings: Findings) -> None:
    """Report bounds that JavaScript would round, and those of integers beyond 2^53 - 1, or 2^49 with `multipleOf`."""
    schema = labeled.schema
    is_integer = "integer" in type_names(schema)
    step = schema.get("multipleOf")
    largest = MAX_SAFE_INTEGER if step is None else MAX_EXACT_MULTIPLE
    reason = "JavaScript rounds beyond" if step is None else "zod's division is not exact beyond"
    for bound in (*NUMBER_BOUNDS, "multipleOf"):
        value = schema.get(bound, 0)
        # A float is the same number in Python and in JavaScript.
        if abs(value) > largest and (is_integer or (isinstance(value, int) and float(value) != value)):
            message = f'"{bound}" of {labeled.label} is {value}, and {reason} {largest}'
            findings.error("CGK310", labeled.span, message, "use a narrower bound, or send the number as a string")


def _check_pattern(labeled: _LabeledSchema, findings: Findings) -> None:
    """Report patterns that count characters: zod counts those above U+FFFF twice, because it omits the flag `u`."""
    if "pattern" not in labeled.schema or is_date_time(labeled.schema):
        return
    if any(match["counted"] for match in _CHARACTER_CLASS.finditer(labeled.schema["pattern"])):
        message = f"the pattern of {labeled.label} limits the number of characters, and zod counts an emoji as two"
        hint = "list the allowed characters, or allow any number of them, such as `[^a]+`"
        findings.note("CGK311", labeled.span, message, hint)


def _check_record(labeled: _LabeledSchema, findings: Findings) -> None:
    """Report records: zod drops their key `__proto__` without checking its value."""
    values = labeled.schema.get("additionalProperties")
    if values is not None and isinstance(values, Mapping):
        message = f'{labeled.label} is a record, and zod does not check its key "__proto__"'
        findings.note("CGK312", labeled.span, message, "do not use that key")


def _check_union(catalog: Catalog, labeled: _LabeledSchema, findings: Findings) -> None:
    """Report unions of several objects or lists: quicktype merges them into one type."""
    types = [name for choice in labeled.schema.get("anyOf", ()) for name in type_names(_resolved(catalog, choice))]
    if any(types.count(name) > 1 for name in ("object", "array")):
        message = f"{labeled.label} is a union of objects or lists, which quicktype merges into one type"
        findings.note("CGK313", labeled.span, message, "use another tool instead of quicktype for this type")


def _resolved(catalog: Catalog, schema: Schema) -> Schema:
    name = referenced_name(schema)
    return schema if name is None or name not in catalog.types else _resolved(catalog, catalog.types[name].schema)


def _labeled_schemas(catalog: Catalog) -> Iterator[_LabeledSchema]:
    for field_owner, fields in labeled_fields(catalog):
        for field in fields:
            label = f'field "{field.name}" of {field_owner}'
            for schema in walk(field.schema):
                yield _LabeledSchema(label, schema, field.span)
    for named in catalog.types.values():
        if named.fields is None:
            for schema in walk(named.schema):
                yield _LabeledSchema(f'type "{named.name}"', schema, named.span)
