"""Emitter of the JSON Schema of events.yaml, which gives editors completion, descriptions and validation.

It is built from the tables of the catalog language and completes the catalog's own categories, types and events.
Editors with a YAML language server find it by the first line of the catalog:
`# yaml-language-server: $schema=generated/schema/catalog.json`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cgk_codegen.json_schema import CONSTRAINTS, DIALECT, Schema
from cgk_codegen.json_text import pretty_json
from cgk_codegen.plan.templates import GENERATED_NOTICE
from cgk_codegen.provider_limits import LIMITS
from cgk_codegen.resolve import Catalog, language
from cgk_codegen.resolve.keywords import REFUSED
from cgk_codegen.resolve.language import Table, definition, mapping_to
from cgk_codegen.resolve.shorthand import SCALARS, STRING_FORMATS

_TYPE: Schema = definition("type")
_FIELDS: Schema = mapping_to("field")
_CONSTANT: Schema = {"type": ["string", "integer", "boolean", "null"]}


def emit_catalog_schema(catalog: Catalog) -> dict[str, str]:
    """Render `schema/catalog.json`."""
    shared_types = [name for name, named in catalog.types.items() if named.category is None]
    types = [*SCALARS, *(name.removeprefix(catalog.type_prefix) for name in shared_types)]
    document = {
        "$schema": DIALECT,
        "$id": f"{catalog.schema_base_url}catalog.json",
        "$comment": GENERATED_NOTICE,
        "title": f"The catalog {catalog.name}",
        # The first file of a catalog, or an included one.
        "anyOf": [_mapping(language.ROOT_KEYS), _mapping(language.INCLUDED_KEYS)],
        "$defs": {
            "catalog": _mapping(language.CATALOG_KEYS),
            "site": _mapping(language.SITE_KEYS),
            "tenant": _mapping(language.TENANT_KEYS),
            "retry": _mapping(language.RETRY_KEYS),
            "category": _mapping(language.CATEGORY_KEYS),
            "event": _mapping(language.EVENT_KEYS, {"category": list(catalog.categories)}),
            "schedule": _mapping(language.SCHEDULE_KEYS, {"sends": list(catalog.events)}),
            "deprecated": {"anyOf": [{"type": "string"}, _mapping(language.DEPRECATED_KEYS)]},
            "accepted": {"type": "array", "items": _mapping(language.ACCEPTED_KEYS)},
            "alias": {"anyOf": [{"type": "string"}, _mapping(language.ALIAS_KEYS)]},
            "ignored": {"type": "array", "items": _mapping(language.IGNORED_KEYS)},
            "names": {"type": "array", "items": _completed_text(LIMITS), "minItems": 1},
            "arrival": _mapping(language.ARRIVAL_KEYS),
            "include": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
            "fields": _FIELDS,
            "fieldsOrNone": {"anyOf": [_FIELDS, {"type": "null"}]},
            "result": {"anyOf": [_FIELDS, _completed_text(types)]},
            "sharedType": {"anyOf": [_mapping(language.TYPE_KEYS), definition("field")]},
            "field": {"anyOf": [_TYPE, _enum(), _fragment()]},
            "type": _completed_text([*types, *(f"{name}?" for name in types), *(f"{name}[]" for name in types)]),
        },
    }
    return {"schema/catalog.json": pretty_json(document) + "\n"}


def _mapping(table: Table, known: dict[str, list[str]] | None = None) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for name, key in table.items():
        schema = _completed_text(known[name]) if known and name in known else key.schema
        properties[name] = {"description": key.description, **schema}
    mapping: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    required = [name for name, key in table.items() if key.required]
    return {**mapping, "required": required} if required else mapping


def _completed_text(known: Iterable[str]) -> dict[str, Any]:
    """Return a schema for which editors complete the known values. The compiler itself reports all other values."""
    values = list(dict.fromkeys(known))
    return {"anyOf": [{"enum": values}, {"type": "string"}]} if values else {"type": "string"}


def _enum() -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True}


def _fragment() -> dict[str, Any]:
    """Return the schema of a field as a mapping: its own keys, and the supported keywords of JSON Schema."""
    keyword_schemas: dict[str, Any] = {
        "type": {"anyOf": [_TYPE, {"type": "array", "items": _TYPE, "minItems": 1}]},
        "enum": {"type": "array", "items": _CONSTANT, "minItems": 1, "uniqueItems": True},
        "const": _CONSTANT,
        "items": definition("field"),
        "anyOf": {"type": "array", "items": definition("field"), "minItems": 1},
        "$ref": {"type": "string"},
        "fields": _FIELDS,
        "properties": _FIELDS,
        "additionalProperties": {"anyOf": [{"type": "boolean"}, definition("field")]},
        "open": {"description": language.OPEN_KEYS["open"].description, **language.OPEN_KEYS["open"].schema},
        "required": {"type": "array", "items": {"type": "string"}},
        "title": {"type": "string"},
        "format": {"enum": list(STRING_FORMATS)},
    }
    sizes = {key: {"type": "integer", "minimum": 0} for key in CONSTRAINTS if key.endswith(("Length", "Items"))}
    bounds = {key: {"type": "number"} for key in CONSTRAINTS if key not in sizes and key != "pattern"}
    field_keys = _mapping(language.FIELD_KEYS)["properties"]
    refused: dict[str, Any] = {
        key: {"not": {}, "description": f"Refused: {alternative}."}
        for key, alternative in REFUSED.items()
        if key not in keyword_schemas
    }
    pattern = {"pattern": {"type": "string", "format": "regex"}}
    properties = {**field_keys, **keyword_schemas, **pattern, **sizes, **bounds, **refused}
    return {"type": "object", "properties": properties, "additionalProperties": False}
