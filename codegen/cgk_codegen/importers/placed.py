"""Sources that a script has read in another language: JSON Schemas whose objects name their places."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cgk_codegen.diagnostics.source import SourceFile, Span
from cgk_codegen.importers.documents import Documents
from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.model import Json, Schema, Source, SourceEvent, is_list, is_object
from cgk_codegen.load import Entry, ListNode, MapNode, Node, ScalarNode


def placed_source(path: Path, found: Schema, documents: Documents, losses: Losses) -> Source:
    """Return the source that a script found: its events with schemas that name their places."""
    nodes = PlacedNodes(documents)
    placed = [{"$at": each["at"], **each["schema"]} for each in found["events"]]
    content = {"$defs": found["definitions"], "events": placed}
    span = nodes.span([str(path.resolve()), 1, 1])
    scope = documents.add(path, nodes.node(content, span))
    schemas = documents.read(path)["events"]
    events: list[SourceEvent] = []
    for each, schema in zip(found["events"], schemas, strict=True):
        about: Schema = each.get("about", {})
        place = nodes.span(each["at"])
        examples = about.get("examples")
        events.append(
            SourceEvent(
                each["name"], schema, scope, place, group=path.stem, description=str(about.get("description", "")),
                deprecated=str(about.get("deprecated", "")), owner=str(about.get("x-owner", "")),
                examples=tuple(examples) if is_list(examples) else (), is_wire_name=each.get("isWireName", True),
            )
        )  # fmt: skip
        for key, value in about.items():
            if key not in ("description", "deprecated", "x-owner", "examples"):
                losses.add("IMP101", place, each["name"], f"{key} has no counterpart and is kept here only", value)
    return Source(path.stem, "", span, tuple(events))


def source_root(path: Path) -> Path:
    """Return the folder below which files of a program may be read: the working directory if the file is in it."""
    here = Path.cwd()
    return here if path.resolve().is_relative_to(here) else path.resolve().parent


class PlacedNodes:
    """Builder of nodes from JSON whose objects name their places as `$at: [file, line, column]`.

    Args:
        documents: The source's files.
    """

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._files: dict[str, SourceFile] = {}

    def span(self, at: list[Json]) -> Span:
        """Return a place in a file."""
        path, line, column = str(at[0]), int(at[1]), int(at[2])
        if path not in self._files:
            try:
                text = Path(path).read_text(encoding="utf-8-sig", errors="replace")
            except OSError:  # a file of the compiler's own, or one that was removed
                text = ""
            self._files[path] = SourceFile(self._documents.shown(Path(path)), text.replace("\r\n", "\n"))
        file = self._files[path]
        return Span(file, line, column, line, max(column + 1, len(file.line(line)) + 1))

    def node(self, value: Json, outer: Span) -> Node:
        """Return the nodes of a value; a value without a place gets the place around it."""
        if is_list(value):
            return ListNode(tuple(self.node(each, outer) for each in value), outer)
        if not is_object(value):
            return ScalarNode(value, outer)
        span = self.span(value["$at"]) if is_list(value.get("$at")) else outer
        entries: Mapping[str, Entry] = {
            key: Entry(key, inner.span, inner)
            for key, each in value.items()
            if key != "$at" and (inner := self.node(each, span))
        }
        return MapNode(entries, span)
