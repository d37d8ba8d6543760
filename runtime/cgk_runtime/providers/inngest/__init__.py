"""Inngest: sends jobs as events and serves handlers as functions.

Sending needs only an HTTP library. Serving needs Inngest's own SDK, the extra `inngest`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobProvider
    from cgk_runtime.execution.runner import TaskRunner
    from cgk_runtime.providers.inngest.provider import InngestProvider
    from cgk_runtime.providers.inngest.serve import inngest_app
    from cgk_runtime.providers.inngest.settings import InngestSettings
    from cgk_runtime.settings import Settings

__all__ = ["InngestProvider", "InngestSettings", "create_provider", "inngest_app"]

_MODULES: Final = {"InngestProvider": "provider", "InngestSettings": "settings", "inngest_app": "serve"}


def create_provider(settings: Settings, runner: TaskRunner) -> JobProvider:
    """Create the provider for `JOBS_PROVIDER=inngest`.

    Raises:
        ConfigurationError: INNGEST_EVENT_KEY is missing, or a variable is invalid.
    """
    from cgk_runtime.providers.inngest.provider import InngestProvider
    from cgk_runtime.providers.inngest.settings import InngestSettings

    return InngestProvider(runner.catalog, InngestSettings.read(settings))


def __getattr__(name: str) -> object:
    """Import a public name on first use."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
