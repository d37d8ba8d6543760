"""The catalog itself, carried by the package it makes: what a later version is compared with."""

from __future__ import annotations

from typing import Final

from cgk_codegen.resolve import Catalog

FOLDER: Final = "catalog"
"""The folder in the Python package."""
FIRST: Final = "catalog.yaml"
"""The name of the catalog's first file in it."""


def emit_snapshot(catalog: Catalog) -> dict[str, str]:
    """Copy the catalog's files, so that `breaking --against PUBLISHED` can read them from an installed package."""
    (_name, first), *others = catalog.files
    folder = f"{catalog.package}/{FOLDER}"
    return {f"{folder}/{FIRST}": first} | {f"{folder}/{path}": text for path, text in others}
