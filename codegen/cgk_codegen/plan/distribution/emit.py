"""The generated SDK as a distribution of its own: its pyproject.toml and README, and how git is to take it."""

from __future__ import annotations

from cgk_codegen.plan.outline import Outline
from cgk_codegen.plan.runtime import RUNTIME_RANGE
from cgk_codegen.plan.texts import Filled, Text
from cgk_codegen.resolve import Catalog


def emit_distribution(_catalog: Catalog, outline: Outline) -> dict[str, Text]:
    """Make `pyproject.toml`, `README.md` and `.gitattributes`."""
    return {
        name: Filled(f"distribution/templates/{name.lstrip('.')}.jinja", outline, {"runtime_range": RUNTIME_RANGE})
        for name in ("pyproject.toml", "README.md", ".gitattributes")
    }
