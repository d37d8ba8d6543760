"""JSON Schema documents (draft 2020-12) of a catalog, in a form that TypeScript tools read without loss.

Each document is self-contained. Every payload has the tenant's field, every object is closed unless the catalog opens
it, and only objects have a title.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cgk_codegen.json_schema import DIALECT, Schema, reference, references, with_exact_integers
from cgk_codegen.resolve.catalog import Catalog, Event
from cgk_codegen.resolve.catalog_parts import Field, NamedType


def object_schema(fields: tuple[Field, ...], title: str, description: str, *, is_open: bool = False) -> dict[str, Any]:
    """Build the JSON Schema of an object with these fields; an open one may have more, with any values."""
    schema: dict[str, Any] = {"title": title, "type": "object"}
    if description:
        schema["description"] = description
    schema["properties"] = {field.name: _property(field) for field in fields}
    required = [field.name for field in fields if field.required]
    if required:
        schema["required"] = required
    schema["additionalProperties"] = is_open
    return schema


def _property(field: Field) -> dict[str, Any]:
    annotations: dict[str, Any] = {}
    if field.description:
        annotations["description"] = field.description
    if field.deprecated is not None:
        annotations["deprecated"] = True
    if field.examples:
        annotations["examples"] = list(field.examples)
    return {**field.schema, **annotations}


def event_schema(catalog: Catalog, event: Event) -> dict[str, Any]:
    """Return the self-contained schema of an event's payload."""
    return _document(catalog, f"{event.name}.json", event.exact_schema)


def result_schema(catalog: Catalog, event: Event, result: NamedType) -> dict[str, Any]:
    """Return the self-contained schema of an event's result."""
    return _document(catalog, f"results/{event.name}.json", result.exact_schema)


def standalone_schema(catalog: Catalog, schema: Schema) -> Schema:
    """Return the self-contained schema of a part of a payload."""
    return _with_definitions(catalog, with_exact_integers(schema))


def payload_definitions(catalog: Catalog, events: Iterable[Event]) -> dict[str, Schema]:
    """Return the schemas of these events' payloads and of the types they refer to, by type name."""
    payloads = {event.payload_type: event.exact_schema for event in events}
    return {**_definitions(catalog, payloads.values()), **payloads}


def bundle_schema(catalog: Catalog) -> dict[str, Any]:
    """Return the schema of an object that holds the payload of each event under the event's name on the wire."""
    return {
        "$schema": DIALECT,
        "$id": f"{catalog.schema_base_url}bundle.json",
        "title": "JobEvents",
        "type": "object",
        "properties": {event.wire_name: reference(event.payload_type) for event in catalog.events.values()},
        "additionalProperties": False,
        "$defs": type_schemas(catalog),
    }


def type_schemas(catalog: Catalog) -> dict[str, Schema]:
    """Return the schemas of all types, payloads and results, by type name."""
    events = catalog.events.values()
    schemas = {name: named.exact_schema for name, named in catalog.types.items()}
    schemas |= {event.payload_type: event.exact_schema for event in events}
    return schemas | {event.result.name: event.result.exact_schema for event in events if event.result is not None}


def _document(catalog: Catalog, path: str, schema: Schema) -> dict[str, Any]:
    return {"$schema": DIALECT, "$id": catalog.schema_base_url + path, **_with_definitions(catalog, schema)}


def _with_definitions(catalog: Catalog, schema: Schema) -> dict[str, Any]:
    definitions = _definitions(catalog, [schema])
    return {**schema, "$defs": definitions} if definitions else {**schema}


def _definitions(catalog: Catalog, schemas: Iterable[Schema]) -> dict[str, Schema]:
    names = catalog.closure(name for schema in schemas for name in references(schema))
    return {name: catalog.types[name].exact_schema for name in names}
