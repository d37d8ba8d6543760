"""Files that an import writes: a new catalog, or a file that the existing catalog includes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cgk_codegen.diagnostics import CatalogError, Findings
from cgk_codegen.importers.model import ImportFailed
from cgk_codegen.load import MapNode, load_documents
from cgk_codegen.resolve import Catalog, resolve

_NO_EVENTS: Final = "events: {}\n"
_INCLUDE: Final = "imported/*.yaml"


@dataclass(frozen=True, slots=True)
class Target:
    """Files that an import writes.

    Attributes:
        catalog: Main file of the catalog.
        file: File of the imported events.
        texts: New texts of other files, by resolved path.
        existing: The catalog without this import, None for a new one.
    """

    catalog: Path
    file: Path
    texts: dict[Path, str] = field(default_factory=dict[Path, str])
    existing: Catalog | None = None


def find_target(catalog: Path, title: str, *, replace: bool = False) -> Target:
    """Return the files that an import writes.

    Args:
        catalog: Main file of the catalog.
        title: Name of the source, which becomes the name of the included file.
        replace: Whether to replace the file of an earlier import.

    Raises:
        CatalogError: The existing catalog cannot be read.
        ImportFailed: The file exists already, or the catalog's `include` does not match it.
    """
    if not catalog.exists():
        return Target(catalog, catalog)
    slug = "-".join(re.findall("[a-z0-9]+", title.lower())) or "source"
    file = catalog.parent / "imported" / f"{slug}.yaml"
    if file.exists() and not replace:
        raise ImportFailed(f"{file} exists already; replace it with --replace, or rename it to keep both")
    findings = Findings()
    # If the catalog includes the file of an earlier import, read that file as empty: its events are written again.
    documents = load_documents(catalog, findings, {file.resolve(): _NO_EVENTS}).documents
    if findings.has_errors:
        raise CatalogError(findings.in_order())
    texts: dict[Path, str] = {}
    if all(document.path.resolve() != file.resolve() for document in documents):
        root = documents[0].root
        if isinstance(root, MapNode) and "include" in root.entries:
            raise ImportFailed(f"{catalog} includes other files only; add {_INCLUDE} to `include`, and import again")
        text = catalog.read_bytes().decode("utf-8-sig")
        line_end = "\r\n" if "\r\n" in text else "\n"
        separator = line_end if text.endswith(line_end) else 2 * line_end
        texts[catalog.resolve()] = f"{text}{separator}include: {_INCLUDE}{line_end}"
    # Errors of `resolve` are not reported here: the import is compiled with the catalog later.
    return Target(catalog, file, texts, resolve(documents, findings))
