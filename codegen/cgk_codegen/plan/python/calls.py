"""The typed calls: `send_job` with an overload per event, `task`, and `jobs`."""

from __future__ import annotations

from cgk_codegen.plan.templates import render
from cgk_codegen.resolve import Catalog
from cgk_codegen.resolve.names import snake_case


def emit_calls(catalog: Catalog) -> dict[str, str]:
    """Make `_send.py`, `_task.py`, `_jobs.py` and `_client.py`."""
    modules = {name: snake_case(name) for name in catalog.categories}
    return {
        f"{catalog.package}/{name}.py": render(f"python/templates/{name}.py.jinja", catalog=catalog, modules=modules)
        for name in ("_send", "_task", "_jobs", "_client")
    }
