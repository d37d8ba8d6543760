"""Nodes of a YAML document, with their positions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cgk_codegen.diagnostics.source import Span

Scalar = str | int | float | bool | None
PlainData = Scalar | list["PlainData"] | dict[str, "PlainData"]


class ScalarNode(NamedTuple):
    """A single value."""

    value: Scalar
    span: Span


@dataclass(frozen=True, slots=True)
class ListNode:
    """A sequence."""

    items: tuple[Node, ...]
    span: Span


class Entry(NamedTuple):
    """A key of a mapping with its value."""

    key: str
    key_span: Span
    value: Node


@dataclass(frozen=True, slots=True)
class MapNode:
    """A mapping with text keys, in the order of the source."""

    entries: Mapping[str, Entry]
    span: Span

    def get(self, key: str) -> Node | None:
        """Return the value of a key, None if it is absent."""
        entry = self.entries.get(key)
        return entry.value if entry else None


Node = ScalarNode | ListNode | MapNode


def to_python(node: Node) -> PlainData:
    """Return a node's value as plain Python data."""
    match node:
        case ScalarNode():
            return node.value
        case ListNode():
            return [to_python(item) for item in node.items]
        case MapNode():
            return {key: to_python(entry.value) for key, entry in node.entries.items()}


def span_at(node: Node, path: Iterable[str | int], key: str | None = None) -> Span:
    """Return the position of the last node that exists along a path, or of a key in it.

    Args:
        node: The root of the path.
        path: Keys and indexes.
        key: A key of the mapping at the path; the position is the mapping's if it lacks the key.
    """
    for step in path:
        match node:
            case MapNode() if step in node.entries:
                node = node.entries[str(step)].value
            case ListNode() if isinstance(step, int) and step < len(node.items):
                node = node.items[step]
            case _:
                break
    entry = node.entries.get(key) if key is not None and isinstance(node, MapNode) else None
    return entry.key_span if entry else node.span
