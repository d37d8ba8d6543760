"""JSON Schema in a place that lists fields: its keywords would silently become fields of those names."""

from __future__ import annotations

from typing import Final

from cgk_codegen.diagnostics import Findings
from cgk_codegen.load import Entry, ListNode, MapNode, plain
from cgk_codegen.resolve.language import TYPE_FORMS
from cgk_codegen.resolve.shorthand import SCALARS

_REFERENCES: Final = ("$ref", "$schema", "$id", "$defs")
_COMBINATIONS: Final = ("allOf", "anyOf", "oneOf")
_NAME_LISTS: Final = ("required", "optional")
_FIELD_LISTS: Final = ("properties", "fields")
_OF_OBJECTS: Final = frozenset({"additionalProperties", "patternProperties", "properties", "fields", "required"})


def without_keywords(fields: MapNode, what: str, findings: Findings) -> MapNode:
    """Return a list of fields without keywords of JSON Schema, or the fields in `properties`; report the first keyword.

    A field may still have such a name: a mapping with `attribute` is always a field.
    """
    entries = {key: entry for key, entry in fields.entries.items() if not _is_field(entry)}
    keywords = [entry for key, entry in entries.items() if _is_keyword(key, entry, fields)]
    stated = entries.get("type")
    is_schema = len(fields.entries) == 1 or bool(_OF_OBJECTS & entries.keys())
    if stated is not None and plain(stated.value) == "object" and is_schema:
        keywords = [stated, *entries.values()]
    if not keywords:
        return fields
    first = keywords[0]
    inside = [entry.value for entry in keywords if isinstance(entry.value, MapNode) and entry.key in _FIELD_LISTS]
    hint = f"list the fields, or write `{first.key}: {{type: ..., attribute: ...}}` for a field of this name"
    message = f'{what} has the keyword "{first.key}" where fields are listed'
    findings.error("CGK301", first.key_span, message, required_hint(first) or hint)
    if inside:
        return inside[0]
    return MapNode({key: entry for key, entry in fields.entries.items() if entry not in keywords}, fields.span)


def required_hint(entry: Entry) -> str:
    """Return the hint about `required` and `optional` as other languages have them, empty for other keys."""
    hint = "remove it; write `optional: true`, or `?` after the type, for a field that can be absent"
    return hint if entry.key in _NAME_LISTS else ""


def _is_keyword(key: str, entry: Entry, fields: MapNode) -> bool:
    if key in _FIELD_LISTS:
        return isinstance(entry.value, MapNode) and entry.value.entries.keys().isdisjoint(TYPE_FORMS)
    if key in _COMBINATIONS:
        return isinstance(entry.value, ListNode)
    if key in _NAME_LISTS:
        names = plain(entry.value)
        return isinstance(names, list) and bool(names) and all(name != key and name in fields.entries for name in names)
    if key in _REFERENCES:
        value = plain(entry.value)
        return isinstance(value, str) and value.removesuffix("?").removesuffix("[]") not in SCALARS
    return key == "additionalProperties"


def _is_field(entry: Entry) -> bool:
    return isinstance(entry.value, MapNode) and "attribute" in entry.value.entries
