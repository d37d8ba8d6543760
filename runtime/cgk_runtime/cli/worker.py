"""`cgk worker --inngest app.tasks`: run handlers for Inngest over an outgoing connection."""

from __future__ import annotations

import argparse
import asyncio

from cgk_runtime.cli.load_handlers import add_modules_argument


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "Import modules with handlers, connect to Inngest with its Connect protocol, and run the jobs it sends. The "
        "process needs no open port. When stopped, it finishes the running jobs and accepts no more.\n\n"
        "Set INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY, or INNGEST_DEV=1 for a dev server."
    )
    add_modules_argument(parser)
    parser.add_argument("--inngest", action="store_true", required=True, help="connect to Inngest")
    parser.add_argument("--sdk", metavar="PACKAGE", help="the generated package, if several are installed")
    parser.add_argument("--concurrency", type=int, metavar="N", help="maximum number of concurrent runs (unlimited)")


def run(options: argparse.Namespace) -> int:
    """Run the command until it is stopped."""
    from cgk_runtime._internal.optional_deps import require
    from cgk_runtime.cli.load_handlers import handler_modules, load_handlers

    require("inngest", "inngest", "`cgk worker --inngest`")
    from cgk_runtime.providers.inngest.http_server import default_to_inngest
    from cgk_runtime.providers.inngest.worker import run_worker

    default_to_inngest()
    sdk = load_handlers(handler_modules(options), options.sdk)
    asyncio.run(
        run_worker(sdk, concurrency=options.concurrency, report=lambda text: print(f"cgk worker: {text}", flush=True))
    )
    return 0
