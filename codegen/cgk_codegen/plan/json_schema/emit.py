"""Emitters of the JSON Schemas of events and results, and of example payloads."""

from __future__ import annotations

from typing import Any

from cgk_codegen.json_schema import rewrite_texts
from cgk_codegen.json_text import pretty_json
from cgk_codegen.plan.json_schema.examples import examples_text
from cgk_codegen.resolve import Catalog, Event
from cgk_codegen.resolve.patterns import schema_pattern
from cgk_codegen.resolve.schema_documents import bundle_schema, event_schema, result_schema


def emit_schemas(catalog: Catalog) -> dict[str, str]:
    """Render `schema/events/<event>.json` and `schema/examples/<event>.json` for each event, and results' schemas."""
    files: dict[str, str] = {}
    for event in catalog.events.values():
        schema = event_schema(catalog, event)
        files[f"schema/events/{event.name}.json"] = _text(schema)
        files[f"schema/examples/{event.name}.json"] = examples_text(event, schema)
        if event.result is not None:
            files[f"schema/results/{event.name}.json"] = _text(result_schema(catalog, event, event.result))
    return files


def schema_text(catalog: Catalog, event: Event) -> str:
    """Return the JSON Schema of an event's payload as the text of its file."""
    return _text(event_schema(catalog, event))


def emit_bundle(catalog: Catalog) -> dict[str, str]:
    """Render `schema/bundle.json` with all types."""
    return {"schema/bundle.json": _text(bundle_schema(catalog))}


def _text(document: dict[str, Any]) -> str:
    return pretty_json(rewrite_texts(document, {"pattern": schema_pattern})) + "\n"
