"""The AsyncAPI document: the official parser reports no error and no warning, and every event is in it."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cgk_jobs import CATALOG
from paths import ROOT

WARNING = 1
"""Severity of a warning; the parser's others are 0 error, 2 information and 3 hint."""


@cache
def parse(document: Path) -> dict[str, Any]:
    """Return what the official parser reads from a document."""
    program = [str(ROOT / "tools" / "node.py"), "node", str(Path(__file__).parent / "parse.mjs"), str(document)]
    completed = subprocess.run([sys.executable, *program], capture_output=True, text=True, check=False, cwd=ROOT)
    assert completed.returncode == 0, completed.stderr
    reported: dict[str, Any] = json.loads(completed.stdout)
    return reported


@pytest.mark.parametrize("folder", ["generated", "tests/golden/small"])
def test_official_parser_finds_nothing_wrong(folder: str) -> None:
    diagnostics = parse(ROOT / folder / "asyncapi.json")["diagnostics"]
    # The only finding is the information that AsyncAPI 3.1.0 exists.
    assert [finding["code"] for finding in diagnostics] == ["asyncapi-latest-version"]
    assert diagnostics[0]["severity"] > WARNING


def test_document_lists_events_and_schedules() -> None:
    reported = parse(ROOT / "generated" / "asyncapi.json")
    assert reported["channels"] == list(CATALOG.events)
    assert reported["operations"] == [
        f"{action} {action}.{name}" for name in CATALOG.events for action in ("send", "receive")
    ]
    assert all("tenantId" in required for required in reported["required"])
    assert reported["servers"] == ["trigger.dev", "inngest", "postgres", "local"]
    assert reported["schedules"] == len(CATALOG.schedules)


def test_owners_are_the_contact() -> None:
    document = json.loads((ROOT / "tests/golden/small/asyncapi.json").read_text(encoding="utf-8"))
    assert document["info"]["contact"] == {"name": "logistics, packing, finance"}
    assert set(document["servers"]) == {"trigger.dev", "inngest", "postgres", "local"}


def test_schedule_is_listed_at_its_event() -> None:
    document = json.loads((ROOT / "generated" / "asyncapi.json").read_text(encoding="utf-8"))
    description = document["operations"]["send.ab.metricsAggregate"]["description"]
    assert "`ab.hourlyMetrics` sends the event to every tenant at `15 * * * *` (UTC)." in description
