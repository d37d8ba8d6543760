"""`cgk dev`: one process with the handlers, to which the project's other processes send their jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobProvider
    from cgk_runtime.execution.runner import TaskRunner
    from cgk_runtime.settings import Settings


def create_provider(_settings: Settings, _runner: TaskRunner) -> JobProvider:
    """Create the provider for `JOBS_PROVIDER=dev`, which sends to the `cgk dev` of the working directory's project."""
    # Imported on use, because other code imports this package only to find the address of `cgk dev`.
    from pathlib import Path

    from cgk_runtime.providers.local.dev.client import DevProvider

    return DevProvider(Path.cwd())
