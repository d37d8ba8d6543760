"""The client of commands that send or ask: through the configured provider, which for local is a running `cgk dev`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cgk_runtime.cli.sdk_option import find_sdk
from cgk_runtime.errors import ConfigurationError
from cgk_runtime.settings import Settings

if TYPE_CHECKING:
    from cgk_runtime.client.client import JobClient
    from cgk_runtime.sdk import Sdk


def connect(options: argparse.Namespace) -> tuple[Sdk, JobClient]:
    """Make a client as the settings say.

    Raises:
        NotConfiguredError: Nothing names a provider.
        ConfigurationError: A setting is wrong, or the provider is local and no `cgk dev` runs.
    """
    sdk = find_sdk(options)
    settings = Settings.read()
    name = settings.provider_name()
    if name == "local":
        require_dev(Path.cwd())
    return sdk, sdk.create_job_client(name, settings=settings)


def require_dev(directory: Path) -> None:
    """Make sure that `cgk dev` runs for a folder's project: local jobs live in its memory, or in their sender's.

    Raises:
        ConfigurationError: It does not.
    """
    from cgk_runtime.providers.local.dev.endpoint import find_endpoint

    if find_endpoint(directory) is None:
        raise ConfigurationError(
            "JOBS_PROVIDER=local and no `cgk dev` runs for this project: jobs would live in this command's memory and "
            "be lost at its end. Start `cgk dev app.tasks` with the modules that have your handlers, then try again",
            component="cgk",
        )
