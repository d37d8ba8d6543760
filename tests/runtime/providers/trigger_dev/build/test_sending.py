"""Jobs that handlers send through Trigger.dev's own client, waits that suspend the run, several handlers, schedules."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from cgk_runtime.client.options import scoped_key

from .conftest import WorkerHarness
from .worker import SECRET, Outcome

HASHED_KEY = scoped_key("rawdog", "customer.created", "k")


def payload_of(body: dict[str, Any]) -> Any:
    return json.loads(body["payload"])["json"]


def test_sends_use_the_workers_client(harness: WorkerHarness) -> None:
    ids = harness.run(harness.worker.run_behavior("send_in_every_way", run_id="run_parent")).output
    assert len(ids) == len(set(ids)) == 6
    singles = [job_id for job_id in ids if job_id.startswith("run_sent")]
    assert len(singles) == 3
    first, *others = harness.api.trigger_bodies("customer-created")
    assert [body["options"]["tags"] for body in others] == [["tenant:rawdog"]] * 2
    random_keys = {body["options"]["idempotencyKey"] for body in others}
    assert [len(key) for key in random_keys] == [64, 64]
    assert payload_of(first) == {"tenantId": "rawdog", "customerId": "c1", "email": "ada@example.com"}
    options = first["options"]
    assert options.pop("payloadSize") > 0
    assert options["metadata"].pop("cgkHeaders").keys() == {"catalog-version", "traceparent"}
    assert options == {
        "payloadType": "application/super+json",
        "delay": "90s",
        "tags": ["vip", "tenant:rawdog"],
        "idempotencyKey": HASHED_KEY,
        "concurrencyKey": "rawdog",
        "priority": 5,
        "metadata": {"why": "test"},
        "test": False,
        "parentRunId": "run_parent",
    }
    create, items = [request for request in harness.api.requests if "batches" in request.path]
    assert create.body["runCount"] == len(items.body) == 3
    keys = [item["options"]["idempotencyKey"] for item in items.body]
    assert [job_id for job_id in ids if job_id not in singles] == [
        f"batch_1:{index}:{key}" for index, key in enumerate(keys)
    ]
    assert {request.headers["Authorization"] for request in harness.api.requests} == {f"Bearer {SECRET}"}


def test_rate_limited_batch_is_sent_in_parts(harness: WorkerHarness) -> None:
    harness.api.batch_limit = 2
    try:
        assert len(harness.run(harness.worker.run_behavior("send_batch")).output) == 5
    finally:
        harness.api.batch_limit = None
    created = [request.body["runCount"] for request in harness.api.requests if request.path == "/api/v3/batches"]
    assert [len(request.body) for request in harness.api.requests if request.path.endswith("/items")] == [2, 2, 1]
    assert created[0] == 5


def test_refused_send_raises_in_the_handler(harness: WorkerHarness) -> None:
    outcome = harness.run(harness.worker.run_behavior("send_refused_job"))
    assert outcome.error["name"] == "UnprocessableError"
    assert outcome.error["message"] == "[TriggerDevProvider] API error 422: too many tags"


def test_handles_and_schedules_work_inside_a_run(harness: WorkerHarness) -> None:
    output, status, replayed, health, schedule_id = harness.run(
        harness.worker.run_behavior("use_handles_and_schedules")
    ).output
    assert (output, status, replayed) == ({"mail": "sent"}, "completed", "run_other_again")
    assert schedule_id == "sched_1"
    assert {request.headers["Authorization"] for request in harness.api.requests} == {f"Bearer {SECRET}"}
    assert health == "inside a run; jobs go through the worker's own client"


def test_past_time_is_refused_before_sending(harness: WorkerHarness) -> None:
    outcome = harness.run(harness.worker.run_behavior("send_in_the_past"))
    assert outcome.output.startswith('[TriggerDevProvider] Event "customer.created" was not sent: at')
    assert harness.api.trigger_bodies("customer-created") == []


def waitpoint(run_id: str, output: str, *, is_error: bool = False, batch_index: int | None = None) -> dict[str, Any]:
    """Return Trigger.dev's message that an awaited run has ended.

    Args:
        run_id: Run id.
        output: Output or error of the run, as JSON.
        is_error: Whether `output` is an error.
        batch_index: Index of the run in its batch, or None for a run without a batch.
    """
    run: dict[str, Any] = {"id": run_id, "friendlyId": run_id}
    if batch_index is not None:
        run["batch"] = {"id": "batch_1", "friendlyId": "batch_1"}
    return {
        "id": f"waitpoint_{run_id}",
        **({} if batch_index is None else {"index": batch_index}),
        "friendlyId": f"waitpoint_{run_id}",
        "type": "RUN",
        "completedAt": "2026-06-01T12:00:01.000Z",
        "completedByTaskRun": run,
        "output": output,
        "outputType": "application/json",
        "outputIsError": is_error,
    }


async def run_and_resolve(harness: WorkerHarness, behavior: str, *waitpoints: dict[str, Any]) -> Outcome:
    """Run a behavior that sends jobs and waits for them; then report the end of each job's run."""
    running = asyncio.ensure_future(harness.worker.run_behavior(behavior, run_id="run_parent"))
    await asyncio.wait_for(harness.api.triggered.wait(), 60)
    for message in waitpoints:
        await harness.worker.send_command("resolve", waitpoint=message)
    return await asyncio.wait_for(running, 60)


def test_waiting_suspends_without_polling(harness: WorkerHarness) -> None:
    number = harness.api.next_run_number()
    outcome = harness.run(run_and_resolve(harness, "wait_for_job", waitpoint(f"run_sent{number}", '"greeted"')))
    assert outcome.output == "greeted"
    (sent,) = harness.api.trigger_bodies("customer-created")
    assert (sent["options"]["resumeParentOnCompletion"], sent["options"]["parentRunId"]) == (True, "run_parent")
    assert [request.path for request in harness.api.requests] == ["/api/v1/tasks/customer-created/trigger"]


def test_failed_awaited_job_raises(harness: WorkerHarness) -> None:
    number = harness.api.next_run_number()
    failure = {"type": "BUILT_IN_ERROR", "name": "ValueError", "message": "no such customer", "stackTrace": ""}
    point = waitpoint(f"run_sent{number}", json.dumps(failure), is_error=True)
    error = harness.run(run_and_resolve(harness, "wait_for_job", point)).error
    assert error["name"] == "RunFailedError"
    assert error["message"] == (
        f'[trigger.dev] Run "run_sent{number}" of "customer.created" failed: ValueError: no such customer'
    )


def test_simultaneous_waits_become_one_batch(harness: WorkerHarness) -> None:
    count = 3
    points = [waitpoint(f"run_b{index}", json.dumps(f"greeted {index}"), batch_index=index) for index in range(count)]
    outcome = harness.run(run_and_resolve(harness, "wait_for_three_jobs", *points))
    assert outcome.output == [f"greeted {index}" for index in range(count)]
    create, items = harness.api.requests
    assert (create.path, create.body["runCount"], create.body["resumeParentOnCompletion"]) == (
        "/api/v3/batches",
        count,
        True,
    )
    assert [item["task"] for item in items.body] == ["customer-created"] * count


def test_equal_idempotency_keys_are_awaited_once(harness: WorkerHarness) -> None:
    points = [waitpoint(f"run_b{index}", json.dumps(f"greeted {index}"), batch_index=index) for index in range(2)]
    outcome = harness.run(run_and_resolve(harness, "wait_for_equal_keys", *points))
    assert outcome.output == ["greeted 0", "greeted 1", "greeted 0"]
    create, items = harness.api.requests
    assert create.body["runCount"] == 2
    keys = [scoped_key("rawdog", "customer.created", key) for key in ("same", "other")]
    assert [item["options"]["idempotencyKey"] for item in items.body] == keys


def test_named_handlers_get_their_own_runs(harness: WorkerHarness) -> None:
    payload = {"tenantId": "rawdog", "customerId": "c1", "email": "ada@example.com"}
    first = harness.run(harness.worker.run("customer-created", payload, run_id="run_5"))
    second = harness.run(harness.worker.run("customer-created", payload, run_id="run_5", attempt=2))
    assert (first.output, second.output) == ("greeted c1 of rawdog", "greeted c1 of rawdog")
    sent, resent = harness.api.trigger_bodies("customer-mail")
    assert payload_of(sent) == payload
    assert sent["options"]["tags"] == ["tenant:rawdog"]
    assert sent["options"]["concurrencyKey"] == "rawdog"  # the event has `fairness: tenant`
    key = sent["options"]["idempotencyKey"]
    assert len(key) == 64
    assert resent["options"]["idempotencyKey"] == key
    assert harness.run(harness.worker.run("customer-mail", payload)).output == "mailed"


def test_first_declared_handler_gives_the_result(harness: WorkerHarness) -> None:
    async def run() -> Outcome:
        number = harness.api.next_run_number()
        payload = {"tenantId": "rawdog", "orderId": "o1"}
        running = asyncio.ensure_future(harness.worker.run("order-cancelled", payload))
        await asyncio.wait_for(harness.api.triggered.wait(), 60)
        # The second declared handler is sent first, as run `number`; then order-restock, whose result is awaited.
        await harness.worker.send_command("resolve", waitpoint=waitpoint(f"run_sent{number + 1}", '"restocked"'))
        return await asyncio.wait_for(running, 60)

    assert harness.run(run()).output == "restocked"
    assert "resumeParentOnCompletion" not in harness.api.trigger_bodies("order-refund")[0]["options"]
    assert harness.api.trigger_bodies("order-restock")[0]["options"]["resumeParentOnCompletion"] is True


def schedule_arguments(**fields: object) -> dict[str, Any]:
    """Return the arguments of `TriggerWorker.run` for a schedule that is due."""
    return {
        "payload": {  # The server sends UTC; app/tasks.py declares own.nightly for Europe/Berlin.
            "scheduleId": "sched_1",
            "type": "DECLARATIVE",
            "timestamp": "2026-06-01T00:00:00.000Z",
            "timezone": "UTC",
            "upcoming": [],
            **fields,
        },
        "meta": {"values": {"timestamp": ["Date"]}},
    }


def test_schedule_handler_has_no_tenant(harness: WorkerHarness) -> None:
    outcome = harness.run(harness.worker.run("schedule-ab-testScheduler", **schedule_arguments()))
    assert outcome.output is None
    assert harness.api.logged_texts("info") == ["due at 2026-06-01T00:00:00+00:00"]
    failed = harness.run(harness.worker.run("schedule-own-nightly", **schedule_arguments()))
    assert failed.error["name"] == "NoTenantError"
    assert failed.result is not None
    assert failed.result["retry"]["delay"] == 1000  # fired again after a second


def test_tenant_schedule_runs_in_its_tenant(harness: WorkerHarness) -> None:
    outcome = harness.run(harness.worker.run("schedule-own-nightly", **schedule_arguments(externalId="acme")))
    assert outcome.output is None
    assert harness.api.logged_texts("info") == ["2026-06-01T02:00:00+02:00 acme"]


def test_sending_schedule_reaches_every_tenant(harness: WorkerHarness) -> None:
    for attempt in (1, 2):
        outcome = harness.run(harness.worker.run("schedule-ab-hourlyMetrics", **schedule_arguments(), attempt=attempt))
        assert outcome.output is None
    bodies = harness.api.trigger_bodies("ab-metricsAggregate")
    assert [payload_of(body)["tenantId"] for body in bodies] == ["rawdog", "acme"] * 2
    keys = [body["options"]["idempotencyKey"] for body in bodies]
    assert keys[:2] == keys[2:]
    assert keys[0] == scoped_key("rawdog", "ab.metricsAggregate", "ab.hourlyMetrics@2026-06-01T00:00:00+00:00")


def test_tenant_schedule_sends_for_one_tenant(harness: WorkerHarness) -> None:
    harness.run(harness.worker.run("schedule-ab-hourlyMetrics", **schedule_arguments(externalId="acme")))
    assert [payload_of(body)["tenantId"] for body in harness.api.trigger_bodies("ab-metricsAggregate")] == ["acme"]
