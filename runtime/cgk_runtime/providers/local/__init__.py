"""Local provider: jobs run in this process or in `cgk dev`; for development, tests and CI."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cgk_runtime._internal.project_files import DEV_FILE, find_file
from cgk_runtime.providers.local.options import LocalOptions
from cgk_runtime.providers.local.provider import LocalProvider

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobProvider
    from cgk_runtime.execution.runner import TaskRunner
    from cgk_runtime.settings import Settings

__all__ = ["LocalOptions", "LocalProvider", "create_provider"]


def create_provider(settings: Settings, runner: TaskRunner) -> JobProvider:
    """Create the provider for `JOBS_PROVIDER=local`: the project's `cgk dev` if it runs, else this process.

    Raises:
        ConfigurationError: The file of `cgk dev` cannot be read, or `JOBS_LOCAL_LOG` cannot be written.
    """
    # Imported on use: most processes send without `cgk dev` and without a log, and these modules are slow to import.
    if find_file(DEV_FILE, os.curdir):
        from pathlib import Path

        from cgk_runtime.providers.local.dev.client import DevProvider
        from cgk_runtime.providers.local.dev.endpoint import find_endpoint

        endpoint = find_endpoint(Path())
        if endpoint is not None:
            return DevProvider(endpoint)
    if settings.get("JOBS_LOCAL_LOG") is None:
        return LocalProvider(runner)
    from cgk_runtime.providers.local.job_log import open_job_log

    return LocalProvider(runner, LocalOptions(log=open_job_log(settings)))
