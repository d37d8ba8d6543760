"""Copy of the catalog's files in the generated package; later versions of the catalog are compared with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cgk_codegen.resolve import Catalog

FOLDER: Final = "catalog"
"""The folder in the Python package."""
FIRST: Final = "catalog.yaml"
"""The first file's name in a snapshot; leading underscores make it longer than similar names of included files."""


def emit_snapshot(catalog: Catalog) -> dict[str, str]:
    """Copy the catalog's files, which `breaking --against PUBLISHED` reads from an installed package."""
    (_path, first_text), *others = catalog.files
    folder = f"{catalog.package}/{FOLDER}"
    longest = max((len(path) for path, _text in others if _is_similar(path)), default=0)
    first_name = FIRST.rjust(longest + 1, "_")
    return {f"{folder}/{first_name}": first_text, **{f"{folder}/{path}": text for path, text in others}}


def first_file_of(paths: Iterable[str]) -> str | None:
    """Return the catalog's first file among the paths of a snapshot, relative to its folder; None if it is missing."""
    return max(filter(_is_similar, paths), key=len, default=None)


def _is_similar(path: str) -> bool:
    """Return whether a path is the first file's name, with or without underscores."""
    return path.lstrip("_") == FIRST
