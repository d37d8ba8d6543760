"""Parser of enums and constants."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final

from cgk_codegen.diagnostics import Findings
from cgk_codegen.json_schema import MAX_SAFE_INTEGER, Schema
from cgk_codegen.load import ListNode, MapNode, Node, ScalarNode, to_python
from cgk_codegen.resolve.shorthand import SCALARS, union
from cgk_codegen.text_formats import TEXT_FORMATS

_JSON_TYPES: Final = SCALARS.keys() - TEXT_FORMATS.keys()
"""Words that are types and hardly ever values; `email` and `date` may be either."""
_TYPE_NAMES: Final[Mapping[type, str]] = {type(None): "null", bool: "boolean", int: "integer", str: "string"}
"""Types of an enum's values."""
_ENUM_HINT: Final = (
    'write "string[]" or `{items: {fields: ...}}` for a list, "string | integer" for one of several types, or '
    "`{enum: [...]}` for these texts"
)


def read_list(node: ListNode, label: str, shared: Mapping[str, str], findings: Findings) -> Schema:
    """Read the short form of an enum; a list that describes the items of an array is an error."""
    values = [to_python(item) for item in node.items]
    is_mapping = bool(values) and isinstance(values[0], dict)
    are_type_names = all(isinstance(value, str) and (value in _JSON_TYPES or value in shared) for value in values)
    if is_mapping or (values and are_type_names):
        message = f"{label} lists types, but a list is an enum of texts"
        findings.error("CGK304", node.items[0].span, message, _ENUM_HINT)
        return {}
    for item in node.items:
        if not isinstance(to_python(item), str):
            hint = "write `| null` after the type" if to_python(item) is None else "quote it, or write `{enum: [...]}`"
            findings.error("CGK304", item.span, f"{label} has an enum value that is not text", hint)
    texts = tuple(item for item in node.items if isinstance(to_python(item), str))
    return read_enum(ListNode(texts, node.span), frozenset(), label, findings) if texts or not node.items else {}


def read_enum(node: ListNode, allowed: AbstractSet[str], label: str, findings: Findings) -> dict[str, Any]:
    """Read an enum of texts, whole numbers, booleans and null.

    Args:
        node: The values.
        allowed: Types that the enum's `type` allows; empty for any.
        label: The field, for messages.
        findings: Receives the mistakes.
    """
    if not node.items:
        findings.error("CGK304", node.span, f"{label} has an empty enum", "list its values")
    values_by_type: dict[str, list[Any]] = {}
    for item in node.items:
        value = to_python(item)
        type_name = _type_of(value)
        values = values_by_type.setdefault(type_name, [])
        if not type_name:
            hint = "write texts, whole numbers within ±(2^53 - 1), true, false or null"
            findings.error("CGK304", item.span, f"{label} has a value that an enum cannot have", hint)
        elif allowed and type_name not in allowed and not (type_name == "integer" and "number" in allowed):
            message = f"{label} has an enum value that is not of type {' or '.join(sorted(allowed))}"
            hint = "quote it" if allowed == {"string"} and value is not None else "remove it, or add its type"
            findings.error("CGK304", item.span, message, hint)
        elif value in values:
            findings.error("CGK304", item.span, f"{label} lists {_format_value(value)} twice", "remove one")
        else:
            values.append(value)
    choices = [_enum_schema(type_name, values) for type_name, values in values_by_type.items() if type_name and values]
    return dict(union(choices or [{}]))


def is_constant(node: Node) -> bool:
    """Return whether a node can be a constant."""
    return isinstance(node, ScalarNode) and bool(_type_of(to_python(node)))


def declared_types(node: MapNode) -> AbstractSet[str]:
    """Return the types under the key `type` of a field: a name, or a list of them; empty if it is anything else."""
    declared = node.get("type")
    names = declared.items if isinstance(declared, ListNode) else () if declared is None else (declared,)
    texts = [text for name in names if isinstance(text := to_python(name), str)]
    return set(texts) if len(texts) == len(names) else set()


def _type_of(value: object) -> str:
    """Return the type of an enum's value, empty if an enum cannot have it: Python has no literal types of fractions."""
    if isinstance(value, int) and abs(value) > MAX_SAFE_INTEGER:
        return ""
    return _TYPE_NAMES.get(type(value), "")


def _enum_schema(type_name: str, values: list[Any]) -> Schema:
    has_all_values = type_name == "null" or (type_name == "boolean" and len(values) == 2)
    return {"type": type_name} if has_all_values else {"type": type_name, "enum": values}


def _format_value(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()
