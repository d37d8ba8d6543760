"""Emitter of the files that make the SDK a distribution: pyproject.toml, README and Git attributes."""

from __future__ import annotations

from cgk_codegen.plan.runtime import RUNTIME_RANGE
from cgk_codegen.plan.templates import render
from cgk_codegen.resolve import Catalog


def emit_distribution(catalog: Catalog) -> dict[str, str]:
    """Render `pyproject.toml`, `README.md` and `.gitattributes`."""
    return {
        name: render(f"distribution/templates/{name.lstrip('.')}.jinja", catalog=catalog, runtime_range=RUNTIME_RANGE)
        for name in ("pyproject.toml", "README.md", ".gitattributes")
    }
