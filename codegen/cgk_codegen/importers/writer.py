"""Writer of an imported catalog: the whole file, or the part that another catalog includes."""

from __future__ import annotations

import re
from typing import Final

from cgk_codegen.importers.model import Event, Field, ImportedCatalog, Json, NamedType, Written, is_object
from cgk_codegen.importers.yaml_text import Commented, YamlLines, printable
from cgk_codegen.resolve.catalog_parts import TENANT_FIELD

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
        lines.entry("tenant", _tenant(catalog))
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
    return {"name": "-".join(words), "package": "_".join(words), "version": _quoted_version(catalog.version)}


def _quoted_version(version: str) -> str:
    padded = version if version.count(".") == 2 else version + ".0" * (2 - version.count("."))
    return padded if _VERSION.fullmatch(padded) else "0.1.0"


def is_version(version: str) -> bool:
    """Return whether a version is carried over, perhaps with zeros at its end."""
    return _quoted_version(version).startswith(version)


def _tenant(catalog: ImportedCatalog) -> dict[str, Json]:
    tenant = catalog.tenant
    made: dict[str, Json] = {} if tenant.field == TENANT_FIELD else {"field": tenant.field}
    return {**made, "pattern": tenant.pattern, "description": printable(tenant.description), "example": tenant.example}


def _title(name: str) -> str:
    spaced = re.sub("(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()
    return spaced[:1].upper() + spaced[1:]


def _shared(named: NamedType) -> Json:
    made = language(named.type)
    made = dict(made) if is_object(made) else {"type": made}
    return {"description": printable(named.description), **made} if named.description else made


def _event(event: Event) -> dict[str, Json]:
    made: dict[str, Json] = {} if event.wire_name == event.name else {"wireName": event.wire_name}
    made |= {"category": event.category, "description": printable(event.description)}
    if event.owner:
        made["owner"] = printable(event.owner)
    if event.deprecated:
        made["deprecated"] = {"note": printable(event.deprecated)}
    if event.is_open:
        made["open"] = True
    if event.fields:
        made["payload"] = {field.name: _field(field) for field in event.fields}
    if event.result is not None:
        result = language(event.result)
        made["result"] = result["fields"] if is_object(result) else result
    if len(event.examples) == 1:
        made["example"] = event.examples[0]
    elif event.examples:
        made["examples"] = event.examples
    return made


def _field(field: Field) -> Commented:
    made = language(field.type)
    about: dict[str, Json] = {}
    if field.attribute:
        about["attribute"] = field.attribute
    if field.description:
        about["description"] = printable(field.description)
    if field.sensitive:
        about["sensitive"] = True
    if field.deprecated:
        about["deprecated"] = {"note": printable(field.deprecated)}
    if field.examples:
        about["examples"] = field.examples
    if isinstance(made, str):
        made = made if field.required else f"({made})?" if "|" in made else f"{made}?"
        value: Json = {"type": made, **about} if about else made
    else:
        value = {**made, **({} if field.required else {"optional": True}), **about}
    return Commented(value, field.comments, field, has_own_line=bool(field.examples))


def language(written: Written) -> Json:
    """Return a type as the catalog's file has it, with its fields by their names."""
    if isinstance(written, str):
        return written
    made: dict[str, Json] = {}
    for key, value in written.items():
        if key == "description":
            made[key] = printable(value)
        elif key == "fields":
            made[key] = {field.name: _field(field) for field in value}
        elif key == "anyOf":
            made[key] = [language(each) for each in value]
        else:
            made[key] = language(value) if key in ("items", "additionalProperties") else value
    return made
