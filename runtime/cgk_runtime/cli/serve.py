"""`cgk serve --inngest app.tasks`: serve handlers to Inngest over HTTP."""

from __future__ import annotations

import argparse
from functools import partial

from cgk_runtime.cli.options import add_modules_argument, add_sdk_option
from cgk_runtime.cli.worker import add_grace_option, run_until_stopped


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "Import modules with handlers and serve them, and the catalog's schedules, to Inngest over HTTP. Provider "
        "limits are checked first; then the functions are registered.\n\n"
        "Set INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY, or INNGEST_DEV=1 for a dev server."
    )
    add_modules_argument(parser)
    parser.add_argument("--inngest", action="store_true", required=True, help="serve to Inngest")
    add_sdk_option(parser)
    parser.add_argument("--host", default="127.0.0.1", metavar="HOST", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, metavar="PORT", help="port to listen on (8000)")
    parser.add_argument("--path", default="/api/inngest", metavar="PATH", help="path to serve at (/api/inngest)")
    parser.add_argument(
        "--url",
        metavar="URL",
        help="address where Inngest reaches this process, without the path (INNGEST_SERVE_ORIGIN)",
    )
    parser.add_argument("--no-register", action="store_true", help="do not register the functions")
    add_grace_option(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command until it is stopped."""
    from cgk_runtime._internal.optional_deps import require
    from cgk_runtime.cli.load_handlers import handler_modules, load_handlers
    from cgk_runtime.providers.worker import WorkerOptions, run_worker

    require("inngest", "inngest", "`cgk serve --inngest`")
    from cgk_runtime.providers.inngest.http_server import HttpServer, default_to_inngest

    default_to_inngest()
    sdk = load_handlers(handler_modules(options), options.sdk)
    report = partial(print, "cgk serve:", flush=True)
    path = f"/{options.path.lstrip('/')}"
    server = HttpServer(options.host, options.port, path, options.url, not options.no_register)
    return run_until_stopped(partial(run_worker, server, sdk, WorkerOptions(report, grace_seconds=options.grace)))
