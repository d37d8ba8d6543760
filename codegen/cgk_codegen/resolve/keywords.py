"""JSON Schema keywords of a field: the supported constraints, and the refused keywords with their alternatives."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, isfinite
from typing import Any, Final

from cgk_codegen.diagnostics import Findings, nearest_hint
from cgk_codegen.json_schema import (
    MAX_EXACT_MULTIPLE,
    MAX_SAFE_INTEGER,
    NUMBER_BOUNDS,
    Schema,
    missing_bounds,
    without_null,
)
from cgk_codegen.load import Entry, ListNode, MapNode, Node, to_python
from cgk_codegen.load.scalars import number_hint
from cgk_codegen.resolve.pattern_rules import portable_pattern
from cgk_codegen.resolve.shorthand import STRING_FORMATS
from cgk_codegen.text_formats import TEXT_FORMATS, text_format
from cgk_codegen.type_variants import Interval

_SIZES: Final = ("minLength", "maxLength", "minItems", "maxItems")
_SIZE_PAIRS: Final = (("minLength", "maxLength"), ("minItems", "maxItems"))

_NUMBER_CONSTRAINTS: Final = (*NUMBER_BOUNDS, "multipleOf")

CONSTRAINTS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "string": ("pattern", "minLength", "maxLength"),
    "number": NUMBER_BOUNDS,
    "integer": _NUMBER_CONSTRAINTS,
    "array": ("minItems", "maxItems"),
    **dict.fromkeys(TEXT_FORMATS, ("minLength", "maxLength")),
}
"""Constraints that each type supports."""

REFUSED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("uniqueItems", "contains", "minContains", "maxContains"), "check it in the producer"),
    **dict.fromkeys(
        ("if", "then", "else", "dependentRequired", "dependentSchemas", "dependencies"),
        "write two events, or an `anyOf` of two shared types",
    ),
    **dict.fromkeys(("minProperties", "maxProperties"), "list the fields under `fields:`"),
    **dict.fromkeys(("patternProperties", "propertyNames"), "use `additionalProperties` with a type"),
    **dict.fromkeys(("$defs", "definitions"), "move it to `types:` and use its name"),
    **dict.fromkeys(("contentEncoding", "contentMediaType", "readOnly", "writeOnly"), "write it in the description"),
    "not": "write what is allowed: an enum, a pattern or a type",
    "oneOf": "write `anyOf`, whose types may overlap",
    "allOf": "write all fields out, or use a shared type",
    "default": "make the field optional and set the default in the handler",
    "nullable": "write `T | null`",
    "prefixItems": "use an object with named fields",
    "unevaluatedItems": "remove it",
    "unevaluatedProperties": "write `open: true` if the object may have more fields, or else remove it",
    "format": "write a type such as `date-time` or `uuid`, a `pattern` for other texts, or bounds for numbers",
}
"""Keywords that not all generated artifacts would enforce, each with its alternative."""


def format_keywords(base: Schema, node: MapNode) -> Schema:
    """Return the keywords that a string's `format` adds, such as a pattern; empty if the format is unknown."""
    entry = node.entries.get("format")
    name = to_python(entry.value) if entry is not None and without_null(base)[0] == {"type": "string"} else None
    schema: Schema = STRING_FORMATS.get(name, {}) if isinstance(name, str) else {}
    return {key: value for key, value in schema.items() if key != "type"}


def read_constraint(
    base: Schema, key: str, entry: Entry, node: MapNode, label: str, findings: Findings
) -> Mapping[str, Any]:
    """Read one constraint.

    Args:
        base: The schema that it constrains.
        key: The keyword.
        entry: Its entry in the catalog.
        node: The mapping that contains it.
        label: The field, for messages.
        findings: Receives the mistakes.

    Returns:
        The keyword with its value, empty if it is invalid.
    """
    inner, _null = without_null(base)
    format_name = text_format(inner)
    type_name = inner.get("type", "any") if format_name is None else format_name
    if "enum" in inner or "const" in inner or key not in CONSTRAINTS_OF.get(type_name, ()):
        allowed = ", ".join(CONSTRAINTS_OF.get(type_name, ()))
        hint = f"use {allowed}" if allowed and "enum" not in inner else "remove it"
        if type_name == "array" and key in CONSTRAINTS_OF["string"] + _NUMBER_CONSTRAINTS:
            hint = f"write `items: {{type: ..., {key}: ...}}`"
        findings.error("CGK307", entry.key_span, f'"{key}" does not apply to {label}', hint)
        return {}
    value = to_python(entry.value)
    if key == "pattern" and isinstance(value, str):
        pattern = portable_pattern(value, entry.value.span, label, findings)
        return {} if pattern is None else {key: pattern}
    expected, is_valid = _value_rule(key, value)
    if not is_valid:
        is_whole = key in {*_SIZES, "multipleOf"}
        hint = "write a regular expression in quotes" if key == "pattern" else number_hint(value, whole=is_whole)
        findings.error("CGK308", entry.value.span, f'"{key}" of {label} must be {expected}', hint)
        return {}
    if key == "multipleOf":
        return {**missing_bounds(node.entries, -MAX_EXACT_MULTIPLE, MAX_EXACT_MULTIPLE), key: value}
    return {key: value}


def _value_rule(key: str, value: object) -> tuple[str, bool]:
    """Return the description of a constraint's valid values, and whether this value is one of them."""
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
    whole_number = number if isinstance(number, int) else None
    if key == "pattern":
        return "text", isinstance(value, str)
    if key in NUMBER_BOUNDS:
        return "a number", number is not None and abs(number) < inf
    if key in _SIZES:
        is_size = whole_number is not None and 0 <= whole_number <= MAX_SAFE_INTEGER
        return f"a whole number from 0 to {MAX_SAFE_INTEGER}", is_size
    return "a positive whole number", whole_number is not None and whole_number > 0


def read_required(node: Node | None, properties: MapNode, label: str, findings: Findings) -> list[str]:
    """Read the names of an object's required properties; empty if `required` is absent."""
    if node is None:
        return []
    if not isinstance(node, ListNode):
        message = f'"required" of {label} must be a list'
        findings.error("CGK301", node.span, message, "list the names of its required properties")
        return []
    names = [str(to_python(item)) for item in node.items]
    for name, item in zip(names, node.items, strict=True):
        if name not in properties.entries:
            message = f'{label} requires the unknown property "{name}"'
            findings.error("CGK306", item.span, message, nearest_hint(name, properties.entries))
    return names


def check_bounds(schema: Schema, entries: Mapping[str, Entry], label: str, findings: Findings) -> None:
    """Report bounds that exclude every value."""
    for low, high in _SIZE_PAIRS:
        if low in schema and high in schema and schema[low] > schema[high]:
            message = f'"{low}" of {label} is greater than its "{high}"'
            span = (entries.get(low) or entries[high]).value.span
            findings.error("CGK308", span, message, "swap them")
    keywords = [key for key in _NUMBER_CONSTRAINTS if key in schema and key in entries]
    if keywords and _is_empty(Interval.of(schema)):
        bounds = ", ".join(f"{key} {schema[key]}" for key in keywords)
        message = f"the bounds of {label} exclude every number: {bounds}"
        findings.error("CGK308", entries[keywords[0]].value.span, message, "use wider bounds")


def _is_empty(bounds: Interval) -> bool:
    if bounds.step is not None and isfinite(bounds.low) and isfinite(bounds.high):
        return -(-bounds.low // bounds.step) * bounds.step > bounds.high  # the smallest multiple from `low` on
    is_point = bounds.low == bounds.high
    return bounds.low > bounds.high or (is_point and (bounds.low_is_open or bounds.high_is_open))
