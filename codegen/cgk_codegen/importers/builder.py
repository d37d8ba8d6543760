"""Catalog of the events that a reader found: payloads become fields, and the tenant leaves them."""

from __future__ import annotations

from dataclasses import replace

from cgk_codegen.check.names import is_wire_name
from cgk_codegen.importers.comments import comments_above
from cgk_codegen.importers.model import (
    About,
    CatalogType,
    Event,
    Field,
    ImportedCatalog,
    ImportFailed,
    Json,
    Source,
    SourceEvent,
    is_object,
)
from cgk_codegen.importers.names import category_name, event_key, free_name
from cgk_codegen.importers.schemas import SchemaReader
from cgk_codegen.importers.tenants import TenantReader
from cgk_codegen.importers.values import union
from cgk_codegen.importers.writer import is_version
from cgk_codegen.importers.yaml_text import is_printable
from cgk_codegen.resolve.names import pascal_case


def build(source: Source, reader: SchemaReader, tenants: TenantReader, origin: str) -> ImportedCatalog:
    """Build the catalog of a source.

    Args:
        source: What its reader found.
        reader: Reader of its schemas.
        tenants: Reader of the tenant's field.
        origin: The source, as comments name it.

    Raises:
        ImportFailed: The source has no event.
        CatalogError: A keyword of the source has an invalid value.
    """
    if not source.events:
        reader.losses.raise_errors()
        raise ImportFailed(f"{origin} has no event")
    if source.version and not is_version(source.version):
        reader.losses.add("IMP101", source.span, "the version", "is not three numbers", source.version)
    keys: dict[str, SourceEvent] = {}
    used: set[str] = set()
    for event in source.events:
        key = free_name(event_key(event.name, event.group), used)
        used.add(key.lower())
        keys[key] = event
    stems = [pascal_case(key) for key in keys]
    reader.reserve([f"{stem}{suffix}" for stem in stems for suffix in ("Payload", "Result", "Dict", "ResultDict")])
    wire_names: set[str] = set()
    imported = [_event(key, event, reader, tenants, wire_names) for key, event in keys.items()]
    reader.losses.raise_errors()
    events = [event for event in imported if event is not None]
    return ImportedCatalog(source.title, source.version, origin, tenants.tenant(), reader.types, events)


def _event(
    key: str, event: SourceEvent, reader: SchemaReader, tenants: TenantReader, wire_names: set[str]
) -> Event | None:
    losses = reader.losses
    losses.take_comments()
    can_be_kept = event.is_wire_name and is_wire_name(event.name) and event.name not in wire_names
    wire_name = event.name if can_be_kept else key
    wire_names.add(wire_name)
    if wire_name != event.name and (event.is_wire_name or key != event_key(event.name, event.group)):
        losses.add("IMP103", event.span, event.name, f"a job is named {key} here")
    schema = reader.merged(event.schema, event.name) if is_object(event.schema) else event.schema
    converted = reader.type(schema, event.name)
    payload = _payload(converted.type, event, reader)
    if payload is None:
        return None
    fields, is_open = payload
    listed = [*event.about.examples, *converted.about.examples]
    examples = [each for each in listed if is_object(each) and is_printable(each)]
    fields = tenants.without_tenant(fields, event, examples, reader)
    result = None if event.result is None else _result(key, event, reader)
    examples = [each for at, each in enumerate(examples) if each not in examples[:at]]
    comments = [*comments_above(event.span), *losses.take_comments()]
    category = category_name(key.partition(".")[0])
    about = About({"title": event.name}) | converted.about | event.about
    return Event(key, wire_name, category, about, fields, is_open, event.span, examples, result, comments)


def _payload(written: CatalogType, event: SourceEvent, reader: SchemaReader) -> tuple[list[Field], bool] | None:
    """Return the fields of a payload and whether it has others, None if it is not an object.

    Of several objects, the fields of all are accepted, and those that each requires are required.
    """
    if written == "object":
        return [], True
    choices: list[CatalogType] = written["anyOf"] if is_object(written) and "anyOf" in written else [written]
    if isinstance(written, str):
        choices = [*written.split(" | ")]
    objects = [each for each in (_object(choice, reader) for choice in choices) if each is not None]
    if not objects or len(objects) + choices.count("null") != len(choices):
        reader.losses.add("IMP502", event.span, event.name, "its payload is not an object with fields", event.schema)
        return None
    if len(objects) > 1:
        texts = [each["description"] for each in objects if "description" in each]
        reason = "a payload has one list of fields; those of all choices"
        reader.losses.add("IMP209", event.span, event.name, reason, texts or None)
    if "null" in choices:
        reader.losses.add("IMP306", event.span, event.name, "a payload cannot be null")
    required = set[str].intersection(*({each.name for each in one["fields"] if each.required} for one in objects))
    fields: dict[str, Field] = {}
    listed: list[Field] = [field for each in objects for field in each["fields"]]
    for field in listed:
        first = fields.get(field.name)
        if first is None:
            fields[field.name] = replace(field, required=field.name in required)
        else:
            first.type, first.examples = union([first.type, field.type]), []
    return [*fields.values()], any(each.get("open", False) for each in objects)


def _object(written: CatalogType, reader: SchemaReader) -> dict[str, Json] | None:
    """Return an object with fields, also if it is written as the name of a shared type; None for another type."""
    if isinstance(written, str) and written in reader.types:
        written = reader.types[written].type
    return written if is_object(written) and "fields" in written else None


def _result(key: str, event: SourceEvent, reader: SchemaReader) -> CatalogType | None:
    """Return the result's fields, or the name of a shared object type."""
    written = reader.inner(event.result, f"{event.name} result")
    if is_object(written) and written.keys() > {"fields"}:  # only a type can be open or have a description
        return reader.share(f"{pascal_case(key)}Answer", written, event.span)
    if _object(written, reader) is not None or written == "any":
        return written
    reader.losses.add("IMP102", event.span, event.name, "a result that is not an object", event.result)
    return None
