"""The next steps after the setup, with the project's own names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cgk_runtime.cli.setup import node
from cgk_runtime.cli.setup.providers import ProviderGuide

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog


def next_steps(guide: ProviderGuide, catalog: Catalog, directory: Path) -> list[str]:
    """Return the next steps in order; a step may have several lines.

    Args:
        guide: The provider that was set up.
        catalog: The catalog; its first event is the example.
        directory: The project.
    """
    event = next(iter(catalog.events.values()), None)
    steps: list[str] = []
    if event is not None:
        steps.append(
            "Create your first task in app/tasks.py:\n"
            f"    from {catalog.package} import {event.payload_type}, task\n\n\n"
            f'    @task("{event.name}")\n'
            f"    async def {event.task_id.replace('-', '_')}(payload: {event.payload_type}) -> None:\n"
            '        print("for tenant", payload.tenant_id)'
        )
    steps += _serving_steps(guide, node.node_directory(directory))
    if event is not None:
        steps.append(f"Send a job and wait for it:\n    cgk send {event.name} --tenant rawdog --example --wait")
    if guide.documentation is not None:
        steps.append(
            f"Deploy with production keys in your host's settings, and watch the dashboard: {guide.documentation}"
        )
    return steps


def _serving_steps(guide: ProviderGuide, folder: Path) -> list[str]:
    start = f"Start the dev server in a separate terminal:\n    {guide.dev_server}"
    if guide.name == "trigger.dev":
        return [
            f"Install the Node packages:\n    {node.package_manager(folder)} install",
            "Write task files for your handlers:\n    cgk trigger:build app.tasks --out src/trigger",
            start,
        ]
    if guide.name == "inngest":
        return [start, "Serve your handlers in another terminal:\n    cgk serve --inngest app.tasks"]
    return [f"Run your handlers in a separate terminal:\n    {guide.dev_server}"]
