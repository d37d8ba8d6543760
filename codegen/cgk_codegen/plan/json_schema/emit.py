"""Writes the catalog's JSON Schema documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cgk_codegen.json_schema import Schema
from cgk_codegen.json_text import compact, pretty
from cgk_codegen.memory.hashing import hash_text
from cgk_codegen.plan.outline import Outline
from cgk_codegen.plan.texts import Text, Value, joined_json
from cgk_codegen.resolve import Catalog
from cgk_codegen.resolve.documents import bundle_schema, event_schema, exact_schema, result_schema


def emit_schemas(catalog: Catalog) -> dict[str, str]:
    """Make `schema/events/<event>.json` for every event, and `schema/results/` for what handlers return."""
    files: dict[str, str] = {}
    for event in catalog.events.values():
        files[f"schema/events/{event.name}.json"] = _text(event_schema(catalog, event))
        if event.result is not None:
            files[f"schema/results/{event.name}.json"] = _text(result_schema(catalog, event, event.result))
    return files


def emit_bundle(catalog: Catalog, _outline: Outline) -> dict[str, Text]:
    """Make `schema/bundle.json`, all types in one document."""
    return {"schema/bundle.json": joined_json(bundle_schema(catalog, definitions(catalog)))}


def definitions(catalog: Catalog, written: Callable[[Schema], Schema] = lambda schema: schema) -> dict[str, Value]:
    """Give every type's schema by its name, each to be made only where it is not what it was.

    Args:
        catalog: The catalog.
        written: Gives a schema as it stands in the document.
    """

    def value(key: str, schema: Schema) -> Value:
        return Value(key, lambda: written(exact_schema(catalog, schema)))

    digests, events = catalog.digests, catalog.events.values()
    made = {
        name: value(f"type {hash_text(compact(named.schema))}", named.schema) for name, named in catalog.types.items()
    }
    made |= {event.payload_type: value(f"payload {digests[event.name]}", event.schema) for event in events}
    for event in events:
        if event.result is not None:
            made[event.result.name] = value(f"result {digests[event.name]}", event.result.schema)
    return made


def _text(document: dict[str, Any]) -> str:
    return pretty(document) + "\n"
