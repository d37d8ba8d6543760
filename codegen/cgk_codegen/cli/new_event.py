"""`cgk-codegen new-event`: add an event to the catalog, after the last one of its category."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, Final

from cgk_codegen.cli.exit_codes import EXIT_BAD_CATALOG
from cgk_codegen.cli.report import Report
from cgk_codegen.compiler import read_catalog
from cgk_codegen.diagnostics import CatalogError, Findings, nearest_hint
from cgk_codegen.importers.yaml_text import flow
from cgk_codegen.load import ListNode, MapNode, Node, load_documents
from cgk_codegen.plan.json_schema.samples import Samples
from cgk_codegen.resolve import Catalog, resolve
from cgk_codegen.source_files import write_source_file

_BOM: Final = "\ufeff"


def new_event(options: argparse.Namespace, report: Report) -> int:
    """Add an event to the file with the last event of its category.

    Raises:
        CatalogError: The catalog has errors, without or with the new event; nothing was written.
        OSError: The file cannot be read or written.
    """
    path = Path(options.catalog)
    catalog = read_catalog(path).catalog
    mistake = _mistake(options, catalog)
    if mistake:
        report.failure(f"cgk-codegen: {mistake}")
        return EXIT_BAD_CATALOG
    category = options.category or next(iter(catalog.categories))
    last_event = ([*catalog.events_of(category)] or [*catalog.events.values()])[-1]
    target = Path(last_event.span.file.path)
    lines = target.read_bytes().decode("utf-8").splitlines(keepends=True)
    if lines[last_event.span.line - 1][: last_event.span.column - 1].strip():
        report.failure(f"cgk-codegen: the events of {target} are written in braces; write each on its own lines")
        return EXIT_BAD_CATALOG
    end = _last_line(last_event.source)
    indent = " " * (last_event.span.column - 1)
    # An empty line separates the new event, unless the next event follows the last one directly.
    separator = [] if "".join(lines[end : end + 1]).strip() else [""]
    draft = _insert(lines, end, [*separator, *_event_lines(options, category, indent, None)])
    example = _example(path, {target.resolve(): draft.removeprefix(_BOM)}, options.name)
    text = _insert(lines, end, [*separator, *_event_lines(options, category, indent, example)])
    read_catalog(path, overlays={target.resolve(): text.removeprefix(_BOM)})
    write_source_file(target, text)
    line = end + len(separator) + 1
    report.result(f'{target}:{line}: added "{options.name}"; next: cgk-codegen generate', [],
                  file=str(target), line=line, event=options.name)  # fmt: skip
    return 0


def _insert(lines: list[str], index: int, added: list[str]) -> str:
    """Return the text of a file with lines inserted at an index; they get the line ends of the file."""
    line_end = "\r\n" if any(line.endswith("\r\n") for line in lines) else "\n"
    before = "".join(lines[:index]).removesuffix(line_end)
    return "".join([before, line_end, *(line + line_end for line in added), *lines[index:]])


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
    malformed = [text for text in options.fields if not all(text.partition(":")[::2])]
    return f'"{malformed[0]}" is not NAME:TYPE' if malformed else ""


def _event_lines(options: argparse.Namespace, category: str, indent: str, example: dict[str, Any] | None) -> list[str]:
    """Return the lines of the event, each after an indentation."""
    lines = [
        f"{indent}{flow(options.name)}:",
        f"{indent}  category: {flow(category)}",
        f"{indent}  description: {flow(options.description)}",
    ]
    fields = [text.partition(":")[::2] for text in options.fields]  # name and type
    lines += [f"{indent}  payload:", *(f"{indent}    {flow(name.strip())}: {_type(text)}" for name, text in fields)]
    if not fields:
        lines[-1] += " {}"
    if example:
        lines.append(f"{indent}  example: {json.dumps(example, ensure_ascii=False)}")
    return lines


def _type(text: str) -> str:
    """Return a field's type as YAML: a type expression, or a list or mapping such as `[daily, hourly]`."""
    return text.strip() if text.strip()[:1] in ("[", "{") else flow(text.strip())


def _example(path: Path, texts: dict[Path, str], name: str) -> dict[str, Any]:
    """Return an example payload of a drafted event.

    Raises:
        CatalogError: The draft has errors.
    """
    findings = Findings()
    documents = load_documents(path, findings, texts).documents
    catalog = resolve(documents, findings) if documents else None
    if catalog is None or findings.has_errors:
        raise CatalogError(findings.in_order())
    fields = catalog.events[name].fields[1:]  # the first is the tenant
    samples = Samples(catalog.definitions)
    return {
        field.name: field.examples[0] if field.examples else samples.of(field.schema, full=False)
        for field in fields
        if field.required
    }


def _last_line(node: Node) -> int:
    """Return the number of the last line of a node that has text, without the comments after the node."""
    match node:
        case MapNode() if node.entries:
            return max(max(entry.key_span.line, _last_line(entry.value)) for entry in node.entries.values())
        case ListNode() if node.items:
            return max(_last_line(item) for item in node.items)
        case _:
            span = node.span
            last = span.end_line if span.end_column > 1 else span.end_line - 1
            while last > span.line and not span.file.line(last).strip():
                last -= 1
            return max(last, span.line)
