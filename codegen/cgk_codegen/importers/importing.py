"""Steps of an import: read the source, build the catalog, let the compiler check it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cgk_codegen.importers.asyncapi import read_asyncapi
from cgk_codegen.importers.builder import build_catalog
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

_Reader = Callable[[Path, Documents, Losses], Source]
_READERS: Final[Mapping[str, tuple[_Reader, int]]] = {
    "json-schema": (read_json_schemas, 2020),
    "asyncapi": (read_asyncapi, 7),
    "openapi": (read_openapi, 2020),
    "typescript": (read_typescript, 2020),
    "zod": (read_zod, 2020),
    "pydantic": (read_pydantic, 2020),
}
"""Reader of each format, with the draft of schemas that do not name theirs."""
FORMATS: Final = tuple(_READERS)
_SPECIFICATION_KEY: Final = re.compile(r"""(?:^|[{,\s])["']?(asyncapi|openapi)["']?\s*:""")
_CODE_FORMATS: Final = frozenset({"zod", "pydantic"})
"""Formats whose reader runs the source."""
NO_COPIES: Final[Mapping[str, Path]] = {}
"""No copies of remote schemas."""
_TYPESCRIPT_SUFFIXES: Final = frozenset({".ts", ".mts", ".cts", ".tsx"})
_DETECTION_BYTES: Final = 65_536
"""Number of bytes at the start of a file that are searched for the key `asyncapi` or `openapi`."""


@dataclass(frozen=True, slots=True)
class Import:
    """Result of an import, before anything is written.

    Attributes:
        catalog: The imported events and types.
        target: The file to write, and the catalog that includes it.
        texts: Texts of the files to write; empty if no event is left.
        losses: Findings about parts that could not be carried over exactly.
        source: The source as its reader returned it.
    """

    catalog: ImportedCatalog
    target: Target
    texts: Mapping[Path, str]
    losses: Losses
    source: Source


def import_source(
    path: Path, catalog: Path, *, source_format: str | None = None, tenant: str | None = None,
    ref_map: Mapping[str, Path] = NO_COPIES, execute: bool = False, replace: bool = False, open_objects: bool = False,
) -> Import:  # fmt: skip
    """Import a source into a catalog, and return the texts to write.

    Args:
        path: The source, a file or folder.
        catalog: The catalog to create, or to add to.
        source_format: Format of the source; None to detect it.
        tenant: Name of the tenant's field in the source; None if it has the same name in the catalog.
        ref_map: Files and folders with copies of remote schemas, by the prefix of their addresses.
        execute: Whether the code of the source may run.
        replace: Whether to replace the file of an earlier import.
        open_objects: Whether an object accepts further fields if the source does not specify it.

    Raises:
        ImportFailed: The source cannot be imported.
        CatalogError: A file of the source, or the catalog to add to, is not valid.
    """
    if not path.exists():
        raise ImportFailed(f"{path} does not exist")
    source_format = source_format or _detect_format(path)
    if source_format in _CODE_FORMATS and not execute:
        raise ImportFailed(f"reading {source_format} runs the code of {path}; allow it with --execute")
    read, draft = _READERS[source_format]
    documents = Documents(path if path.is_dir() else path.parent, draft, ref_map)
    losses = Losses(documents)
    source = read(path, documents, losses)
    target = find_target(catalog, source.title, replace=replace)
    reader = SchemaReader(documents, losses, convert_schema, open_by_default=open_objects)
    existing = target.existing
    reader.reserve_type_names(existing.types if existing else ())
    tenants = TenantReader(tenant, existing.tenant if existing else None)
    imported = build_catalog(source, reader, tenants, documents.display_path(path))
    if existing:
        _leave_out_existing_events(imported, existing, losses)
    if not imported.events:
        return Import(imported, target, {}, losses, source)
    text = check_imported(imported, target, losses)
    return Import(imported, target, {**target.texts, target.file: text}, losses, source)


def _detect_format(path: Path) -> str:
    """Return the format of a source by its suffix or content.

    Raises:
        ImportFailed: The format is unknown.
    """
    if path.is_dir():
        return "json-schema"
    if path.suffix in SUFFIXES:
        with path.open("rb") as file:
            start = file.read(_DETECTION_BYTES).decode("utf-8", errors="replace")
        key = _SPECIFICATION_KEY.search(start)
        return key[1] if key else "json-schema"
    if path.suffix in _TYPESCRIPT_SUFFIXES:
        return "typescript"
    if path.suffix == ".py":
        return "pydantic"
    raise ImportFailed(f"the format of {path} is not recognized; choose one with --format: {', '.join(FORMATS)}")


def _leave_out_existing_events(imported: ImportedCatalog, existing: Catalog, losses: Losses) -> None:
    existing_names = {name.lower() for name in existing.events}
    for event in [event for event in imported.events if event.name.lower() in existing_names]:
        losses.add("IMP504", event.span, event.wire_name, "the catalog has an event of this name")
        imported.events.remove(event)
