"""The generated SDK as a distribution of its own: its pyproject.toml and README."""

from __future__ import annotations

from cgk_codegen.plan.runtime import RUNTIME_RANGE
from cgk_codegen.plan.templates import render
from cgk_codegen.resolve import Catalog


def emit_distribution(catalog: Catalog) -> dict[str, str]:
    """Make `pyproject.toml` and `README.md`."""
    return {
        name: render(f"distribution/templates/{name}.jinja", catalog=catalog, runtime_range=RUNTIME_RANGE)
        for name in ("pyproject.toml", "README.md")
    }
