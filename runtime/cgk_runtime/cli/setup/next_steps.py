"""The next steps after the setup, with the project's own names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cgk_runtime.cli.payloads import example_tenant
from cgk_runtime.cli.setup import node
from cgk_runtime.cli.setup.providers import ProviderGuide

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog


def next_steps(guide: ProviderGuide, catalog: Catalog, directory: Path) -> list[str]:
    """Return the next steps in order; a step may have several lines.

    Args:
        guide: The provider that was set up.
        catalog: The catalog; its first event is the example, so a catalog without events has no steps.
        directory: The project.
    """
    if not catalog.events:
        return []
    event = next(iter(catalog.events.values()))
    # Python would import an existing app.py instead of the package `app`.
    module = "tasks" if (directory / "app.py").is_file() else "app.tasks"
    install = _install_command(node.node_directory(directory))
    tenant = example_tenant(catalog, event.name)
    task = (
        f"Create your first task in {module.replace('.', '/')}.py:\n"
        f"    from {catalog.package} import {event.payload_type}, task\n\n\n"
        f'    @task("{event.name}")\n'
        f"    async def {event.task_id.replace('-', '_')}(payload: {event.payload_type}) -> None:\n"
        f'        print("for tenant", payload.{event.tenant_attribute})'
    )
    steps = [
        task,
        *(step.format(module=module, install=install) for step in guide.next_steps),
        f"Send a job and wait for it:\n    cgk send {event.name} --tenant {tenant} --example --wait",
    ]
    if guide.documentation is not None:
        steps.append(
            f"Deploy with production keys in your host's settings, and watch the dashboard: {guide.documentation}"
        )
    return steps


def _install_command(folder: Path) -> str:
    manager = node.package_manager(folder)
    if (folder / "package.json").is_file():
        return f"{manager} install"
    add = "install" if manager == "npm" else "add"
    version = node.TRIGGER_VERSION
    return f"{manager} {add} {node.SDK_PACKAGE}@{version} {node.CLI_PACKAGE}@{version}"
