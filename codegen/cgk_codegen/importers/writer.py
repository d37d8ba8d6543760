"""Writer of an imported catalog: the whole file, or the part that another catalog includes."""

from __future__ import annotations

import re

from cgk_codegen.check.header import is_version
from cgk_codegen.importers.model import Annotations, Event, Field, ImportedCatalog, Json, NamedType, YamlType, is_object
from cgk_codegen.importers.yaml_text import Commented, YamlLines, printable


def write(catalog: ImportedCatalog, *, whole: bool) -> YamlLines:
    """Return the lines of a catalog.

    Args:
        catalog: The catalog.
        whole: False leaves out the catalog's header and tenant, for a file that another one includes.
    """
    lines = YamlLines()
    if whole:
        lines.add("# yaml-language-server: $schema=generated/schema/catalog.json")
    lines.comment(f"Imported from {catalog.origin}. Lines that begin with IMP name what could not be carried over.", 0)
    if whole:
        lines.entry("catalog", header(catalog))
        lines.entry("tenant", catalog.tenant)
    named = dict.fromkeys(event.category for event in catalog.events)
    categories = [name for name in named if name not in catalog.known_categories]
    if categories:
        lines.add("")
        lines.add("categories:")
    for name in categories:
        lines.entry(name, {"title": _title(name), "description": f"Imported from {printable(catalog.origin)}."}, 2)
    if catalog.types:
        lines.add("")
        lines.add("types:")
        for shared in catalog.types.values():
            lines.entry(shared.name, Commented(_shared(shared), shared.comments, shared), 2)
    lines.add("")
    lines.add("events:" if catalog.events else "events: {}")
    for index, event in enumerate(catalog.events):
        if index > 0:
            lines.add("")
        lines.entry(event.name, Commented(_event(event), event.comments, event), 2, is_block=True)
    return lines


def header(catalog: ImportedCatalog) -> dict[str, Json]:
    """Return the names and the version of a catalog."""
    words = re.findall("[a-z0-9]+", catalog.title.lower()) or ["imported"]
    words = words if words[0][0].isalpha() else ["imported", *words]
    words = words if words[-1] in ("jobs", "events") else [*words, "jobs"]
    version = catalog.version if is_version(catalog.version) else "0.1.0"
    return {"name": "-".join(words), "package": "_".join(words), "version": version}


def _title(name: str) -> str:
    spaced = re.sub("(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()
    return spaced[:1].upper() + spaced[1:]


def _shared(named: NamedType) -> Json:
    yaml_type = language(named.type)
    own_type = yaml_type if is_object(yaml_type) else {"type": yaml_type}
    return {**_without_empty({"description": printable(named.description)}), **own_type}


def _event(event: Event) -> dict[str, Json]:
    result = None if event.result is None else language(event.result)
    return _without_empty(
        {
            "wireName": event.wire_name if event.wire_name != event.name else None,
            "category": event.category,
            "description": printable(event.annotations.description or event.wire_name),
            "owner": printable(event.annotations.owner),
            "deprecated": _deprecation(event.annotations),
            "open": event.is_open,
            "payload": {field.name: _field(field) for field in event.fields} or None,
            "result": result["fields"] if is_object(result) else result,
            "example": event.examples[0] if len(event.examples) == 1 else None,
            "examples": event.examples if len(event.examples) > 1 else None,
        }
    )


def _field(field: Field) -> Commented:
    keywords = _without_empty(
        {
            "attribute": field.attribute,
            "description": printable(field.annotations.description),
            "sensitive": field.annotations.keywords.get("$sensitive"),
            "deprecated": _deprecation(field.annotations),
            "examples": field.examples,
        }
    )
    yaml_type = language(field.type)
    if isinstance(yaml_type, str):
        yaml_type = yaml_type if field.required else f"({yaml_type})?" if "|" in yaml_type else f"{yaml_type}?"
        value: Json = {"type": yaml_type, **keywords} if keywords else yaml_type
    else:
        value = {**yaml_type, **({} if field.required else {"optional": True}), **keywords}
    return Commented(value, field.comments, field, has_own_line=bool(field.examples))


def _deprecation(annotations: Annotations) -> Json:
    return {"note": printable(annotations.deprecated)} if annotations.deprecated else None


def _without_empty(entries: dict[str, Json]) -> dict[str, Json]:
    """Return the entries without empty values, except empty mappings."""
    return {key: value for key, value in entries.items() if value or value == {}}


def language(yaml_type: YamlType) -> Json:
    """Return a type as the catalog's file has it, with its fields by their names."""
    if isinstance(yaml_type, str):
        return yaml_type
    entries: dict[str, Json] = {}
    for key, value in yaml_type.items():
        if key == "description":
            entries[key] = printable(value)
        elif key == "fields":
            entries[key] = {field.name: _field(field) for field in value}
        elif key == "anyOf":
            entries[key] = [language(member) for member in value]
        else:
            entries[key] = language(value) if key in ("items", "additionalProperties") else value
    return entries
