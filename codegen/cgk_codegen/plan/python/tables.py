"""Emitter of the catalog's data: the runtime's catalog, the event names and the schedules."""

from __future__ import annotations

from cgk_codegen.plan.templates import render
from cgk_codegen.resolve import Catalog


def emit_tables(catalog: Catalog) -> dict[str, str]:
    """Render `_catalog.py`, `events.py` and `schedules.py`."""
    return {
        f"{catalog.package}/{name}.py": render(f"python/templates/{name}.py.jinja", catalog=catalog)
        for name in ("_catalog", "events", "schedules")
    }
