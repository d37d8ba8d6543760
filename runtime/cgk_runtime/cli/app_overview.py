"""Overview of an application's handlers and tenants, from a running `cgk dev` or from its modules."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cgk_runtime._internal.plurals import pluralize
from cgk_runtime.catalog import ScheduleDefinition
from cgk_runtime.cli.load_handlers import configured_list, import_modules

if TYPE_CHECKING:
    from cgk_runtime.providers.local.dev.wire import AppInfo
    from cgk_runtime.sdk import Sdk


@dataclass(frozen=True, slots=True)
class AppOverview:
    """Overview of an application.

    Attributes:
        summary: One line: the number of handlers and tenants and the source of these numbers, or why they are unknown.
        events: The events with a handler.
        schedules: The schedules with a handler, by name, including those that the application declares itself.
        tenants: All tenants, or None without a tenant source.
    """

    summary: str
    events: tuple[str, ...] = ()
    schedules: Mapping[str, ScheduleDefinition] = field(default_factory=dict[str, ScheduleDefinition])
    tenants: list[str] | None = None


async def load_app_overview(sdk: Sdk, modules: Sequence[str], directory: Path) -> AppOverview:
    """Load the overview from the given modules, from the project's `cgk dev`, or from `[tool.cgk] handlers`.

    Args:
        sdk: The generated package.
        modules: The modules on the command line.
        directory: The project.

    Raises:
        CommandError: A module cannot be imported, or a setting is invalid.
        ProviderError: `cgk dev` is not reachable.
    """
    from cgk_runtime.providers.local.dev.client import DevProvider
    from cgk_runtime.providers.local.dev.endpoint import find_endpoint
    from cgk_runtime.providers.local.dev.wire import describe_app

    endpoint = None if modules else find_endpoint(directory)
    if endpoint is not None:
        provider = DevProvider(directory)
        try:
            return _summarize(await provider.describe_app(), f"cgk dev at {endpoint.url}")
        finally:
            await provider.close()
    module_names = list(modules) or configured_list("handlers", directory)
    if not module_names:
        return AppOverview("handlers and tenants are unknown: `cgk dev` is not running, and --handlers names no module")
    with redirect_stdout(sys.stderr):  # what the application prints is not part of the output
        import_modules(module_names, directory)
        info = await describe_app(sdk)
    return _summarize(info, ", ".join(module_names))


def _summarize(info: AppInfo, origin: str) -> AppOverview:
    handlers = f"handlers for {pluralize(len(info.events), 'event')} and {pluralize(len(info.schedules), 'schedule')}"
    if info.problem is not None:
        tenants = info.problem
    elif info.tenants is None:
        tenants = "no @tenant_source names the tenants"
    else:
        tenants = pluralize(len(info.tenants), "tenant")
    return AppOverview(
        f"{handlers}; {tenants} ({origin})",
        events=tuple(info.events),
        schedules={schedule.name: schedule for schedule in info.schedules},
        tenants=info.tenants,
    )
