"""JSON Schema in a place that lists fields: its keywords would silently become fields of those names."""

from __future__ import annotations

from typing import Final

from cgk_codegen.diagnostics import Findings
from cgk_codegen.load import Entry, ListNode, MapNode, plain
from cgk_codegen.resolve.shorthand import SCALARS

_REFERENCES: Final = ("$ref", "$schema", "$id", "$defs")
_COMBINATIONS: Final = ("allOf", "anyOf", "oneOf")
_OF_OBJECTS: Final = frozenset({"additionalProperties", "patternProperties", "properties", "fields", "required"})


def report_schema(fields: MapNode, what: str, findings: Findings) -> bool:
    """Report a JSON Schema in place of fields, and return whether it is one.

    A field may still have such a name: a mapping with `attribute` is always a field.
    """
    entries = {key: entry for key, entry in fields.entries.items() if not _is_field(entry)}
    found = next((entry for key, entry in entries.items() if _is_keyword(key, entry)), None)
    stated = entries.get("type")
    is_object = stated is not None and plain(stated.value) == "object"
    if is_object and (len(fields.entries) == 1 or _OF_OBJECTS & entries.keys()):
        found = stated
    if found is None:
        return False
    key = found.key
    hint = f"list the fields, or write `{key}: {{type: ..., attribute: ...}}` for a field of this name"
    findings.error(
        "CGK301", found.key_span, f'{what} has the JSON Schema keyword "{key}" where fields are listed', hint
    )
    return True


def _is_keyword(key: str, entry: Entry) -> bool:
    if key in _COMBINATIONS:
        return isinstance(entry.value, ListNode)
    if key in _REFERENCES:
        value = plain(entry.value)
        return isinstance(value, str) and value.removesuffix("?").removesuffix("[]") not in SCALARS
    return key == "additionalProperties"


def _is_field(entry: Entry) -> bool:
    return isinstance(entry.value, MapNode) and "attribute" in entry.value.entries
