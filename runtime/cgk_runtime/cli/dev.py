"""`cgk dev app.tasks`: run handlers and schedules locally, and print a line for each run."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import sys
import traceback
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cgk_runtime._internal.optional_deps import require
from cgk_runtime._internal.plurals import count
from cgk_runtime.cli.options import add_list_option, add_modules_argument, add_sdk_option, parse_positive

if TYPE_CHECKING:
    from cgk_runtime.dashboard.session import DashboardSession
    from cgk_runtime.providers.local.dev.substitute import Page
    from cgk_runtime.providers.local.dev.supervisor import WorkerSettings
    from cgk_runtime.providers.local.run import LocalRun
    from cgk_runtime.sdk import Sdk

_STYLES = {"completed": "green", "failed": "red", "timed_out": "red", "cancelled": "yellow", "expired": "yellow"}


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "Import modules with handlers, run their jobs and schedules, and restart when a file changes. Other processes "
        "of this project with JOBS_PROVIDER=dev send their jobs here. Its address "
        "shows the runs in a browser. Jobs are kept in memory and lost when this command ends; their history is kept."
    )
    add_modules_argument(parser)
    add_sdk_option(parser)
    add_list_option(parser, "--watch", "FOLDER", "watch this folder as well")
    parser.add_argument("--no-reload", action="store_true", help="do not restart when a file changes")
    parser.add_argument("--no-schedules", action="store_true", help="do not fire schedules")
    parser.add_argument(
        "--concurrency", type=parse_positive, default=10, metavar="N", help="maximum number of concurrent runs (10)"
    )
    parser.add_argument("--no-ui", action="store_true", help="serve no pages and record no history")
    parser.add_argument(
        "--keep", type=parse_positive, default=5000, metavar="N", help="number of runs in the history (5000)"
    )
    parser.add_argument("--no-history", action="store_true", help="forget the runs when this command ends or restarts")
    parser.add_argument("--log", metavar="FILE", help="append every job to this file instead of JOBS_LOCAL_LOG")


def run(options: argparse.Namespace) -> int:
    """Run the supervisor, or in the process that it starts, the worker."""
    require("watchfiles", "cli", "`cgk dev`")
    require("rich", "cli", "`cgk dev`")
    from cgk_runtime.cli.load_handlers import handler_modules
    from cgk_runtime.providers.local.dev.supervisor import WORKER_VARIABLE, Supervisor, WorkerSettings

    options.modules = handler_modules(options)
    settings = os.environ.pop(WORKER_VARIABLE, None)
    if settings is not None:
        return _work(options, WorkerSettings(*json.loads(settings)))
    if sys.platform == "win32":
        print(
            "`cgk dev` passes its socket to a child process, which Windows does not support; use WSL", file=sys.stderr
        )
        return 1
    if not options.no_ui:
        require("jinja2", "cli", "The pages of `cgk dev`")
    watched = [Path(folder) for folder in options.watch]
    error_page = None if options.no_ui else _error_page
    supervisor = Supervisor(options.arguments[1:], Path.cwd(), watched, _print_status, error_page)
    return supervisor.run(reload=not options.no_reload)


def _work(options: argparse.Namespace, settings: WorkerSettings) -> int:
    from rich.console import Console

    from cgk_runtime.cli.load_handlers import ModuleMissingError, load_handlers
    from cgk_runtime.providers.local.dev.supervisor import EXIT_NO_MODULE
    from cgk_runtime.providers.local.dev.worker import end_with_supervisor, serve
    from cgk_runtime.providers.local.job_log import JobLog, open_job_log
    from cgk_runtime.settings import Settings

    end_with_supervisor(settings.lifeline)
    # Bound to the stream of now: the line about a run is not part of the run's own output.
    console = Console(file=sys.stdout, soft_wrap=True, highlight=False)
    # A module that sends while it is imported cannot wait for this process to serve.
    os.environ["JOBS_PROVIDER"] = "local"
    try:
        sdk = load_handlers(options.modules, options.sdk)
    except ModuleMissingError as error:
        print(error, file=sys.stderr)
        return EXIT_NO_MODULE
    except Exception as error:
        # The original error of a module is the context of the one that names the module.
        text = "".join(traceback.format_exception(error.__context__ or error))
        os.write(settings.failure, text.encode("utf-8", "replace")[-50_000:])
        raise
    # The programs that handlers start send their jobs here.
    os.environ["JOBS_PROVIDER"] = "dev"

    def report(run: LocalRun, error: BaseException | None, retry_in: float | None) -> None:
        console.print(_line(run, error, retry_in), style=None if retry_in else _STYLES.get(run.status))
        if error is not None and retry_in is None:
            traceback.print_exception(error)

    with socket.socket(fileno=settings.listener) as listener, ExitStack() as stack:
        pages = (
            None if options.no_ui else stack.enter_context(_pages(options, sdk, settings, listener.getsockname()[1]))
        )

        def ready() -> None:
            _print_status(_banner(sdk, fire_schedules=not options.no_schedules))
            if pages is not None:
                _print_status(f"open {pages.address}")

        asyncio.run(
            serve(
                sdk,
                listener,
                settings.token,
                settings.waiting,
                report=report,
                concurrency=options.concurrency,
                fire_schedules=not options.no_schedules,
                log=JobLog(Path(options.log)) if options.log else open_job_log(Settings.read()),
                observer=pages.recorder if pages else None,
                install=pages.install if pages else None,
                ready=ready,
            )
        )
    return 0


def _pages(
    options: argparse.Namespace, sdk: Sdk, settings: WorkerSettings, port: int
) -> AbstractContextManager[DashboardSession]:
    from cgk_runtime._internal.discovery import project_setting
    from cgk_runtime.dashboard.services import DEFAULT_EDITOR, DashboardSettings
    from cgk_runtime.dashboard.session import open_session

    editor = project_setting("editor", Path.cwd())
    return open_session(
        sdk,
        DashboardSettings(
            Path.cwd(),
            tuple(options.modules),
            DEFAULT_EDITOR if editor is None else str(editor),
            reloaded=settings.changed,
        ),
        secret=settings.secret,
        port=port,
        keep=options.keep,
        persistent=not options.no_history,
        announce=lambda address: _print_status(f"opened; for another browser: {address}"),
    )


def _error_page(secret: str, port: int, reason: str, details: str) -> Page:
    from cgk_runtime.dashboard.error_page import ErrorPage

    page = ErrorPage(secret, port, lambda address: _print_status(f"see {address}"))
    return lambda target, headers: page.respond(target, headers, reason, details)


def _banner(sdk: Sdk, *, fire_schedules: bool) -> str:
    handled = count(len(sdk.registry.events), "event")
    active = sdk.scheduler().schedules if fire_schedules else []
    schedules = sdk.catalog.schedules
    idle = len(schedules.keys() - {one.name for one in active}) if fire_schedules else 0
    lacking = f" ({idle} of the catalog's {len(schedules)} have no handler)" if idle else ""
    return (
        f"ready: handlers for {handled}, {count(len(active), 'active schedule')}{lacking}; jobs are lost when this ends"
    )


def _line(run: LocalRun, error: BaseException | None, retry_in: float | None) -> str:
    described = run.describe()
    began, ended = described.started_at, described.ended_at
    took = f"{(ended - began).total_seconds() * 1000:.0f} ms" if began and ended else ""
    tried = f"attempt {run.attempt} of {run.max_attempts}" if run.attempt > 1 or error is not None else ""
    failed = f"{type(error).__name__}: {error}" if error is not None else ""
    status = f"failed, again in {retry_in:g} s" if retry_in is not None else run.status
    parts = [f"{run.message.event.name:<28}", f"{run.message.tenant_id:<12}", status, took, tried, run.id, failed]
    return f"{datetime.now().astimezone():%H:%M:%S}  " + "  ".join(part for part in parts if part)


def _print_status(text: str) -> None:
    print(f"cgk dev: {text}", flush=True)
