"""The catalog as data: what the runtime is handed, and the names and time tables people import."""

from __future__ import annotations

from cgk_codegen.plan.event_definitions import definition_values
from cgk_codegen.plan.outline import Outline
from cgk_codegen.plan.texts import Filled, Text
from cgk_codegen.resolve import Catalog


def emit_tables(catalog: Catalog, outline: Outline) -> dict[str, Text]:
    """Make `_catalog.py`, `events.py` and `schedules.py`."""
    values = definition_values(catalog)
    return {
        f"{catalog.package}/_catalog.py": Filled("python/templates/_catalog.py.jinja", outline, values),
        f"{catalog.package}/events.py": Filled("python/templates/events.py.jinja", outline),
        f"{catalog.package}/schedules.py": Filled("python/templates/schedules.py.jinja", outline),
    }
