"""`cgk worker --inngest app.tasks`: run handlers in a process that connects outwards and needs no open port."""

from __future__ import annotations

import argparse
import asyncio


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "Import modules with handlers, connect to Inngest (its Connect protocol), and run what it sends. Nothing has "
        "to reach this process. Stopped, it takes no more and lets what runs finish.\n\n"
        "INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY say who we are; for a dev server set INNGEST_DEV=1."
    )
    parser.add_argument("modules", nargs="+", metavar="MODULE", help="a module with handlers, such as app.tasks")
    parser.add_argument("--inngest", action="store_true", required=True, help="work for Inngest")
    parser.add_argument("--sdk", metavar="PACKAGE", help="the generated package, where several are installed")
    parser.add_argument("--concurrency", type=int, metavar="N", help="runs at a time (as many as are sent)")


def run(options: argparse.Namespace) -> int:
    """Run the command until it is stopped."""
    from cgk_runtime._internal.optional_deps import require
    from cgk_runtime.cli.load_handlers import load_handlers

    require("inngest", "inngest", "`cgk worker --inngest`")
    from cgk_runtime.providers.inngest.http_server import default_to_inngest
    from cgk_runtime.providers.inngest.worker import run_worker

    default_to_inngest()
    sdk = load_handlers(options.modules, options.sdk)
    asyncio.run(
        run_worker(sdk, concurrency=options.concurrency, report=lambda text: print(f"cgk worker: {text}", flush=True))
    )
    return 0
