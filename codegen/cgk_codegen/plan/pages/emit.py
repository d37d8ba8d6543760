"""Emitter of the pages: a JSON file per event in the Python package, for the dashboard and for assistants.

`<package>/pages/<event>.json` holds one object. Keys that are absent are empty, false or null:

- `categoryTitle`, the only property of the event that the package's catalog lacks;
- `fields` and `resultFields`: rows with `name`, `type` (in the catalog's notation, without null), `required`,
  `nullable`, `sensitive`, `limits` (texts), `description`, `default` (the value that jobs without the field are read
  with; absent if there is none), `deprecated`, `examples` and `parts`. A part is an object inside the field: its path
  `at` from the field ("" the field itself, "[]" its items, ".*" its values), its `type` and its `fields`. A part that
  would make the table longer than 200 rows is left out; its object is only named;
- `examples`: valid payloads;
- `snippets`: source code by `python`, `model`, `sync`, `handler`, `typescript` and `cli`.

The event's JSON Schema is not repeated; it is the package's `schema/events/<event>.json`. The runtime's reader is
`cgk_runtime.catalog_pages`. A file per event keeps an edit's difference small, and a reader of one event fast.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from cgk_codegen.json_text import pretty_json
from cgk_codegen.plan.pages.fields import FieldRow, FieldTables
from cgk_codegen.plan.pages.snippets import event_snippets
from cgk_codegen.resolve import Catalog, Event


def emit_pages(catalog: Catalog) -> dict[str, str]:
    """Render `<package>/pages/<event>.json` for each event."""
    return {
        f"{catalog.package}/pages/{event.name}.json": f"{pretty_json(event_page(catalog, event))}\n"
        for event in catalog.events.values()
    }


def event_page(catalog: Catalog, event: Event) -> dict[str, Any]:
    """Return the page of an event as JSON data."""
    tables = FieldTables(catalog)
    page = {
        "categoryTitle": catalog.categories[event.category].title,
        "fields": [row_document(row) for row in tables.rows(event.fields)],
        "resultFields": [row_document(row) for row in tables.result_rows(event)],
        "examples": [dict(example) for example in event.examples],
        "snippets": event_snippets(catalog, event),
    }
    return {key: value for key, value in page.items() if value not in (None, [])}


def row_document(row: FieldRow) -> dict[str, Any]:
    """Return a row as JSON data without its empty values."""
    document = {field.name: getattr(row, field.name) for field in fields(row)}
    document["parts"] = [
        {"at": part.at, "type": part.type, "fields": [row_document(inner) for inner in part.fields]}
        for part in row.parts
    ]
    filled = {key: value for key, value in document.items() if value not in (None, False, "", (), [])}
    return {**filled, "default": row.default[0]} if row.default else filled
