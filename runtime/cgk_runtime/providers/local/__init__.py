"""The provider that needs nothing outside the project: for development, tests and CI, never for production."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cgk_runtime._internal.project_files import DEV_FILE, find_file
from cgk_runtime.providers.local.options import LOG_VARIABLE, LocalOptions
from cgk_runtime.providers.local.provider import LocalProvider

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobProvider
    from cgk_runtime.execution.runner import TaskRunner
    from cgk_runtime.providers.local.dev.endpoint import DevEndpoint
    from cgk_runtime.settings import Settings

__all__ = ["LocalOptions", "LocalProvider", "create_provider"]


def create_provider(settings: Settings, runner: TaskRunner) -> JobProvider:
    """Make the provider that `JOBS_PROVIDER=local` means: the project's `cgk dev` if it runs, else this process.

    Raises:
        ConfigurationError: What says where `cgk dev` listens cannot be read, or `JOBS_LOCAL_LOG` cannot be written.
    """
    file = find_file(DEV_FILE, os.curdir)
    endpoint = _endpoint(file) if file else None
    if endpoint is None:
        return LocalProvider(runner, _options(settings))
    from cgk_runtime.providers.local.dev.client import DevProvider

    return DevProvider(endpoint)


def _endpoint(file: str) -> DevEndpoint | None:
    from pathlib import Path

    from cgk_runtime.providers.local.dev.endpoint import read_endpoint

    return read_endpoint(Path(file))


def _options(settings: Settings) -> LocalOptions:
    if settings.get(LOG_VARIABLE) is None:
        return LocalOptions()
    from cgk_runtime.providers.local.job_log import job_log

    return LocalOptions(log=job_log(settings))
