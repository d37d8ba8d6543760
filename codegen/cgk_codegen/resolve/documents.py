"""JSON Schema documents (draft 2020-12) of a catalog, in the form that TypeScript's tools read without loss.

Each document stands alone: no reference leaves it, tenantId stands in every event, every object is closed, and a title
stands on objects only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cgk_codegen.json_schema import DIALECT, Schema, reference, references, with_exact_integers
from cgk_codegen.resolve.catalog import Catalog, Event, Field, NamedType


def object_schema(fields: tuple[Field, ...], title: str, description: str) -> dict[str, Any]:
    """Build the JSON Schema of an object with exactly these fields."""
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
    """Return the self-contained schema of one event's payload, made once: several artefacts show it."""
    made = catalog.documents.get(event.name)
    if made is None:
        made = catalog.documents[event.name] = _document(catalog, f"{event.name}.json", event.schema)
    return made


def result_schema(catalog: Catalog, event: Event, result: NamedType) -> dict[str, Any]:
    """Make the self-contained schema of what an event's handlers return."""
    return _document(catalog, f"results/{event.name}.json", result.schema)


def standalone(catalog: Catalog, schema: Schema) -> Schema:
    """Make the self-contained schema of a part of a payload."""
    definitions = {
        each: exact_schema(catalog, catalog.types[each].schema) for each in _closure(catalog, references(schema))
    }
    whole = exact_schema(catalog, schema)
    return {**whole, "$defs": definitions} if definitions else whole


def payload_definitions(catalog: Catalog, events: Iterable[Event]) -> dict[str, Schema]:
    """Make the schemas of these events' payloads and of the shared types they reach, by the types' names."""
    payloads = {event.payload_type: event.schema for event in events}
    reached = [name for payload in payloads.values() for name in references(payload)]
    definitions = {**{name: catalog.types[name].schema for name in _closure(catalog, reached)}, **payloads}
    return {name: exact_schema(catalog, schema) for name, schema in definitions.items()}


def bundle_schema(catalog: Catalog, definitions: Mapping[str, Any]) -> dict[str, Any]:
    """Make one schema whose properties map every event's name to its payload; `definitions` are the types' schemas."""
    return {
        "$schema": DIALECT,
        "$id": f"{catalog.schema_base_url}bundle.json",
        "title": "JobEvents",
        "type": "object",
        "properties": {event.name: reference(event.payload_type) for event in catalog.events.values()},
        "additionalProperties": False,
        "$defs": definitions,
    }


def _document(catalog: Catalog, path: str, schema: Schema) -> dict[str, Any]:
    document = {"$schema": DIALECT, "$id": catalog.schema_base_url + path, **exact_schema(catalog, schema)}
    names = _closure(catalog, references(schema))
    if names:
        document["$defs"] = {each: exact_schema(catalog, catalog.types[each].schema) for each in names}
    return document


def exact_schema(catalog: Catalog, schema: Schema) -> Schema:
    """Return a type's schema with exact integers, made once: many documents hold it."""
    made = catalog.exact.get(id(schema))
    if made is None:
        made = catalog.exact[id(schema)] = with_exact_integers(schema)
    return made


def _closure(catalog: Catalog, names: Iterable[str]) -> list[str]:
    """Return the shared types reached from these, each once, in the order of the catalog."""
    reached: set[str] = set()
    ahead = list(names)
    while ahead:
        name = ahead.pop()
        if name not in reached and name in catalog.types:
            reached.add(name)
            ahead.extend(references(catalog.types[name].schema))
    return [name for name in catalog.types if name in reached]
