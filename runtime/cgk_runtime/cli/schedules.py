"""`cgk schedules [NAME]`: list the next runs of schedules, the events they send and their tenants."""

from __future__ import annotations

import argparse
import asyncio
import json
from datetime import UTC, datetime
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime._internal.plurals import pluralize
from cgk_runtime.cli.options import add_catalog_argument, add_handlers_option, add_json_and_sdk_options, find_sdk
from cgk_runtime.cli.output import console, print_columns, print_json
from cgk_runtime.schedules.due_times import next_runs

if TYPE_CHECKING:
    from cgk_runtime.catalog import ScheduleDefinition
    from cgk_runtime.cli.app_overview import AppOverview

_SHOWN_RUNS: Final = 5
"""Number of next runs to show for one schedule."""


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "List the next runs of schedules, in UTC and local time, the events they send and their tenants; or show one "
        "schedule. Tenants and your own schedules are read from a running `cgk dev`, or from the modules of --handlers."
    )
    parser.epilog = (
        "Examples:\n\n  cgk schedules\n  cgk schedules ab.hourlyMetrics\n  cgk schedules --handlers app.tasks"
    )
    add_catalog_argument(parser, "schedule", nargs="?", metavar="NAME", help="show this schedule")
    add_handlers_option(parser)
    add_json_and_sdk_options(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from cgk_runtime.cli.app_overview import load_app_overview

    sdk = find_sdk(options)
    app = asyncio.run(load_app_overview(sdk, options.handlers, Path.cwd()))
    schedules = {**app.schedules, **sdk.catalog.schedules}
    now = datetime.now(UTC)
    if options.schedule is not None:
        schedule = schedules.get(options.schedule) or sdk.catalog.schedule(options.schedule)
        _show(options, schedule, app, now)
        return 0
    if options.json:
        print_json([_schedule_document(schedule, app, now, 1) for schedule in schedules.values()])
        return 0
    out = console()
    next_due = {name: next(next_runs(schedule, now)) for name, schedule in schedules.items()}
    rows = [("next (UTC)", "next (local)", "schedule", "action")]
    for name, due in sorted(next_due.items(), key=itemgetter(1)):
        rows.append((_format_utc(due), _format_local(due), name, _describe_action(schedules[name], app)))
    print_columns(out, rows, styles=["bold"])
    out.print(f"\n{app.summary}")
    return 0


def _show(options: argparse.Namespace, schedule: ScheduleDefinition, app: AppOverview, now: datetime) -> None:
    if options.json:
        print_json(_schedule_document(schedule, app, now, _SHOWN_RUNS))
        return
    out = console()
    out.print(schedule.name, style="bold", end="")
    out.print(f"  {schedule.description}\n")
    rows = [
        ("cron", f"{schedule.cron} ({schedule.timezone})"),
        ("task id", schedule.task_id),
        ("action", _describe_action(schedule, app)),
    ]
    if schedule.payload is not None:
        rows.append(("payload", json.dumps(dict(schedule.payload), ensure_ascii=False)))
    if schedule.event is not None:
        rows.append(("tenants", ", ".join(app.tenants) if app.tenants is not None else app.summary))
    print_columns(out, rows, indent=2)
    out.print("\nNext runs", style="bold")
    due_times = islice(next_runs(schedule, now), _SHOWN_RUNS)
    print_columns(out, [("UTC", "local"), *((_format_utc(due), _format_local(due)) for due in due_times)], indent=2)


def _schedule_document(schedule: ScheduleDefinition, app: AppOverview, now: datetime, run_count: int) -> dict[str, Any]:
    return {
        "name": schedule.name,
        "cron": schedule.cron,
        "timezone": schedule.timezone,
        "description": schedule.description,
        "event": schedule.event,
        "payload": None if schedule.payload is None else dict(schedule.payload),
        "hasHandler": schedule.name in app.schedules,
        "tenants": None if schedule.event is None else app.tenants,
        "next": [due.astimezone(UTC).isoformat() for due in islice(next_runs(schedule, now), run_count)],
    }


def _describe_action(schedule: ScheduleDefinition, app: AppOverview) -> str:
    if schedule.name in app.schedules:
        return "runs its handler"
    if schedule.event is None:
        return "needs a handler"
    tenants = "every tenant" if app.tenants is None else pluralize(len(app.tenants), "tenant")
    return f"sends {schedule.event} to {tenants}"


def _format_utc(due: datetime) -> str:
    return f"{due.astimezone(UTC):%Y-%m-%d %H:%M}"


def _format_local(due: datetime) -> str:
    return f"{due.astimezone():%a %Y-%m-%d %H:%M %Z}"
