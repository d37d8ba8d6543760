"""Output of `cgk events` and `cgk schedules`."""

from __future__ import annotations

import ast
import json
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from cgk_jobs import CATALOG
from cgk_runtime import Sdk
from cgk_runtime.cli import events, main
from golden import assert_golden

from .conftest import Cgk


@pytest.mark.parametrize("event", ["order.created", "customer.created", "ab.metricsAggregate"])
def test_event_page_matches_golden_file(cgk: Cgk, event: str) -> None:
    completed = cgk("events", event)
    assert (completed.returncode, completed.stderr) == (0, "")
    assert_golden(Path("cli", f"event-{event}.txt"), completed.stdout)


def test_shown_call_has_a_valid_payload(cgk: Cgk) -> None:
    reported = cgk("events", "customer.created").stdout
    snippet = re.search(r"\nPython\n(.*?)\n\n?TypeScript", reported, re.DOTALL)
    assert snippet
    _import, call = ast.parse(re.sub(r"^  ", "", snippet[1], flags=re.MULTILINE)).body
    assert isinstance(call, ast.Expr)
    assert isinstance(call.value, ast.Await)
    assert isinstance(call.value.value, ast.Call)
    payload = ast.literal_eval(call.value.value.args[1])
    CATALOG.payload_model("customer.created").from_fields(payload)
    assert "personal data, redacted in output" in reported


def test_every_event_is_listed_and_can_be_shown(cgk: Cgk) -> None:
    lines = cgk("events").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(CATALOG.events)
    documents = json.loads(cgk("events", "--json").stdout)
    assert [event["name"] for event in documents] == list(CATALOG.events)
    document = json.loads(cgk("events", "order.created", "--json").stdout)
    assert document["fields"][0] == {
        "name": "tenantId", "type": "string", "required": True, "description": "The tenant the job belongs to.",
        "limits": ["matches ^[a-z0-9_-]{1,56}$"],
    }  # fmt: skip
    assert document["examples"][0]["orderId"] == "order_123"


def test_fairness_is_shown(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    event = replace(CATALOG.event("order.created"), fairness="none")
    sdk = Sdk(replace(CATALOG, events={event.name: event}))

    def find_sdk(_options: object) -> Sdk:
        return sdk

    monkeypatch.setattr(events, "find_sdk", find_sdk)
    assert main.main(["events", "order.created"]) == 0
    assert re.search(r"^  fairness +none$", capsys.readouterr().out, re.MULTILINE)


def test_unknown_event_suggests_the_nearest(cgk: Cgk) -> None:
    completed = cgk("events", "order.creatd")
    assert (completed.returncode, completed.stdout) == (1, "")
    assert 'did you mean "order.created"?' in completed.stderr


def test_closed_pipe_is_not_an_error(cgk: Cgk, folder: Path) -> None:
    command = f"{shlex.quote(sys.executable)} -m cgk_runtime.cli events | head -1"
    completed = subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, text=True, check=True)
    assert (completed.stdout.split()[0], completed.stderr) == ("order.created", "")


def test_schedules_are_listed_by_their_next_run(cgk: Cgk) -> None:
    completed = cgk("schedules", TZ="Europe/Berlin")
    header, *rows = completed.stdout.splitlines()
    assert header.split("  ")[0] == "next (UTC)"
    due = [datetime.fromisoformat(row[: len("2026-01-31 12:00")]) for row in rows[: len(CATALOG.schedules)]]
    assert due == sorted(due)
    row_pattern = r"^\S+ \S+  \w{3} [\d-]+ [\d:]+ CES?T  ab\.hourlyMetrics +sends ab\.metricsAggregate to every tenant$"
    assert re.search(row_pattern, completed.stdout, re.MULTILINE)
    assert rows[-1] == "handlers and tenants are unknown: `cgk dev` is not running, and --handlers names no module"


def test_one_schedule_is_shown_with_its_next_runs(cgk: Cgk) -> None:
    document = json.loads(cgk("schedules", "ab.hourlyMetrics", "--json").stdout)
    due = [datetime.fromisoformat(instant) for instant in document["next"]]
    assert [instant.minute for instant in due] == [15] * 5  # the cron expression below
    assert {(later - earlier).total_seconds() for earlier, later in pairwise(due)} == {3600.0}
    assert (document["cron"], document["tenants"]) == ("15 * * * *", None)
    reported = cgk("schedules", "ab.hourlyMetrics").stdout
    assert "cron     15 * * * * (UTC)" in reported
    assert 'payload  {"period": "hourly"}' in reported


def test_schedule_explains_unknown_tenants(cgk: Cgk, folder: Path) -> None:
    assert (
        "tenants  handlers and tenants are unknown: `cgk dev` is not running, and --handlers names no module"
        in cgk("schedules", "ab.hourlyMetrics").stdout
    )
    (folder / "tasks.py").write_text("from cgk_jobs import task\n", encoding="utf-8")
    output = cgk("schedules", "ab.hourlyMetrics", "--handlers", "tasks").stdout
    assert "tenants  handlers for 0 events and 0 schedules; no @tenant_source names the tenants (tasks)\n" in output
    assert cgk("schedules", "--handlers", "tasks").stdout.endswith("; no @tenant_source names the tenants (tasks)\n")


def test_schedules_come_from_dev_or_modules(cgk: Cgk, dev_folder: Path) -> None:
    for arguments in ((), ("--handlers", "tasks")):
        rows = {row["name"]: row for row in json.loads(cgk("schedules", "--json", *arguments, cwd=dev_folder).stdout)}
        assert rows["ab.hourlyMetrics"]["tenants"] == ["rawdog", "acme"]
        assert rows["own.nightly"]["timezone"] == "Europe/Berlin"
        assert rows["own.nightly"]["hasHandler"] is True
        assert rows["ab.testScheduler"]["hasHandler"] is True
    reported = cgk("schedules", cwd=dev_folder).stdout
    assert "ab.metricsAggregate to 2 tenants" in reported
    assert "handlers for 1 event and 2 schedules; 2 tenants (cgk dev at http://127.0.0.1:" in reported


def test_unknown_schedule_suggests_the_nearest(cgk: Cgk) -> None:
    completed = cgk("schedules", "ab.hourlyMetric")
    assert completed.returncode == 1
    assert 'did you mean "ab.hourlyMetrics"?' in completed.stderr


def test_date_times_and_nested_fields_are_shown(cgk: Cgk) -> None:
    payout_page = cgk("events", "payout.completed").stdout
    assert re.search(r"completedAt +date-time +required +When it arrived\.\n", payout_page)
    image_page = cgk("events", "googleFeed.imageOptimize").stdout
    assert re.search(r"options +GoogleFeedImageOptions +optional", image_page)
    assert re.search(r"options\.format +jpeg \| png \| webp +optional +The result's file format\.", image_page)
    fields = json.loads(cgk("events", "googleFeed.imageOptimize", "--json").stdout)["fields"]
    assert "options.removeBackground" in [field["name"] for field in fields]
