"""The provider that needs nothing outside the project: for development, tests and CI, never for production."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cgk_runtime.local.options import LocalOptions
from cgk_runtime.local.provider import LocalProvider
from cgk_runtime.project import DEV_FILE, find_file

if TYPE_CHECKING:
    from cgk_runtime.provider import JobProvider
    from cgk_runtime.runner import TaskRunner
    from cgk_runtime.settings import Settings

__all__ = ["LocalOptions", "LocalProvider", "create_provider"]


def create_provider(settings: Settings, runner: TaskRunner) -> JobProvider:
    """Make the provider that `JOBS_PROVIDER=local` means: the project's `cgk dev` if it runs, else this process.

    Raises:
        ConfigurationError: What says where `cgk dev` listens cannot be read, or `JOBS_LOCAL_LOG` cannot be written.
    """
    file = find_file(DEV_FILE, os.curdir)
    if file is None:
        return LocalProvider(runner)
    from pathlib import Path

    from cgk_runtime.local.dev.endpoint import read_endpoint

    endpoint = read_endpoint(Path(file))
    if endpoint is None:
        from cgk_runtime.local.job_log import job_log

        return LocalProvider(runner, LocalOptions(log=job_log(settings)))
    from cgk_runtime.local.dev.client import DevProvider

    return DevProvider(endpoint)
