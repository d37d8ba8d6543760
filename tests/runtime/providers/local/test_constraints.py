"""Tests of task constraints on the local provider."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cgk_runtime import CancelOn, Concurrency, Debounce, JobClient, Retry, RunFailure, Sdk, TaskContext, current_tenant
from cgk_runtime.client.provider import RunError
from cgk_runtime.testing import SentJobs
from shop import CATALOG, ORDER, OrderCreatedPayload, ReviewSubmittedPayload

pytestmark = pytest.mark.anyio


@pytest.fixture
def sdk() -> Sdk:
    """An SDK whose event "review.submitted" has a former name."""
    event = replace(CATALOG.event("review.submitted"), former_names=("review.formerly",))
    return Sdk(replace(CATALOG, events={**CATALOG.events, event.name: event}))


@pytest.fixture
def sent(sdk: Sdk) -> Iterator[SentJobs]:
    with SentJobs(sdk) as sent:
        yield sent


async def send(sdk: Sdk, order: str = "o1", tenant: str = "rawdog") -> str:
    return (await sdk.send_job_dynamic("order.created", {"tenantId": tenant, "orderId": order})).id


async def test_concurrency_limits_hold_per_tenant(sdk: Sdk, client: JobClient) -> None:
    active: Counter[str] = Counter()
    maximum: Counter[str] = Counter()

    @sdk.task(
        "order.created", concurrency=[Concurrency(3), Concurrency(2, by="tenantId"), Concurrency(1, by="orderId")]
    )
    async def order(payload: OrderCreatedPayload) -> None:
        keys = ("all", payload.tenant_id, f"{payload.tenant_id} {payload.order_id}")
        for key in keys:
            active[key] += 1
            maximum[key] = max(maximum[key], active[key])
        await asyncio.sleep(0.01)
        for key in keys:
            active[key] -= 1

    ids = [await send(sdk, order_id, tenant) for order_id in "112233" for tenant in ("a", "b")]
    for job_id in ids:
        await client.get_handle(job_id).wait(60)
    assert (maximum["all"], maximum["a"], maximum["b"]) == (3, 2, 2)
    assert {maximum[f"{tenant} {order}"] for tenant in "ab" for order in "123"} == {1}


async def test_task_idempotency_lasts_a_day_per_tenant(sdk: Sdk, sent: SentJobs) -> None:
    handled: list[str] = []

    @sdk.task("order.created", idempotency="orderId")
    async def order(payload: OrderCreatedPayload) -> None:
        handled.append(f"{payload.order_id} {current_tenant()}")

    first, repeated, other_tenant, other_order = [
        await send(sdk, order_id, tenant) for order_id, tenant in (("1", "a"), ("1", "a"), ("1", "b"), ("2", "a"))
    ]
    await sent.run_until_idle()
    assert first == repeated
    assert len({first, other_tenant, other_order}) == 3
    assert handled == ["1 a", "1 b", "2 a"]
    await sent.advance(timedelta(hours=25))
    assert await send(sdk, "1", "a") != first
    await sent.run_until_idle()
    assert handled[3:] == ["1 a"]


async def test_debounce_runs_the_last_job(sdk: Sdk, sent: SentJobs) -> None:
    handled: list[tuple[str, float]] = []
    started_at = sent.clock.time

    @sdk.task("order.created", debounce=Debounce(10, by="orderId", timeout=25))
    async def order(payload: OrderCreatedPayload) -> None:
        handled.append((str(payload.total_amount), sent.clock.time - started_at))

    for amount in range(3):
        await sdk.send_job_dynamic("order.created", {**ORDER, "totalAmount": amount})
        await sent.advance(4)
    await sent.drain()
    assert handled == [("2", 18)]  # ten seconds after the third job, sent after eight
    handled.clear()
    started_at = sent.clock.time
    for amount in range(6):
        await sdk.send_job_dynamic("order.created", {**ORDER, "totalAmount": amount})
        await sent.advance(8)
    await sent.drain()
    # The timeout starts the fourth job, sent after 24 seconds; the last one is sent after 40 and waits for ten.
    assert handled == [("3", 25), ("5", 50)]
    assert [job.status for job in sent.of("order.created")].count("cancelled") == 6


@pytest.mark.parametrize("name", ["review.submitted", "review.formerly"])
async def test_event_cancels_runs_of_its_tenant(sdk: Sdk, sent: SentJobs, name: str) -> None:
    @sdk.task("order.created", cancel_on=CancelOn(name))
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> None:
        await context.step.sleep("long", timedelta(days=1))

    @sdk.task("review.submitted")
    async def review(payload: ReviewSubmittedPayload) -> None: ...

    await send(sdk)
    await send(sdk, tenant="other")
    await sent.run_until_idle()
    await sdk.send_job_dynamic("review.submitted", {"tenantId": "rawdog", "text": "x", "stars": 1})
    await sent.run_until_idle()
    assert [job.status for job in sent.of("order.created")] == ["cancelled", "delayed"]


async def test_run_timeout_ends_a_run(sdk: Sdk, sent: SentJobs) -> None:
    @sdk.task("order.created", run_timeout=timedelta(hours=1))
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> None:
        await context.step.sleep("long", timedelta(minutes=40 if payload.order_id == "short" else 90))

    await send(sdk, "short")
    await send(sdk, "long")
    await sent.drain()
    assert [job.status for job in sent.of("order.created")] == ["completed", "timed_out"]


async def test_start_timeout_expires_a_waiting_run(sdk: Sdk, client: JobClient) -> None:
    release = asyncio.Event()

    @sdk.task("order.created", concurrency=1, start_timeout=0.05)
    async def order(payload: OrderCreatedPayload) -> None:
        await release.wait()

    first, second = await send(sdk), await send(sdk)
    async with asyncio.timeout(60):
        while (await client.get_run_status(second)).status != "expired":  # noqa: ASYNC110  no asyncio event is set
            await asyncio.sleep(0.01)
    release.set()
    await client.get_handle(first).wait(60)


async def test_on_failure_is_called_once_in_the_tenant(sdk: Sdk, sent: SentJobs) -> None:
    failures: list[tuple[str, str | None, str]] = []

    async def report_failure(failure: RunFailure) -> None:
        failures.append((failure.error.message, failure.tenant_id, current_tenant()))

    @sdk.task("order.created", retry=Retry(max_attempts=3), on_failure=report_failure)
    async def order(payload: OrderCreatedPayload) -> None:
        raise ValueError("no stock")

    await send(sdk)
    with sent.expect_error(ValueError):
        await sent.drain()
    assert failures == [("no stock", "rawdog", "rawdog")]


@pytest.mark.parametrize("raised", [SystemExit, GeneratorExit])
async def test_on_failure_does_not_end_the_worker(
    sdk: Sdk, client: JobClient, caplog: pytest.LogCaptureFixture, raised: type[BaseException]
) -> None:
    def report_failure(failure: RunFailure) -> None:
        raise raised

    @sdk.task("order.created", retry=Retry(max_attempts=1), on_failure=report_failure)
    async def order(payload: OrderCreatedPayload) -> None:
        raise ValueError("no stock")

    for _ in range(2):
        await client.get_handle(await send(sdk)).wait_all(20)
    await client.close()
    assert caplog.text.count('on_failure of "order-created" failed') == 2


async def test_on_failure_upcasts_no_current_payload(sdk: Sdk, client: JobClient) -> None:
    failures: list[RunFailure] = []

    @sdk.upcast("order.created")
    def upcast(_fields: Mapping[str, Any], _version: str | None) -> Mapping[str, Any]:
        raise AssertionError("the sender has the same version of the catalog")

    @sdk.task("order.created", retry=Retry(max_attempts=1), on_failure=failures.append)
    async def order(payload: OrderCreatedPayload) -> None:
        raise ValueError("no stock")

    await client.get_handle(await send(sdk)).wait_all(60)
    await client.close()
    (failure,) = failures
    assert isinstance(failure.payload, OrderCreatedPayload)


async def test_error_of_on_failure_is_logged(sdk: Sdk, client: JobClient, caplog: pytest.LogCaptureFixture) -> None:
    def report_failure(failure: RunFailure) -> None:
        raise OSError("no connection")

    @sdk.task("order.created", retry=Retry(max_attempts=1), on_failure=report_failure)
    async def order(payload: OrderCreatedPayload) -> None:
        raise ValueError("no stock")

    job_id = await send(sdk)
    ended = await client.get_handle(job_id).wait_all(60)
    await client.close()
    assert [run.status for run in ended] == ["failed"]
    assert 'on_failure of "order-created" failed' in caplog.text
    assert "no connection" in caplog.text


@pytest.mark.parametrize(
    ("document", "tenant"),
    [
        (b"[1]", None), (b"null", None), (b'"acme"', None), (b"{", None), (b"\xff", None), (b"[" * 100_000, None),
        (b'{"tenantId": ["acme"]}', None), (b'{"tenantId": "acme"}', "acme"),
        (b'{"tenantId": "acme", "orderId": "\\ud83d"}', "acme"),
    ],
)  # fmt: skip
async def test_on_failure_is_called_for_any_bytes(sdk: Sdk, document: bytes, tenant: str | None) -> None:
    failures: list[RunFailure] = []

    @sdk.task("order.created", on_failure=failures.append)
    async def order(payload: OrderCreatedPayload) -> None: ...

    error = RunError("InvalidPayloadError", "invalid")
    await sdk.runner.call_on_failure(order.definition, document, "run_1", error, headers=None)
    assert [(failure.payload, failure.tenant_id) for failure in failures] == [(None, tenant)]
