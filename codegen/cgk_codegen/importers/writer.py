"""Writer of an imported catalog: the whole file, or the part that another catalog includes."""

from __future__ import annotations

import re
from typing import Final

from cgk_codegen.importers.model import About, CatalogType, Event, Field, ImportedCatalog, Json, NamedType, is_object
from cgk_codegen.importers.yaml_text import Commented, YamlLines, printable

_VERSION: Final = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+(-(alpha|beta|rc)\.[0-9]+)?")


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
    for at, event in enumerate(catalog.events):
        if at > 0:
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


def is_version(version: str) -> bool:
    """Return whether a version can be that of a catalog."""
    return _VERSION.fullmatch(version) is not None


def _title(name: str) -> str:
    spaced = re.sub("(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()
    return spaced[:1].upper() + spaced[1:]


def _shared(named: NamedType) -> Json:
    written = language(named.type)
    own_type = written if is_object(written) else {"type": written}
    return {**_filled({"description": printable(named.description)}), **own_type}


def _event(event: Event) -> dict[str, Json]:
    result = None if event.result is None else language(event.result)
    return _filled(
        {
            "wireName": event.wire_name if event.wire_name != event.name else None,
            "category": event.category,
            "description": printable(event.about.description or event.wire_name),
            "owner": printable(event.about.owner),
            "deprecated": _deprecation(event.about),
            "open": event.is_open,
            "payload": {field.name: _field(field) for field in event.fields} or None,
            "result": result["fields"] if is_object(result) else result,
            "example": event.examples[0] if len(event.examples) == 1 else None,
            "examples": event.examples if len(event.examples) > 1 else None,
        }
    )


def _field(field: Field) -> Commented:
    about = _filled(
        {
            "attribute": field.attribute,
            "description": printable(field.about.description),
            "sensitive": field.about.keywords.get("$sensitive"),
            "deprecated": _deprecation(field.about),
            "examples": field.examples,
        }
    )
    written = language(field.type)
    if isinstance(written, str):
        written = written if field.required else f"({written})?" if "|" in written else f"{written}?"
        value: Json = {"type": written, **about} if about else written
    else:
        value = {**written, **({} if field.required else {"optional": True}), **about}
    return Commented(value, field.comments, field, has_own_line=bool(field.examples))


def _deprecation(about: About) -> Json:
    return {"note": printable(about.deprecated)} if about.deprecated else None


def _filled(entries: dict[str, Json]) -> dict[str, Json]:
    """Return the entries that say something; an empty mapping does."""
    return {key: value for key, value in entries.items() if value or value == {}}


def language(written: CatalogType) -> Json:
    """Return a type as the catalog's file has it, with its fields by their names."""
    if isinstance(written, str):
        return written
    entries: dict[str, Json] = {}
    for key, value in written.items():
        if key == "description":
            entries[key] = printable(value)
        elif key == "fields":
            entries[key] = {field.name: _field(field) for field in value}
        elif key == "anyOf":
            entries[key] = [language(each) for each in value]
        else:
            entries[key] = language(value) if key in ("items", "additionalProperties") else value
    return entries
