"""Client for commands, through the configured provider.

A command has no handlers in its process, so with `JOBS_PROVIDER=local` it uses the project's `cgk dev`.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from cgk_runtime._internal.project_files import project_root
from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.options import find_sdk
from cgk_runtime.settings import Settings

if TYPE_CHECKING:
    from cgk_runtime.client.client import JobClient
    from cgk_runtime.sdk import Sdk


def connect(options: argparse.Namespace) -> tuple[Sdk, JobClient]:
    """Return the generated package, and a client for the configured provider.

    Raises:
        NotConfiguredError: No provider is configured.
        CommandError: A setting is invalid, or the provider needs `cgk dev`, which is not running.
    """
    sdk, settings = find_sdk(options), Settings.read()
    name = settings.provider_name()
    if name in {"local", "dev"}:
        from cgk_runtime.providers.local.dev.endpoint import find_endpoint

        if find_endpoint(Path.cwd()) is None:
            raise CommandError(
                f"With JOBS_PROVIDER={name}, this command needs `cgk dev`, but `cgk dev` is not running for this "
                f"project ({project_root(os.curdir)}). Start it with the modules of your handlers, such as "
                "`cgk dev app.tasks`"
            )
        name = "dev"
    return sdk, sdk.create_job_client(name, settings=settings)
