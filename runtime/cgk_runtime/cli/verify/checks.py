"""All checks of a setup, in the order people read them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cgk_runtime.cli.app_overview import configured_handlers
from cgk_runtime.cli.setup.existing_config import ExistingConfig
from cgk_runtime.cli.setup.providers import PROVIDERS
from cgk_runtime.cli.verify.installation_checks import check_handlers, check_node, check_versions
from cgk_runtime.cli.verify.report import CheckResult, is_ready
from cgk_runtime.cli.verify.server_checks import check_dev_process, check_provider_health, check_server
from cgk_runtime.cli.verify.settings_checks import check_environment_file, check_provider_setting, check_variables
from cgk_runtime.cli.verify.waiting_checks import check_registered_functions, check_waiting_runs
from cgk_runtime.errors import ConfigurationError
from cgk_runtime.sdk import choose_sdk

if TYPE_CHECKING:
    from cgk_runtime.sdk import Sdk
    from cgk_runtime.settings import Settings


def run_checks(
    directory: Path, *, provider: str | None = None, sdk_name: str | None = None, handlers: Sequence[str] = ()
) -> list[CheckResult]:
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
        configuration = ExistingConfig.find(directory)
    except ConfigurationError as error:
        return [CheckResult("failed", "settings", str(error), "mend the file, then verify again")]
    name, row = check_provider_setting(configuration, provider)
    rows = [row]
    guide = PROVIDERS.get(name or "")
    if guide is not None:
        rows += check_variables(configuration, guide)
    in_file = check_environment_file(configuration)
    if in_file is not None:
        rows.append(in_file)
    try:
        sdk = choose_sdk(sdk_name)
        modules = list(handlers) or configured_handlers(directory)
    except ConfigurationError as error:
        return [*rows, CheckResult("failed", "SDK", str(error), "install it, or name the one that is meant")]
    if name is not None and is_ready(rows):
        rows += check_remote(sdk, name, configuration.settings(provider), directory)
    rows += check_versions(sdk)
    if name is not None:
        rows.append(check_handlers(sdk, name, modules, directory))
    if name == "trigger.dev":
        rows += check_node(directory)
    return rows


def check_remote(sdk: Sdk, name: str, settings: Settings, directory: Path) -> list[CheckResult]:
    """Check what is at the other end; each check only where the one before left hope."""
    absent = check_dev_process(directory) if name == "local" else None
    if absent is not None:
        return [absent]
    rows = check_server(name, settings)
    if is_ready(rows):
        rows.append(check_provider_health(sdk, name, settings))
    if name == "trigger.dev" and is_ready(rows):
        rows.append(check_waiting_runs(settings))
    functions = check_registered_functions(settings) if name == "inngest" and is_ready(rows) else None
    return rows if functions is None else [*rows, functions]
