"""YAML's events to nodes, without recursion and within a budget: neither depth nor aliases can exhaust anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from cgk_codegen.diagnostics import Findings
from cgk_codegen.load.nodes import Entry, ListNode, MapNode, Node, ScalarNode
from cgk_codegen.load.parser_events import Event, Loader, NodeEvent, ScalarEvent, TaggedEvent
from cgk_codegen.load.scalars import plain_value, refuse_unseen, warn_of_boolean
from cgk_codegen.source import SourceFile, Span

MAX_NODES: Final = 2_000_000
"""Nodes of all files together."""
MAX_REPEATED: Final = 200_000
"""Nodes that aliases may stand for: a few nested ones could fill any memory, for each is read where it stands."""
MAX_DEPTH: Final = 60
"""Nothing the language has goes deeper."""
_TAG: Final = re.compile(r"(?:&\S+\s+)?!\S*")


@dataclass(slots=True)
class Budget:
    """How many nodes the files of a catalog may still have, and how many of them by aliases."""

    nodes: int = MAX_NODES
    repeated: int = MAX_REPEATED


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not come yet."""

    span_start: tuple[int, int]
    anchor: str | None
    before: int
    is_map: bool
    height: int = 0
    items: list[Node] = field(default_factory=list[Node])
    entries: dict[str, Entry] = field(default_factory=dict[str, Entry])
    key: tuple[str, Span] | None = None
    skip_next: bool = False


class _Stop(Exception):  # noqa: N818 - a signal inside this module, never seen outside
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class _End(Exception):  # noqa: N818 - as above
    pass


class TreeBuilder:
    """Builds one file's tree.

    Attributes:
        broken_at: The line at which it went too far, None where it did not.
        is_whole: Whether the text has one document.
    """

    def __init__(self, file: SourceFile, findings: Findings, budget: Budget, first_line: int = 1) -> None:
        """Prepare to build.

        Args:
            file: The file, for places.
            findings: Takes what is wrong.
            budget: Shared by all files of a catalog.
            first_line: Where in the file the text begins.
        """
        self.broken_at: int | None = None
        self.is_whole = True
        self._first_line = first_line
        self._file = file
        self._findings = findings
        self._budget = budget
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[Node, int, int]] = {}
        self._root: Node | None = None
        self._documents = 0

    def build(self, loader: Loader) -> Node | None:
        """Take every event and give the root, None where there is none or it went too far.

        Raises:
            yaml.YAMLError: The text is not YAML.
        """
        # Any: each takes events of its own kind.
        take: dict[type[yaml.Event], Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._begin,
        }
        try:
            while (event := loader.get_event()) is not None:
                taker = take.get(type(event))
                if taker is not None:
                    taker(event)
        except _Stop as stop:
            self.broken_at = stop.line
            return None
        except _End:
            self.is_whole = False
        if self._root is None:
            span = Span(self._file, 1, 1, 1, 1)
            self._findings.error(
                "CGK104", span, "the file is empty", "begin it with `catalog:`, an included one with `events:`"
            )
        return self._root

    def _begin(self, event: Event) -> None:
        self._documents += 1
        if self._documents == 2:
            message = "not a catalog: a second document begins"
            self._findings.error("CGK103", self._span(event), message, "remove the line `---`")
            raise _End

    def _open(self, event: TaggedEvent) -> None:
        self._spend(event)
        if event.tag is not None:
            self._refuse_tag(event)
        self._refuse_depth(event, 1)
        start = event.start_mark
        is_map = isinstance(event, yaml.MappingStartEvent)
        self._stack.append(_Open((start.line + self._first_line, start.column + 1), event.anchor, self._left(), is_map))

    def _span(self, event: Event) -> Span:
        start, end, first = event.start_mark, event.end_mark, self._first_line
        return Span(self._file, start.line + first, start.column + 1, end.line + first, end.column + 1)

    def _stop(self, code: str, event: Event, message: str, hint: str) -> None:
        span = self._span(event)
        self._findings.error(code, span, message, hint)
        raise _Stop(span.line)

    def _spend(self, event: Event) -> None:
        self._budget.nodes -= 1
        if self._budget.nodes < 0:
            self._stop("CGK106", event, f"the catalog has more than {MAX_NODES} nodes", "make several catalogs of it")

    def _scalar(self, event: ScalarEvent) -> None:
        self._spend(event)
        span = self._span(event)
        if event.tag is not None:
            self._refuse_tag(event)
        if not event.value.isprintable():
            refuse_unseen(event.value, span, self._findings)
        if self._wants_key():
            if event.anchor:
                self._anchors[event.anchor] = (ScalarNode(event.value, span), 1, 0)
            self._key(event.value, event.style, span)
            return
        node = ScalarNode(event.value if event.style else plain_value(event.value, span, self._findings), span)
        if event.anchor:
            self._anchors[event.anchor] = (node, 1, 0)
        self._add(node)

    def _left(self) -> int:
        return self._budget.nodes + self._budget.repeated

    def _refuse_depth(self, event: Event, height: int) -> None:
        if len(self._stack) + height > MAX_DEPTH:
            hint = "write it flatter; shared types help"
            self._stop("CGK113", event, f"the file is nested deeper than {MAX_DEPTH}", hint)

    def _raise_height(self, inner: int) -> None:
        if self._stack:
            self._stack[-1].height = max(self._stack[-1].height, inner)

    def _refuse_tag(self, event: Event) -> None:
        # It names what it makes of the value; read without it, the value would be another one than it says.
        begin = self._span(event)
        written = _TAG.match(self._file.line(begin.line), begin.column - 1)
        span = begin._replace(end_line=begin.line, end_column=written.end() + 1) if written else begin
        hint = "remove it; quote what is text"
        self._findings.error("CGK115", span, "tags (`!`) are not part of the language", hint)

    def _wants_key(self) -> bool:
        top = self._stack[-1] if self._stack else None
        return top is not None and top.is_map and top.key is None and not top.skip_next

    def _key(self, key: str, style: str | None, span: Span) -> None:
        top = self._stack[-1]
        if key == "<<" and not style:
            hint = "use a shared type under `types:`, or write the fields out"
            self._findings.error("CGK109", span, "merge keys (<<) are not part of the language", hint)
        elif key in top.entries:
            hint = f"it stands first on line {top.entries[key].key_span.line}; remove or rename one"
            self._findings.error("CGK105", span, f'duplicate key "{key}"', hint)
        else:
            if not style:
                warn_of_boolean(key, span, self._findings)
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

    def _close(self, event: Event) -> None:
        done = self._stack.pop()
        end = event.end_mark
        span = Span(self._file, *done.span_start, end.line + self._first_line, end.column + 1)
        node: Node = MapNode(done.entries, span) if done.is_map else ListNode(tuple(done.items), span)
        if done.anchor:
            self._anchors[done.anchor] = (node, done.before - self._left() + 1, done.height + 1)
        self._raise_height(done.height + 1)
        self._add(node)

    def _alias(self, event: NodeEvent) -> None:
        found = self._anchors.get(event.anchor or "")
        if found is None:
            inside = any(each.anchor == event.anchor for each in self._stack)
            message = "an alias stands inside its own anchor" if inside else f'no anchor "{event.anchor}" stands above'
            self._findings.error("CGK107", self._span(event), message, "write the value out")
            self._add(ScalarNode(None, self._span(event)))
            return
        node, size, height = found
        self._budget.repeated -= size
        if self._budget.repeated < 0:
            message = f"the catalog's aliases stand for more than {MAX_REPEATED} nodes"
            self._stop("CGK106", event, message, "write the values out, or use `types:`")
        self._refuse_depth(event, height)
        self._raise_height(height)
        if self._wants_key() and isinstance(node, ScalarNode) and isinstance(node.value, str):
            self._key(node.value, '"', self._span(event))
        else:
            self._add(node)
