"""Pages of runs: list, filters, chart, one run, and personal data."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from typing import Any

import pytest
from cgk_runtime import Sdk
from cgk_runtime.client.provider import JobMessage
from cgk_runtime.dashboard.history import delete_history
from cgk_runtime.dashboard.queries import PAGE_SIZE, runs_by_minute
from cgk_runtime.dashboard.rendering import short_id
from cgk_runtime.dashboard.timeline import timeline_of
from paths import ROOT
from shop import CATALOG, ORDER

from .conftest import KEEP, Pages

pytestmark = pytest.mark.anyio
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


@pytest.fixture
def handled(sdk: Sdk) -> Sdk:
    """SDK with two handlers: one fails for the order "bad", with HTML in its error; one receives personal data."""

    @sdk.task("order.created")
    async def order(payload: Any) -> str:
        if payload.order_id == "bad":
            raise ValueError(HOSTILE)
        return str(payload.order_id)

    @sdk.task("review.submitted")
    async def review(payload: object) -> None: ...

    return sdk


async def send(pages: Pages, event: str = "order.created", /, **payload: object) -> str:
    """Send a job, wait for its end and return its id."""
    sent = await pages.recording.client.send_job_dynamic(event, {"tenantId": "rawdog", **payload}, max_attempts=1)
    await pages.recording.provider.wait(sent.id, 60)
    return sent.id


async def test_list_is_filtered(pages: Pages, handled: Sdk) -> None:
    one, failed = await send(pages, orderId="one"), await send(pages, orderId="bad")
    like_wildcards = await send(pages, orderId="1_0%")  # `_` and `%` are wildcards of SQL's LIKE
    other_tenant = await send(pages, tenantId="meliusly", orderId="one")
    newest_first = [other_tenant, like_wildcards, failed, one]
    await pages.wait_until_saved()

    async def listed_runs(query: str) -> list[str]:
        text = await pages.get(f"/?{query}", **{"X-Part": "live"})
        return re.findall(r'name="id" value="(\w+)"', text)

    assert await listed_runs("") == newest_first
    assert await listed_runs("tenant=meliusly") == [other_tenant]
    assert await listed_runs("status=failed") == [failed]
    assert await listed_runs("text=1_0%25") == [like_wildcards]
    assert await listed_runs(f"text={one}") == [one]
    assert await listed_runs("event=tax.computed") == []
    assert await listed_runs("since=5&page=x") == newest_first
    page = await pages.get("/?status=failed")
    assert "<option selected>failed</option>" in page
    assert "failed 1</a>" in page
    assert f">{short_id(failed)}</td>" in page


def test_short_ids_tell_runs_apart() -> None:
    ids = [f"run_{start}{number:026x}.{task}" for start in ("cbeb12", "129a34") for number in (0, 1) for task in "ab"]
    assert len({short_id(run_id) for run_id in ids}) == len(ids)
    assert short_id("run_cbeb12" + "0" * 26) == "run_cbeb12…00000000"


async def test_chart_counts_the_runs_by_minute(pages: Pages, handled: Sdk) -> None:
    for order_id in ("one", "two", "bad"):
        await send(pages, orderId=order_id)
    await pages.recording.client.send_job_dynamic("order.created", ORDER, delay=3600)
    await pages.wait_until_saved()
    assert "Runs per minute in the last hour: 3 started, 1 failed, 1 wait now" in await pages.get("/")
    two_hours_later = runs_by_minute(pages.recording.reader, time.time() + 7200)
    assert [(minute.started, minute.failed, minute.waiting) for minute in two_hours_later] == [(0, 0, 1)] * 60


async def test_html_in_a_payload_is_text(pages: Pages, handled: Sdk) -> None:
    good, bad = await send(pages, orderId=HOSTILE), await send(pages, orderId="bad")
    await pages.wait_until_saved()
    for path in ("/", f"/?text={HOSTILE}", f"/runs/{good}", f"/runs/{bad}"):
        text = await pages.get(path)
        assert "<script>alert" not in text
        assert "<img" not in text
    assert "ValueError: &lt;script&gt;" in text


async def test_personal_data_is_shown_on_request_only(pages: Pages, handled: Sdk) -> None:
    run = await send(pages, "review.submitted", text="my secret", stars=5)
    await pages.wait_until_saved()
    for path in ("/", f"/runs/{run}"):
        assert "my secret" not in await pages.get(path)
    assert "personal data is hidden" in await pages.get(f"/runs/{run}")
    status, text = await pages.post(f"/runs/{run}/reveal")
    assert status == 200
    assert "my secret" in text


async def test_page_waits_until_its_run_is_saved(pages: Pages, handled: Sdk) -> None:
    run = await send(pages, orderId="one")
    text = await pages.get(f"/runs/{run}")
    assert re.search(r'<pre id="d-result" tabindex="0">&#34;one&#34;</pre>', text)
    assert "test_pages.py:" in text  # the handler's source location


async def test_page_of_any_trace_is_shown(pages: Pages, handled: Sdk) -> None:
    message = JobMessage(CATALOG.event("order.created"), "rawdog", json.dumps(ORDER).encode())
    messages = [replace(message, headers={"traceparent": trace}) for trace in ("", "odd", "00-trace1-parent-01")]
    ids = [await pages.recording.provider.send(message) for message in messages]
    await pages.wait_until_saved()
    texts = [await pages.get(f"/runs/{run}") for run in ids]
    assert [re.findall(r'Trace <b class="mono">(\w+)', text) for text in texts] == [[], [], ["trace1"]]


async def test_missing_history_is_reported(pages: Pages) -> None:
    delete_history(pages.recording.file)
    async with pages.session.get(pages.url("/")) as response:
        assert response.status == 500
        assert "The history cannot be read: unable to open database file" in await response.text()


async def test_full_history_is_paged(pages: Pages, handled: Sdk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cgk_runtime.dashboard.run_pages._MAX_SAVE_WAIT", 0)
    waiting = await pages.recording.client.send_job_dynamic("order.created", ORDER, delay=3600)
    await pages.wait_until_saved()
    ids = [await send(pages, orderId=str(number)) for number in range(KEEP + 10)]
    await pages.wait_until_saved(ids[-1])
    first = await pages.get("/")
    assert f"All {KEEP + 1}<" in first
    header = 1
    assert "Page 1 of 3" in first
    assert first.count("<tr>") == header + PAGE_SIZE
    assert "Newer" not in first
    last = await pages.get("/?page=3")
    assert "Newer" in last
    assert "Older" not in last
    assert last.count("<tr>") == header + 1
    # A run that has not ended stays, however old it is.
    assert f"/runs/{waiting.id}" in last
    async with pages.session.get(pages.url(f"/runs/{ids[0]}")) as dropped:
        assert dropped.status == 404
        assert "may have been replaced" in await dropped.text()


def test_steps_belong_to_their_attempt() -> None:
    def span(name: str, kind: str, began: float, ended: float) -> dict[str, object]:
        return {"name": name, "kind": kind, "began": began, "ended": ended}

    spans = [
        span("load", "step", 1, 2),
        span("Attempt 1", "attempt", 3, 4),
        span("wait", "wait", 4, 5),
        span("nap", "step", 5, 8),
    ]
    run = {"spans": json.dumps(spans), "queued": 0, "started": 8, "ended": 10, "status": "completed", "attempt": 1}
    timeline = timeline_of(run, now=99)
    assert (timeline.began, timeline.seconds) == (0, 10)
    assert [(bar.name, bar.began, bar.ended) for bar in timeline.bars] == [
        ("queued", 0, 1),
        ("Attempt 1", 1, 4),
        ("load", 1, 2),
        ("wait", 4, 5),
        ("Attempt 1", 5, 10),
        ("nap", 5, 8),
    ]


@pytest.mark.parametrize("name", ["tokens.css", "theme.js"])
def test_shared_files_equal_those_of_the_site(name: str) -> None:
    copies = [
        ROOT / "codegen/cgk_codegen/site/assets" / name,
        ROOT / "runtime/cgk_runtime/dashboard/assets" / name,
    ]
    first, second = (copy.read_text(encoding="utf-8") for copy in copies)
    assert first == second, "the site and the dashboard share this file; copy it from one to the other"
