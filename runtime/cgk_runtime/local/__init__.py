"""The provider that needs nothing outside the process: for development, tests and CI, never for production."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgk_runtime.local.options import LocalOptions
from cgk_runtime.local.provider import LocalProvider

if TYPE_CHECKING:
    from cgk_runtime.runner import TaskRunner
    from cgk_runtime.settings import Settings

__all__ = ["LocalOptions", "LocalProvider", "create_provider"]


def create_provider(_settings: Settings, runner: TaskRunner) -> LocalProvider:
    """Make the provider that `JOBS_PROVIDER=local` means."""
    return LocalProvider(runner)
