"""Enums, and lists that mean the items of an array."""

from __future__ import annotations

from collections.abc import Mapping

from cgk_codegen.diagnostics import Findings
from cgk_codegen.json_schema import Schema
from cgk_codegen.load import ListNode, MapNode, ScalarNode, plain
from cgk_codegen.resolve.language import FIELD_KEYS, TYPE_FORMS
from cgk_codegen.resolve.shorthand import SCALARS


def read_list(node: ListNode, what: str, shared: Mapping[str, str], findings: Findings) -> Schema:
    """Read the short form of an enum; a list that describes the items of an array is an error."""
    first = node.items[0] if node.items else None
    if isinstance(first, MapNode):
        is_type = not first.entries.keys().isdisjoint({*TYPE_FORMS, *FIELD_KEYS})
        inner = "{type: ...}" if is_type else "{fields: {" + ", ".join(first.entries) + ": ...}}"
        message = f"{what} lists a mapping, but a list is an enum of texts"
        findings.error("CGK304", first.span, message, f"write `{{items: {inner}}}` for a list of values")
        return {}
    name = first.value if isinstance(first, ScalarNode) and len(node.items) == 1 else None
    if first is not None and isinstance(name, str) and (name in SCALARS or name in shared):
        message = f'{what} is an enum with the only value "{name}", which is a type'
        hint = f'write "{name}[]" for a list of this type, or `{{enum: [{name}]}}` for this text'
        findings.error("CGK304", first.span, message, hint)
        return {}
    return read_enum(node, what, findings)


def read_enum(node: ListNode, what: str, findings: Findings) -> Schema:
    """Read an enum."""
    values = [plain(item) for item in node.items]
    if not values:
        findings.error("CGK304", node.span, f"{what} has an empty enum", "list its values")
    seen: set[str] = set()
    for value, item in zip(values, node.items, strict=True):
        if not isinstance(value, str):
            hint = "write `| null` after the type" if value is None else "quote it"
            findings.error("CGK304", item.span, f"{what} has an enum value that is not text", hint)
        elif value in seen:
            findings.error("CGK304", item.span, f'{what} lists "{value}" twice', "remove one")
        else:
            seen.add(value)
    return {"type": "string", "enum": [value for value in values if isinstance(value, str)]}
