"""Local provider: jobs run in the process that sends them; for development, tests and CI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgk_runtime.providers.local.options import LocalOptions
from cgk_runtime.providers.local.provider import LocalProvider

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobProvider
    from cgk_runtime.execution.runner import TaskRunner
    from cgk_runtime.settings import Settings

__all__ = ["LocalOptions", "LocalProvider", "create_provider"]


def create_provider(settings: Settings, runner: TaskRunner) -> JobProvider:
    """Create the provider for `JOBS_PROVIDER=local`.

    Raises:
        ConfigurationError: `JOBS_LOCAL_LOG` cannot be written.
    """
    path = settings.get("JOBS_LOCAL_LOG")
    if path is None:
        return LocalProvider(runner)
    # Imported on use: most processes write no log.
    from pathlib import Path

    from cgk_runtime.providers.local.job_log import JobLog

    return LocalProvider(runner, LocalOptions(log=JobLog(Path(path))))
