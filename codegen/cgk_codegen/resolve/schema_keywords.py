"""Check for JSON Schema where a catalog lists fields; otherwise keywords such as `type` would become fields."""

from __future__ import annotations

from typing import Final

from cgk_codegen.diagnostics import Findings
from cgk_codegen.load import Entry, ListNode, MapNode, to_python
from cgk_codegen.resolve.language import TYPE_FORMS
from cgk_codegen.resolve.shorthand import SCALARS

_REFERENCES: Final = ("$ref", "$schema", "$id", "$defs")
_COMBINATIONS: Final = ("allOf", "anyOf", "oneOf")
_NAME_LISTS: Final = ("required", "optional")
_FIELD_LISTS: Final = ("properties", "fields")
_OBJECT_KEYWORDS: Final = frozenset({"additionalProperties", "patternProperties", "properties", "fields", "required"})


def remove_schema_keywords(fields: MapNode, label: str, findings: Findings) -> MapNode:
    """Remove the keywords of JSON Schema from a list of fields, and report `type: object` or else the first one.

    If there is a keyword `properties` or `fields`, return the fields in it. A mapping with `attribute` is always a
    field, so a field can have the name of a keyword.
    """
    entries = {key: entry for key, entry in fields.entries.items() if not _is_field(entry)}
    keywords = [entry for key, entry in entries.items() if _is_keyword(key, entry, fields)]
    type_entry = entries.get("type")
    # `type: object`, alone or next to other keywords of objects, makes the whole mapping a schema.
    is_schema = len(fields.entries) == 1 or bool(_OBJECT_KEYWORDS & entries.keys())
    if type_entry is not None and to_python(type_entry.value) == "object" and is_schema:
        keywords = [type_entry, *entries.values()]
    if not keywords:
        return fields
    first = keywords[0]
    field_lists = (entry.value for entry in keywords if entry.key in _FIELD_LISTS)
    field_list = next((node for node in field_lists if isinstance(node, MapNode)), None)
    hint = f"list the fields, or write `{first.key}: {{type: ..., attribute: ...}}` for a field of this name"
    message = f'{label} has the keyword "{first.key}" where fields are listed'
    findings.error("CGK301", first.key_span, message, required_hint(first) or hint)
    if field_list is not None:
        return field_list
    return MapNode({key: entry for key, entry in fields.entries.items() if entry not in keywords}, fields.span)


def required_hint(entry: Entry) -> str:
    """Return the hint about `required` and `optional` as lists of names, empty for other keys."""
    hint = "remove it; write `optional: true`, or `?` after the type, for a field that can be absent"
    return hint if entry.key in _NAME_LISTS else ""


def _is_keyword(key: str, entry: Entry, fields: MapNode) -> bool:
    if key in _FIELD_LISTS:
        return isinstance(entry.value, MapNode) and entry.value.entries.keys().isdisjoint(TYPE_FORMS)
    if key in _COMBINATIONS:
        return isinstance(entry.value, ListNode)
    if key in _NAME_LISTS:
        names = to_python(entry.value)
        return isinstance(names, list) and bool(names) and all(name != key and name in fields.entries for name in names)
    if key in _REFERENCES:
        value = to_python(entry.value)
        return isinstance(value, str) and value.removesuffix("?").removesuffix("[]") not in SCALARS
    return key == "additionalProperties"


def _is_field(entry: Entry) -> bool:
    return isinstance(entry.value, MapNode) and "attribute" in entry.value.entries
