"""Trigger.dev: jobs are sent over its HTTP API and run there; its whole API for backends is `TriggerDevClient`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobProvider
    from cgk_runtime.execution.runner import TaskRunner
    from cgk_runtime.providers.trigger_dev.api import TriggerDevOptions as TriggerDevOptions
    from cgk_runtime.providers.trigger_dev.client import TriggerDevClient as TriggerDevClient
    from cgk_runtime.providers.trigger_dev.errors import TriggerDevRunNotFoundError as TriggerDevRunNotFoundError
    from cgk_runtime.providers.trigger_dev.options import Debounce as Debounce
    from cgk_runtime.providers.trigger_dev.options import TriggerOptions as TriggerOptions
    from cgk_runtime.providers.trigger_dev.provider import TriggerDevProvider as TriggerDevProvider
    from cgk_runtime.providers.trigger_dev.settings import TriggerDevSettings as TriggerDevSettings
    from cgk_runtime.settings import Settings

__all__ = [
    "Debounce",
    "TriggerDevClient",
    "TriggerDevOptions",
    "TriggerDevProvider",
    "TriggerDevRunNotFoundError",
    "TriggerDevSettings",
    "TriggerOptions",
    "create_provider",
]

_MODULES = {
    "Debounce": "options",
    "TriggerDevClient": "client",
    "TriggerDevOptions": "api",
    "TriggerDevProvider": "provider",
    "TriggerDevRunNotFoundError": "errors",
    "TriggerDevSettings": "settings",
    "TriggerOptions": "options",
}


def __getattr__(name: str) -> object:
    """Import a name when it is first used: a handler's process pays for no HTTP library it does not need."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def create_provider(settings: Settings, runner: TaskRunner) -> JobProvider:
    """Make the provider that `TRIGGER_SECRET_KEY` or `JOBS_PROVIDER=trigger.dev` means.

    Raises:
        ConfigurationError: There is no key, or something is wrong with the settings.
    """
    from cgk_runtime.providers.trigger_dev.provider import TriggerDevProvider
    from cgk_runtime.providers.trigger_dev.settings import TriggerDevSettings

    return TriggerDevProvider(TriggerDevSettings.read(settings), runner.catalog)
