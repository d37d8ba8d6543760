"""`cgk events [EVENT]`: list the catalog's events, or show one and how to send it."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Final

from cgk_runtime.catalog_pages import read_event_page, with_nested
from cgk_runtime.cli.options import add_catalog_argument, add_json_and_sdk_options, find_sdk
from cgk_runtime.cli.output import console, print_columns, print_json
from cgk_runtime.mcp.event_documents import event_document, event_properties

if TYPE_CHECKING:
    from rich.console import Console

    from cgk_runtime.catalog import Catalog, EventDefinition
    from cgk_runtime.catalog_pages import EventPage, FieldRow

_SNIPPETS: Final = {"Python": "python", "TypeScript": "typescript", "Command line": "cli"}


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "List the catalog's events, or show one: its fields, an example, and how to send it in Python, in TypeScript "
        "and on the command line."
    )
    parser.epilog = "Examples:\n\n  cgk events\n  cgk events order.created"
    add_catalog_argument(parser, "event", nargs="?", metavar="EVENT", help="show this event")
    add_json_and_sdk_options(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    catalog = find_sdk(options).catalog
    if options.event is None:
        _list(catalog, options)
        return 0
    event = catalog.event(options.event)
    if options.json:
        print_json(event_document(catalog, event))
    else:
        _show(console(), event, read_event_page(catalog, event.name))
    return 0


def _list(catalog: Catalog, options: argparse.Namespace) -> None:
    events = catalog.events.values()
    if options.json:
        print_json([event_properties(event) for event in events])
        return
    out = console()
    rows = [(event.name, event.category, _description(event)) for event in events]
    print_columns(out, rows, styles=["bold"] * len(rows))


def _show(out: Console, event: EventDefinition, page: EventPage | None) -> None:
    retry = event.retry
    out.print(event.name, style="bold", end="")
    out.print(f"  {_description(event)}\n")
    pauses = f"{retry.min_timeout_ms} ms, then {retry.factor:g} times as long, at most {retry.max_timeout_ms} ms"
    properties = (
        ("category", event.category),
        ("task id", event.task_id),
        ("payload", event.payload_type),
        ("result", event.result_type),
        ("owner", event.owner),
        ("fairness", event.fairness),
        ("retries", f"{retry.max_attempts} attempts; after {pauses}"),
    )
    print_columns(out, [(name, value) for name, value in properties if value], indent=2)
    if page is None:  # a hand-written catalog has no pages
        return
    _print_heading(out, "Fields")
    print_columns(out, [_field_cells(row) for row in with_nested(page.fields)], indent=2)
    _print_heading(out, "Example")
    _print_code(out, json.dumps(page.examples[0], indent=2, ensure_ascii=False))
    for title, name in _SNIPPETS.items():
        _print_heading(out, title)
        _print_code(out, page.snippets[name].rstrip())


def _field_cells(row: FieldRow) -> tuple[str, ...]:
    notes = [", ".join(row.limits)] if row.limits else []
    if row.sensitive:
        notes.append("personal data, redacted in output")
    text = f"{row.description} ({'; '.join(notes)})" if notes else row.description
    return row.name, row.nullable_type, "required" if row.required else "optional", text


def _description(event: EventDefinition) -> str:
    return f"(deprecated: {event.deprecated}) {event.description}" if event.deprecated else event.description


def _print_heading(out: Console, text: str) -> None:
    out.print(f"\n{text}", style="bold")


def _print_code(out: Console, text: str) -> None:
    """Print lines to copy, without wrapping."""
    out.print("\n".join(f"  {line}" if line else "" for line in text.split("\n")))
