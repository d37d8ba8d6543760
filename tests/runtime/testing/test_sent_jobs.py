"""Tests of the fixture `sent_jobs`: sent jobs and their runs on a virtual clock."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Generator
from datetime import timedelta
from typing import Any

import pytest
from cgk_runtime import (
    AbortTask,
    InvalidPayloadError,
    NoHandlerError,
    RetryAfter,
    RunFailedError,
    Sdk,
    UnknownEventError,
    WaitTimeoutError,
    current_tenant,
)
from cgk_runtime.schedules.definitions import ScheduleContext
from cgk_runtime.tenant import current_tenant_or_none
from cgk_runtime.testing import HandlerFailedError, SentJobs
from shop import ORDER, OrderCreatedPayload, ReviewSubmittedPayload, TaxComputedPayload, TaxComputedResult

pytestmark = pytest.mark.anyio


@pytest.fixture
def sent(sdk: Sdk) -> Generator[SentJobs]:
    with SentJobs(sdk) as sent:
        yield sent


async def test_sent_jobs_wait_until_run(sdk: Sdk, sent: SentJobs) -> None:
    @sdk.task("order.created")
    async def order(payload: OrderCreatedPayload) -> None:
        raise AssertionError("the job ran too early")

    await sdk.send_job_dynamic("order.created", ORDER, delay=timedelta(minutes=5), tags=["vip"])
    await asyncio.sleep(0.01)
    job = sent.assert_sent("order.created", tenant="rawdog", order_id="order_123", times=1)
    assert isinstance(job.payload, OrderCreatedPayload)
    assert (job.options.delay, job.options.tags, job.status) == (300, ("vip",), "delayed")
    assert job.sent_at == sent.clock.instant
    assert [recorded.id for recorded in sent] == [job.id]
    assert sent.of("review.submitted") == []


async def test_missing_job_error_lists_sent_jobs(sdk: Sdk, sent: SentJobs) -> None:
    with pytest.raises(AssertionError, match=r'^"order.created" was not sent; nothing was sent$'):
        sent.assert_sent("order.created")
    await sdk.send_job_dynamic("order.created", ORDER)
    await sdk.send_job_dynamic("review.submitted", {"tenantId": "rawdog", "text": "private", "stars": 5})
    with pytest.raises(AssertionError) as missing:
        sent.assert_sent("order.created", tenant="other", order_id="order_5")
    text = str(missing.value)
    assert text.startswith(
        "\"order.created\" with tenant='other', order_id='order_5' was not sent; these jobs were sent:\n"
    )
    assert "  <order.created for rawdog: OrderCreatedPayload(tenant_id='rawdog', order_id='order_123', " in text
    assert "private" not in text
    with pytest.raises(AssertionError, match="was sent 1 times, not 2"):
        sent.assert_sent("order.created", times=2)
    with pytest.raises(AssertionError, match="was sent 1 times; these jobs were sent:"):
        sent.assert_not_sent("order.created", order_id="order_123")
    sent.assert_not_sent("order.created", order_id="order_5")
    with pytest.raises(TypeError, match="has no field orderId; it has tenant_id, order_id"):
        sent.assert_sent("order.created", orderId="order_123")
    with pytest.raises(UnknownEventError, match='did you mean "order.created"'):
        sent.assert_sent("order.craeted")


async def test_wrong_payload_is_refused_in_tests(sdk: Sdk, sent: SentJobs) -> None:
    with pytest.raises(InvalidPayloadError):
        await sdk.send_job_dynamic("order.created", {"tenantId": "rawdog"})
    assert len(sent) == 0


async def test_time_passes_only_on_request(sdk: Sdk, sent: SentJobs) -> None:
    handled: list[tuple[str, float]] = []
    start = sent.clock.time

    @sdk.task("order.created")
    async def order(payload: OrderCreatedPayload) -> None:
        handled.append((f"{current_tenant()} {payload.order_id}", sent.clock.time - start))
        if payload.order_id == "1":
            await sdk.send_job_dynamic("order.created", {**ORDER, "orderId": "2"}, delay=3600)

    await sdk.send_job_dynamic("order.created", {**ORDER, "orderId": "1"})
    await sdk.send_job_dynamic("order.created", {**ORDER, "orderId": "3"}, delay=timedelta(hours=2))
    assert handled == []
    await sent.run_until_idle()
    assert handled == [("rawdog 1", 0)]
    await sent.advance(3599)
    assert len(handled) == 1
    await sent.advance(timedelta(hours=3))
    assert handled[1:] == [("rawdog 2", 3600), ("rawdog 3", 7200)]
    assert sent.clock.time - start == 3599 + 3 * 3600


async def test_retries_wait_as_long_as_in_production(sdk: Sdk, sent: SentJobs) -> None:
    attempts: list[float] = []
    start = sent.clock.time

    @sdk.task("order.created")
    async def order(payload: OrderCreatedPayload) -> None:
        attempts.append(round(sent.clock.time - start, 3))
        if len(attempts) == 1:
            raise ValueError("once")
        if len(attempts) == 2:
            raise RetryAfter(86400)

    await sdk.send_job_dynamic("order.created", ORDER)
    await sent.drain()
    assert attempts == [0, 0.01, 86400.01]  # the catalog's shortest wait is 10 ms
    assert sent.of("order.created")[0].status == "completed"
    assert sent.of("order.created")[0].attempts == 3


async def test_failing_handler_fails_the_test(sdk: Sdk, sent: SentJobs) -> None:
    @sdk.task("order.created")
    async def order(payload: OrderCreatedPayload) -> None:
        raise ValueError("no such order")

    await sdk.send_job_dynamic("order.created", ORDER)
    with pytest.raises(HandlerFailedError) as failed:
        await sent.drain()
    assert str(failed.value).splitlines() == [
        "1 run failed; use expect_error() if this is intended:",
        "  order.created for rawdog, attempt 3 of 3: ValueError: no such order",
    ]
    assert isinstance(failed.value.__cause__, ValueError)


async def test_expected_failure_passes(sdk: Sdk, sent: SentJobs) -> None:
    @sdk.task("order.created")
    async def order(payload: OrderCreatedPayload) -> None:
        raise AbortTask("the order was deleted")

    await sdk.send_job_dynamic("order.created", ORDER)
    with sent.expect_error(AbortTask, match="was deleted", event="order.created") as expected:
        await sent.drain()
    assert str(expected.error) == "the order was deleted"
    no_such_failure = pytest.raises(AssertionError, match="No handler failed with ValueError matching 'other'")
    with no_such_failure, sent.expect_error(ValueError, match="other"):
        await sent.drain()
    await sdk.send_job_dynamic("order.created", ORDER)
    with pytest.raises(HandlerFailedError, match="was deleted"), sent.expect_error(ValueError):
        await sent.drain()


async def test_wait_runs_the_job_and_advances_time(sdk: Sdk, sent: SentJobs) -> None:
    start = sent.clock.time

    @sdk.task("tax.computed")
    async def tax(payload: TaxComputedPayload) -> TaxComputedResult:
        if sent.clock.time == start:
            raise ValueError("once")
        return TaxComputedResult(tax=payload.amount / 5)

    result = await sdk.trigger_and_wait_dynamic("tax.computed", {"tenantId": "rawdog", "amount": 10}, delay=60)
    assert result == TaxComputedResult(tax=2.0)
    with pytest.raises(WaitTimeoutError):
        await sdk.trigger_and_wait_dynamic("tax.computed", {"tenantId": "rawdog", "amount": 10}, delay=60, timeout=5)
    assert sent.clock.time - start == 65


async def test_awaited_failure_passes(sdk: Sdk, sent: SentJobs) -> None:
    @sdk.task("order.created")
    async def order(payload: OrderCreatedPayload) -> None:
        raise AbortTask("gone")

    @sdk.task("review.submitted")
    async def review(payload: ReviewSubmittedPayload) -> str:
        try:
            await sdk.trigger_and_wait_dynamic("order.created", ORDER)
        except RunFailedError as error:
            return f"caught: {error.error_message}"
        return "nothing"

    payload = {"tenantId": "rawdog", "text": "t", "stars": 1}
    assert await sdk.trigger_and_wait_dynamic("review.submitted", payload) == "caught: gone"
    waits = [sdk.trigger_and_wait_dynamic("order.created", ORDER) for _ in range(2)]
    errors = await asyncio.gather(*waits, return_exceptions=True)
    assert [type(error) for error in errors] == [RunFailedError] * 2


async def test_handler_waits_for_anothers_retries(sdk: Sdk, sent: SentJobs) -> None:
    attempts = 0

    @sdk.task("tax.computed")
    def tax(payload: TaxComputedPayload) -> TaxComputedResult:
        nonlocal attempts
        attempts += 1
        if attempts < 3:
            raise ValueError("not yet")
        return TaxComputedResult(tax=attempts)

    @sdk.task("order.created")
    def order(payload: OrderCreatedPayload) -> Any:
        return sdk.trigger_and_wait_dynamic_sync("tax.computed", {"tenantId": "rawdog", "amount": 1}).tax

    assert await sdk.trigger_and_wait_dynamic("order.created", ORDER) == 3


async def test_job_without_handler_stays_queued(sdk: Sdk, sent: SentJobs) -> None:
    handle = await sdk.send_job_dynamic("order.created", ORDER)
    await sent.drain()
    assert sent.of("order.created")[0].status == "queued"
    with pytest.raises(NoHandlerError, match='"order.created" has no handler in this test'):
        await handle.wait()


async def test_schedules_are_fired_by_name(sdk: Sdk, sent: SentJobs) -> None:
    handled: list[str] = []

    @sdk.schedule("order.sweep")
    async def sweep(context: ScheduleContext) -> None:
        assert current_tenant_or_none() is None
        handled.append(context.scheduled_at.isoformat())
        await sdk.send_job_dynamic("order.created", ORDER)

    @sdk.tenant_source
    def tenants() -> list[str]:
        return ["a", "b"]

    with sdk.with_tenant("acme"):
        await sent.fire("order.sweep")
    assert handled == ["2026-01-01T01:00:00+01:00"]
    sent.assert_sent("order.created", times=1)
    await sent.fire("tax.daily")
    assert [job.tenant_id for job in sent.of("tax.computed")] == ["a", "b"]


def test_synchronous_test_uses_the_sync_twins(sdk: Sdk, sent: SentJobs) -> None:
    handled: list[str] = []

    @sdk.task("order.created")
    def order(payload: OrderCreatedPayload) -> None:
        handled.append(current_tenant())

    sdk.send_job_dynamic_sync("order.created", ORDER)
    sent.run_until_idle_sync()
    sdk.send_job_dynamic_sync("order.created", {**ORDER, "tenantId": "later"}, delay=60)
    sent.advance_sync(60)
    sdk.send_job_dynamic_sync("order.created", {**ORDER, "tenantId": "last"}, delay=60)
    sent.drain_sync()
    assert handled == ["rawdog", "later", "last"]


async def test_other_threads_can_send(sdk: Sdk, sent: SentJobs) -> None:
    @sdk.task("order.created")
    async def order(payload: OrderCreatedPayload) -> None: ...

    threads = [
        threading.Thread(target=sdk.send_job_dynamic_sync, args=("order.created", {**ORDER, "tenantId": f"t{index}"}))
        for index in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        await asyncio.to_thread(thread.join)
    await sent.run_until_idle()
    assert sorted(job.tenant_id for job in sent) == [f"t{index}" for index in range(8)]
    assert {job.status for job in sent} == {"completed"}


def test_handlers_do_not_leak_between_tests(sdk: Sdk) -> None:
    with SentJobs(sdk):

        @sdk.task("order.created")
        def order(payload: OrderCreatedPayload) -> None: ...

    assert sdk.registry.events == ()


async def test_failure_during_a_wait_fails_the_test(sdk: Sdk) -> None:
    @sdk.task("order.created")
    async def order(payload: OrderCreatedPayload) -> None:
        raise AbortTask("gone")

    @sdk.task("tax.computed")
    async def tax(payload: TaxComputedPayload) -> TaxComputedResult:
        return TaxComputedResult(tax=1)

    sent = SentJobs(sdk).__enter__()
    await sdk.send_job_dynamic("order.created", ORDER)
    await sdk.trigger_and_wait_dynamic("tax.computed", {"tenantId": "rawdog", "amount": 1})
    with pytest.raises(HandlerFailedError, match="gone"):
        sent.__exit__(None, None, None)
