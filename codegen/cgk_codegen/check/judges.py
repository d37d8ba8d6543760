"""Rules about what not every validator judges alike: refused where a value would be lost, else said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from cgk_codegen.check.fields import owners
from cgk_codegen.diagnostics import Findings
from cgk_codegen.json_schema import EXACT, Schema, is_date_time, referenced_name, subschemas, type_names
from cgk_codegen.resolve import Catalog
from cgk_codegen.source import Span

_BOUNDS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_LARGEST_MULTIPLE: Final = 2**51
_CLASS: Final = re.compile(r"\\.|(?P<counted>\[\^(?:\\.|[^\]\\])*\](?![+*]))|\[(?:\\.|[^\]\\])*\]")


def integers_are_exact(catalog: Catalog, findings: Findings) -> None:
    """A whole number that JavaScript would round is another number on the other side."""
    for what, schema, span in _schemas(catalog):
        if "integer" not in type_names(schema):
            continue
        largest = _LARGEST_MULTIPLE if "multipleOf" in schema else EXACT
        reason = "zod's division is not exact beyond" if "multipleOf" in schema else "JavaScript rounds beyond"
        for bound in _BOUNDS:
            if abs(schema.get(bound, 0)) > largest:
                message = f'"{bound}" of {what} is {schema[bound]}, and {reason} {largest}'
                findings.error("CGK310", span, message, "narrow it, or send the number as a string")


def patterns_count_alike(catalog: Catalog, findings: Findings) -> None:
    """Zod reads patterns without the flag `u`: a letter beyond the Basic Multilingual Plane counts twice there."""
    for what, schema, span in _schemas(catalog):
        pattern = "" if is_date_time(schema) else schema.get("pattern", "")
        if any(match["counted"] for match in _CLASS.finditer(pattern)):
            message = f"the pattern of {what} counts characters that it does not name, and zod counts an emoji as two"
            findings.note("CGK311", span, message, "name the characters, or let any number of them follow: `[^a]+`")


def records_keep_their_keys(catalog: Catalog, findings: Findings) -> None:
    """Zod leaves the key `__proto__` of a record out, and its value unchecked."""
    for what, schema, span in _schemas(catalog):
        if isinstance(schema.get("additionalProperties"), Mapping):
            message = f'{what} is a record, whose key "__proto__" zod does not check'
            findings.note("CGK312", span, message, "expect nothing of that key")


def choices_stay_apart(catalog: Catalog, findings: Findings) -> None:
    """Quicktype makes one type of several objects that may stand in one place, and of lists likewise."""
    for what, schema, span in _schemas(catalog):
        kinds = [kind for choice in schema.get("anyOf", ()) for kind in type_names(_resolved(catalog, choice))]
        if any(kinds.count(kind) > 1 for kind in ("object", "array")):
            message = f"{what} is one of several objects or lists, which quicktype merges into one type"
            findings.note("CGK313", span, message, "take the types from another tool where you use quicktype")


def _resolved(catalog: Catalog, schema: Schema) -> Schema:
    name = referenced_name(schema)
    return schema if name is None or name not in catalog.types else _resolved(catalog, catalog.types[name].schema)


def _schemas(catalog: Catalog) -> Iterator[tuple[str, Schema, Span]]:
    for owner, fields in owners(catalog):
        for field in fields:
            for schema in _inside(field.schema):
                yield f'field "{field.name}" of {owner}', schema, field.span
    for named in catalog.types.values():
        if named.fields is None:
            for schema in _inside(named.schema):
                yield f'type "{named.name}"', schema, named.span


def _inside(schema: Schema) -> Iterator[Schema]:
    yield schema
    for inner in subschemas(schema):
        yield from _inside(inner)
