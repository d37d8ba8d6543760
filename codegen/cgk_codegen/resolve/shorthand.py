"""What people write for a field's type, spelled out as JSON Schema.

The forms: text (`string`, `string?`, `string[]`, `string | null`, a shared type's name), a list (an enum of its texts),
and a mapping, which may hold the text form under `type`, JSON Schema keywords, and the language's own keys.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from cgk_codegen.diagnostics import Findings, nearest_hint
from cgk_codegen.json_schema import CONSTRAINTS, DATE_TIME_PATTERN, Schema, reference
from cgk_codegen.load import ListNode, MapNode, Node, ScalarNode, plain
from cgk_codegen.source import Span

SCALARS: Final[dict[str, Schema]] = {
    "string": {"type": "string"},
    "number": {"type": "number"},
    "integer": {"type": "integer"},
    "boolean": {"type": "boolean"},
    "date-time": {"type": "string", "format": "date-time", "pattern": DATE_TIME_PATTERN},
    "object": {"type": "object", "additionalProperties": True},
    "any": {},
}
OWN_KEYS: Final = ("description", "optional", "sensitive")
TYPE_KEYS: Final = ("type", "enum", "items")


@dataclass(frozen=True, slots=True)
class FieldType:
    """A field's type, spelled out."""

    schema: Schema
    required: bool = True
    description: str = ""
    sensitive: bool = False


class TypeReader:
    """Reads types; knows the shared ones by name."""

    def __init__(self, shared: Collection[str], findings: Findings) -> None:
        self._shared = shared
        self._findings = findings

    def read(self, node: Node, what: str) -> FieldType:
        """Read one field's type.

        Args:
            node: What stands after the field's name.
            what: The field, for messages.
        """
        match node:
            case ScalarNode(value=str(text)):
                schema, required = self._text(text, node.span, what)
                return FieldType(schema, required)
            case ListNode():
                return FieldType(self._enum(node, what))
            case MapNode():
                return self._mapping(node, what)
            case _:
                hint = f"write one of {', '.join(SCALARS)}, a list of texts, or a mapping"
                self._findings.error("CGK301", node.span, f"{what} has no type", hint)
                return FieldType({})

    def _text(self, text: str, span: Span, what: str) -> tuple[Schema, bool]:
        rest = text.strip()
        required = not rest.endswith("?")
        rest = rest.removesuffix("?").strip()
        base, bar, null = (part.strip() for part in rest.partition("|"))
        if bar and null != "null":
            self._findings.error("CGK302", span, f'{what}: after "|" only "null" may stand', "write `T | null`")
        schema = self._array_or_name(base, span, what)
        return (nullable(schema) if bar else schema), required

    def _array_or_name(self, text: str, span: Span, what: str) -> Schema:
        if text.endswith("[]"):
            return {"type": "array", "items": self._array_or_name(text[:-2].strip(), span, what)}
        if text in SCALARS:
            return SCALARS[text]
        if text in self._shared:
            return reference(text)
        hint = nearest_hint(text, [*SCALARS, *self._shared])
        self._findings.error("CGK303", span, f'{what} has the unknown type "{text}"', hint)
        return {}

    def _enum(self, node: ListNode, what: str) -> Schema:
        values = [plain(item) for item in node.items]
        if not values:
            self._findings.error("CGK304", node.span, f"{what} has an empty enum", "list its values")
        for index, (value, item) in enumerate(zip(values, node.items, strict=True)):
            if not isinstance(value, str):
                self._findings.error("CGK304", item.span, f"{what}: an enum's value must be text", "quote it")
            elif value in values[:index]:
                self._findings.error("CGK304", item.span, f'{what} lists "{value}" twice', "remove one")
        return {"type": "string", "enum": [value for value in values if isinstance(value, str)]}

    def _mapping(self, node: MapNode, what: str) -> FieldType:
        base, required = self._base(node, what)
        own: dict[str, Any] = {}
        keywords: dict[str, Any] = {}
        for key, entry in node.entries.items():
            if key in OWN_KEYS:
                own[key] = self._own_key(key, entry.value, what)
            elif key in CONSTRAINTS:
                keywords[key] = plain(entry.value)
            elif key not in TYPE_KEYS:
                message = f'{what} has the keyword "{key}", which not every artefact can enforce'
                hint = nearest_hint(key, [*OWN_KEYS, *TYPE_KEYS, *CONSTRAINTS])
                self._findings.error("CGK305", entry.key_span, message, hint)
        return FieldType(
            {**base, **keywords},
            required and not own.get("optional"),
            own.get("description", ""),
            own.get("sensitive", False),
        )

    def _base(self, node: MapNode, what: str) -> tuple[Schema, bool]:
        """Read the key that says the type: `type`, `enum` or `items`."""
        given = [key for key in TYPE_KEYS if key in node.entries]
        if len(given) != 1:
            message = f"{what} has no type" if not given else f'{what} has both "{given[0]}" and "{given[1]}"'
            self._findings.error("CGK301", node.span, message, f"write one of {', '.join(TYPE_KEYS)}")
            return {}, True
        value = node.entries[given[0]].value
        match given[0], value:
            case "type", ScalarNode(value=str(text)):
                return self._text(text, value.span, what)
            case "enum", ListNode():
                return self._enum(value, what), True
            case "items", _:
                return {"type": "array", "items": self.read(value, what).schema}, True
            case _:
                hint = "`type` is text such as `string | null`, `enum` a list of texts"
                self._findings.error("CGK301", value.span, f'"{given[0]}" of {what} has the wrong form', hint)
                return {}, True

    def _own_key(self, key: str, value: Node, what: str) -> str | bool:
        wanted: type[str] | type[bool] = str if key == "description" else bool
        if isinstance(value, ScalarNode) and isinstance(value.value, wanted):
            return value.value
        kind = "text" if wanted is str else "true or false"
        self._findings.error("CGK204", value.span, f'"{key}" of {what} must be {kind}')
        return wanted()


def nullable(schema: Schema) -> Schema:
    """Allow null beside a schema, the way every tool reads it."""
    if "enum" in schema:
        return {**schema, "type": [schema["type"], "null"], "enum": [*schema["enum"], None]}
    if "$ref" in schema or schema.get("type") == "object":
        return {"anyOf": [schema, {"type": "null"}]}
    if "type" in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return schema
