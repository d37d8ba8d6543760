"""All checks of a setup, in the order of the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cgk_runtime.cli.load_handlers import configured_list
from cgk_runtime.cli.setup.existing_config import ExistingConfig
from cgk_runtime.cli.setup.providers import PROVIDERS
from cgk_runtime.cli.verify.installation_checks import check_handlers, check_node, check_versions
from cgk_runtime.cli.verify.report import CheckResult, Status, is_ready
from cgk_runtime.cli.verify.server_checks import check_dev_process, check_server
from cgk_runtime.cli.verify.settings_checks import check_environment_file, check_provider_setting, check_variables
from cgk_runtime.cli.verify.waiting_checks import check_registered_functions, check_waiting_runs
from cgk_runtime.errors import ConfigurationError
from cgk_runtime.installed_sdk import choose_sdk

if TYPE_CHECKING:
    from cgk_runtime.sdk import Sdk
    from cgk_runtime.settings import Settings


@dataclass(frozen=True, slots=True)
class Checks:
    """Results of all checks.

    Attributes:
        results: The results.
        provider: The name of the provider that takes effect, or None if it is missing or unknown.
        sdk: The generated package, or None if it was not found.
    """

    results: list[CheckResult]
    provider: str | None = None
    sdk: Sdk | None = None


def run_checks(
    directory: Path,
    *,
    provider: str | None = None,
    sdk_name: str | None = None,
    handlers: Sequence[str] = (),
    stopped: Status = "failed",
) -> Checks:
    """Check everything that sending needs, without changing anything.

    The provider's server is called only if no check of the settings failed.

    Args:
        directory: The project.
        provider: Overrides the configured provider.
        sdk_name: The generated package, if several are installed.
        handlers: Modules with handlers; those of `[tool.cgk] handlers` by default.
        stopped: Status of a dev server, `cgk dev` or Inngest's, that is not running.
    """
    try:
        config = ExistingConfig.find(directory)
    except ConfigurationError as error:
        return Checks([CheckResult("failed", "settings", error.detail, "correct the file, then run the check again")])
    name, result = check_provider_setting(config, provider)
    results = [result]
    guide = PROVIDERS.get(name or "")
    if guide is not None:
        results += check_variables(config, guide)
    results += check_environment_file(config)
    try:
        sdk = choose_sdk(sdk_name)
        modules = list(handlers) or configured_list("handlers", directory) or []
    except ConfigurationError as error:
        results.append(CheckResult("failed", "SDK", error.detail, "correct this, then run the check again"))
        return Checks(results, name)
    if name is not None and is_ready(results):
        results += _check_remote(sdk, name, config.settings, directory, stopped)
    results += check_versions(sdk)
    if name is not None:
        results.append(check_handlers(sdk, name, modules, directory))
    if name == "trigger.dev":
        results += check_node(directory)
    return Checks(results, name, sdk)


def _check_remote(sdk: Sdk, name: str, settings: Settings, directory: Path, stopped: Status) -> list[CheckResult]:
    """Check the provider's server; a check that needs an answer is skipped without one."""
    if name in {"local", "dev"}:
        dev_result = check_dev_process(directory, name, stopped)
        if dev_result is not None:
            return [dev_result]
    results = [check_server(sdk, name, settings, stopped)]
    is_running = results[0].status == "ok"
    if is_running and name == "trigger.dev":
        results.append(check_waiting_runs(settings))
    if is_running and name == "inngest":
        results += check_registered_functions(settings)
    return results
