"""JSON Schema documents (draft 2020-12) of a catalog, in the form that TypeScript's tools read without loss.

Each document stands alone: no reference leaves it, tenantId stands in every event, every object is closed, and a title
stands on objects only.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cgk_codegen.json_schema import DIALECT, reference, references, with_exact_integers
from cgk_codegen.resolve.catalog import Catalog, Event, Field, NamedType


def object_schema(fields: tuple[Field, ...], title: str, description: str) -> dict[str, Any]:
    """Make the JSON Schema of an object with exactly these fields."""
    schema: dict[str, Any] = {"title": title, "type": "object"}
    if description:
        schema["description"] = description
    schema["properties"] = {field.name: _property(field) for field in fields}
    required = [field.name for field in fields if field.required]
    if required:
        schema["required"] = required
    schema["additionalProperties"] = False
    return schema


def _property(field: Field) -> dict[str, Any]:
    notes: dict[str, Any] = {}
    if field.description:
        notes["description"] = field.description
    if field.deprecated is not None:
        notes["deprecated"] = True
    if field.examples:
        notes["examples"] = list(field.examples)
    return {**field.schema, **notes}


def event_schema(catalog: Catalog, event: Event) -> dict[str, Any]:
    """Make the self-contained schema of one event's payload."""
    body = event.schema
    names = _closure(catalog, references(body))
    document = {"$schema": DIALECT, "$id": f"{catalog.schema_base_url}{event.name}.json", **body}
    if names:
        document["$defs"] = {name: dict(catalog.types[name].schema) for name in names}
    return with_exact_integers(document)


def result_schema(catalog: Catalog, event: Event, result: NamedType) -> dict[str, Any]:
    """Make the self-contained schema of what an event's handlers return."""
    document = {"$schema": DIALECT, "$id": f"{catalog.schema_base_url}results/{event.name}.json", **result.schema}
    names = _closure(catalog, references(result.schema))
    if names:
        document["$defs"] = {name: dict(catalog.types[name].schema) for name in names}
    return with_exact_integers(document)


def payload_definitions(catalog: Catalog, events: Iterable[Event]) -> dict[str, Any]:
    """Make the schemas of these events' payloads and of the shared types they reach, by the types' names."""
    payloads = {event.payload_type: event.schema for event in events}
    reached = [name for payload in payloads.values() for name in references(payload)]
    definitions = {**{name: catalog.types[name].schema for name in _closure(catalog, reached)}, **payloads}
    return {name: with_exact_integers(schema) for name, schema in definitions.items()}


def bundle_schema(catalog: Catalog) -> dict[str, Any]:
    """Make one schema whose properties map every event's name to its payload."""
    shared = {shared.name: dict(shared.schema) for shared in catalog.types.values()}
    payloads = {event.payload_type: event.schema for event in catalog.events.values()}
    results = {event.result.name: dict(event.result.schema) for event in catalog.events.values() if event.result}
    document = {
        "$schema": DIALECT,
        "$id": f"{catalog.schema_base_url}bundle.json",
        "title": "JobEvents",
        "type": "object",
        "properties": {event.name: reference(event.payload_type) for event in catalog.events.values()},
        "additionalProperties": False,
        "$defs": {**shared, **payloads, **results},
    }
    return with_exact_integers(document)


def _closure(catalog: Catalog, names: Iterable[str]) -> list[str]:
    """Give the shared types reached from these, each once, in the order of the catalog."""
    reached: set[str] = set()
    ahead = list(names)
    while ahead:
        name = ahead.pop()
        if name not in reached and name in catalog.types:
            reached.add(name)
            ahead.extend(references(catalog.types[name].schema))
    return [name for name in catalog.types if name in reached]
