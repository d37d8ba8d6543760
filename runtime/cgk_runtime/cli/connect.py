"""Client for commands, through the configured provider; the local provider needs a running `cgk dev`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.sdk_option import find_sdk
from cgk_runtime.settings import Settings

if TYPE_CHECKING:
    from cgk_runtime.client.client import JobClient
    from cgk_runtime.sdk import Sdk


def connect(options: argparse.Namespace) -> tuple[Sdk, JobClient]:
    """Create a client from the settings.

    Raises:
        NotConfiguredError: No provider is configured.
        CommandError: A setting is invalid, or the provider is local and `cgk dev` is not running.
    """
    sdk = find_sdk(options)
    settings = Settings.read()
    name = settings.provider_name()
    if name == "local":
        require_dev(Path.cwd())
    return sdk, sdk.create_job_client(name, settings=settings)


def require_dev(directory: Path) -> None:
    """Raise an error unless `cgk dev` is running for the project, because local jobs live in a process's memory.

    Raises:
        CommandError: `cgk dev` is not running.
    """
    from cgk_runtime.providers.local.dev.endpoint import find_endpoint

    if find_endpoint(directory) is None:
        raise CommandError(
            "JOBS_PROVIDER=local, but `cgk dev` is not running for this project, so jobs would be lost when this "
            "command ends. Start `cgk dev app.tasks` with the modules of your handlers, then try again"
        )
