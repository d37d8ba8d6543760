"""`cgk-codegen new-event`: add a well-formed event to the catalog, beside the others of its category."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any, Final

from cgk_codegen.cli.report import Report
from cgk_codegen.compiler import read_catalog
from cgk_codegen.diagnostics import CatalogError, Findings, nearest_hint
from cgk_codegen.json_schema import Schema, referenced_name, without_null
from cgk_codegen.load import Entry, ListNode, MapNode, Node, load_documents
from cgk_codegen.publish import OutputError
from cgk_codegen.resolve import Catalog, Event, resolve

_EXIT_WRONG: Final = 2
_BARE: Final = re.compile(r"[A-Za-z][A-Za-z0-9 ,.-]*(?<![ .,])\.?\??")
_WORDS: Final = frozenset({"null", "true", "false", "y", "n", "yes", "no", "on", "off"})


def new_event(options: argparse.Namespace, report: Report) -> int:
    """Add an event to the file that has the last one of its category.

    Raises:
        CatalogError: The catalog has errors, or would have them with the new event; nothing was written.
        OutputError: The file cannot be written.
    """
    path = Path(options.catalog)
    catalog = read_catalog(path).catalog
    wrong = _mistake(options, catalog)
    if wrong:
        report.failure(f"cgk-codegen: {wrong}")
        return _EXIT_WRONG
    category = options.category or next(iter(catalog.categories))
    last = ([*catalog.events_of(category)] or [*catalog.events.values()])[-1]
    target = Path(last.span.file.path)
    lines = last.span.file.text.splitlines(keepends=True)
    at = _last_line(last.source)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    draft = _text(options, category, last, None)
    added = "".join([*lines[:at], draft, *lines[at:]])
    example = _example(path, {target.resolve(): added}, options.name)
    added = "".join([*lines[:at], _text(options, category, last, example), *lines[at:]])
    read_catalog(path, texts={target.resolve(): added})
    try:
        target.write_text(added, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"cannot write {target}: {error.strerror}") from error
    report.result(f'{target}:{at + 2}: added "{options.name}"; next: cgk-codegen generate', [],
                  file=str(target), line=at + 2, event=options.name)  # fmt: skip
    return 0


def _mistake(options: argparse.Namespace, catalog: Catalog) -> str:
    """Say what is wrong with the command line."""
    if options.name in catalog.events:
        return f'the event "{options.name}" is there already, at {catalog.events[options.name].span}'
    if not catalog.events:
        return "the catalog has no event yet; write the first one by hand, docs/catalog.md shows how"
    if options.category is None and len(catalog.categories) > 1:
        return f"name its category with --category: {', '.join(catalog.categories)}"
    if options.category is not None and options.category not in catalog.categories:
        return f'unknown category "{options.category}"; {nearest_hint(options.category, catalog.categories)}'
    return next((f'"{text}" is not NAME:TYPE' for text in options.fields if not all(text.partition(":")[::2])), "")


def _text(options: argparse.Namespace, category: str, last: Event, example: dict[str, Any] | None) -> str:
    outer = " " * (last.span.column - 1)
    lines = [
        "",
        f"{outer}{options.name}:",
        f"{outer}  category: {category}",
        f"{outer}  description: {_quoted(options.description)}",
    ]
    fields = [text.partition(":")[::2] for text in options.fields]
    lines += [f"{outer}  payload:", *(f"{outer}    {_quoted(name)}: {_quoted(kind.strip())}" for name, kind in fields)]
    if not fields:
        lines[-1] += " {}"
    if example:
        lines.append(f"{outer}  example: {json.dumps(example, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Write text as YAML, bare where nothing could be read into it."""
    bare = _BARE.fullmatch(text) and text.lower() not in _WORDS
    return text if bare else json.dumps(text, ensure_ascii=False)


def _example(path: Path, texts: dict[Path, str], name: str) -> dict[str, Any]:
    """Make up an example of a drafted event: what its types are is known once the draft is read.

    Raises:
        CatalogError: The draft has errors.
    """
    findings = Findings()
    catalog = resolve(load_documents(path, findings, texts).documents, findings)
    if findings.has_errors:
        raise CatalogError(findings.in_order())
    fields = catalog.events[name].fields[1:]  # the first is the tenant
    return {field.name: _sample(catalog, field.schema, field.name) for field in fields if field.required}


def _sample(catalog: Catalog, schema: Schema, name: str) -> Any:  # JSON data
    """Make up a value; where a shared type's own rules refuse it, the finding says so."""
    inner, nullable = without_null(schema)
    if nullable:
        return None
    reference = referenced_name(inner)
    if reference is not None:
        named = catalog.types[reference]
        if named.fields is None:
            return _sample(catalog, named.schema, name)
        return {
            field.name: field.examples[0] if field.examples else _sample(catalog, field.schema, field.name)
            for field in named.fields
            if field.required
        }
    if "enum" in inner:
        return inner["enum"][0]
    if "anyOf" in inner:
        return _sample(catalog, inner["anyOf"][0], name)
    if inner.get("format") == "date-time":
        return "2026-01-02T03:04:05Z"
    samples: dict[str, Any] = {"number": 1, "integer": 1, "boolean": True, "array": [], "object": {}}
    return samples.get(inner.get("type", "object"), f"{name}_1")


def _last_line(node: Node) -> int:
    """Give the last line a node has text on; what follows it, comments included, is not its own."""
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
