"""`cgk-codegen new-event`: add an event to the catalog, after the last one of its category."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from cgk_codegen.cli.exit_codes import EXIT_BAD_CATALOG
from cgk_codegen.cli.report import Report
from cgk_codegen.compiler import read_catalog
from cgk_codegen.diagnostics import CatalogError, Findings, nearest_hint
from cgk_codegen.load import Entry, ListNode, MapNode, Node, Sources, load_documents
from cgk_codegen.plan.json_schema.samples import Samples
from cgk_codegen.publish import OutputError
from cgk_codegen.resolve import Catalog, Event, resolve

_BOM: Final = "\ufeff"
_BARE: Final = re.compile(r"[A-Za-z][A-Za-z0-9 ,.-]*(?<![ .,])\.?\??")
_WORDS: Final = frozenset({"null", "true", "false", "y", "n", "yes", "no", "on", "off"})


def new_event(options: argparse.Namespace, report: Report) -> int:
    """Add an event to the file with the last event of its category.

    Raises:
        CatalogError: The catalog has errors, without or with the new event; nothing was written.
        OutputError: The file cannot be written.
    """
    path = Path(options.catalog)
    loaded = read_catalog(path)
    catalog = loaded.catalog
    mistake = _mistake(options, catalog)
    if mistake:
        report.failure(f"cgk-codegen: {mistake}")
        return EXIT_BAD_CATALOG
    category = options.category or next(iter(catalog.categories))
    last = ([*catalog.events_of(category)] or [*catalog.events.values()])[-1]
    if _is_flow(loaded.sources, last):
        report.failure(
            f"cgk-codegen: the events of {last.span.file.path} are written in braces; write each on its own lines"
        )
        return EXIT_BAD_CATALOG
    target = Path(last.span.file.path)
    place = _InsertionPoint.after(last, target)
    example = _example(path, {target.resolve(): place.text_with(_lines(options, category, last, None))}, options.name)
    added = place.text_with(_lines(options, category, last, example))
    read_catalog(path, overlays={target.resolve(): added.removeprefix(_BOM)})
    _write(target, added)
    line = place.number + place.lines_before + 1
    report.result(f'{target}:{line}: added "{options.name}"; next: cgk-codegen generate', [],
                  file=str(target), line=line, event=options.name)  # fmt: skip
    return 0


@dataclass(frozen=True, slots=True)
class _InsertionPoint:
    """Position in a file at which an event is added.

    Attributes:
        lines: The file's lines with their ends.
        number: Number of lines before the position.
        lines_before: Number of empty lines before the new event: 1, or 0 if the next event follows without one.
    """

    lines: tuple[str, ...]
    number: int
    lines_before: int

    @classmethod
    def after(cls, last: Event, target: Path) -> _InsertionPoint:
        """Return the position after an event and the comments that belong to it.

        Raises:
            OutputError: The file can no longer be read.
        """
        try:
            lines = target.read_bytes().decode("utf-8").splitlines(keepends=True)
        except (OSError, UnicodeDecodeError) as error:
            raise OutputError(f"cannot read {target}: {error}") from error
        number = _last_line(last.source)
        while number < len(lines) and _is_comment_below(lines[number], last.span.column):
            number += 1
        return cls(tuple(lines), number, 0 if lines[number : number + 1] and lines[number].strip() else 1)

    def text_with(self, added: Sequence[str]) -> str:
        """Return the file's text with additional lines, which get the line ends of the file."""
        end = "\r\n" if any(line.endswith("\r\n") for line in self.lines) else "\n"
        before = list(self.lines[: self.number])
        if before and not before[-1].endswith("\n"):
            before[-1] += end
        inserted = [f"{line}{end}" for line in (*[""] * self.lines_before, *added)]
        return "".join([*before, *inserted, *self.lines[self.number :]])


def _is_comment_below(line: str, column: int) -> bool:
    text = line.lstrip(" ")
    return text.startswith("#") and len(line) - len(text) >= column


def _is_flow(sources: Sources, event: Event) -> bool:
    """Return whether the events of an event's file are written in braces, where no lines can be added."""
    for document in sources.documents:
        events = document.root.get("events") if isinstance(document.root, MapNode) else None
        if events is not None and events.span.file == event.span.file:
            return events.span.file.line(events.span.line)[events.span.column - 1 :].startswith("{")
    return False


def _write(target: Path, text: str) -> None:
    """Write a file atomically, because it may be the only copy."""
    file = target.resolve()
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        temporary.write_bytes(text.encode())
        shutil.copymode(file, temporary)
        temporary.replace(file)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise OutputError(f"cannot write {target}: {error.strerror}") from error


def _mistake(options: argparse.Namespace, catalog: Catalog) -> str:
    """Return the mistake in the command line, empty if there is none."""
    if options.name in catalog.events:
        return f'the event "{options.name}" already exists at {catalog.events[options.name].span}'
    if not catalog.events:
        return "the catalog has no event yet; write the first one by hand, see docs/reference/catalog.md"
    if options.category is None and len(catalog.categories) > 1:
        return f"choose a category with --category: {', '.join(catalog.categories)}"
    if options.category is not None and options.category not in catalog.categories:
        return f'unknown category "{options.category}"; {nearest_hint(options.category, catalog.categories)}'
    if not options.description.strip():
        return "describe the event in one sentence with --description"
    return next((f'"{text}" is not NAME:TYPE' for text in options.fields if not all(text.partition(":")[::2])), "")


def _lines(options: argparse.Namespace, category: str, last: Event, example: dict[str, Any] | None) -> list[str]:
    outer = " " * (last.span.column - 1)
    lines = [
        f"{outer}{_quoted(options.name)}:",
        f"{outer}  category: {_quoted(category)}",
        f"{outer}  description: {_quoted(options.description)}",
    ]
    fields = [text.partition(":")[::2] for text in options.fields]
    lines += [f"{outer}  payload:", *(f"{outer}    {_quoted(name.strip())}: {_kind(kind)}" for name, kind in fields)]
    if not fields:
        lines[-1] += " {}"
    if example:
        lines.append(f"{outer}  example: {json.dumps(example, ensure_ascii=False)}")
    return lines


def _kind(text: str) -> str:
    """Return a field's type as YAML: a type expression, or a list or mapping such as `[daily, hourly]`."""
    kind = text.strip()
    if kind[:1] in ("[", "{"):
        try:
            values = yaml.safe_load(kind)
        except yaml.YAMLError:
            values = None
        if values and "\n" not in kind and "#" not in kind:
            return kind
    return _quoted(kind)


def _quoted(text: str) -> str:
    """Return text as YAML, in quotes if it could be read as anything else."""
    bare = _BARE.fullmatch(text) and text.lower() not in _WORDS
    return text if bare else json.dumps(text, ensure_ascii=False)


def _example(path: Path, texts: dict[Path, str], name: str) -> dict[str, Any]:
    """Return an example payload of a drafted event.

    Raises:
        CatalogError: The draft has errors.
    """
    findings = Findings()
    sources = load_documents(path, findings, {place: text.removeprefix(_BOM) for place, text in texts.items()})
    if findings.has_errors:
        raise CatalogError(findings.in_order())
    catalog = resolve(sources.documents, findings)
    if findings.has_errors:
        raise CatalogError(findings.in_order())
    fields = catalog.events[name].fields[1:]  # the first is the tenant
    samples = Samples(catalog.definitions)
    return {
        field.name: field.examples[0] if field.examples else samples.of(field.schema, full=False)
        for field in fields
        if field.required
    }


def _last_line(node: Node) -> int:
    """Return the last line with text of a node, without the comments after it."""
    match node:
        case MapNode() if node.entries:
            return max(_last_line_of_entry(entry) for entry in node.entries.values())
        case ListNode() if node.items:
            return max(_last_line(item) for item in node.items)
        case _:
            span = node.span
            last = span.end_line if span.end_column > 1 else span.end_line - 1
            while last > span.line and not span.file.line(last).strip():
                last -= 1
            return max(last, span.line)


def _last_line_of_entry(entry: Entry) -> int:
    return max(entry.key_span.line, _last_line(entry.value))
