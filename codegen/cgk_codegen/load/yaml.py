"""YAML text to nodes, by PyYAML's composer: no constructor runs, so no input can run code.

Plain scalars are read as YAML 1.2's core schema reads them (https://yaml.org/spec/1.2.2/, section 10.3): `on`, `no` and
`yes` are text, dates are text.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import yaml

from cgk_codegen.diagnostics import Findings
from cgk_codegen.load.nodes import Entry, ListNode, MapNode, Node, Scalar, ScalarNode
from cgk_codegen.source import SourceFile, Span

MAX_NODES: Final = 2_000_000
"""Nodes of one file after its aliases are followed; a few nested aliases can otherwise fill any memory."""

_INTEGER: Final = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_BASES: Final = {"0o": 8, "0x": 16}

_Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(path: Path, findings: Findings) -> Node | None:
    """Read a catalog file.

    Args:
        path: The file, as the user named it.
        findings: Takes what is wrong with the text.

    Returns:
        The document's root, or None where there is no document to go on with.
    """
    shown = path.as_posix()
    start = SourceFile(shown, "")
    nowhere = Span(start, 1, 1, 1, 1)
    try:
        data = path.read_bytes()
    except IsADirectoryError:
        findings.error("CGK101", nowhere, f"{shown} is a directory", "name the catalog's file, usually events.yaml")
        return None
    except OSError as error:
        reason = error.strerror or str(error)
        findings.error("CGK101", nowhere, f"{shown} cannot be read: {reason}", "name the catalog's file")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        findings.error(
            "CGK102", Span(start, line, column, line, column + 1), "the file is not UTF-8", "save it as UTF-8"
        )
        return None
    return parse(SourceFile(shown, text), findings)


def parse(file: SourceFile, findings: Findings) -> Node | None:
    """Read a catalog's text; see `load`."""
    loader = _Loader(file.text)
    try:
        root = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        hint = "indent with spaces, not tabs" if "\t" in file.line(line) else (error.context or "")
        findings.error("CGK103", Span(file, line, column, line, column + 1), f"not YAML: {error.problem}", hint)
        return None
    except yaml.reader.ReaderError as error:
        line = file.text.count("\n", 0, error.position) + 1
        message = f"not YAML: the character U+{ord(str(error.character)[:1]):04X} is not allowed"
        findings.error("CGK103", Span(file, line, 1, line, 2), message, "remove it")
        return None
    finally:
        loader.dispose()
    if root is None:
        findings.error("CGK104", Span(file, 1, 1, 1, 1), "the file is empty", "a catalog begins with `catalog:`")
        return None
    return _Converter(file, findings).convert(root)


class _Converter:
    """Turns PyYAML's nodes into ours; follows aliases, within a budget."""

    def __init__(self, file: SourceFile, findings: Findings) -> None:
        self._file = file
        self._findings = findings
        self._budget = MAX_NODES
        self._open: set[int] = set()

    def convert(self, node: yaml.Node) -> Node | None:
        try:
            return self._node(node)
        except _TooLarge:
            span = self._span(node)
            message = f"aliases make more than {MAX_NODES} nodes of this file"
            self._findings.error("CGK106", span, message, "write the values out, or use `types:`")
            return None

    def _span(self, node: yaml.Node) -> Span:
        start, end = node.start_mark, node.end_mark
        return Span(self._file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def _node(self, node: yaml.Node) -> Node:
        self._budget -= 1
        if self._budget < 0:
            raise _TooLarge
        span = self._span(node)
        if isinstance(node, yaml.ScalarNode):
            return ScalarNode(self._scalar(node), span)
        if id(node) in self._open:
            self._findings.error("CGK107", span, "an alias stands inside its own anchor", "write the value out")
            return ScalarNode(None, span)
        self._open.add(id(node))
        try:
            if isinstance(node, yaml.SequenceNode):
                return ListNode(tuple(self._node(item) for item in node.value), span)
            return self._mapping(node, span)
        finally:
            self._open.discard(id(node))

    def _mapping(self, node: yaml.Node, span: Span) -> MapNode:
        entries: dict[str, Entry] = {}
        for key_node, value_node in node.value:
            key_span = self._span(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self._findings.error("CGK108", key_span, "a key must be text", "quote it")
                continue
            key = key_node.value
            if key == "<<" and not key_node.style:
                hint = "use a shared type under `types:`, or write the fields out"
                self._findings.error("CGK109", key_span, "merge keys (<<) are not part of the language", hint)
                continue
            if key in entries:
                hint = f"it stands first on line {entries[key].key_span.line}; remove or rename one"
                self._findings.error("CGK105", key_span, f'duplicate key "{key}"', hint)
                continue
            entries[key] = Entry(key, key_span, self._node(value_node))
        return MapNode(entries, span)

    def _scalar(self, node: yaml.ScalarNode) -> Scalar:
        text: str = node.value
        if node.style:  # plain is None or "", depending on the parser
            return text
        if text in _NULLS:
            return None
        if text in _BOOLEANS:
            return _BOOLEANS[text]
        if _INTEGER.fullmatch(text):
            return int(text[2:], _BASES[text[:2]]) if text[:2] in _BASES else int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
        return text


class _TooLarge(Exception):  # noqa: N818 - a signal inside this module, never seen outside
    pass
