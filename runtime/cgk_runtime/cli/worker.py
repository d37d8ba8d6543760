"""`cgk worker app.tasks`: run handlers for the configured provider."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.options import add_modules_argument, add_sdk_option, parse_duration, parse_positive

if TYPE_CHECKING:
    from cgk_runtime.providers.worker import WorkerOptions
    from cgk_runtime.sdk import Sdk

_GRACE_SECONDS: Final = 25.0
"""Kubernetes and others kill a process after 30 seconds; jobs are returned to the queue in the remaining time."""
_ALTERNATIVES: Final = {
    "local": "it runs jobs in the process that sends them; use `cgk dev`",
    "dev": "its worker is part of `cgk dev`",
    "trigger.dev": "Trigger.dev starts its own workers: write the tasks with `cgk trigger:build`, then deploy them",
}


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "Import modules with handlers and run the jobs of the configured provider (JOBS_PROVIDER) until stopped. A "
        "stopping worker accepts no more jobs and lets the running ones finish within the grace period.\n\n"
        "Inngest: connect with its Connect protocol, without an open port. Set INNGEST_EVENT_KEY and "
        "INNGEST_SIGNING_KEY, or JOBS_PROVIDER=inngest and INNGEST_DEV=1 for a dev server."
    )
    add_modules_argument(parser)
    add_sdk_option(parser)
    parser.add_argument(
        "--concurrency",
        type=parse_positive,
        metavar="N",
        help="maximum number of concurrent runs (the provider's default)",
    )
    add_grace_option(parser)


def add_grace_option(parser: argparse.ArgumentParser) -> None:
    """Declare `--grace`."""
    parser.add_argument(
        "--grace",
        type=parse_duration,
        metavar="TIME",
        default=_GRACE_SECONDS,
        help=f"how long running jobs may continue after a stop ({_GRACE_SECONDS:g}s); then they are interrupted, and "
        "run again elsewhere",
    )


def run(options: argparse.Namespace) -> int:
    """Run the command until it is stopped."""
    from cgk_runtime.cli.load_handlers import handler_modules, load_handlers
    from cgk_runtime.providers.worker import WorkerOptions

    sdk = load_handlers(handler_modules(options), options.sdk)
    report = partial(print, "cgk worker:", flush=True)
    return run_until_stopped(partial(_work, sdk, WorkerOptions(report, options.concurrency, options.grace)))


def run_until_stopped(work: Callable[[], Awaitable[bool]]) -> int:
    """Run a worker, and return the exit status. If handlers were interrupted, the process ends without returning.

    Args:
        work: Function that runs the worker, and returns False if it interrupted handlers.
    """

    async def main() -> None:
        if not await work():
            _end_at_once(0)

    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        _end_at_once(128 + signal.SIGINT)
    return 0


async def _work(sdk: Sdk, options: WorkerOptions) -> bool:
    from cgk_runtime.providers.worker import WorkerProvider, run_worker

    provider = sdk.client.provider
    if not isinstance(provider, WorkerProvider):
        reason = _ALTERNATIVES.get(provider.name, "it does not run handlers")
        await sdk.reset_job_client()
        raise CommandError(f"JOBS_PROVIDER={provider.name} has no worker: {reason}")
    return await run_worker(provider, sdk, options)


def _end_at_once(status: int) -> None:
    """End the process without waiting for the threads of synchronous handlers, which cannot be stopped."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
