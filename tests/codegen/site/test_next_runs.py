"""Next runs in the browser are those of the runtime, daylight-saving changes included."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice, product
from pathlib import Path

import pytest
from cgk_codegen.site.build import VENDORED
from cgk_codegen.site.schedules import follows_clock
from cgk_runtime.catalog import ScheduleDefinition
from cgk_runtime.schedules.due_times import next_runs
from cron_table import CALENDARS, DAYS, HOURS, MINUTES
from node import run_node
from paths import ROOT

pytestmark = pytest.mark.node

ASSETS = ROOT / "codegen" / "cgk_codegen" / "site" / "assets"
Case = tuple[str, str, datetime, int]
"""Cron expression, time zone, start, and number of runs."""


def in_browser(cases: list[Case]) -> list[list[int]]:
    """Return the next runs of all cases in milliseconds, from one Node process."""
    scripts = [str(ASSETS / "vendor" / VENDORED), str(ASSETS / "next-runs.js")]
    rows = [
        [cron, zone, follows_clock(cron), int(after.timestamp() * 1000), count] for cron, zone, after, count in cases
    ]
    results: list[list[int]] = run_node(Path(__file__).with_name("next_runs.mjs"), {"scripts": scripts, "cases": rows})
    return results


def in_runtime(cron: str, zone: str, after: datetime, count: int) -> list[int]:
    """Return the next runs of a case in milliseconds, as the runtime computes them."""
    schedule = ScheduleDefinition("s", "schedule-s", cron, zone)
    return [int(due.timestamp() * 1000) for due in islice(next_runs(schedule, after), count)]


def test_runs_are_those_of_the_runtime() -> None:
    crons = [f"{minutes} {hours} * * *" for minutes, hours in product(MINUTES, HOURS)]
    starts = [datetime.fromisoformat(day).replace(tzinfo=UTC) - timedelta(hours=3, minutes=7) for _, day in DAYS]
    # Nine expressions for each change of a clock; the factors spread all expressions over the changes.
    around_changes = [(crons[(index * 7 + step * 11) % len(crons)], zone, starts[index], 8)
              for index, (zone, _) in enumerate(DAYS) for step in range(9)]  # fmt: skip
    calendars = [(cron, zone, datetime(2026, 1, 1, 0, 30, tzinfo=UTC), 4)
           for cron in CALENDARS for zone in ("UTC", "America/New_York")]  # fmt: skip
    cases: list[Case] = [*around_changes, *calendars]
    assert len({cron for cron, *_ in around_changes}) == len(crons)
    browser_results = in_browser(cases)
    for case, browser_runs in zip(cases, browser_results, strict=True):
        assert browser_runs == in_runtime(*case), case
