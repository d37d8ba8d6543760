"""`cgk dev app.tasks`: run handlers and schedules locally, and print a line for each run."""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import sys
import traceback
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cgk_runtime._internal.optional_deps import require
from cgk_runtime._internal.plurals import pluralize
from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.options import add_list_option, add_modules_argument, add_sdk_option, parse_positive
from cgk_runtime.errors import NoHandlerError, error_text

if TYPE_CHECKING:
    from aiohttp import web

    from cgk_runtime.dashboard.access import Access
    from cgk_runtime.dashboard.app import Dashboard
    from cgk_runtime.providers.local.dev.supervisor import WorkerSettings
    from cgk_runtime.providers.local.run import LocalRun
    from cgk_runtime.sdk import Sdk

_MAX_TRACEBACK = 50_000
"""Largest size of a traceback on the error page, in bytes; the beginning of a longer one is cut off."""
_STYLES = {"completed": "green", "failed": "red", "timed_out": "red", "cancelled": "yellow", "expired": "yellow"}


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "Import modules with handlers, run their jobs and schedules, and restart when a file changes. Other processes "
        "of this project with JOBS_PROVIDER=dev send their jobs here. Open its address in a browser to see the runs. "
        "Jobs are kept in memory and lost when this command ends; their history is kept."
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


def run(options: argparse.Namespace) -> int:
    """Run the supervisor, or the worker if the supervisor started this process."""
    require("watchfiles", "cli", "`cgk dev`")
    require("rich", "cli", "`cgk dev`")
    from cgk_runtime.cli.load_handlers import handler_modules
    from cgk_runtime.providers.local.dev.supervisor import Supervisor, WorkerSettings

    settings = WorkerSettings.take()
    if settings is not None:
        from cgk_runtime.providers.local.dev.worker import end_with_supervisor

        end_with_supervisor(settings.lifeline)
        with socket.socket(fileno=settings.listener) as listener:
            if settings.ended:
                return _report_failure(options, settings, listener)
            return _work(options, settings, listener)
    handler_modules(options)  # reports missing modules before a worker starts
    if sys.platform == "win32":
        print(
            "`cgk dev` passes its socket to a child process, which Windows does not support; use WSL", file=sys.stderr
        )
        return 1
    if not options.no_ui:
        require("jinja2", "cli", "The pages of `cgk dev`")
    watched = [Path(folder) for folder in options.watch]
    for folder in watched:
        if not folder.is_dir():
            raise CommandError(f"--watch: there is no folder {folder}")
    supervisor = Supervisor(options.arguments[1:], Path.cwd(), watched, _print_status)
    return supervisor.run(reload=not options.no_reload)


def _report_failure(options: argparse.Namespace, settings: WorkerSettings, listener: socket.socket) -> int:
    from cgk_runtime.providers.local.dev.worker import serve_failure

    def install(application: web.Application) -> None:
        from cgk_runtime.dashboard.error_page import install_error_page

        access = _create_access(settings, listener, "see")
        failure_text = os.pread(settings.failure, _MAX_TRACEBACK, 0).decode("utf-8", "replace")
        install_error_page(application, access, settings.ended, failure_text)
        _print_status(f"see {access.address}")

    asyncio.run(serve_failure(listener, settings.ended, None if options.no_ui else install))
    return 0


def _work(options: argparse.Namespace, settings: WorkerSettings, listener: socket.socket) -> int:
    from rich.console import Console

    from cgk_runtime.cli.load_handlers import ModuleMissingError, handler_modules, load_handlers
    from cgk_runtime.providers.local.dev.supervisor import EXIT_NO_MODULE
    from cgk_runtime.providers.local.dev.worker import serve
    from cgk_runtime.providers.local.job_log import LOG_VARIABLE, JobLog
    from cgk_runtime.providers.local.options import LocalOptions
    from cgk_runtime.settings import Settings

    # Writes to the original stdout, so a line about a run is not recorded as output of the run.
    console = Console(file=sys.stdout, soft_wrap=True, highlight=False)
    # A module that sends a job while it is imported cannot use this process's server, which is not running yet.
    os.environ["JOBS_PROVIDER"] = "local"
    try:
        modules = handler_modules(options)
        sdk = load_handlers(modules, options.sdk)
    except ModuleMissingError as error:
        print(error, file=sys.stderr)
        return EXIT_NO_MODULE
    except Exception as error:
        # The error that names the module has the module's own exception as its context.
        text = "".join(traceback.format_exception(error.__context__ or error))
        os.pwrite(settings.failure, text.encode("utf-8", "replace")[-_MAX_TRACEBACK:], 0)
        raise
    # Programs that handlers start send their jobs to this process.
    os.environ["JOBS_PROVIDER"] = "dev"

    def report(run: LocalRun, error: BaseException | None, retry_in: float | None) -> None:
        console.print(_run_line(run, error, retry_in), style=None if retry_in else _STYLES.get(run.status))
        # The line about a missing handler is complete; a traceback would show only this package.
        if error is not None and retry_in is None and not isinstance(error, NoHandlerError):
            traceback.print_exception(error)

    log_file = Settings.read().get(LOG_VARIABLE)
    access = _create_access(settings, listener, "for another browser, open")
    with ExitStack() as stack:
        pages = None
        if not options.no_ui:
            pages = stack.enter_context(_open_pages(options, sdk, modules, settings.changed, access))

        def print_ready() -> None:
            _print_status(_ready_line(sdk, fire_schedules=not options.no_schedules))
            if pages is not None:
                _print_status(f"open {access.address}")

        asyncio.run(
            serve(
                sdk,
                listener,
                settings.token,
                settings.waiting,
                options=LocalOptions(
                    concurrency=options.concurrency,
                    report=report,
                    log=JobLog(Path(log_file)) if log_file else None,
                    observer=pages.recorder if pages else None,
                ),
                fire_schedules=not options.no_schedules,
                install=pages.install if pages else None,
                ready=print_ready,
            )
        )
    return 0


def _create_access(settings: WorkerSettings, listener: socket.socket, announcement: str) -> Access:
    from cgk_runtime.dashboard.access import Access

    port: int = listener.getsockname()[1]
    return Access(settings.secret, port, lambda address: _print_status(f"{announcement} {address}"))


def _open_pages(
    options: argparse.Namespace, sdk: Sdk, modules: list[str], changed: str, access: Access
) -> AbstractContextManager[Dashboard]:
    from cgk_runtime._internal.discovery import project_setting
    from cgk_runtime.dashboard.app import open_dashboard
    from cgk_runtime.dashboard.services import DEFAULT_EDITOR, DashboardSettings

    configured = project_setting("editor", Path.cwd())
    editor = DEFAULT_EDITOR if configured is None else str(configured)
    page_settings = DashboardSettings(
        Path.cwd(), tuple(modules), editor, keep=options.keep, persistent=not options.no_history, restart_reason=changed
    )
    return open_dashboard(sdk, page_settings, access)


def _ready_line(sdk: Sdk, *, fire_schedules: bool) -> str:
    events = pluralize(len(sdk.registry.events), "event")
    active = sdk.scheduler().active_schedules if fire_schedules else []
    return f"ready: handlers for {events}, {pluralize(len(active), 'active schedule')}; jobs are lost when this ends"


def _run_line(run: LocalRun, error: BaseException | None, retry_in: float | None) -> str:
    info = run.describe()
    started_at, ended_at = info.started_at, info.ended_at
    duration = f"{(ended_at - started_at).total_seconds() * 1000:.0f} ms" if started_at and ended_at else ""
    attempts = f"attempt {run.attempt} of {run.max_attempts}" if run.attempt > 1 or error is not None else ""
    problem = f"{type(error).__name__}: {error_text(error)}" if error is not None else ""
    status = f"failed, retry in {retry_in:g} s" if retry_in is not None else run.status
    event, tenant = f"{run.message.event.name:<28}", f"{run.message.tenant_id:<12}"
    cells = [f"{datetime.now().astimezone():%H:%M:%S}", event, tenant, status, duration, attempts, run.id, problem]
    return "  ".join(filter(None, cells))


def _print_status(text: str) -> None:
    print(f"cgk dev: {text}", flush=True)
