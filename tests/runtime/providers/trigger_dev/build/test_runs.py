"""Generated tasks in Trigger.dev's own task process: outcomes, logs, and the lifetime of the Python process."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from processes import is_running
from waiting import until

from .conftest import Build, WorkerHarness
from .project import make_project
from .worker import CREATED_AT, SECRET


def test_handler_gets_payload_and_context(harness: WorkerHarness) -> None:
    outcome = harness.run(
        harness.worker.run_behavior("describe", attempt=2, run_id="run_7", maxAttempts=4, metadata={"why": "test"})
    )
    output = outcome.output
    assert output.pop("pid") > 0
    assert output == {
        "amount": 12.5,
        "customer": None,
        "attempt": [2, 4],
        "queued_at": CREATED_AT.replace(".000Z", "+00:00"),
        "run": "run_7",
        "tags": ["tenant:rawdog"],
        "metadata": {"why": "test"},
        "tenant": ["rawdog", "rawdog"],
    }


def test_python_process_is_reused_until_a_crash(harness: WorkerHarness) -> None:
    first_pid = harness.run(harness.worker.run_behavior("describe")).output["pid"]
    assert harness.run(harness.worker.run_behavior("fail")).error["name"] == "PaymentDeclinedError"
    assert harness.run(harness.worker.run_behavior("describe")).output["pid"] == first_pid

    crashed = harness.run(harness.worker.run_behavior("crash"))
    assert crashed.error["name"] == "PythonExitedError"
    assert crashed.error["message"] == "Python ended with exit code 3; its last output was:\nlast words"
    assert crashed.result is not None
    assert crashed.result["retry"]["delay"] == 200

    second_pid = harness.run(harness.worker.run_behavior("describe")).output["pid"]
    assert second_pid != first_pid
    assert not is_running(first_pid)

    message = harness.run(harness.worker.run_behavior("be_killed")).error["message"]
    assert message.startswith("Python was killed (SIGKILL), most likely because it ran out of memory")


def test_exception_is_retried_with_its_traceback(harness: WorkerHarness) -> None:
    outcome = harness.run(harness.worker.run_behavior("fail"))
    assert outcome.error["name"] == "PaymentDeclinedError"
    assert outcome.error["message"] == "card refused"
    traceback = outcome.error["stackTrace"]
    assert "The above exception was the direct cause" in traceback
    assert 'raise PaymentDeclinedError("card refused") from error' in traceback
    assert (outcome.result["retry"]["delay"], outcome.result["skippedRetrying"]) == (200, False)


def test_retry_follows_the_tasks_backoff(harness: WorkerHarness) -> None:
    # In a separate process: the SDK keeps the `maxAttempts` of one run for later runs of the task.
    runs = [
        harness.run(harness.worker.run_behavior("fail", attempt=attempt, process="backoff")) for attempt in (2, 3, 4, 5)
    ]
    delays = [run.result.get("retry") for run in runs if run.result is not None]
    assert [retry and retry["delay"] for retry in delays] == [600, 1800, 5400, None]


def test_abort_task_is_not_retried(harness: WorkerHarness) -> None:
    outcome = harness.run(harness.worker.run_behavior("abort"))
    assert (outcome.error["name"], outcome.error["message"]) == ("AbortTask", "the order was deleted")
    assert outcome.result["skippedRetrying"] is True
    assert outcome.result.get("retry") is None


@pytest.mark.parametrize(
    ("behavior", "error", "message"),
    [
        ("raise_unreadable_error", "UnreadableError", "(no text: its str() raised RuntimeError)"),
        ("retry_after_infinity", "ValueError", "seconds must be at least 0"),
        ("cancel_itself", "HandlerEndedError", "canceled"),
        ("exit_process", "HandlerEndedError", "SystemExit"),
    ],
)
def test_unusual_exception_fails_the_run(harness: WorkerHarness, behavior: str, error: str, message: str) -> None:
    outcome = harness.run(harness.worker.run_behavior(behavior))
    assert outcome.error["name"] == error
    assert message in outcome.error["message"]


def test_retry_after_adds_no_attempt(harness: WorkerHarness) -> None:
    assert harness.run(harness.worker.run_behavior("retry_after")).result["retry"]["delay"] == 90_000
    assert harness.run(harness.worker.run_behavior("retry_after", attempt=5)).result.get("retry") is None
    assert harness.run(harness.worker.run_behavior("retry_after", attempt=2, maxAttempts=2)).result.get("retry") is None


def test_on_failure_runs_after_the_last_attempt(harness: WorkerHarness) -> None:
    payload = {"tenantId": "rawdog", "orderId": "o1", "fulfillmentId": "f1"}
    fields = {"run_id": "run_9", "metadata": {"cgkHeaders": {"catalog-version": "0.9.0"}}}
    harness.run(harness.worker.run("order-fulfilled", payload, **fields))
    assert harness.api.logged_texts() == []
    harness.run(harness.worker.run("order-fulfilled", payload, attempt=2, **fields))
    text = "order-fulfilled of rawdog failed for f1 of 0.9.0 in run_9: PaymentDeclinedError"
    assert harness.api.logged_texts() == [text]


@pytest.mark.parametrize(
    ("payload", "error", "message"),
    [
        ({"orderId": "describe"}, "MissingTenantError", 'Event "order.created" requires tenantId in payload'),
        ({"tenantId": "rawdog", "orderId": 7}, "InvalidPayloadError", "orderId: should be a valid string"),
        (None, "InvalidPayloadError", "payload"),
    ],
)
def test_invalid_payload_is_not_retried(harness: WorkerHarness, payload: object, error: str, message: str) -> None:
    outcome = harness.run(harness.worker.run("order-created", payload))
    assert outcome.error["name"] == error
    assert message in outcome.error["message"]
    assert outcome.result["skippedRetrying"] is True


def test_date_arrives_as_text(harness: WorkerHarness) -> None:
    payload = {"tenantId": "rawdog", "orderId": "describe", "customerId": "2026-01-02T03:04:05.678Z"}
    outcome = harness.run(harness.worker.run("order-created", payload, meta={"values": {"customerId": ["Date"]}}))
    assert outcome.output["customer"] == "2026-01-02T03:04:05.678Z"
    assert outcome.output["tenant"] == ["rawdog", "rawdog"]


def test_logs_have_their_level_and_tenant(harness: WorkerHarness) -> None:
    harness.run(harness.worker.run_behavior("write_logs"))
    logged = {log["text"]: (log["level"], log["attributes"]) for log in harness.api.logs}
    assert {text.split("\n")[0]: level for text, (level, _) in logged.items()} == {
        "at info": "info",
        "careful": "warn",
        "it failed": "error",
        "printed ünïcode": "info",
        "to standard error": "warn",
        "no newline": "info",
    }
    assert {attributes["tenantId"] for _, attributes in logged.values()} == {"rawdog"}
    assert (logged["careful"][1]["logger"], logged["careful"][1]["shelf"]) == ("shop", 7)
    assert (logged["at info"][1]["event"], logged["at info"][1]["attempt"]) == ("order.created", 1)
    (failed,) = [text for text in logged if text.startswith("it failed")]
    assert failed.endswith("PaymentDeclinedError: card refused")


def test_fast_output_loses_no_line(harness: WorkerHarness) -> None:
    assert harness.run(harness.worker.run_behavior("print_many_lines")).output == 10_000
    lines: dict[str, list[str]] = {"info": [], "warn": []}
    for log in harness.api.logs:
        lines[log["level"]] += log["text"].split("\n")
    assert lines["warn"] == [f"err {number:05} {'e' * 90}" for number in range(10_000)]
    assert lines["info"][:10_000] == [f"out {number:05} {'o' * 90}" for number in range(10_000)]
    assert "".join(lines["info"][10_000:]) == "x" * 1_000_000
    longest = 131_072 + 10_000  # the limit of logs.ts, and the newlines between merged lines
    assert max(len(log["text"]) for log in harness.api.logs) <= longest


def test_large_result_is_stored(harness: WorkerHarness) -> None:
    assert harness.run(harness.worker.run_behavior("return_large_text")).result["outputType"] == "application/store"
    (stored,) = [request for request in harness.api.requests if request.path == "/store"]
    assert stored.body == "é" * 1_000_000


def test_result_with_unsafe_integer_is_refused(harness: WorkerHarness) -> None:
    refused = harness.run(harness.worker.run_behavior("return_unsafe_integer"))
    assert refused.error["name"] == "ResultError"
    assert "beyond 2^53 - 1 in total[0], which JavaScript rounds" in refused.error["message"]
    assert refused.result["skippedRetrying"] is True


def test_import_error_is_shown_in_the_run(build: Build, harness: WorkerHarness, tmp_path: Path) -> None:
    app = tmp_path / "handlers"
    app.mkdir()
    (app / "__init__.py").touch()
    (app / "tasks.py").write_text(
        "import os\nfrom cgk_jobs import OrderCreatedPayload, task\n"
        'assert "TRIGGERDOTDEV" not in os.environ, "only where it is run"\n'
        '@task("order.created")\nasync def handle(payload: OrderCreatedPayload) -> None: ...\n'
    )
    folder = make_project(tmp_path / "project", app)
    assert build(folder, "--no-schedules").returncode == 0

    worker = harness.worker.for_project(folder)
    harness.run(worker.build())
    for outcome in [harness.run(worker.run_behavior("describe", process="import error")) for _ in range(2)]:
        assert outcome.error["name"] == "AssertionError"
        assert outcome.error["message"] == "only where it is run"
        assert 'app/tasks.py", line 3' in outcome.error["stackTrace"]
    harness.run(worker.send_command("end", process="import error"))


def test_python_environment_has_no_secret(harness: WorkerHarness) -> None:
    environment = harness.run(harness.worker.run_behavior("return_environment")).output
    assert SECRET not in json.dumps(environment)
    assert not [name for name in environment if name.startswith("TRIGGER_")]
    assert (environment["SHOP_SETTING"], environment["JOBS_PROVIDER"]) == ("kept", "trigger.dev")


def test_python_continues_the_trace(harness: WorkerHarness) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    outcome = harness.run(
        harness.worker.run_behavior("return_trace", trace={"traceparent": f"00-{trace}-b7ad6b7169203331-01"})
    )
    harness.run(harness.worker.send_command("end"))  # exports the last spans
    spans = {span["spanId"]: span for span in harness.api.spans}
    assert {span["traceId"] for span in spans.values()} == {trace}
    assert outcome.output["trace"] == trace
    assert spans[outcome.output["parent"]]["name"] == "python order-created"


def test_run_continues_the_senders_trace(harness: WorkerHarness) -> None:
    sender_trace = "0af7651916cd43dd8448eb211c80319c"
    metadata = {"why": "test", "cgkHeaders": {"traceparent": f"00-{sender_trace}-b7ad6b7169203331-01"}}
    assert harness.run(harness.worker.run_behavior("return_trace", metadata=metadata)).output["trace"] == sender_trace
    assert harness.run(harness.worker.run_behavior("describe", metadata=metadata)).output["metadata"] == {"why": "test"}


def test_cancel_ends_the_process_and_children(harness: WorkerHarness) -> None:
    pid_file = harness.folder / "hanging.txt"

    async def cancel() -> list[int]:
        running = asyncio.ensure_future(harness.worker.run_behavior("hang", process="cancelled"))
        await until(lambda: pid_file.is_file() and " " in pid_file.read_text())
        pids = [int(pid) for pid in pid_file.read_text().split()]
        assert all(is_running(pid) for pid in pids)
        await harness.worker.send_command("cancel", process="cancelled")
        assert (await running).failed["name"] == "CancelledProcessError"
        return pids

    pids = harness.run(cancel())
    assert not [pid for pid in pids if is_running(pid)]
    assert (harness.folder / "cleaned.txt").read_text() == "cleaned"
    assert (harness.folder / "closed.txt").read_text() == "used"


def test_stubborn_handler_is_killed(harness: WorkerHarness) -> None:
    pid_file = harness.folder / "hanging.txt"

    async def cancel() -> list[int]:
        running = asyncio.ensure_future(harness.worker.run_behavior("ignore_sigterm", process="stubborn"))
        await until(lambda: pid_file.is_file() and " " in pid_file.read_text())
        await harness.worker.send_command("cancel", process="stubborn")
        await running
        return [int(pid) for pid in pid_file.read_text().split()]

    assert not [pid for pid in harness.run(cancel()) if is_running(pid)]


def test_killed_worker_leaves_no_python(harness: WorkerHarness) -> None:
    pid_file = harness.folder / "hanging.txt"

    async def kill() -> None:
        running = asyncio.ensure_future(harness.worker.run_behavior("hang", process="killed"))
        await until(lambda: pid_file.is_file() and " " in pid_file.read_text())
        pids = [int(pid) for pid in pid_file.read_text().split()]
        await harness.worker.send_command("kill", process="killed", signal="SIGKILL")
        assert (await running).failed["name"] == "UnexpectedExitError"
        await until(lambda: not any(is_running(pid) for pid in pids))

    harness.run(kill())
    assert (harness.folder / "cleaned.txt").read_text() == "cleaned"
