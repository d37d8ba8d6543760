"""Reader of a mapping of the catalog, which checks its keys and the types of their values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

from cgk_codegen.diagnostics import Findings, nearest_hint, nearest_name
from cgk_codegen.diagnostics.source import Span
from cgk_codegen.load import Entry, ListNode, MapNode, Node, ScalarNode, boolean_of, plain
from cgk_codegen.load.scalars import number_hint
from cgk_codegen.resolve.language import Table

MAX_NUMBER: Final = 1e15
"""Largest number; all languages represent whole numbers up to it exactly."""


class MapReader:
    """Reader of one mapping; every mistake becomes a finding, and reading continues."""

    def __init__(
        self,
        node: Node,
        what: str,
        findings: Findings,
        keys: Table,
        unknown_hint: Callable[[Entry], str] | None = None,
    ) -> None:
        """Check the keys of a mapping.

        Args:
            node: The source node.
            what: Its description for messages, such as `event "order.created"`.
            findings: Receives the mistakes.
            keys: The keys that the language allows.
            unknown_hint: Returns the hint about an unknown key; empty for the nearest known key.
        """
        self.what = what
        self.span: Span = node.span
        self._findings = findings
        self._keys = keys
        is_absent = isinstance(node, ScalarNode) and node.value is None
        if isinstance(node, MapNode):
            self._node = node
        else:
            if not is_absent:
                findings.error("CGK201", node.span, f"{what} must be a mapping", f"its keys are {', '.join(keys)}")
            self._node = MapNode({}, node.span)
        for key, entry in self._node.entries.items():
            if key not in keys:
                message = f'{what} has an unknown key "{key}"'
                hint = unknown_hint(entry) if unknown_hint is not None else ""
                findings.error("CGK202", entry.key_span, message, hint or nearest_hint(key, keys))
        for name, about in keys.items() if isinstance(node, MapNode) or is_absent else ():
            if about.required and name not in self._node.entries and not self.is_misspelled(name):
                findings.error("CGK203", node.span, f'{what} lacks "{name}"', f"add `{name}:`")

    def is_misspelled(self, key: str) -> bool:
        """Return whether an unknown key was probably meant to be this one; its finding names it."""
        return self.written_key(key) != key

    def written_key(self, key: str) -> str:
        """Return the unknown key that was probably meant to be this one, or the key itself if it is present."""
        if key in self._node.entries:
            return key
        unknown = (other for other in self._node.entries if other not in self._keys)
        return next((other for other in unknown if nearest_name(other, self._keys) == key), key)

    @property
    def source(self) -> MapNode:
        """The mapping itself."""
        return self._node

    def node(self, key: str) -> Node | None:
        """Return a key's node, None if it is absent."""
        entry = self._node.entries.get(key)
        return None if entry is None else entry.value

    def key_span(self, key: str) -> Span:
        """Return the position of a key, or of the whole mapping if the key is missing."""
        entry = self._node.entries.get(key)
        return entry.key_span if entry else self.span

    def text(self, key: str, default: str = "", number_hint: str = "") -> str:
        """Return a key's text; `number_hint` is the hint if it is a number."""
        node = self.node(key)
        if node is None:
            return default
        if isinstance(node, ScalarNode) and isinstance(node.value, str):
            if (not node.value or node.value.isspace()) and self._keys[key].required:
                self._findings.error("CGK204", node.span, f'"{key}" of {self.what} is empty', "write a text")
            return node.value
        is_number = isinstance(node, ScalarNode) and node.value is not None
        hint = f"write a text: `{key}: ...`"
        if is_number:
            hint = number_hint or f'quote it: "{node.span.text}"'
        self._findings.error("CGK204", node.span, f'"{key}" of {self.what} must be text', hint)
        return default

    def optional_text(self, key: str) -> str | None:
        """Return a key's text, None if it is absent."""
        return self.text(key) or None

    def values(self, key: str) -> dict[str, Any]:
        """Return a key's mapping as plain data, empty if it is absent."""
        return cast("dict[str, Any]", plain(self.mapping(key)))

    def items(self, key: str) -> tuple[Node, ...]:
        """Return the items of a key's list, empty if it is absent."""
        node = self.node(key)
        if isinstance(node, ListNode):
            return node.items
        if node is not None:
            self._findings.error(
                "CGK204", node.span, f'"{key}" of {self.what} must be a list', "write [...], or a dash before each item"
            )
        return ()

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return a key's boolean."""
        node = self.node(key)
        if node is None:
            return default
        if isinstance(node, ScalarNode) and isinstance(node.value, bool):
            return node.value
        meant = boolean_of(node.value) if isinstance(node, ScalarNode) and isinstance(node.value, str) else None
        hint = "write true or false, without quotes"
        if meant is not None:
            hint = f"write `{key}: {str(meant).lower()}`"
        self._findings.error("CGK204", node.span, f'"{key}" of {self.what} must be true or false', hint)
        return default if meant is None else meant

    def number(
        self, key: str, default: float, *, minimum: float, maximum: float = MAX_NUMBER, whole: bool = True
    ) -> float:
        """Return a key's number, from `minimum` to `maximum`."""
        node = self.node(key)
        if node is None:
            return default
        value = node.value if isinstance(node, ScalarNode) else None
        fits = isinstance(value, int) if whole else isinstance(value, int | float)
        if fits and not isinstance(value, bool) and isinstance(value, int | float) and minimum <= value <= maximum:
            return value
        kind = "a whole number" if whole else "a number"
        hint = f"the default is {default:g}"
        if isinstance(value, str):
            hint = f"{number_hint(value, whole=whole)}; {hint}"
        bounds = f"at least {minimum:g}" + (f", at most {maximum:.0f}" if maximum < MAX_NUMBER else "")
        self._findings.error("CGK204", node.span, f'"{key}" of {self.what} must be {kind}, {bounds}', hint)
        return default

    def mapping(self, key: str) -> MapNode:
        """Return a key's mapping, empty if it is absent or not a mapping."""
        node = self.node(key)
        if isinstance(node, MapNode):
            return node
        if node is not None and not (isinstance(node, ScalarNode) and node.value is None):
            self._findings.error("CGK201", node.span, f'"{key}" of {self.what} must be a mapping', _mapping_hint(node))
        return MapNode({}, node.span if node else self.span)


def _mapping_hint(node: Node) -> str:
    """Return the hint about a value that must be a mapping, such as a list of events with their names."""
    first = node.items[0] if isinstance(node, ListNode) and node.items else None
    if isinstance(first, MapNode):
        name = plain(first.entries["name"].value) if "name" in first.entries else next(iter(first.entries), None)
    else:
        name = first.value if isinstance(first, ScalarNode) else None
    if not isinstance(name, str):
        return "write its keys below it"
    return f"remove the dashes: write `{name}:` with its keys below it"
