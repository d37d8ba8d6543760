"""`cgk worker app.tasks`: run handlers for the configured provider."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from typing import TYPE_CHECKING, Final

from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.options import add_modules_argument, add_sdk_option, parse_duration, parse_positive

if TYPE_CHECKING:
    from cgk_runtime.providers.worker import WorkerOptions
    from cgk_runtime.sdk import Sdk

GRACE_SECONDS: Final = 25.0
"""Shorter than the 30 seconds after which Kubernetes and others kill a process; the rest returns jobs to the queue."""
_ALTERNATIVES: Final = {
    "local": "it runs jobs in the process that sends them; use `cgk dev`",
    "dev": "its worker is part of `cgk dev`",
    "trigger.dev": "Trigger.dev starts its own workers: write the tasks with `cgk trigger:build`, then deploy them",
}


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "Import modules with handlers and run the jobs of the configured provider (JOBS_PROVIDER) until stopped. When "
        "stopped, accept no more and let the running jobs finish within the grace period.\n\n"
        "Inngest: connect with its Connect protocol, without an open port. Set INNGEST_EVENT_KEY and "
        "INNGEST_SIGNING_KEY, or JOBS_PROVIDER=inngest and INNGEST_DEV=1 for a dev server."
    )
    add_modules_argument(parser)
    add_sdk_option(parser)
    parser.add_argument(
        "--concurrency",
        type=parse_positive,
        metavar="N",
        help="maximum number of concurrent runs (the provider decides)",
    )
    parser.add_argument(
        "--grace",
        type=parse_duration,
        metavar="TIME",
        default=GRACE_SECONDS,
        help=f"how long running jobs may continue after a stop ({GRACE_SECONDS:g}); then they go back to the queue",
    )


def run(options: argparse.Namespace) -> int:
    """Run the command until it is stopped."""
    from cgk_runtime.cli.load_handlers import handler_modules, load_handlers
    from cgk_runtime.providers.worker import WorkerOptions

    sdk = load_handlers(handler_modules(options), options.sdk)
    worker = WorkerOptions(_report, options.concurrency, options.grace)
    try:
        asyncio.run(_work(sdk, worker))
    except KeyboardInterrupt:
        _end_at_once(128 + signal.SIGINT)
    return 0


async def _work(sdk: Sdk, options: WorkerOptions) -> None:
    from cgk_runtime.providers.worker import WorkerProvider, run_worker

    provider = sdk.client.provider
    if not isinstance(provider, WorkerProvider):
        reason = _ALTERNATIVES.get(provider.name, "it does not run handlers")
        await sdk.reset_job_client()
        raise CommandError(f"JOBS_PROVIDER={provider.name} has no worker: {reason}")
    if not await run_worker(provider, sdk, options):
        _end_at_once(0)


def _end_at_once(status: int) -> None:
    """End the process without waiting for the threads of synchronous handlers, which cannot be stopped."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _report(text: str) -> None:
    print(f"cgk worker: {text}", flush=True)
