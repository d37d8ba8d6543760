"""`cgk-codegen live-check`, run as a command: files, formats, exit codes."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from golden import assert_golden
from live_logs import PLACED_ORDER, LogProject
from paths import ROOT

JOB: Final = {"event": "order.placed", "payload": PLACED_ORDER, "headers": {"catalog-version": "2.0.0"}}
MIXED_LOG: Final[list[object]] = [
    JOB,
    {**JOB, "payload": {**PLACED_ORDER, "total": "a lot", "colour": "red"}, "tenantId": "globex"},
    {**JOB, "payload": {**PLACED_ORDER, "total": "more"}},
    {"event": "order.lost", "payload": PLACED_ORDER},  # unknown event
    '{"event": "order.pla',  # incomplete line
    {"event": "parcel.sent", "payload": {"tenantId": "acme", "sku": "a"}},  # former name
    {"event": "stock.low", "payload": {"tenantId": "acme", "sku": "a"}},  # deprecated event
    # a page of Trigger.dev's list of runs: no payloads
    {"data": [{"taskIdentifier": "order-placed"}, {"taskIdentifier": "schedule-stock-nightly"}], "pagination": {}},
    {"run_id": "01M", "function_id": "f", "status": "Completed"},  # a run of Inngest's API: no event name
]


@pytest.mark.parametrize("format_", ["text", "json"])
def test_every_format(project: LogProject, format_: str) -> None:
    completed = project.live_check(project.write_log(*MIXED_LOG), "--format", format_)
    assert completed.returncode == 1, completed.stderr
    assert_golden(Path("live", f"live-check.{format_}"), completed.stdout)


def test_reads_stdin_and_compressed_files(project: LogProject) -> None:
    text = json.dumps(JOB)
    (project.folder / "old.jsonl.gz").write_bytes(gzip.compress(text.encode()))
    piped = project.live_check(stdin=text)
    assert (piped.returncode, piped.stderr) == (0, "")
    assert piped.stdout.endswith("1 job in 1 file against catalog 2.0.0: 1 of 4 events seen (25.0 %), 0 findings\n")
    several = project.live_check("old.jsonl.gz", "-", project.write_log(JOB), stdin=text)
    assert "3 jobs in 3 files" in several.stdout
    compressed = gzip.compress(text.encode() * 1000)
    for damaged in (compressed[:-20], compressed[:10] + b"\xff"):
        (project.folder / "damaged.jsonl.gz").write_bytes(damaged)
        completed = project.live_check("damaged.jsonl.gz")
        assert (completed.returncode, completed.stderr) == (1, "")
        assert "LIV105" in completed.stdout


def test_too_low_coverage_fails(project: LogProject) -> None:
    file = project.write_log(JOB)
    assert project.live_check(file, "--fail-under", "25").returncode == 0
    completed = project.live_check(file, "--fail-under", "26")
    assert (completed.returncode, completed.stderr) == (1, "cgk-codegen: fewer than 26 % of the events were seen\n")


@pytest.mark.parametrize(
    ("arguments", "reported"),
    [
        (("none.jsonl",), "cgk-codegen: none.jsonl cannot be read: No such file or directory\n"),
        (("--task", "audit"), '--task requires TASK=EVENT with an event of the catalog, not "audit"\n'),
        (("--task", "a=b"), '--task requires TASK=EVENT with an event of the catalog, not "a=b"\n'),
        (("--also", "none.yaml"), "none.yaml: no catalog none.yaml found there"),
        (("--catalog", "none.yaml"), "none.yaml"),
    ],
)
def test_missing_input_is_reported(project: LogProject, arguments: tuple[str, ...], reported: str) -> None:
    completed = project.live_check(project.write_log(JOB), *arguments)
    assert completed.returncode == 2
    assert reported in completed.stderr


def test_log_of_the_documented_hook_is_read(project: LogProject) -> None:
    page = (ROOT / "docs" / "how-to" / "change-the-catalog.md").read_text(encoding="utf-8")
    (snippet,) = (code for code in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "around_send" in code)
    environment = {"PATH": os.environ["PATH"], "JOBS_PROVIDER": "local"}
    subprocess.run(
        [sys.executable, "-c", snippet], cwd=project.folder, env=environment, check=True, capture_output=True
    )
    completed = project.live_check("sent.jsonl", "--catalog", str(ROOT / "events.yaml"), "--format", "json")
    assert completed.returncode == 0, completed.stdout
    reported = json.loads(completed.stdout)
    assert (reported["seen"], list(reported["versions"].values())) == ({"order.created": 1}, [1])
