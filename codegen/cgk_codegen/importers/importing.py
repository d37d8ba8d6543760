"""The steps of an import: read the source, build the catalog, let the compiler check it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cgk_codegen.importers.asyncapi import read_asyncapi
from cgk_codegen.importers.builder import build
from cgk_codegen.importers.checking import check_imported
from cgk_codegen.importers.conversion import convert_schema
from cgk_codegen.importers.documents import SUFFIXES, Documents
from cgk_codegen.importers.json_schema import read_json_schemas
from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.model import ImportedCatalog, ImportFailed, Source
from cgk_codegen.importers.openapi import read_openapi
from cgk_codegen.importers.programs import read_pydantic, read_typescript, read_zod
from cgk_codegen.importers.schemas import SchemaReader
from cgk_codegen.importers.target import Target, find_target
from cgk_codegen.importers.tenants import TenantReader
from cgk_codegen.resolve import Catalog

_Read = Callable[[Path, Documents, Losses], Source]
_READERS: Final[Mapping[str, tuple[_Read, int]]] = {
    "json-schema": (read_json_schemas, 2020),
    "asyncapi": (read_asyncapi, 7),
    "openapi": (read_openapi, 2020),
    "typescript": (read_typescript, 2020),
    "zod": (read_zod, 2020),
    "pydantic": (read_pydantic, 2020),
}
"""Reader of each format, with the year of its JSON Schema dialect."""
FORMATS: Final = tuple(_READERS)
_NAMED: Final = re.compile(r"""(?:^|[{,\s])["']?(asyncapi|openapi)["']?\s*:""")
_EXECUTED: Final = frozenset({"zod", "pydantic"})
"""Formats whose source is code that runs."""
_TYPESCRIPT: Final = frozenset({".ts", ".mts", ".cts", ".tsx"})
_BEGIN: Final = 65_536
"""Number of bytes in which the name of a format is searched."""


@dataclass(frozen=True, slots=True)
class Import:
    """Result of an import; nothing is written yet.

    Attributes:
        catalog: The catalog's events and types.
        target: Where it goes.
        texts: Texts of the files to write.
        losses: What could not be carried over exactly.
        source: What the reader found.
        documents: The source's files.
    """

    catalog: ImportedCatalog
    target: Target
    texts: Mapping[Path, str]
    losses: Losses
    source: Source
    documents: Documents


def import_source(
    path: Path, catalog: Path, *, source_format: str | None = None, tenant: str | None = None,
    ref_map: Mapping[str, Path] | None = None, execute: bool = False, replace: bool = False, open_objects: bool = False,
) -> Import:  # fmt: skip
    """Read a source and return the catalog that it becomes.

    Args:
        path: A file or folder.
        catalog: The catalog to write, or to add to.
        source_format: Format of the source; None to recognize it.
        tenant: Name of the tenant's field in the source; None for its name in the catalog.
        ref_map: Files and folders with copies of remote addresses, by the beginning of the address.
        execute: Whether code of the source may run.
        replace: Whether the file of an earlier import is replaced.
        open_objects: Whether an object is open if the source does not close it.

    Raises:
        ImportFailed: The source cannot be imported.
        CatalogError: A file of the source, or the catalog to add to, is not valid.
    """
    if not path.exists():
        raise ImportFailed(f"{path} does not exist")
    source_format = source_format or _format_of(path)
    if source_format in _EXECUTED and not execute:
        raise ImportFailed(f"reading {source_format} runs the code of {path}; allow it with --execute")
    read, draft = _READERS[source_format]
    documents = Documents(path if path.is_dir() else path.parent, draft, ref_map)
    losses = Losses(documents)
    source = read(path, documents, losses)
    target = find_target(catalog, source.title, replace=replace)
    reader = SchemaReader(documents, losses, convert_schema, opens=open_objects)
    existing = target.existing
    reader.reserve(existing.types if existing else ())
    tenants = TenantReader(tenant, existing.tenant if existing else None)
    imported = build(source, reader, tenants, documents.display_path(path))
    if existing:
        _leave_out_known(imported, existing, losses)
    if not imported.events:
        return Import(imported, target, {}, losses, source, documents)
    text = check_imported(imported, target, losses)
    return Import(imported, target, {**target.texts, target.file: text}, losses, source, documents)


def _format_of(path: Path) -> str:
    """Return the format of a source.

    Raises:
        ImportFailed: No format is recognized.
    """
    if path.is_dir():
        return "json-schema"
    if path.suffix in SUFFIXES:
        with path.open("rb") as file:
            start = file.read(_BEGIN).decode("utf-8", errors="replace")
        named = _NAMED.search(start)
        return named[1] if named else "json-schema"
    if path.suffix in _TYPESCRIPT:
        return "typescript"
    if path.suffix == ".py":
        return "pydantic"
    raise ImportFailed(f"the format of {path} is not recognized; choose one with --format: {', '.join(FORMATS)}")


def _leave_out_known(imported: ImportedCatalog, existing: Catalog, losses: Losses) -> None:
    """Leave out events that the catalog has already, and reuse its categories."""
    known = {name.lower() for name in existing.events}
    for event in [event for event in imported.events if event.name.lower() in known]:
        losses.add("IMP504", event.span, event.wire_name, "the catalog has an event of this name")
        imported.events.remove(event)
    imported.known_categories = frozenset(existing.categories)
