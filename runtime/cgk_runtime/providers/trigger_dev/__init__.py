"""Provider that sends jobs to Trigger.dev over its HTTP API, and `TriggerDevClient` for the rest of that API."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobProvider
    from cgk_runtime.execution.runner import TaskRunner
    from cgk_runtime.providers.trigger_dev.api import TriggerDevOptions as TriggerDevOptions
    from cgk_runtime.providers.trigger_dev.client import TriggerDevClient as TriggerDevClient
    from cgk_runtime.providers.trigger_dev.options import TriggerDebounce as TriggerDebounce
    from cgk_runtime.providers.trigger_dev.options import TriggerOptions as TriggerOptions
    from cgk_runtime.providers.trigger_dev.provider import TriggerDevProvider as TriggerDevProvider
    from cgk_runtime.providers.trigger_dev.settings import TriggerDevSettings as TriggerDevSettings
    from cgk_runtime.settings import Settings

__all__ = [
    "TriggerDebounce",
    "TriggerDevClient",
    "TriggerDevOptions",
    "TriggerDevProvider",
    "TriggerDevSettings",
    "TriggerOptions",
    "create_provider",
]

_MODULES = {
    "TriggerDebounce": "options",
    "TriggerDevClient": "client",
    "TriggerDevOptions": "api",
    "TriggerDevProvider": "provider",
    "TriggerDevSettings": "settings",
    "TriggerOptions": "options",
}


def __getattr__(name: str) -> object:
    """Import a name on first use, because a handler's process often needs no HTTP library."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def create_provider(settings: Settings, runner: TaskRunner) -> JobProvider:
    """Create the provider for `TRIGGER_SECRET_KEY` or `JOBS_PROVIDER=trigger.dev`.

    Raises:
        ConfigurationError: The key is missing, or a setting is invalid.
    """
    from cgk_runtime.providers.trigger_dev.provider import TriggerDevProvider
    from cgk_runtime.providers.trigger_dev.settings import TriggerDevSettings

    return TriggerDevProvider(TriggerDevSettings.read(settings), runner.catalog)
