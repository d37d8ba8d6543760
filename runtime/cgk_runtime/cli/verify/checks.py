"""All checks of a setup, in the order people read them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cgk_runtime.cli.app_facts import configured_handlers
from cgk_runtime.cli.setup.found import Configuration
from cgk_runtime.cli.setup.providers import PROVIDERS
from cgk_runtime.cli.verify.installed_rows import handler_row, node_rows, version_rows
from cgk_runtime.cli.verify.report import Row, is_ready
from cgk_runtime.cli.verify.server_rows import check_dev, check_provider, check_server
from cgk_runtime.cli.verify.settings_rows import file_row, provider_row, variable_rows
from cgk_runtime.cli.verify.waiting_rows import check_functions, check_waiting
from cgk_runtime.errors import ConfigurationError
from cgk_runtime.sdk import choose_sdk

if TYPE_CHECKING:
    from cgk_runtime.sdk import Sdk
    from cgk_runtime.settings import Settings


def verify(
    directory: Path, *, provider: str | None = None, sdk_name: str | None = None, handlers: Sequence[str] = ()
) -> list[Row]:
    """Check everything that a send needs, and change nothing.

    A server is only asked where the settings could be right.

    Args:
        directory: The project.
        provider: Instead of what the settings say.
        sdk_name: The generated package that is meant, where there are several.
        handlers: Modules whose handlers are counted; those of `[tool.cgk] handlers` otherwise.

    Returns:
        A row per check.
    """
    try:
        configuration = Configuration.find(directory)
    except ConfigurationError as error:
        return [Row("failed", "settings", str(error), "mend the file, then verify again")]
    name, row = provider_row(configuration, provider)
    rows = [row]
    guide = PROVIDERS.get(name or "")
    if guide is not None:
        rows += variable_rows(configuration, guide)
    in_file = file_row(configuration)
    if in_file is not None:
        rows.append(in_file)
    try:
        sdk = choose_sdk(sdk_name)
        modules = list(handlers) or configured_handlers(directory)
    except ConfigurationError as error:
        return [*rows, Row("failed", "SDK", str(error), "install it, or name the one that is meant")]
    if name is not None and is_ready(rows):
        rows += _far_end(sdk, name, configuration.settings(provider), directory)
    rows += version_rows(sdk)
    if name is not None:
        rows.append(handler_row(sdk, name, modules, directory))
    if name == "trigger.dev":
        rows += node_rows(directory)
    return rows


def _far_end(sdk: Sdk, name: str, settings: Settings, directory: Path) -> list[Row]:
    """Check what is at the other end; each check only where the one before left hope."""
    absent = check_dev(directory) if name == "local" else None
    if absent is not None:
        return [absent]
    rows = check_server(name, settings)
    if is_ready(rows):
        rows.append(check_provider(sdk, name, settings))
    if name == "trigger.dev" and is_ready(rows):
        rows.append(check_waiting(settings))
    functions = check_functions(settings) if name == "inngest" and is_ready(rows) else None
    return rows if functions is None else [*rows, functions]
