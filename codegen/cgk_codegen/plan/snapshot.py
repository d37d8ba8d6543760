"""The catalog itself, carried by the package it makes: what a later version is compared with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cgk_codegen.resolve import Catalog

FOLDER: Final = "catalog"
"""The folder in the Python package."""
FIRST: Final = "catalog.yaml"
"""The name of the catalog's first file in it; with underscores before it where included files are named so."""


def emit_snapshot(catalog: Catalog) -> dict[str, str]:
    """Copy the catalog's files, so that `breaking --against PUBLISHED` can read them from an installed package."""
    (_name, first), *others = catalog.files
    folder = f"{catalog.package}/{FOLDER}"
    taken = [len(path) for path, _text in others if _may_be_first(path)]
    name = FIRST.rjust(max([len(FIRST) - 1, *taken]) + 1, "_")
    return {f"{folder}/{name}": first, **{f"{folder}/{path}": text for path, text in others}}


def first_of(paths: Iterable[str]) -> str | None:
    """Find the catalog's first file among those of a snapshot, named from its folder; None where there is none."""
    return max(filter(_may_be_first, paths), key=len, default=None)


def _may_be_first(path: str) -> bool:
    return path.lstrip("_") == FIRST
