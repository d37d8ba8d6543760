"""Recording of runs: the rows, spans and log lines in the history, and its limits."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sqlite3
import stat
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cgk_runtime import Sdk
from cgk_runtime.dashboard.access import Access
from cgk_runtime.dashboard.app import open_dashboard
from cgk_runtime.dashboard.history import MAX_LINES
from cgk_runtime.dashboard.run_output import capture_output
from cgk_runtime.dashboard.services import DashboardSettings
from cgk_runtime.errors import ConfigurationError, RetryAfter, RunFailedError
from cgk_runtime.providers.local.observer import job_origin
from cgk_runtime.providers.local.run import LocalRun
from cgk_runtime.tasks.context import TaskContext
from shop import ORDER, OrderCreatedPayload

from .conftest import Recording

pytestmark = pytest.mark.anyio


async def test_run_is_recorded_with_its_outcome(sdk: Sdk, record: Callable[..., Recording]) -> None:
    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> str:
        return payload.order_id

    recording = record()
    sent = await recording.client.send_job_dynamic("order.created", ORDER, tags=["vip"])
    await sent.wait(60)
    (row,) = await recording.end()
    assert (row["id"], row["event"], row["tenant"], row["status"]) == (
        sent.id,
        "order.created",
        "rawdog",
        "completed",
    )
    assert json.loads(row["payload"]) == ORDER
    assert (row["output"], json.loads(row["options"]), row["attempt"]) == ('"order_123"', {"tags": ["vip"]}, 1)
    assert json.loads(row["headers"]) == {"catalog-version": "1.0.0"}
    assert row["queued"] <= row["started"] <= row["ended"]


async def test_failed_attempts_and_steps_are_spans(
    sdk: Sdk, record: Callable[..., Recording], monkeypatch: pytest.MonkeyPatch
) -> None:
    # pytest-xdist cannot send a captured log record with a lone surrogate.
    monkeypatch.setattr(logging.getLogger("cgk_runtime.providers.local"), "disabled", True)

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload, context: TaskContext) -> None:
        async def load() -> int:
            return 1

        await context.step.run("load", load)
        raise ValueError("no \ud800 stock")

    recording = record()
    sent = await recording.client.send_job_dynamic("order.created", ORDER, max_attempts=2)
    with pytest.raises(Exception, match="stock"):
        await sent.wait(60)
    (row,) = await recording.end()
    spans = json.loads(row["spans"])
    assert [(span["name"], span["kind"]) for span in spans] == [
        ("load", "step"), ("Attempt 1", "attempt"), ("wait", "wait"), ("Attempt 2", "attempt"),
    ]  # fmt: skip
    assert spans[1]["error"] == "ValueError: no \\ud800 stock"
    assert (row["status"], row["error_type"], row["error"]) == ("failed", "ValueError", "no \\ud800 stock")
    assert "in handle" in row["traceback"]


async def test_spans_of_a_run_are_bounded(
    sdk: Sdk, record: Callable[..., Recording], monkeypatch: pytest.MonkeyPatch
) -> None:
    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        raise RetryAfter(0.01)

    monkeypatch.setattr("cgk_runtime.dashboard.recorder._MAX_SPANS", 2)
    recording = record()
    sent = await recording.client.send_job_dynamic("order.created", ORDER, max_attempts=3)
    with pytest.raises(RunFailedError):
        await sent.wait(60)
    (row,) = await recording.end()
    assert [span["kind"] for span in json.loads(row["spans"])] == ["attempt", "wait"]


async def test_save_at_the_end_of_a_run_keeps_its_spans(
    sdk: Sdk, record: Callable[..., Recording], monkeypatch: pytest.MonkeyPatch
) -> None:
    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        raise ValueError("no stock")

    recording = record()
    recorder = recording.recorder
    report = recorder.changed

    def save_before_the_end_is_reported(run: LocalRun) -> None:
        version, deadline = recorder.version, time.monotonic() + 2
        while run.is_final and recorder.version == version and time.monotonic() < deadline:
            time.sleep(0.01)
        report(run)

    monkeypatch.setattr(recorder, "changed", save_before_the_end_is_reported)
    sent = await recording.client.send_job_dynamic("order.created", ORDER, max_attempts=1)
    with pytest.raises(RunFailedError, match="no stock"):
        await sent.wait(60)
    (row,) = await recording.end()
    assert [span["name"] for span in json.loads(row["spans"])] == ["Attempt 1"]
    assert "in handle" in row["traceback"]


async def test_error_without_text_ends_its_run(sdk: Sdk, record: Callable[..., Recording]) -> None:
    class UnreadableError(Exception):
        def __str__(self) -> str:
            raise RuntimeError("no text")

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        raise UnreadableError

    recording = record()
    sent = await recording.client.send_job_dynamic("order.created", ORDER, max_attempts=1)
    with pytest.raises(RunFailedError, match="UnreadableError"):
        await sent.wait(60)
    (row,) = await recording.end()
    text = "(no text: its str() raised RuntimeError)"
    assert (row["status"], row["error"]) == ("failed", text)
    assert json.loads(row["spans"])[0]["error"] == f"UnreadableError: {text}"


async def test_lines_and_sent_jobs_belong_to_their_run(sdk: Sdk, record: Callable[..., Recording]) -> None:
    recording = record()

    @sdk.task("order.created")
    async def parent(payload: OrderCreatedPayload) -> None:
        print("from", payload.order_id)  # noqa: T201  the test captures it
        await asyncio.sleep(0)
        logging.getLogger("shop").warning("low %s", payload.order_id)
        await recording.client.send_job_dynamic("tax.computed", {"tenantId": "rawdog", "amount": 1})

    @sdk.task("tax.computed")
    def child(payload: object) -> None:
        print("in a thread")  # noqa: T201  the test captures it

    with capture_output(recording.recorder.log):
        sent = [
            await recording.client.send_job_dynamic("order.created", {**ORDER, "orderId": order_id})
            for order_id in ("a", "b")
        ]
        for handle in sent:
            await handle.wait(60)
        rows = await recording.end()
    logs = recording.reader.rows("SELECT * FROM logs ORDER BY rowid")
    by_run = {job.id: [(line["level"], line["text"]) for line in logs if line["run"] == job.id] for job in sent}
    assert by_run == {
        sent[0].id: [("print", "from a"), ("warning", "shop: low a")],
        sent[1].id: [("print", "from b"), ("warning", "shop: low b")],
    }
    children = [row for row in rows if row["event"] == "tax.computed"]
    assert sorted(row["parent"] for row in children) == sorted(job.id for job in sent)
    assert {line["run"] for line in logs if line["text"] == "in a thread"} == {row["id"] for row in children}


async def test_output_without_a_line_end_is_kept(sdk: Sdk, record: Callable[..., Recording]) -> None:
    recording = record()

    @sdk.task("order.created")
    async def handle(payload: object) -> None:
        sys.stdout.writelines(["first\n", "sec", "ond\n", "no line end"])

    with capture_output(recording.recorder.log):
        sent = await recording.client.send_job_dynamic("order.created", ORDER)
        await sent.wait(60)
        await recording.end()
    logs = recording.reader.rows("SELECT text FROM logs ORDER BY rowid")
    assert [line["text"] for line in logs] == ["first", "second", "no line end"]


async def test_waiting_run_is_interrupted(sdk: Sdk, record: Callable[..., Recording]) -> None:
    @sdk.task("order.created")
    async def handle(payload: object) -> None: ...

    recording = record()
    await recording.client.send_job_dynamic("order.created", ORDER, delay=3600)
    (row,) = await recording.end()
    assert row["status"] == "interrupted"


async def test_killed_process_leaves_interrupted_runs(sdk: Sdk, record: Callable[..., Recording]) -> None:
    @sdk.task("order.created")
    async def handle(payload: object) -> None: ...

    first = record()
    await first.client.send_job_dynamic("order.created", ORDER, delay=3600)
    first.recorder.close()  # as after a kill, the run is saved without its end
    (waiting,) = first.reader.rows("SELECT status FROM runs")
    assert waiting["status"] == "delayed"
    (row,) = await record().end()
    assert row["status"] == "interrupted"
    await first.provider.close()


async def test_history_keeps_the_newest_runs(sdk: Sdk, record: Callable[..., Recording]) -> None:
    @sdk.task("order.created")
    async def handle(payload: object) -> None:
        print("line")  # noqa: T201  the test captures it

    recording = record(keep=5)
    with capture_output(recording.recorder.log):
        sent = [await recording.client.send_job_dynamic("order.created", ORDER) for _ in range(30)]
        await asyncio.gather(*(handle.wait(60) for handle in sent))
        rows = await recording.end()
    assert [row["id"] for row in rows] == [handle.id for handle in sent[-5:]]
    logged = recording.reader.rows("SELECT DISTINCT run FROM logs")
    assert {line["run"] for line in logged} <= {handle.id for handle in sent[-5:]}


async def test_flood_of_lines_is_bounded(
    sdk: Sdk, record: Callable[..., Recording], monkeypatch: pytest.MonkeyPatch
) -> None:
    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        for number in range(int(payload.order_id)):  # the test passes the number of lines as the order id
            print("line", number)  # noqa: T201  the test captures it
            if number % 500 == 0:
                await asyncio.sleep(0.3)  # let the writer save
        print("x" * 30_000)  # noqa: T201  the test captures it

    recording = record()
    with capture_output(recording.recorder.log):
        chatty = await recording.client.send_job_dynamic("order.created", {**ORDER, "orderId": "1200"})
        await chatty.wait(60)
        monkeypatch.setattr("cgk_runtime.dashboard.recorder._MAX_WAITING_SIZE", 0)
        flood = await recording.client.send_job_dynamic("order.created", {**ORDER, "orderId": "100"})
        await flood.wait(60)
        await recording.end()
    await record().end()  # old lines are deleted at the next start

    def logged_lines(run_id: str) -> list[str]:
        rows = recording.reader.rows("SELECT text FROM logs WHERE run = ? ORDER BY rowid", [run_id])
        return [row["text"] for row in rows]

    lines = logged_lines(chatty.id)
    assert (len(lines), lines[0], lines[-2]) == (MAX_LINES, "line 201", "line 1199")
    assert lines[-1] == "x" * 20_000 + " … and 10,000 more characters"
    assert set(logged_lines(flood.id)) == {
        "This run logs faster than its lines can be saved; some are missing here, but not in the terminal."
    }


def held_runs(recording: Recording) -> set[LocalRun]:
    """Return the runs that the recorder keeps in memory."""
    attributes: list[Any] = list(vars(recording.recorder).values())  # Any: the recorder's own attributes
    collections: list[Any] = [value for value in attributes if isinstance(value, dict | set)]
    return {item for collection in collections for item in collection if isinstance(item, LocalRun)}


@pytest.fixture
def run_failing_jobs(sdk: Sdk, monkeypatch: pytest.MonkeyPatch) -> Callable[[Recording], Awaitable[list[str]]]:
    """Function that sends jobs whose runs fail and lose their log lines, and returns the jobs' ids."""
    monkeypatch.setattr("cgk_runtime.dashboard.recorder._MAX_WAITING_SIZE", 0)

    @sdk.task("order.created")
    async def handle(payload: object) -> None:
        print("line")  # noqa: T201  the test captures it
        raise ValueError("no stock")

    async def send(recording: Recording) -> list[str]:
        with capture_output(recording.recorder.log):
            sent = [await recording.client.send_job_dynamic("order.created", ORDER, max_attempts=1) for _ in range(20)]
            await asyncio.gather(*(handle.wait(60) for handle in sent), return_exceptions=True)
        return [handle.id for handle in sent]

    return send


async def test_overload_frees_dropped_runs(
    record: Callable[..., Recording],
    run_failing_jobs: Callable[[Recording], Awaitable[list[str]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cgk_runtime.dashboard.recorder._FLUSH_SECONDS", 60)  # the writer is slower than the runs
    recording = record(keep=5)
    sent = await run_failing_jobs(recording)
    assert len(held_runs(recording)) == 5
    rows = await recording.end()
    assert [row["id"] for row in rows] == sent[-5:]
    assert all(row["spans"] and row["traceback"] for row in rows)
    assert held_runs(recording) == set()


@pytest.mark.parametrize("error", [sqlite3.OperationalError("database or disk is full"), ValueError("unexpected")])
async def test_failed_writer_recovers(
    record: Callable[..., Recording],
    run_failing_jobs: Callable[[Recording], Awaitable[list[str]]],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    def save(*_rows: object) -> None:
        raise error

    recording = record()
    with monkeypatch.context() as full_disk:
        full_disk.setattr("cgk_runtime.dashboard.history.History.save", save)
        for _ in range(2):
            await run_failing_jobs(recording)
            async with asyncio.timeout(60):
                while held_runs(recording):  # noqa: ASYNC110  the recorder has no event for it
                    await asyncio.sleep(0.02)
    sent = await run_failing_jobs(recording)
    assert [row["id"] for row in await recording.end()] == sent
    assert caplog.text.count("The history cannot be written") == 1


async def test_broken_history_closes(sdk: Sdk, record: Callable[..., Recording]) -> None:
    @sdk.task("order.created")
    async def handle(payload: object) -> None: ...

    recording = record()
    with closing(sqlite3.connect(recording.file, isolation_level=None)) as connection:
        connection.execute("DROP TABLE logs")
        connection.execute("DROP TABLE runs")
    await (await recording.client.send_job_dynamic("order.created", ORDER)).wait(60)
    await recording.provider.close()
    recording.recorder.close()


async def test_odd_texts_are_saved(sdk: Sdk, record: Callable[..., Recording]) -> None:
    @sdk.task("order.created")
    async def handle(payload: object) -> None:
        print("before\0after")  # noqa: T201  the test captures it

    recording = record()
    job_origin.set("agent \udcff")  # as aiohttp decodes a header that is not UTF-8
    with capture_output(recording.recorder.log):
        await (await recording.client.send_job_dynamic("order.created", ORDER)).wait(60)
        (row,) = await recording.end()
    assert row["origin"] == "agent ?"
    assert recording.reader.rows("SELECT text FROM logs") == [{"text": "before\ufffdafter"}]


async def test_unusable_history_is_named(record: Callable[..., Recording], tmp_path: Path) -> None:
    file = tmp_path / "dev.sqlite"
    file.write_bytes(b"not a database " * 100)
    file.chmod(0o644)
    with pytest.raises(ConfigurationError, match=f"The history {re.escape(str(file))} cannot be used: .*; delete it"):
        record()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(ConfigurationError, match="another version of cgk wrote it"):
        record()
    file.unlink()
    assert await record().end() == []
    size = file.stat().st_size
    with file.open("r+b") as stream:
        stream.seek(4096)  # the first page, which has the version, stays intact
        stream.write(b"x" * (size - 4096))
    with pytest.raises(ConfigurationError, match="malformed"):
        record()
    file.unlink()
    file.mkdir()
    with pytest.raises(ConfigurationError, match="Is a directory"):
        record()


async def test_history_is_deleted_on_request(sdk: Sdk, tmp_path: Path) -> None:
    access, file = Access("secret", 1, print), tmp_path / ".cgk" / "dev-temporary.sqlite"
    with open_dashboard(sdk, DashboardSettings(tmp_path, persistent=False), access):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == [".gitignore"]
    file.write_text("left by a killed process", encoding="utf-8")
    with open_dashboard(sdk, DashboardSettings(tmp_path), access):
        assert not file.exists()
