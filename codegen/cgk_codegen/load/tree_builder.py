"""Builder of nodes from YAML parser events, without recursion and within limits of memory and depth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

import yaml

from cgk_codegen.diagnostics import Findings
from cgk_codegen.diagnostics.source import SourceFile, Span
from cgk_codegen.load.nodes import Entry, ListNode, MapNode, Node, ScalarNode
from cgk_codegen.load.scalars import plain_value, report_invisible, warn_about_boolean

MAX_NODES: Final = 2_000_000
"""Largest number of nodes in all files together."""
MAX_REPEATED: Final = 200_000
"""Largest number of nodes that aliases may expand to, because nested aliases multiply."""
MAX_DEPTH: Final = 60
"""Deepest nesting; the language needs far less."""


@dataclass(slots=True)
class NodeLimits:
    """Limits that the files of a catalog share.

    Attributes:
        nodes: Number of nodes that may still be read.
        repeated: Number of nodes that aliases may still repeat.
    """

    nodes: int = MAX_NODES
    repeated: int = MAX_REPEATED


@dataclass(slots=True)
class _OpenNode:
    """Mapping or list whose end is not parsed yet.

    Attributes:
        key: Key of a mapping whose value is not parsed yet.
        skip_next: Whether to ignore the next value, because its key was reported.
    """

    span: Span
    anchor: str | None
    is_map: bool
    items: list[Node] = field(default_factory=list[Node])
    entries: dict[str, Entry] = field(default_factory=dict[str, Entry])
    key: tuple[str, Span] | None = None
    skip_next: bool = False


class StopReading(Exception):  # noqa: N818 - a signal to the reader; the mistake is among the findings
    """The file cannot be read to its end; the last finding is the reason."""


class TreeBuilder:
    """Builder of one file's tree.

    Args:
        file: The file, for positions.
        findings: Receives the mistakes.
        limits: Shared by all files of a catalog.
    """

    def __init__(self, file: SourceFile, findings: Findings, limits: NodeLimits) -> None:
        self._file = file
        self._findings = findings
        self._limits = limits
        self._stack: list[_OpenNode] = []
        self._anchors: dict[str, Node] = {}
        self._root: Node | None = None

    def build(self, loader: yaml.CSafeLoader) -> Node:
        """Process every parser event and return the root.

        Raises:
            StopReading: A limit was exceeded, or the file does not have exactly one document.
            yaml.YAMLError: The text is not YAML.
        """
        # Any: each handler accepts events of its own class.
        handlers: dict[type[yaml.Event], Callable[[Any], None]] = {
            yaml.ScalarEvent: self._add_scalar,
            yaml.MappingStartEvent: self._open_collection,
            yaml.SequenceStartEvent: self._open_collection,
            yaml.MappingEndEvent: self._close_collection,
            yaml.SequenceEndEvent: self._close_collection,
            yaml.AliasEvent: self._repeat_anchor,
            yaml.DocumentStartEvent: self._begin_document,
        }
        while (event := loader.get_event()) is not None:
            handler = handlers.get(type(event))
            if handler is not None:
                handler(event)
        if self._root is None:
            hint = "begin it with `catalog:`, or with `events:` if it is included"
            self._stop("CGK104", Span(self._file, 1, 1, 1, 1), "the file is empty", hint)
        return self._root

    def _begin_document(self, event: yaml.Event) -> None:
        if self._root is not None:
            message = "the file has a second document"
            self._stop("CGK103", self._span(event), message, "remove the line `---`")

    def _open_collection(self, event: yaml.CollectionStartEvent) -> None:
        self._count_node(event)
        self._check_tag(event)
        self._check_depth(event, 1)
        is_map = isinstance(event, yaml.MappingStartEvent)
        self._stack.append(_OpenNode(self._span(event), event.anchor, is_map))

    def _span(self, event: yaml.Event) -> Span:
        # Any: marks are optional in the stubs, but the parser always sets them.
        start: Any = event.start_mark
        end: Any = event.end_mark
        return Span(self._file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def _stop(self, code: str, span: Span, message: str, hint: str) -> NoReturn:
        self._findings.error(code, span, message, hint)
        raise StopReading

    def _count_node(self, event: yaml.Event) -> None:
        self._limits.nodes -= 1
        if self._limits.nodes < 0:
            message = f"the catalog has more than {MAX_NODES} nodes"
            self._stop("CGK106", self._span(event), message, "split it into several catalogs")

    def _add_scalar(self, event: yaml.ScalarEvent) -> None:
        self._count_node(event)
        span = self._span(event)
        self._check_tag(event)
        if not event.value.isprintable():
            report_invisible(event.value, span, self._findings)
        is_key = self._expects_key()
        is_text = is_key or event.style
        node = ScalarNode(event.value if is_text else plain_value(event.value, span, self._findings), span)
        if event.anchor:
            self._anchors[event.anchor] = node
        if is_key:
            self._set_key(event.value, event.style, span)
        else:
            self._add(node)

    def _check_depth(self, event: yaml.Event, height: int) -> None:
        if len(self._stack) + height > MAX_DEPTH:
            hint = "use fewer levels, for example with shared types"
            self._stop("CGK113", self._span(event), f"the file has more than {MAX_DEPTH} levels", hint)

    def _check_tag(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.tag is not None:
            hint = "remove it, or quote it if it is text"
            self._findings.error("CGK115", self._span(event), "tags (`!`) are not supported", hint)

    def _expects_key(self) -> bool:
        top = self._stack[-1] if self._stack else None
        return top is not None and top.is_map and top.key is None and not top.skip_next

    def _set_key(self, key: str, style: str | None, span: Span) -> None:
        top = self._stack[-1]
        if key == "<<" and not style:
            hint = "use a shared type under `types:`, or write the fields out"
            self._findings.error("CGK109", span, "merge keys (<<) are not supported", hint)
        elif key in top.entries:
            change = "move its entries there" if len(self._stack) == 1 else "remove or rename one"
            hint = f"it is first defined on line {top.entries[key].key_span.line}; {change}"
            self._findings.error("CGK105", span, f'duplicate key "{key}"', hint)
        else:
            if not style:
                warn_about_boolean(key, span, self._findings)
            top.key = (key, span)
            return
        top.skip_next = True

    def _add(self, node: Node) -> None:
        if not self._stack:
            self._root = node
            return
        top = self._stack[-1]
        if not top.is_map:
            top.items.append(node)
        elif top.skip_next:
            top.skip_next = False
        elif top.key is None:
            self._findings.error("CGK108", node.span, "a key must be text", "quote it")
            top.skip_next = True
        else:
            key, key_span = top.key
            top.entries[key] = Entry(key, key_span, node)
            top.key = None

    def _close_collection(self, event: yaml.Event) -> None:
        collection = self._stack.pop()
        end = self._span(event)
        span = collection.span._replace(end_line=end.end_line, end_column=end.end_column)
        node: Node = MapNode(collection.entries, span) if collection.is_map else ListNode(tuple(collection.items), span)
        if collection.anchor:
            self._anchors[collection.anchor] = node
        self._add(node)

    def _repeat_anchor(self, event: yaml.AliasEvent) -> None:
        node = self._anchors.get(event.anchor or "")
        if node is None:
            message = f'the anchor "{event.anchor}" is not defined before this alias'
            self._findings.error("CGK107", self._span(event), message, "write the value out")
            self._add(ScalarNode(None, self._span(event)))
            return
        size, height = _measure(node)
        self._limits.repeated -= size
        if self._limits.repeated < 0:
            message = f"the catalog's aliases expand to more than {MAX_REPEATED} nodes"
            self._stop("CGK106", self._span(event), message, "write the values out, or use `types:`")
        self._check_depth(event, height)
        if self._expects_key() and isinstance(node, ScalarNode) and isinstance(node.value, str):
            # As if it were quoted: it is not a merge key, and it needs no warning about booleans.
            self._set_key(node.value, '"', self._span(event))
        else:
            self._add(node)


def _measure(node: Node) -> tuple[int, int]:
    """Return the number of nodes in a tree, and its height."""
    match node:
        case ScalarNode():
            return 1, 0
        case ListNode():
            children = [_measure(item) for item in node.items]
        case MapNode():
            children = [_measure(entry.value) for entry in node.entries.values()]
    return 1 + sum(size for size, _ in children), 1 + max((height for _, height in children), default=0)
