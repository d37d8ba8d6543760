"""Copy of the catalog's files in the generated package; later versions of the catalog are compared with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cgk_codegen.resolve import Catalog

FOLDER: Final = "catalog"
"""The folder in the Python package."""
FIRST: Final = "catalog.yaml"
"""The name of the catalog's first file; it gets leading underscores if an included file has the same name."""


def emit_snapshot(catalog: Catalog) -> dict[str, str]:
    """Copy the catalog's files, which `breaking --against PUBLISHED` reads from an installed package."""
    (_path, first_text), *others = catalog.files
    folder = f"{catalog.package}/{FOLDER}"
    name_lengths = [len(path) for path, _text in others if _may_be_first(path)]
    first_name = FIRST.rjust(max([len(FIRST) - 1, *name_lengths]) + 1, "_")
    return {f"{folder}/{first_name}": first_text, **{f"{folder}/{path}": text for path, text in others}}


def first_file_of(paths: Iterable[str]) -> str | None:
    """Return the catalog's first file among the paths of a snapshot, relative to its folder; None if it is missing."""
    return max(filter(_may_be_first, paths), key=len, default=None)


def _may_be_first(path: str) -> bool:
    return path.lstrip("_") == FIRST
