"""Finding a provider by its name: the built-in ones, and those that other packages register by entry point."""

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
"""An entry point here names a provider and a factory `(settings, runner) -> JobProvider`."""

_BUILT_IN: Final = {
    "inngest": "cgk_runtime.providers.inngest",
    "local": "cgk_runtime.providers.local",
    "trigger.dev": "cgk_runtime.providers.trigger_dev",
}

_inside: dict[str, JobProvider] = {}


def set_provider_inside(provider: JobProvider | None) -> None:
    """Say that this process is inside a run of a provider: what sends through that provider goes through this object.

    Args:
        provider: It, under its own name, or None when the process is in no run any more.
    """
    _inside.clear()
    if provider is not None:
        _inside[provider.name] = provider


def create_provider(name: str, settings: Settings, runner: TaskRunner) -> JobProvider:
    """Make a provider; its module is imported only now.

    Args:
        name: What `JOBS_PROVIDER` says.
        settings: Where it finds its keys.
        runner: What runs handlers, for a provider that runs them in this process.

    Raises:
        ConfigurationError: There is no such provider, or its settings are wrong.
    """
    if name in _inside:
        return _inside[name]
    module = _BUILT_IN.get(name)
    if module is not None:
        factory = cast("ProviderFactory", import_module(module).create_provider)
        return factory(settings, runner)
    registered = _registered()
    if name in registered:
        return cast("ProviderFactory", registered[name].load())(settings, runner)
    raise ConfigurationError(f'There is no provider "{name}"; JOBS_PROVIDER may be {", ".join(provider_names())}')


def provider_names() -> list[str]:
    """List the providers there are: the built-in ones, and those of other packages."""
    return sorted({*_BUILT_IN, *_registered()})


def _registered() -> dict[str, EntryPoint]:
    from importlib.metadata import entry_points

    return {entry.name: entry for entry in entry_points(group=ENTRY_POINT_GROUP)}
