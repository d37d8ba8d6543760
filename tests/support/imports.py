"""Imports of catalogs in other formats, for the tests of the importers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from cgk_codegen.importers import Import, import_source


def imported(source: Path | str, folder: Path, **options: Any) -> Import:  # Any: keyword arguments of `import_source`
    """Import a source into the catalog of a folder."""
    return import_source(Path(source), folder / "events.yaml", **options)


def text_of(result: Import) -> str:
    """Return the text of the file with the events."""
    return result.texts[result.target.file]


def codes_of(result: Import) -> list[str]:
    """Return the codes of all losses, the parts that were not imported exactly; each once, sorted."""
    return sorted({item.code for item in result.losses.items})


def golden_text(result: Import) -> str:
    """Return the catalog and the report, for a golden file."""
    lines = [f"# {item.span} {item.code} {item.message}" for item in result.losses.items]
    return "\n".join([text_of(result), *lines, ""]).replace(os.sep, "/")
