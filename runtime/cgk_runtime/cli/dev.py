"""`cgk dev app.tasks`: run handlers and schedules locally, and print a line for each run."""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import sys
import traceback
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cgk_runtime._internal.optional_deps import require
from cgk_runtime._internal.plurals import count
from cgk_runtime.cli.load_handlers import add_modules_argument
from cgk_runtime.cli.numbers import parse_positive

if TYPE_CHECKING:
    from cgk_runtime.providers.local.run import LocalRun
    from cgk_runtime.sdk import Sdk

_STYLES = {"completed": "green", "failed": "red", "timed_out": "red", "cancelled": "yellow", "expired": "yellow"}


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "Import modules with handlers, run their jobs and schedules, and restart when a file changes. Other processes "
        "of this project with JOBS_PROVIDER=dev send their jobs here. Jobs are kept in memory and lost when this "
        "command ends."
    )
    add_modules_argument(parser)
    parser.add_argument("--sdk", metavar="PACKAGE", help="the generated package, if several are installed")
    parser.add_argument("--watch", action="append", default=[], metavar="FOLDER", help="watch this folder as well")
    parser.add_argument("--no-reload", action="store_true", help="do not restart when a file changes")
    parser.add_argument("--no-schedules", action="store_true", help="do not fire schedules")
    parser.add_argument(
        "--concurrency", type=parse_positive, default=10, metavar="N", help="maximum number of concurrent runs (10)"
    )
    parser.add_argument("--log", metavar="FILE", help="append every job to this file instead of JOBS_LOCAL_LOG")


def run(options: argparse.Namespace) -> int:
    """Run the supervisor, or in the process that it starts, the worker."""
    require("watchfiles", "cli", "`cgk dev`")
    require("rich", "cli", "`cgk dev`")
    from cgk_runtime.cli.load_handlers import handler_modules
    from cgk_runtime.providers.local.dev.supervisor import (
        LIFELINE_VARIABLE,
        LISTENER_VARIABLE,
        TOKEN_VARIABLE,
        Supervisor,
    )

    if LISTENER_VARIABLE in os.environ:
        from cgk_runtime.providers.local.dev.worker import end_with_supervisor

        end_with_supervisor(int(os.environ.pop(LIFELINE_VARIABLE)))
        return _work(options, int(os.environ.pop(LISTENER_VARIABLE)), os.environ.pop(TOKEN_VARIABLE))
    options.modules = handler_modules(options)
    if sys.platform == "win32":
        print(
            "`cgk dev` passes its socket to a child process, which Windows does not support; use WSL", file=sys.stderr
        )
        return 1
    supervisor = Supervisor(_arguments(options), Path.cwd(), [Path(folder) for folder in options.watch], _print_status)
    return supervisor.run(reload=not options.no_reload)


def _work(options: argparse.Namespace, descriptor: int, token: str) -> int:
    from rich.console import Console

    from cgk_runtime.cli.load_handlers import ModuleMissingError, load_handlers
    from cgk_runtime.providers.local.dev.supervisor import EXIT_NO_MODULE
    from cgk_runtime.providers.local.dev.worker import serve
    from cgk_runtime.providers.local.job_log import JobLog, open_job_log
    from cgk_runtime.settings import Settings

    console = Console(soft_wrap=True, highlight=False)
    # A module that sends while it is imported cannot wait for this process to serve.
    os.environ["JOBS_PROVIDER"] = "local"
    try:
        sdk = load_handlers(options.modules, options.sdk)
    except ModuleMissingError as error:
        print(error, file=sys.stderr)
        return EXIT_NO_MODULE
    # The programs that handlers start send their jobs here.
    os.environ["JOBS_PROVIDER"] = "dev"

    def report(run: LocalRun, error: BaseException | None, retry_in: float | None) -> None:
        console.print(_line(run, error, retry_in), style=None if retry_in else _STYLES.get(run.status))
        if error is not None and retry_in is None:
            traceback.print_exception(error)

    with socket.socket(fileno=descriptor) as listener:
        asyncio.run(
            serve(
                sdk,
                listener,
                token,
                report=report,
                concurrency=options.concurrency,
                fire_schedules=not options.no_schedules,
                log=JobLog(Path(options.log)) if options.log else open_job_log(Settings.read()),
                ready=lambda: _print_status(_banner(sdk, fire_schedules=not options.no_schedules)),
            )
        )
    return 0


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


def _arguments(options: argparse.Namespace) -> list[str]:
    arguments = [*options.modules, "--concurrency", str(options.concurrency)]
    if options.sdk:
        arguments += ["--sdk", options.sdk]
    if options.no_schedules:
        arguments.append("--no-schedules")
    if options.log:
        arguments += ["--log", options.log]
    return arguments
