"""Reader of a mapping of the catalog, which checks its keys and the types of their values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

from cgk_codegen.diagnostics import Findings, nearest_hint, nearest_name
from cgk_codegen.diagnostics.source import Span
from cgk_codegen.load import Entry, ListNode, MapNode, Node, ScalarNode, span_at, to_python
from cgk_codegen.resolve.language import Table

MAX_NUMBER: Final = 2**31 - 1
"""Largest number of a setting: the runtime's limit of counts, and the most milliseconds that all timers support."""


class MapReader:
    """Reader of one mapping; every mistake becomes a finding, and reading continues."""

    def __init__(
        self,
        node: Node,
        label: str,
        findings: Findings,
        keys: Table,
        unknown_hint: Callable[[Entry], str] | None = None,
    ) -> None:
        """Check the keys of a mapping.

        Args:
            node: The source node.
            label: Its description for messages, such as `event "order.created"`.
            findings: Receives the mistakes.
            keys: The keys that the language allows.
            unknown_hint: Returns the hint about an unknown key; empty for the nearest known key.
        """
        self.label = label
        self.span: Span = node.span
        self._findings = findings
        self._keys = keys
        entries = dict(node.entries) if isinstance(node, MapNode) else {}
        self.source = MapNode(entries, node.span)
        if not isinstance(node, MapNode) and not is_empty(node):
            findings.error("CGK201", node.span, f"{label} must be a mapping", f"its keys are {', '.join(keys)}")
            return
        for key, entry in [*entries.items()]:
            if key not in keys:
                hint = unknown_hint(entry) if unknown_hint is not None else ""
                message = f'{label} has an unknown key "{key}"'
                findings.error("CGK202", entry.key_span, message, hint or nearest_hint(key, keys))
                nearest = nearest_name(key, keys)
                if nearest is not None and not hint:
                    entries.setdefault(nearest, entry)  # read it as the nearest key, which avoids further findings
        for name, definition in keys.items():
            if definition.required and name not in entries:
                findings.error("CGK203", node.span, f'{label} lacks "{name}"', f"add `{name}:`")

    def node(self, key: str) -> Node | None:
        """Return a key's node, None if it is absent."""
        return self.source.get(key)

    def key_span(self, key: str) -> Span:
        """Return the position of a key, or of the whole mapping if the key is missing."""
        return span_at(self.source, (), key)

    def text(self, key: str, default: str = "", number_hint: str = "") -> str:
        """Return a key's text; `number_hint` is the hint if the value is a number or boolean."""
        node = self.node(key)
        if node is None:
            return default
        if isinstance(node, ScalarNode) and isinstance(node.value, str):
            if (not node.value or node.value.isspace()) and self._keys[key].required:
                self._findings.error("CGK204", node.span, f'"{key}" of {self.label} is empty', "write a text")
            return node.value
        hint = f"write a text: `{key}: ...`"
        if isinstance(node, ScalarNode) and node.value is not None:
            hint = number_hint or f'quote it: "{node.span.text}"'
        self._report_type(key, node, "text", hint)
        return default

    def optional_text(self, key: str) -> str | None:
        """Return a key's text, None if it is absent or empty."""
        return self.text(key) or None

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the texts of a key's list, empty if it is absent."""
        items = self.items(key)
        for item in items:
            if not is_text(item):
                message = f'an item of "{key}" of {self.label} must be text'
                self._findings.error("CGK204", item.span, message, "quote it")
        return tuple(str(to_python(item)) for item in items if is_text(item))

    def values(self, key: str) -> dict[str, Any]:
        """Return a key's mapping as plain data, empty if it is absent."""
        return cast("dict[str, Any]", to_python(self.mapping(key)))

    def items(self, key: str) -> tuple[Node, ...]:
        """Return the items of a key's list, empty if it is absent."""
        node = self.node(key)
        if isinstance(node, ListNode):
            return node.items
        if node is not None:
            self._report_type(key, node, "a list", "write [...], or a dash before each item")
        return ()

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return a key's boolean."""
        node = self.node(key)
        if node is None:
            return default
        if isinstance(node, ScalarNode) and isinstance(node.value, bool):
            return node.value
        self._report_type(key, node, "true or false", "write true or false, without quotes")
        return default

    def number(self, key: str, default: float, *, minimum: float) -> float:
        """Return a key's number, from `minimum` to `MAX_NUMBER`."""
        node = self.node(key)
        if node is None:
            return default
        value = node.value if isinstance(node, ScalarNode) else None
        if isinstance(value, int | float) and not isinstance(value, bool) and minimum <= value <= MAX_NUMBER:
            return value
        expected = f"a number, at least {minimum:g}, at most {MAX_NUMBER}"
        hint = f"write a number in these bounds, without quotes; the default is {default:g}"
        self._report_type(key, node, expected, hint)
        return default

    def whole_number(self, key: str, default: int, *, minimum: int) -> int:
        """Return a key's whole number, from `minimum` to `MAX_NUMBER`."""
        number = self.number(key, default, minimum=minimum)
        if isinstance(number, int):
            return number
        message = f'"{key}" of {self.label} must be a whole number'
        self._findings.error("CGK204", self.key_span(key), message, f"the default is {default}")
        return default

    def mapping(self, key: str) -> MapNode:
        """Return a key's mapping, empty if it is absent or not a mapping."""
        node = self.node(key)
        if isinstance(node, MapNode):
            return node
        if node is not None and not is_empty(node):
            hint = "write its keys below it"
            if isinstance(node, ListNode):
                hint = "remove the dashes: write each name with a colon, and its keys below it"
            self._findings.error("CGK201", node.span, f'"{key}" of {self.label} must be a mapping', hint)
        return MapNode({}, node.span if node else self.span)

    def _report_type(self, key: str, node: Node, expected: str, hint: str) -> None:
        self._findings.error("CGK204", node.span, f'"{key}" of {self.label} must be {expected}', hint)


def is_text(node: Node) -> bool:
    """Return whether a node is a text that is not empty."""
    return isinstance(node, ScalarNode) and isinstance(node.value, str) and bool(node.value)


def is_empty(node: Node) -> bool:
    """Return whether a node is a key without a value."""
    return isinstance(node, ScalarNode) and node.value is None
