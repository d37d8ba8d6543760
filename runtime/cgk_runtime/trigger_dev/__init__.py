"""Trigger.dev: jobs are sent over its HTTP API and run there; its whole API for backends is `TriggerDevClient`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgk_runtime.trigger_dev.api import TriggerDevOptions
from cgk_runtime.trigger_dev.client import TriggerDevClient
from cgk_runtime.trigger_dev.errors import TriggerDevRunNotFoundError
from cgk_runtime.trigger_dev.options import Debounce, TriggerOptions
from cgk_runtime.trigger_dev.provider import TriggerDevProvider
from cgk_runtime.trigger_dev.settings import TriggerDevSettings

if TYPE_CHECKING:
    from cgk_runtime.provider import JobProvider
    from cgk_runtime.runner import TaskRunner
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


def create_provider(settings: Settings, runner: TaskRunner) -> JobProvider:
    """Make the provider that `TRIGGER_SECRET_KEY` or `JOBS_PROVIDER=trigger.dev` means.

    Raises:
        ConfigurationError: There is no key, or something is wrong with the settings.
    """
    return TriggerDevProvider(TriggerDevSettings.read(settings), runner.catalog)
