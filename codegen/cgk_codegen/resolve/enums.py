"""Enums, constants, and lists that mean the items of an array."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final

from cgk_codegen.diagnostics import Findings
from cgk_codegen.json_schema import MAX_SAFE_INTEGER, Schema
from cgk_codegen.load import ListNode, MapNode, Node, ScalarNode, plain
from cgk_codegen.resolve.shorthand import SCALARS, union
from cgk_codegen.text_formats import TEXT_FORMATS

_JSON_TYPES: Final = SCALARS.keys() - TEXT_FORMATS.keys()
"""Words that are types and hardly ever values; `email` and `date` may be either."""
_KINDS: Final[Mapping[type, str]] = {type(None): "null", bool: "boolean", int: "integer", str: "string"}
"""Types of an enum's values."""
_ENUM_HINT: Final = (
    'write "string[]" or `{items: {fields: ...}}` for a list, "string | integer" for one of several types, or '
    "`{enum: [...]}` for these texts"
)


def read_list(node: ListNode, what: str, shared: Mapping[str, str], findings: Findings) -> Schema:
    """Read the short form of an enum; a list that describes the items of an array is an error."""
    words = [plain(item) for item in node.items]
    is_mapping = bool(words) and isinstance(words[0], dict)
    are_types = all(isinstance(word, str) and (word in _JSON_TYPES or word in shared) for word in words)
    if is_mapping or (words and are_types):
        message = f"{what} lists types, but a list is an enum of texts"
        findings.error("CGK304", node.items[0].span, message, _ENUM_HINT)
        return {}
    for item in node.items:
        if not isinstance(plain(item), str):
            hint = "write `| null` after the type" if plain(item) is None else "quote it, or write `{enum: [...]}`"
            findings.error("CGK304", item.span, f"{what} has an enum value that is not text", hint)
    texts = tuple(item for item in node.items if isinstance(plain(item), str))
    return read_enum(ListNode(texts, node.span), frozenset(), what, findings) if texts or not node.items else {}


def read_enum(node: ListNode, stated: AbstractSet[str], what: str, findings: Findings) -> dict[str, Any]:
    """Read an enum of texts, whole numbers, booleans and null.

    Args:
        node: The values.
        stated: Types that the enum's `type` allows; empty for any.
        what: The field, for messages.
        findings: Receives the mistakes.
    """
    if not node.items:
        findings.error("CGK304", node.span, f"{what} has an empty enum", "list its values")
    by_kind: dict[str, list[Any]] = {}
    for item in node.items:
        value = plain(item)
        kind = _kind(value)
        values = by_kind.setdefault(kind, [])
        if not kind:
            hint = "write texts, whole numbers within ±(2^53 - 1), true, false or null"
            findings.error("CGK304", item.span, f"{what} has an enum value that cannot be one", hint)
        elif stated and kind not in stated and not (kind == "integer" and "number" in stated):
            message = f"{what} has an enum value that is not of type {' or '.join(sorted(stated))}"
            hint = "quote it" if stated == {"string"} and value is not None else "remove it, or add its type"
            findings.error("CGK304", item.span, message, hint)
        elif value in values:
            findings.error("CGK304", item.span, f"{what} lists {_shown(value)} twice", "remove one")
        else:
            values.append(value)
    return dict(union([_schema(kind, values) for kind, values in by_kind.items() if kind and values] or [{}]))


def is_constant(node: Node) -> bool:
    """Return whether a node can be a constant."""
    return isinstance(node, ScalarNode) and bool(_kind(plain(node)))


def stated_types(node: MapNode) -> AbstractSet[str]:
    """Return the types under the key `type` of a field: a name, or a list of them; empty if it is anything else."""
    stated = node.get("type")
    names = stated.items if isinstance(stated, ListNode) else () if stated is None else (stated,)
    texts = [plain(name) for name in names]
    return {text for text in texts if isinstance(text, str)} if all(isinstance(text, str) for text in texts) else set()


def _kind(value: object) -> str:
    """Return the type of an enum's value, empty if it cannot be one: Python has no literal types of fractions."""
    if isinstance(value, int) and abs(value) > MAX_SAFE_INTEGER:
        return ""
    return _KINDS.get(type(value), "")


def _schema(kind: str, values: list[Any]) -> Schema:
    is_whole_type = kind == "null" or (kind == "boolean" and len(values) == 2)
    return {"type": kind} if is_whole_type else {"type": kind, "enum": values}


def _shown(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()
