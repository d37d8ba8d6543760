"""What comes after the setup: the guide's next steps, with this project's own names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from cgk_runtime.cli.setup import node
from cgk_runtime.cli.setup.providers import ProviderGuide

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog


_BUILD: Final = "cgk trigger:build app.tasks --out src/trigger"


def next_steps(guide: ProviderGuide, catalog: Catalog, directory: Path) -> list[str]:
    """List what to do next, in order; a step may have several lines.

    Args:
        guide: The provider that was set up.
        catalog: Whose first event is the example.
        directory: The project.
    """
    event = next(iter(catalog.events.values()), None)
    steps: list[str] = []
    if event is not None:
        steps.append(
            "Create a first task, in app/tasks.py:\n"
            f"    from {catalog.package} import {event.payload_type}, task\n\n\n"
            f'    @task("{event.name}")\n'
            f"    async def {event.task_id.replace('-', '_')}(payload: {event.payload_type}) -> None:\n"
            '        print("for tenant", payload.tenant_id)'
        )
    steps += _serving(guide, node.node_directory(directory))
    if event is not None:
        steps.append(f"Send a first job, and wait for it:\n    cgk send {event.name} --tenant rawdog --example --wait")
    if guide.documentation is not None:
        steps.append(
            f"Deploy with the production keys in your host's settings, and watch the dashboard: {guide.documentation}"
        )
    return steps


def _serving(guide: ProviderGuide, folder: Path) -> list[str]:
    start = f"Start the dev server, in a terminal of its own:\n    {guide.dev_server}"
    if guide.name == "trigger.dev":
        return [
            f"Install the Node packages:\n    {node.package_manager(folder)} install",
            f"Write the task files of your handlers:\n    {_BUILD}",
            start,
        ]
    if guide.name == "inngest":
        return [start, "Serve your handlers, in another one:\n    cgk serve --inngest app.tasks"]
    return [f"Run your handlers, in a terminal of their own:\n    {guide.dev_server}"]
