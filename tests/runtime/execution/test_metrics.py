"""Metrics of sends and runs, read through OpenTelemetry's in-memory reader."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from cgk_runtime import AbortTask, JobClient, JobsError, RunFailedError, Sdk, TaskContext
from cgk_runtime.catalog import Retry
from cgk_runtime.client.batch import JobItem
from cgk_runtime.providers.local import LocalProvider
from measurements import Measurements, measuring
from shop import ORDER, OrderCreatedPayload, TaxComputedResult

pytestmark = pytest.mark.anyio

SENT = "messaging.client.sent.messages"
STARTED = "messaging.client.consumed.messages"
DURATION = "messaging.process.duration"


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Iterator[Measurements]:
    with measuring(monkeypatch) as measurements:
        yield measurements


@pytest.fixture
def orders_sdk(sdk: Sdk) -> Sdk:
    """An SDK with a handler that behaves as its order's id demands, such as failing once."""

    @sdk.task("order.created", retry=Retry(max_attempts=2, factor=1, min_timeout_ms=1, max_timeout_ms=1))
    async def handle(payload: OrderCreatedPayload, context: TaskContext) -> str:
        match payload.order_id:
            case "once" if context.attempt == 1:
                raise ValueError
            case "always":
                raise ValueError
            case "abort":
                raise AbortTask("no")
            case "steps":
                await context.step.sleep("a moment", 0.001)
                return await context.step.run("count", return_text)
            case _:
                return "done"

    return sdk


async def return_text() -> str:
    return "counted"


async def run_orders(sdk: Sdk, *order_ids: str) -> None:
    async with sdk.create_job_client(LocalProvider(sdk.runner)) as client:
        handles = [
            await client.send_job_dynamic("order.created", {**ORDER, "orderId": order_id}) for order_id in order_ids
        ]
        for handle in handles:
            with contextlib.suppress(RunFailedError):
                await handle.wait(20)


async def test_runs_are_counted_by_their_outcome(orders_sdk: Sdk, measured: Measurements) -> None:
    await run_orders(orders_sdk, "well", "once", "always", "abort")
    event_attributes = {"messaging_system": "local", "messaging_destination.name": "order.created"}
    assert measured.count(SENT, **event_attributes) == 4
    # "well" and "abort" have one attempt, "once" and "always" have two.
    assert measured.count(STARTED, **event_attributes) == 6
    assert measured.count("cgk.job.retried", error_type="ValueError", **event_attributes) == 2
    assert measured.count("cgk.job.ended", cgk_outcome="completed") == 2
    assert measured.count("cgk.job.ended", cgk_outcome="failed") == 2
    assert measured.count("cgk.job.ended", error_type="AbortTask") == 1
    assert measured.count(DURATION, **event_attributes) == 6
    assert measured.count("cgk.job.wait.duration", **event_attributes) == 6
    assert measured.count("messaging.client.operation.duration", messaging_system="local") == 4


async def test_handler_with_steps_ends_once(orders_sdk: Sdk, measured: Measurements) -> None:
    await run_orders(orders_sdk, "steps")
    assert measured.count("cgk.job.ended", cgk_outcome="completed") == 1
    assert measured.count("cgk.job.retried") == 0
    assert measured.count(STARTED) == 3  # the first call, and one after each of the two steps


async def test_jobs_without_a_handler_call_are_measured(orders_sdk: Sdk, measured: Measurements) -> None:
    hold = asyncio.Event()

    @orders_sdk.task("review.submitted", concurrency=1, start_timeout=2)
    async def wait(_payload: object) -> None:
        await hold.wait()

    async with orders_sdk.create_job_client(LocalProvider(orders_sdk.runner)) as client:
        review = {"tenantId": "rawdog", "text": "x", "stars": 1}
        first, second = [await client.send_job_dynamic("review.submitted", review) for _ in range(2)]
        later = await client.send_job_dynamic("order.created", ORDER, delay=60)
        await later.cancel()
        assert (await second.wait_all(60))[0].status == "expired"
        hold.set()
        await first.wait(60)
    assert (
        measured.count("cgk.job.ended", cgk_outcome="cancelled", **{"messaging_destination.name": "order.created"}) == 1
    )
    assert (
        measured.count("cgk.job.ended", cgk_outcome="expired", **{"messaging_destination.name": "review.submitted"})
        == 1
    )
    assert measured.count("cgk.job.ended") == 3


async def test_stopped_runs_are_counted_by_their_end(orders_sdk: Sdk, measured: Measurements) -> None:
    started = asyncio.Event()

    @orders_sdk.task("review.submitted")
    async def wait(_payload: object) -> None:
        started.set()
        await asyncio.sleep(60)

    @orders_sdk.task("tax.computed", run_timeout=0.05)
    async def exceed(_payload: object) -> TaxComputedResult:
        await asyncio.sleep(60)
        return TaxComputedResult(tax=1)

    async with orders_sdk.create_job_client(LocalProvider(orders_sdk.runner)) as client:
        canceled = await client.send_job_dynamic("review.submitted", {"tenantId": "rawdog", "text": "x", "stars": 1})
        await started.wait()
        await canceled.cancel()
        exceeded = await client.send_job_dynamic("tax.computed", {"tenantId": "rawdog", "amount": 1})
        ended = [(await handle.wait_all(60))[0].status for handle in (canceled, exceeded)]
    assert ended == ["cancelled", "timed_out"]
    assert [measured.count("cgk.job.ended", cgk_outcome=outcome) for outcome in ended] == [1, 1]
    assert measured.count("cgk.job.ended") == 2


async def test_tenant_is_an_option(orders_sdk: Sdk, measured: Measurements, monkeypatch: pytest.MonkeyPatch) -> None:
    await run_orders(orders_sdk, "well")
    assert measured.count(SENT, cgk_tenant_id="rawdog") == 0
    monkeypatch.setenv("JOBS_METRICS_TENANT", "1")
    await run_orders(orders_sdk, "well")
    assert measured.count(SENT, cgk_tenant_id="rawdog") == 1
    assert measured.count("cgk.job.ended", cgk_tenant_id="rawdog") == 1


class RefusingProvider(LocalProvider):
    async def send(self, message: Any) -> str:
        raise JobsError("full")

    async def send_many(self, messages: Any) -> list[str | JobsError]:
        return ["run_1", JobsError("full")]


async def test_refused_jobs_are_counted_by_error(orders_sdk: Sdk, measured: Measurements) -> None:
    client = JobClient(orders_sdk.catalog, RefusingProvider(orders_sdk.runner, announce=False))
    with pytest.raises(JobsError):
        await client.send_job_dynamic("order.created", ORDER)
    with pytest.raises(JobsError):
        await client.send_jobs([JobItem("order.created", ORDER, {}), JobItem("order.created", ORDER, {})])
    assert measured.count(SENT, error_type="JobsError") == 2
    assert measured.count(SENT) == 3


async def test_invalid_payload_counts_as_failed(orders_sdk: Sdk, measured: Measurements) -> None:
    from cgk_runtime.execution.attempt import Attempt

    (task,) = orders_sdk.registry.handlers("order.created")
    with pytest.raises(JobsError):
        await orders_sdk.runner.run(task, b"{}", Attempt("run_1", provider_name="inngest", max_attempts=3))
    assert measured.count("cgk.job.ended", cgk_outcome="failed", messaging_system="inngest") == 1
