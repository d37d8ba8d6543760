"""Catalog of the events that a reader found: payloads become fields, and the tenant leaves them."""

from __future__ import annotations

from cgk_codegen.check.names import is_wire_name
from cgk_codegen.importers.comments import comments_above
from cgk_codegen.importers.model import (
    Event,
    Field,
    ImportedCatalog,
    ImportFailed,
    Json,
    Source,
    SourceEvent,
    Written,
    deprecation_of,
    description_of,
    examples_of,
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
    """
    if not source.events:
        raise ImportFailed(f"{origin} has no event")
    if source.version and not is_version(source.version):
        reader.losses.add("IMP101", source.span, "the version", "is not three numbers", source.version)
        reader.losses.taken_comments()
    keys: dict[str, SourceEvent] = {}
    taken: set[str] = set()
    for found in source.events:
        key = free_name(event_key(found.name, found.group), taken)
        taken.add(key.lower())
        keys[key] = found
    stems = [pascal_case(key) for key in keys]
    reader.reserve([f"{stem}{suffix}" for stem in stems for suffix in ("Payload", "Result", "Dict", "ResultDict")])
    used: set[str] = set()
    made = [_event(key, found, reader, tenants, used) for key, found in keys.items()]
    events = [event for event in made if event is not None]
    return ImportedCatalog(source.title, source.version, origin, tenants.tenant(), reader.types, events)


def _event(key: str, found: SourceEvent, reader: SchemaReader, tenants: TenantReader, used: set[str]) -> Event | None:
    losses, what = reader.losses, found.name
    losses.taken_comments()
    can_be_kept = found.is_wire_name and is_wire_name(found.name) and found.name not in used
    wire_name = found.name if can_be_kept else key
    used.add(wire_name)
    if wire_name != found.name and (found.is_wire_name or key != event_key(found.name, found.group)):
        losses.add("IMP103", found.span, what, f"a job is named {key} here")
    converted = reader.type(reader.merged(found.schema, what) if is_object(found.schema) else found.schema, what)
    payload = _payload(converted.type, found, reader)
    if payload is None:
        return None
    fields, is_open = payload
    about = {**converted.about, **found.about}
    listed = [*examples_of(found.about), *examples_of(converted.about)]
    examples = [each for each in listed if is_object(each) and is_printable(each)]
    fields = tenants.without_tenant(fields, found, examples, reader)
    event = Event(
        key,
        wire_name,
        category_name(key.partition(".")[0]),
        description_of(about) or found.name,
        fields,
        found.span,
        is_open,
        deprecated=deprecation_of(about),
        owner=str(about.get("x-owner") or ""),
        examples=[each for at, each in enumerate(examples) if each not in examples[:at]],
    )
    if found.result is not None:
        event.result = _result(key, found, reader)
    event.comments = [*comments_above(found.span), *losses.taken_comments()]
    return event


def _payload(written: Written, found: SourceEvent, reader: SchemaReader) -> tuple[list[Field], bool] | None:
    """Return the fields of a payload and whether it has others, None if it is not an object."""
    if written == "object":
        return [], True
    choices: list[Written] = written["anyOf"] if is_object(written) and "anyOf" in written else [written]
    inside = [made for choice in choices if (made := _object(choice, reader)) is not None]
    if inside and len(inside) + choices.count("null") == len(choices):
        if len(inside) > 1:
            texts = [each["description"] for each in inside if "description" in each]
            reason = "a payload has one list of fields; those of all choices"
            reader.losses.add("IMP209", found.span, found.name, reason, texts or None)
        if "null" in choices:
            reader.losses.add("IMP306", found.span, found.name, "a payload cannot be null")
        is_open = any(each.get("open", False) for each in inside)
        return _joined([each["fields"] for each in inside]) if len(inside) > 1 else inside[0]["fields"], is_open
    reader.losses.add("IMP502", found.span, found.name, "its payload is not an object with fields", found.schema)
    return None


def _object(written: Written, reader: SchemaReader) -> dict[str, Json] | None:
    """Return an object with fields, also if it is written as the name of a shared type; None for another type."""
    if isinstance(written, str) and written in reader.types:
        written = reader.types[written].type
    return written if is_object(written) and "fields" in written else None


def _joined(choices: list[list[Field]]) -> list[Field]:
    """Return the fields of several objects, each required if it is required everywhere."""
    joined: dict[str, Field] = {}
    for fields in choices:
        for field in fields:
            known = joined.get(field.name)
            if known is None:
                joined[field.name] = field
            else:
                known.type = union([known.type, field.type])
                known.examples = []
    required = [{field.name for field in fields if field.required} for fields in choices]
    for field in joined.values():
        field.required = all(field.name in names for names in required)
    return list(joined.values())


def _result(key: str, found: SourceEvent, reader: SchemaReader) -> Written | None:
    """Return the result's fields, or the name of a shared object type."""
    made = reader.inner(found.result, f"{found.name} result")
    if is_object(made) and made.keys() > {"fields"}:  # only a type can be open or have a description
        return reader.share(f"{pascal_case(key)}Answer", made, found.span)
    if _object(made, reader) is not None or made == "any":
        return made
    reader.losses.add("IMP102", found.span, found.name, "a result that is not an object", found.result)
    return None
