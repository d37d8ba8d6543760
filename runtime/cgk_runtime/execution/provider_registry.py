"""Registry of providers: the built-in ones, and those of other packages, found by entry point."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from cgk_runtime.errors import ConfigurationError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from cgk_runtime.client.provider import JobProvider
    from cgk_runtime.execution.runner import TaskRunner
    from cgk_runtime.settings import Settings

    ProviderFactory = Callable[[Settings, TaskRunner], JobProvider]

ENTRY_POINT_GROUP: Final = "cgk_runtime.providers"
"""The entry point group of providers: a name, and a factory `(settings, runner) -> JobProvider`."""

_BUILT_IN: Final = {
    "dev": "cgk_runtime.providers.local.dev",
    "inngest": "cgk_runtime.providers.inngest",
    "local": "cgk_runtime.providers.local",
    "postgres": "cgk_runtime.providers.postgres",
    "trigger.dev": "cgk_runtime.providers.trigger_dev",
}

_run_provider: dict[str, JobProvider] = {}
"""The provider, by its name, whose runs this process executes; empty in other processes."""


def set_run_provider(provider: JobProvider | None) -> None:
    """Make `create_provider` return this provider in a process that executes its runs.

    Args:
        provider: The provider, or None to undo it.
    """
    _run_provider.clear()
    if provider is not None:
        _run_provider[provider.name] = provider


def create_provider(name: str, settings: Settings, runner: TaskRunner) -> JobProvider:
    """Create a provider; its module is imported by this call.

    Args:
        name: The provider's name, as in `JOBS_PROVIDER`.
        settings: The settings, which contain the provider's keys.
        runner: Runner of the handlers, for a provider that runs them in this process.

    Raises:
        ConfigurationError: The provider is unknown, or a setting is invalid.
    """
    if name in _run_provider:
        return _run_provider[name]
    module = _BUILT_IN.get(name)
    if module is not None:
        factory = cast("ProviderFactory", import_module(module).create_provider)
        return factory(settings, runner)
    registered = _entry_points()
    if name in registered:
        return cast("ProviderFactory", registered[name].load())(settings, runner)
    raise ConfigurationError(f'Unknown provider "{name}"; JOBS_PROVIDER may be {", ".join(provider_names())}')


def provider_names() -> list[str]:
    """Return the names of all providers, built-in ones and those of other packages."""
    return sorted({*_BUILT_IN, *_entry_points()})


def _entry_points() -> dict[str, EntryPoint]:
    from importlib.metadata import entry_points

    return {entry.name: entry for entry in entry_points(group=ENTRY_POINT_GROUP)}
