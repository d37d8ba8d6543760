"""Writer of an imported catalog: the whole file, or the part that another catalog includes."""

from __future__ import annotations

import re

from cgk_codegen.check.header import is_version
from cgk_codegen.importers.model import (
    Annotations,
    ImportedCatalog,
    ImportedEvent,
    ImportedField,
    ImportedType,
    Json,
    YamlType,
    is_object,
)
from cgk_codegen.importers.yaml_text import Commented, YamlLines, printable
from cgk_codegen.resolve import Catalog


def write(imported: ImportedCatalog, existing: Catalog | None) -> YamlLines:
    """Return the YAML of an imported catalog.

    Args:
        imported: The catalog.
        existing: The catalog that will include the file; it already has the header, the tenant and its own categories.
            None for a new catalog.
    """
    lines = YamlLines()
    if existing is None:
        lines.add("# yaml-language-server: $schema=generated/schema/catalog.json")
    lines.comment(f"Imported from {imported.origin}. Comments with IMP say what could not be carried over.", 0)
    if existing is None:
        lines.entry("catalog", _header(imported))
        lines.entry("tenant", imported.tenant)
    used_categories = dict.fromkeys(event.category for event in imported.events)
    categories = [name for name in used_categories if existing is None or name not in existing.categories]
    if categories:
        lines.add("")
        lines.add("categories:")
    for name in categories:
        lines.entry(name, {"title": _title(name), "description": f"Imported from {printable(imported.origin)}."}, 2)
    if imported.types:
        lines.add("")
        lines.add("types:")
        for shared_type in imported.types.values():
            lines.entry(shared_type.name, Commented(_type_entry(shared_type), shared_type.comments, shared_type), 2)
    lines.add("")
    lines.add("events:" if imported.events else "events: {}")
    for index, event in enumerate(imported.events):
        if index > 0:
            lines.add("")
        lines.entry(event.name, Commented(_event_entry(event), event.comments, event), 2, is_block=True)
    return lines


def _header(imported: ImportedCatalog) -> dict[str, Json]:
    """Return the `catalog` section: the names and the version."""
    words = re.findall("[a-z0-9]+", imported.title.lower()) or ["imported"]
    words = words if words[0][0].isalpha() else ["imported", *words]
    words = words if words[-1] in ("jobs", "events") else [*words, "jobs"]
    version = imported.version if is_version(imported.version) else "0.1.0"
    return {"name": "-".join(words), "package": "_".join(words), "version": version}


def _title(category: str) -> str:
    spaced = re.sub("(?<=[a-z0-9])(?=[A-Z])", " ", category).lower()
    return spaced[:1].upper() + spaced[1:]


def _type_entry(shared_type: ImportedType) -> Json:
    yaml_type = serialize_type(shared_type.type)
    keywords = yaml_type if is_object(yaml_type) else {"type": yaml_type}
    return {**_without_empty({"description": printable(shared_type.description)}), **keywords}


def _event_entry(event: ImportedEvent) -> dict[str, Json]:
    """Return an event as the catalog's YAML writes it."""
    result = None if event.result is None else serialize_type(event.result)
    return _without_empty(
        {
            "wireName": event.wire_name if event.wire_name != event.name else None,
            "category": event.category,
            "description": printable(event.annotations.description or event.wire_name),
            "owner": printable(event.annotations.owner),
            "deprecated": _deprecation(event.annotations),
            "open": event.is_open,
            "payload": {field.name: _field_entry(field) for field in event.fields} or None,
            "result": result["fields"] if is_object(result) else result,
            "example": event.examples[0] if len(event.examples) == 1 else None,
            "examples": event.examples if len(event.examples) > 1 else None,
        }
    )


def _field_entry(field: ImportedField) -> Commented:
    """Return a field as the catalog's YAML writes it: its type, or a mapping if it has other settings."""
    keywords = _without_empty(
        {
            "attribute": field.attribute,
            "description": printable(field.annotations.description),
            "sensitive": field.annotations.keywords.get("$sensitive"),
            "deprecated": _deprecation(field.annotations),
            "examples": field.examples,
        }
    )
    yaml_type = serialize_type(field.type)
    if isinstance(yaml_type, str):
        if not field.required:
            yaml_type = f"({yaml_type})?" if "|" in yaml_type else f"{yaml_type}?"
        value: Json = {"type": yaml_type, **keywords} if keywords else yaml_type
    else:
        value = {**yaml_type, **({} if field.required else {"optional": True}), **keywords}
    return Commented(value, field.comments, field, has_own_line=bool(field.examples))


def _deprecation(annotations: Annotations) -> Json:
    return {"note": printable(annotations.deprecated)} if annotations.deprecated else None


def _without_empty(entries: dict[str, Json]) -> dict[str, Json]:
    """Return the entries whose values are not empty; an empty mapping is kept."""
    return {key: value for key, value in entries.items() if value or value == {}}


def serialize_type(yaml_type: YamlType) -> Json:
    """Return a type as plain data for YAML, its fields as a mapping by name."""
    if isinstance(yaml_type, str):
        return yaml_type
    entries: dict[str, Json] = {}
    for key, value in yaml_type.items():
        if key == "description":
            entries[key] = printable(value)
        elif key == "fields":
            entries[key] = {field.name: _field_entry(field) for field in value}
        elif key == "anyOf":
            entries[key] = [serialize_type(member) for member in value]
        else:
            entries[key] = serialize_type(value) if key in ("items", "additionalProperties") else value
    return entries
