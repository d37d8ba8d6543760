"""What comes after the setup: the guide's next steps, with this project's own names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cgk_runtime.cli.main import COMMANDS
from cgk_runtime.cli.setup import node
from cgk_runtime.cli.setup.providers import ProviderGuide

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog


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


def _serving(guide: ProviderGuide, folder: Path) -> Sequence[str]:
    if guide.name == "trigger.dev":
        install = f"{node.package_manager(folder)} install"
        build = "cgk trigger:build app.tasks --out src/trigger" if _has("trigger:build") else ""
        steps = [f"Install the Node packages:\n    {install}"]
        if build:
            steps.append(f"Write the task files for your handlers:\n    {build}")
        return [*steps, f"Start the dev server, in a terminal of its own:\n    {guide.dev_server}"]
    if guide.name == "inngest":
        serve = "cgk serve --inngest app.tasks" if _has("serve") else ""
        first = f"Start the dev server, in a terminal of its own:\n    {guide.dev_server}"
        return [first, f"Serve your handlers, in another one:\n    {serve}"] if serve else [first]
    return [f"Run your handlers, in a terminal of their own:\n    {guide.dev_server}"]


def _has(command: str) -> bool:
    return any(one.name == command for one in COMMANDS)
