"""Builder of a catalog from the events of a source: payloads become fields, without the tenant's field."""

from __future__ import annotations

from dataclasses import replace

from cgk_codegen.check.header import is_version
from cgk_codegen.check.names import is_wire_name
from cgk_codegen.importers.comments import comments_above
from cgk_codegen.importers.model import (
    Annotations,
    ImportedCatalog,
    ImportedEvent,
    ImportedField,
    ImportFailed,
    Json,
    Schema,
    Source,
    SourceEvent,
    YamlType,
    is_object,
)
from cgk_codegen.importers.names import category_name, event_key, free_name
from cgk_codegen.importers.schemas import SchemaReader
from cgk_codegen.importers.tenants import TenantReader
from cgk_codegen.importers.values import union
from cgk_codegen.importers.yaml_text import is_printable
from cgk_codegen.resolve.names import pascal_case


def build_catalog(source: Source, reader: SchemaReader, tenants: TenantReader, origin: str) -> ImportedCatalog:
    """Build the catalog of a source.

    Args:
        source: The source, as its reader returned it.
        reader: Reader of its schemas.
        tenants: Reader of the tenant's field.
        origin: Path of the source, for comments and messages.

    Raises:
        ImportFailed: The source has no event.
        CatalogError: A keyword of the source has an invalid value.
    """
    if not source.events:
        reader.losses.raise_errors()
        reasons = [item.message for item in reader.losses.items]
        raise ImportFailed(": ".join([f"{origin} has no event", *reasons[:1]]))
    if source.version and not is_version(source.version):
        reader.losses.add("IMP101", source.span, "the version", "it is not three numbers", source.version)
    source_events: dict[str, SourceEvent] = {}
    used_keys: set[str] = set()
    for source_event in source.events:
        key = free_name(event_key(source_event.name, source_event.group), used_keys)
        used_keys.add(key.lower())
        source_events[key] = source_event
    stems = [pascal_case(key) for key in source_events]
    suffixes = ("Payload", "Result", "Dict", "ResultDict")
    reader.reserve_type_names(f"{stem}{suffix}" for stem in stems for suffix in suffixes)
    wire_names: set[str] = set()
    events: list[ImportedEvent] = []
    for key, source_event in source_events.items():
        with reader.losses.collect_comments() as comments:
            event = _event(key, source_event, reader, tenants, wire_names)
        if event is not None:
            event.comments += comments
            events.append(event)
    reader.losses.raise_errors()
    return ImportedCatalog(source.title, source.version, origin, tenants.catalog_entries(), reader.types, events)


def _event(
    key: str, event: SourceEvent, reader: SchemaReader, tenants: TenantReader, wire_names: set[str]
) -> ImportedEvent | None:
    """Return the imported event, None if its payload is not an object.

    `wire_names` has the names on the wire of earlier events; the name of this event is added.
    """
    losses = reader.losses
    keeps_name = event.is_wire_name and is_wire_name(event.name) and event.name not in wire_names
    wire_name = event.name if keeps_name else key
    wire_names.add(wire_name)
    has_number = key != event_key(event.name, event.group)  # because an earlier event has the key
    if wire_name != event.name and (event.is_wire_name or has_number):
        losses.add("IMP103", event.span, event.name, f"a job is named {key} here")
    schema = reader.merge(event.schema, event.name) if is_object(event.schema) else event.schema
    converted = reader.read(schema, event.name)
    payload = _payload(converted.type, event, reader)
    if payload is None:
        return None
    fields, is_open = payload
    examples: list[Schema] = []
    for example in (*event.annotations.examples, *converted.annotations.examples):
        if is_object(example) and is_printable(example) and example not in examples:
            examples.append(example)
    fields = tenants.without_tenant(fields, event, examples, reader)
    result = None if event.result is None else _result(key, event, reader)
    comments = comments_above(event.span)
    category = category_name(key.partition(".")[0])
    annotations = Annotations({"title": event.name}) | converted.annotations | event.annotations
    return ImportedEvent(key, wire_name, category, annotations, fields, is_open, event.span, examples, result, comments)


def _payload(yaml_type: YamlType, event: SourceEvent, reader: SchemaReader) -> tuple[list[ImportedField], bool] | None:
    """Return the fields of a payload and whether it accepts others; None if it is not an object.

    A payload that is one of several objects gets the fields of all; a field is required if all of them require it.
    """
    if yaml_type == "object":
        return [], True
    if isinstance(yaml_type, str):
        choices: list[YamlType] = [*yaml_type.split(" | ")]
    else:
        choices = yaml_type.get("anyOf", [yaml_type])
    objects = [shape for shape in (_object_with_fields(choice, reader) for choice in choices) if shape is not None]
    if not objects or len(objects) + choices.count("null") != len(choices):
        reader.losses.add("IMP502", event.span, event.name, "its payload is not an object with fields", event.schema)
        return None
    if len(objects) > 1:
        descriptions = [shape["description"] for shape in objects if "description" in shape]
        reason = "a payload has one list of fields, here with the fields of all choices"
        reader.losses.add("IMP209", event.span, event.name, reason, descriptions or None)
    if "null" in choices:
        reader.losses.add("IMP306", event.span, event.name, "a payload cannot be null")
    required_by_each = [{field.name for field in shape["fields"] if field.required} for shape in objects]
    required = set[str].intersection(*required_by_each)
    fields: dict[str, ImportedField] = {}
    all_fields: list[ImportedField] = [field for shape in objects for field in shape["fields"]]
    for field in all_fields:
        first = fields.get(field.name)
        if first is None:
            fields[field.name] = replace(field, required=field.name in required)
        else:
            first.type, first.examples = union([first.type, field.type]), []
    return [*fields.values()], any(shape.get("open", False) for shape in objects)


def _object_with_fields(yaml_type: YamlType, reader: SchemaReader) -> dict[str, Json] | None:
    """Return the object with fields that a type is or, as the name of a shared type, refers to; None for others."""
    if isinstance(yaml_type, str) and yaml_type in reader.types:
        yaml_type = reader.types[yaml_type].type
    return yaml_type if is_object(yaml_type) and "fields" in yaml_type else None


def _result(key: str, event: SourceEvent, reader: SchemaReader) -> YamlType | None:
    """Return the type of a result: an object with fields, a shared type's name, or any; None for other types."""
    yaml_type = reader.read_nested(event.result, f"{event.name} result")
    if is_object(yaml_type) and yaml_type.keys() > {"fields"}:  # only a type can be open or have a description
        return reader.add_shared_type(f"{pascal_case(key)}Answer", yaml_type, event.span)
    if _object_with_fields(yaml_type, reader) is not None or yaml_type == "any":
        return yaml_type
    reader.losses.add("IMP102", event.span, event.name, "a result that is not an object", event.result)
    return None
