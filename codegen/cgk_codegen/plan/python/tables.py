"""The catalog as data: what the runtime is handed, and the names and time tables people import."""

from __future__ import annotations

from cgk_codegen.plan.templates import render
from cgk_codegen.resolve import Catalog
from cgk_codegen.resolve.names import snake_case


def emit_tables(catalog: Catalog) -> dict[str, str]:
    """Make `_catalog.py`, `events.py` and `schedules.py`."""
    modules = {name: snake_case(name) for name in catalog.categories}
    return {
        f"{catalog.package}/{name}.py": render(f"python/templates/{name}.py.jinja", catalog=catalog, modules=modules)
        for name in ("_catalog", "events", "schedules")
    }
