"""Tests of the local provider with real delays, retries and limits."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from cgk_runtime import (
    AbortTask,
    ClosedError,
    JobClient,
    NotSupportedError,
    QueueFullError,
    Retry,
    RetryAfter,
    RunFailedError,
    RunFailure,
    RunNotFoundError,
    Sdk,
    TaskContext,
    WaitTimeoutError,
    current_tenant,
)
from cgk_runtime.client.provider import JobMessage
from cgk_runtime.providers.local import LocalOptions, LocalProvider
from shop import ORDER, OrderCreatedPayload, ReviewSubmittedPayload, TaxComputedPayload, TaxComputedResult

pytestmark = pytest.mark.anyio


def local_client(sdk: Sdk, **options: Any) -> JobClient:
    client = JobClient(sdk.catalog, LocalProvider(sdk.runner, LocalOptions(**options)))
    sdk.set_job_client(client)
    return client


async def test_job_runs_in_its_tenants_context(sdk: Sdk, client: JobClient) -> None:
    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> dict[str, str]:
        return {"order": payload.order_id, "tenant": current_tenant()}

    with sdk.with_tenant("other"):
        job = await client.send_job_dynamic("order.created", ORDER, cross_tenant=True)
        assert await job.wait(60) == {"order": "order_123", "tenant": "rawdog"}
    run = await job.status()
    assert (run.status, run.attempt, run.tenant_id, run.event) == ("completed", 1, "rawdog", "order.created")
    assert run.queued_at is not None
    assert run.started_at is not None
    assert run.ended_at is not None
    assert run.queued_at <= run.started_at <= run.ended_at


async def test_plain_function_runs_in_a_thread(sdk: Sdk, client: JobClient) -> None:
    @sdk.task("order.created")
    def handle(payload: OrderCreatedPayload) -> list[object]:
        return [current_tenant(), threading.current_thread() is threading.main_thread()]

    assert await client.trigger_and_wait_dynamic("order.created", ORDER, timeout=60) == ["rawdog", False]


async def test_context_describes_the_run(sdk: Sdk, client: JobClient) -> None:
    contexts: list[TaskContext] = []

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload, context: TaskContext) -> None:
        contexts.append(context)
        if context.attempt == 1:
            raise ValueError("once")

    job = await client.send_job_dynamic("order.created", ORDER, tags=["vip"], metadata={"why": "test"})
    await job.wait(60)
    first, second = contexts
    assert (first.run_id, first.attempt, first.max_attempts, first.tenant_id) == (job.id, 1, 3, "rawdog")
    assert (second.attempt, second.tags, second.metadata, second.event) == (
        2,
        ("vip",),
        {"why": "test"},
        "order.created",
    )


async def test_declared_result_returns_as_its_model(sdk: Sdk, client: JobClient) -> None:
    @sdk.task("tax.computed")
    async def handle(payload: TaxComputedPayload) -> TaxComputedResult:
        return TaxComputedResult(tax=payload.amount * 2)

    assert await handle.trigger_and_wait({"tenantId": "rawdog", "amount": 4}) == TaxComputedResult(tax=8)
    assert await handle(TaxComputedPayload(tenant_id="rawdog", amount=1)) == TaxComputedResult(tax=2)


async def test_retry_waits_follow_the_tasks_backoff(sdk: Sdk, client: JobClient) -> None:
    times: list[float] = []

    @sdk.task("order.created", retry=Retry(max_attempts=4, factor=3, min_timeout_ms=20, max_timeout_ms=70))
    async def handle(payload: OrderCreatedPayload) -> None:
        times.append(time.monotonic())
        raise ValueError("always")

    with pytest.raises(RunFailedError, match="failed after 4 attempts: ValueError: always") as failed:
        await client.trigger_and_wait_dynamic("order.created", ORDER, timeout=60)
    assert (failed.value.error_type, failed.value.attempts, failed.value.status) == ("ValueError", 4, "failed")
    waits = [later - earlier for earlier, later in pairwise(times)]
    assert all(wait >= minimum for wait, minimum in zip(waits, (0.02, 0.06, 0.07), strict=True)), waits


@pytest.mark.parametrize(
    ("raised", "attempts"), [(AbortTask("gone"), 1), (RetryAfter(0.01), 3), (KeyError("x"), 3), (SystemExit(1), 3)]
)
async def test_error_type_decides_on_retries(sdk: Sdk, client: JobClient, raised: BaseException, attempts: int) -> None:
    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        raise raised

    with pytest.raises(RunFailedError) as failed:
        await client.trigger_and_wait_dynamic("order.created", ORDER, timeout=60)
    assert (failed.value.attempts, failed.value.error_type) == (attempts, type(raised).__name__)


class EndlessRetryAfter(RetryAfter):
    """A RetryAfter whose constructor does not check the seconds."""

    def __init__(self) -> None:
        self.seconds = float("inf")


class UnreadableError(Exception):
    """An exception whose text cannot be read."""

    def __init__(self, text: object) -> None:
        self.text = text

    def __str__(self) -> str:
        if isinstance(self.text, BaseException):
            raise self.text
        return self.text  # type: ignore[return-value]  # what is tested  # pyright: ignore[reportReturnType]


@pytest.mark.parametrize("raised", [EndlessRetryAfter(), UnreadableError(SystemExit()), GeneratorExit()])
async def test_run_ends_after_any_exception(sdk: Sdk, client: JobClient, raised: BaseException) -> None:
    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        raise raised

    with pytest.raises(RunFailedError) as failed:
        await client.trigger_and_wait_dynamic("order.created", ORDER, timeout=20)
    assert failed.value.attempts == 3


async def test_retry_after_sets_the_delay(sdk: Sdk, client: JobClient) -> None:
    times: list[float] = []

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        times.append(time.monotonic())
        if len(times) == 1:
            raise RetryAfter(0.15, "busy")

    await client.trigger_and_wait_dynamic("order.created", ORDER, timeout=60)
    assert times[1] - times[0] >= 0.15


async def test_send_overrides_max_attempts(sdk: Sdk, client: JobClient) -> None:
    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        raise ValueError

    with pytest.raises(RunFailedError) as failed:
        await client.trigger_and_wait_dynamic("order.created", ORDER, max_attempts=2, timeout=60)
    assert failed.value.attempts == 2


@pytest.mark.parametrize("result", [{1, 2}, float("nan"), object(), b"x"])
async def test_unserializable_result_is_not_retried(sdk: Sdk, client: JobClient, result: object) -> None:
    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> object:
        return result

    with pytest.raises(RunFailedError, match="returned a value that JSON cannot represent") as failed:
        await client.trigger_and_wait_dynamic("order.created", ORDER, timeout=60)
    assert failed.value.attempts == 1


async def test_attempt_timeout_fails_the_attempt(sdk: Sdk, client: JobClient) -> None:
    @sdk.task("order.created", timeout=timedelta(milliseconds=20), retry=Retry(max_attempts=1))
    async def handle(payload: OrderCreatedPayload) -> None:
        await asyncio.sleep(60)

    with pytest.raises(RunFailedError, match=r"timed_out .* exceeded its timeout of 0\.02 s"):
        await client.trigger_and_wait_dynamic("order.created", ORDER, timeout=60)


async def test_hanging_thread_is_abandoned(sdk: Sdk, client: JobClient) -> None:
    may_return = threading.Event()

    @sdk.task("order.created", timeout=0.05, retry=Retry(max_attempts=1))
    def handle(payload: OrderCreatedPayload) -> None:
        may_return.wait(60)

    with pytest.raises(RunFailedError, match="timed_out"):
        await client.trigger_and_wait_dynamic("order.created", ORDER, timeout=60)
    may_return.set()


async def test_handlers_own_timeout_error_is_retried(sdk: Sdk, client: JobClient) -> None:
    @sdk.task("order.created", timeout=30)
    async def handle(payload: OrderCreatedPayload) -> None:
        raise TimeoutError("upstream")

    with pytest.raises(RunFailedError, match="failed after 3 attempts: TimeoutError: upstream"):
        await client.trigger_and_wait_dynamic("order.created", ORDER, timeout=60)


async def test_missing_handler_error_lists_events(sdk: Sdk, client: JobClient) -> None:
    @sdk.task("tax.computed")
    async def handle(payload: TaxComputedPayload) -> TaxComputedResult:
        return TaxComputedResult(tax=0)

    with pytest.raises(RunFailedError, match=r"it has handlers for tax\.computed.*`cgk dev app\.tasks`"):
        await client.trigger_and_wait_dynamic("order.created", ORDER, timeout=60)


async def test_log_lists_a_hundred_newer_fields(sdk: Sdk, caplog: pytest.LogCaptureFixture) -> None:
    provider = LocalProvider(sdk.runner)

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> str:
        return payload.order_id

    document = json.dumps({**ORDER, **{f"key{number}": 1 for number in range(5_000)}}).encode()
    job_id = await provider.send(JobMessage(sdk.catalog.event("order.created"), "rawdog", document))
    assert (await provider.wait(job_id, 60)).output == b'"order_123"'
    (message,) = [record.getMessage() for record in caplog.records if "newer producer" in record.message]
    assert message.endswith(", key98, key99 and 4900 more")


async def test_newer_field_is_ignored_and_logged_once(sdk: Sdk, caplog: pytest.LogCaptureFixture) -> None:
    provider = LocalProvider(sdk.runner)

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> str:
        return payload.order_id

    document = json.dumps({**ORDER, "newer": 1}).encode()
    for _ in range(3):
        job_id = await provider.send(JobMessage(sdk.catalog.event("order.created"), "rawdog", document))
        assert (await provider.wait(job_id, 60)).output == b'"order_123"'
    assert [record.getMessage() for record in caplog.records if "newer producer" in record.message] == [
        'Event "order.created": ignored fields of a newer producer that this catalog does not define: newer'
    ]
    await provider.close()


@pytest.mark.parametrize(
    "document", [b'{"tenantId":"rawdog"}', b'{"orderId":"o"}', b"[]", b"{", b'{"tenantId":"A","orderId":"o"}']
)
async def test_invalid_received_payload_is_not_retried(sdk: Sdk, document: bytes) -> None:
    provider = LocalProvider(sdk.runner)

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        raise AssertionError("never called")

    job_id = await provider.send(JobMessage(sdk.catalog.event("order.created"), "rawdog", document))
    run = await provider.wait(job_id, 60)
    assert run.error is not None
    assert (run.status, run.attempt, run.error.type in {"InvalidPayloadError", "MissingTenantError"}) == (
        "failed",
        1,
        True,
    )
    await provider.close()


@pytest.mark.parametrize(
    "make_options", [lambda: {"delay": 0.2}, lambda: {"at": datetime.now(UTC) + timedelta(seconds=0.2)}]
)
async def test_delayed_job_waits(sdk: Sdk, client: JobClient, make_options: Callable[[], Any]) -> None:
    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None: ...

    earliest_start = time.monotonic() + 0.19  # timers may fire a few milliseconds early
    job = await client.send_job_dynamic("order.created", ORDER, **make_options())
    # On a busy machine, the delay may be over already.
    assert (await job.status()).status == "delayed" or time.monotonic() >= earliest_start
    await job.wait(60)
    assert time.monotonic() >= earliest_start


async def test_idempotency_key_makes_one_run_until_ttl(sdk: Sdk, client: JobClient) -> None:
    handled: list[str] = []

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        handled.append(payload.tenant_id)

    first = await client.send_job_dynamic("order.created", ORDER, idempotency_key="k", idempotency_key_ttl=0.5)
    second = await client.send_job_dynamic("order.created", ORDER, idempotency_key="k")
    other = await client.send_job_dynamic("order.created", {**ORDER, "tenantId": "other"}, idempotency_key="k")
    assert first.id == second.id != other.id
    await asyncio.sleep(0.6)
    late = await client.send_job_dynamic("order.created", ORDER, idempotency_key="k")
    assert late.id != first.id
    await asyncio.gather(other.wait(60), late.wait(60))
    assert sorted(handled) == ["other", "rawdog", "rawdog"]


async def test_concurrency_is_limited_per_key(sdk: Sdk, client: JobClient) -> None:
    active: dict[str, int] = {}
    maximum: dict[str, int] = {}

    @sdk.task("order.created", concurrency=2)
    async def handle(payload: OrderCreatedPayload) -> None:
        key = payload.order_id
        active[key] = active.get(key, 0) + 1
        maximum[key] = max(maximum.get(key, 0), active[key])
        await asyncio.sleep(0.005)
        active[key] -= 1

    jobs = [
        await client.send_job_dynamic("order.created", {**ORDER, "orderId": key}, concurrency_key=key)
        for key in "ab" * 10
    ]
    await asyncio.gather(*(job.wait(60) for job in jobs))
    assert maximum == {"a": 2, "b": 2}


async def test_workers_are_bounded(sdk: Sdk) -> None:
    active = maximum = 0

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        nonlocal active, maximum
        active += 1
        maximum = max(maximum, active)
        await asyncio.sleep(0.005)
        active -= 1

    async with local_client(sdk, concurrency=3) as client:
        jobs = [await client.send_job_dynamic("order.created", ORDER) for _ in range(20)]
        await asyncio.gather(*(job.wait(60) for job in jobs))
    assert maximum == 3


async def test_higher_priority_starts_first(sdk: Sdk) -> None:
    order: list[str] = []

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        order.append(payload.order_id)
        await asyncio.sleep(0)

    async with local_client(sdk, concurrency=1) as client:
        jobs = [
            await client.send_job_dynamic("order.created", {**ORDER, "orderId": name}, priority=priority)
            for name, priority in (("running", 0), ("a", 0), ("b", 0), ("urgent", 60))
        ]
        await asyncio.gather(*(job.wait(60) for job in jobs))
    assert order == ["running", "urgent", "a", "b"]


async def test_job_expires_after_its_ttl(sdk: Sdk) -> None:
    release = asyncio.Event()

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        await release.wait()

    async with local_client(sdk, concurrency=1) as client:
        running = await client.send_job_dynamic("order.created", ORDER)
        late = await client.send_job_dynamic("order.created", ORDER, ttl=0.02)
        with pytest.raises(RunFailedError, match="expired"):
            await late.wait(60)
        release.set()
        await running.wait(60)
        in_time = await client.send_job_dynamic("order.created", ORDER, ttl=60)
        await in_time.wait(60)


async def test_waiting_and_running_jobs_are_canceled(sdk: Sdk) -> None:
    started = asyncio.Event()
    cleaned = asyncio.Event()

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        started.set()
        try:
            await asyncio.sleep(60)
        finally:
            cleaned.set()

    async with local_client(sdk, concurrency=1) as client:
        running = await client.send_job_dynamic("order.created", ORDER)
        waiting = await client.send_job_dynamic("order.created", ORDER)
        delayed = await client.send_job_dynamic("order.created", ORDER, delay=60)
        await started.wait()
        for job in (delayed, waiting, running):
            await job.cancel()
            with pytest.raises(RunFailedError, match="cancelled"):
                await job.wait(60)
        assert cleaned.is_set()
        assert (await waiting.status()).attempt == 0
        await running.cancel()


async def test_canceled_run_is_not_retried(sdk: Sdk) -> None:
    started = asyncio.Event()

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        started.set()
        try:
            await asyncio.sleep(60)
        finally:
            raise ValueError("cleanup failed")

    async with local_client(sdk) as client:
        running = await client.send_job_dynamic("order.created", ORDER)
        await started.wait()
        await running.cancel()
        with pytest.raises(RunFailedError, match="cancelled"):
            await running.wait(60)
        assert (await running.status()).attempt == 1


async def test_run_is_canceled_before_its_handler_runs(sdk: Sdk) -> None:
    handled: list[str] = []

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        handled.append(payload.order_id)

    client = local_client(sdk, concurrency=1)
    first = await client.send_job_dynamic("order.created", {**ORDER, "orderId": "first"})
    second = await client.send_job_dynamic("order.created", {**ORDER, "orderId": "second"})
    assert (await first.status()).status == "running"
    await first.cancel()
    await second.wait(60)
    assert (await first.status()).status == "cancelled"
    assert handled == ["second"]
    await client.close()


async def test_handlers_own_cancelled_error_fails(sdk: Sdk, client: JobClient) -> None:
    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        inner = asyncio.ensure_future(asyncio.sleep(60))
        inner.cancel()
        await inner

    with pytest.raises(RunFailedError, match="failed after 3 attempts: CancelledError"):
        await client.trigger_and_wait_dynamic("order.created", ORDER, timeout=60)


async def test_full_queue_error_names_its_limit(sdk: Sdk) -> None:
    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None: ...

    async with local_client(sdk, max_waiting=2) as client:
        for _ in range(2):
            await client.send_job_dynamic("order.created", ORDER, delay=0.01)
        with pytest.raises(QueueFullError, match=r'2 jobs are waiting, "order.created" was rejected'):
            await client.send_job_dynamic("order.created", ORDER)


async def test_waiting_handler_frees_its_worker(sdk: Sdk) -> None:
    @sdk.task("tax.computed")
    async def tax(payload: TaxComputedPayload) -> TaxComputedResult:
        return TaxComputedResult(tax=payload.amount)

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> object:
        result = await sdk.trigger_and_wait_dynamic(
            "tax.computed", {"tenantId": current_tenant(), "amount": 3}, timeout=60
        )
        return result.tax

    async with local_client(sdk, concurrency=1) as client:
        assert await client.trigger_and_wait_dynamic("order.created", ORDER, timeout=60) == 3


async def test_several_waits_free_one_worker(sdk: Sdk) -> None:
    running = [0]

    @sdk.task("tax.computed")
    async def tax(payload: TaxComputedPayload) -> TaxComputedResult:
        running.append(running[-1] + 1)
        await asyncio.sleep(0.01)
        running.append(running[-1] - 1)
        return TaxComputedResult(tax=payload.amount)

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        payloads = [{"tenantId": current_tenant(), "amount": number} for number in range(9)]
        await asyncio.gather(*(sdk.trigger_and_wait_dynamic("tax.computed", each, timeout=60) for each in payloads))

    async with local_client(sdk, concurrency=2) as client:
        await client.trigger_and_wait_dynamic("order.created", ORDER, timeout=60)
    assert max(running) == 2


async def test_earlier_attempt_frees_no_worker(sdk: Sdk) -> None:
    started: list[str] = []
    is_retried = asyncio.Event()
    left_behind: set[asyncio.Task[Any]] = set()

    async def wait_later() -> None:
        await is_retried.wait()
        await sdk.trigger_and_wait_dynamic("tax.computed", {"tenantId": "rawdog", "amount": 1}, timeout=60)

    @sdk.task("tax.computed")
    async def tax(payload: TaxComputedPayload) -> TaxComputedResult:
        started.append("tax")
        return TaxComputedResult(tax=payload.amount)

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload, context: TaskContext) -> None:
        if context.attempt == 1:
            left_behind.add(asyncio.create_task(wait_later()))
            await asyncio.sleep(0)
            raise RetryAfter(0)
        is_retried.set()
        await asyncio.sleep(0.1)
        started.append("end of the order")

    async with local_client(sdk, concurrency=1) as client:
        await client.trigger_and_wait_dynamic("order.created", ORDER, timeout=60)
        await asyncio.gather(*left_behind)
    assert started == ["end of the order", "tax"]


async def test_synchronous_handler_sends_and_waits(sdk: Sdk) -> None:
    @sdk.task("tax.computed")
    def tax(payload: TaxComputedPayload) -> TaxComputedResult:
        return TaxComputedResult(tax=payload.amount)

    @sdk.task("order.created")
    def handle(payload: OrderCreatedPayload) -> object:
        result = sdk.trigger_and_wait_dynamic_sync(
            "tax.computed", {"tenantId": current_tenant(), "amount": 3}, timeout=60
        )
        return result.tax

    async with local_client(sdk, concurrency=1) as client:
        assert await client.trigger_and_wait_dynamic("order.created", ORDER, timeout=60) == 3


async def test_run_continues_after_a_wait_timeout(sdk: Sdk, client: JobClient) -> None:
    release = asyncio.Event()

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> str:
        await release.wait()
        return "done"

    job = await client.send_job_dynamic("order.created", ORDER)
    with pytest.raises(WaitTimeoutError, match=r"did not end within 0\.01 s; it continues"):
        await job.wait(timedelta(milliseconds=10))
    release.set()
    assert await job.wait(60) == "done"


async def test_each_handler_of_an_event_gets_a_run(sdk: Sdk, client: JobClient) -> None:
    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> str:
        return "first"

    @sdk.task("order.created", name="order-mail")
    async def mail(payload: OrderCreatedPayload) -> str:
        return "second"

    job = await client.send_job_dynamic("order.created", ORDER)
    with pytest.raises(NotSupportedError, match="wait for one of them"):
        await job.wait(60)
    runs = await job.runs()
    assert [run.task for run in runs] == ["order-created", "order-mail"]
    assert await client.get_handle(runs[1].id).wait(60) == "second"
    assert [run.output for run in await job.wait_all(60)] == [b'"first"', b'"second"']


async def test_job_can_be_replayed(sdk: Sdk, client: JobClient) -> None:
    handled: list[str] = []

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> int:
        handled.append(payload.order_id)
        return len(handled)

    job = await client.send_job_dynamic("order.created", ORDER)
    assert await job.wait(60) == 1
    replayed = await client.replay_job(job.id)
    assert replayed.id != job.id
    assert await replayed.wait(60) == 2


async def test_run_of_one_handler_is_replayed_alone(sdk: Sdk, client: JobClient) -> None:
    handled: list[str] = []

    @sdk.task("order.created", name="first")
    async def first(payload: OrderCreatedPayload) -> None:
        handled.append("first")

    @sdk.task("order.created", name="second")
    async def second(payload: OrderCreatedPayload) -> None:
        handled.append("second")

    job = await client.send_job_dynamic("order.created", ORDER)
    runs = await job.wait_all(60)
    await (await client.replay_job(runs[1].id)).wait(60)
    assert handled == ["first", "second", "second"]
    await (await client.replay_job(job.id)).wait_all(60)
    assert handled[3:] == ["first", "second"]


async def test_history_is_bounded(sdk: Sdk) -> None:
    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None: ...

    async with local_client(sdk, history=5) as client:
        jobs = [await client.send_job_dynamic("order.created", ORDER) for _ in range(10)]
        await jobs[-1].wait(60)
        assert (await jobs[-1].status()).status == "completed"
        with pytest.raises(RunNotFoundError, match=jobs[0].id):
            await jobs[0].status()


async def test_job_is_found_by_its_remaining_run(sdk: Sdk) -> None:
    may_end = asyncio.Event()

    @sdk.task("order.created", name="quick")
    async def quick(payload: OrderCreatedPayload) -> None: ...

    @sdk.task("order.created", name="slow")
    async def slow(payload: OrderCreatedPayload) -> None:
        await may_end.wait()

    @sdk.task("tax.computed")
    async def tax(payload: TaxComputedPayload) -> TaxComputedResult:
        return TaxComputedResult(tax=0)

    async with local_client(sdk, history=1) as client:
        job = await client.send_job_dynamic("order.created", ORDER)
        for _ in range(2):
            await client.trigger_and_wait_dynamic("tax.computed", {"tenantId": "rawdog", "amount": 1}, timeout=60)
        assert [(run.task, run.status) for run in await job.runs()] == [("slow", "running")]
        assert [run.task for run in await (await client.replay_job(job.id)).runs()] == ["quick", "slow"]
        may_end.set()


async def test_ended_jobs_leave_nothing_behind(sdk: Sdk) -> None:
    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None: ...

    async def send_many(client: JobClient, count: int) -> None:
        jobs = [
            await client.send_job_dynamic("order.created", ORDER, ttl=60, concurrency_key="k") for _ in range(count)
        ]
        await jobs[-1].wait(30)

    async with local_client(sdk, history=10) as client:
        await send_many(client, 500)
        gc.collect()
        before = len(gc.get_objects())
        await send_many(client, 3000)
        gc.collect()
        assert len(gc.get_objects()) - before < 500  # far less than one object per job


async def test_close_finishes_runs_and_lists_lost_jobs(sdk: Sdk, caplog: pytest.LogCaptureFixture) -> None:
    handled: list[str] = []

    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        await asyncio.sleep(0.05)
        handled.append(payload.order_id)

    client = local_client(sdk)
    await client.send_job_dynamic("order.created", ORDER)
    late = await client.send_job_dynamic("order.created", ORDER, delay=60)
    provider = client.provider
    await client.close()
    assert handled == ["order_123"]
    assert f"lost 1 job:\n  {late.id} order.created: delayed" in caplog.text
    assert not (await provider.check_health()).healthy
    with pytest.raises(ClosedError):
        await client.send_job_dynamic("order.created", ORDER)


async def test_close_stops_at_the_deadline(sdk: Sdk, caplog: pytest.LogCaptureFixture) -> None:
    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        await asyncio.sleep(60)

    client = local_client(sdk, drain_seconds=0.05)
    job = await client.send_job_dynamic("order.created", ORDER)
    await asyncio.sleep(0)
    await client.close()
    assert f"{job.id} order.created: running" in caplog.text


async def test_close_interrupts_on_failure(sdk: Sdk, caplog: pytest.LogCaptureFixture) -> None:
    began, is_interrupted = asyncio.Event(), asyncio.Event()

    async def report_failure(failure: RunFailure) -> None:
        began.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            is_interrupted.set()
            raise

    @sdk.task("order.created", retry=Retry(max_attempts=1), on_failure=report_failure)
    async def handle(payload: OrderCreatedPayload) -> None:
        raise ValueError("no stock")

    client = local_client(sdk, drain_seconds=0.05)
    job = await client.send_job_dynamic("order.created", ORDER)
    await began.wait()
    await client.close()
    assert is_interrupted.is_set()
    assert f'on_failure of "order-created" was interrupted, for run {job.id}' in caplog.text


async def test_in_memory_warning_is_shown_once(sdk: Sdk, client: JobClient, caplog: pytest.LogCaptureFixture) -> None:
    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None: ...

    for _ in range(3):
        await client.send_job_dynamic("order.created", ORDER)
    assert [record.message for record in caplog.records if "lost when it ends" in record.message] == [
        "[LocalProvider] Jobs run in this process and are lost when it ends; for development only"
    ]


async def test_failure_is_logged_with_traceback(sdk: Sdk, client: JobClient, caplog: pytest.LogCaptureFixture) -> None:
    @sdk.task("order.created", retry=Retry(max_attempts=1))
    async def handle(payload: OrderCreatedPayload) -> None:
        raise ValueError("that went wrong")

    with pytest.raises(RunFailedError):
        await client.trigger_and_wait_dynamic("order.created", ORDER, timeout=60)
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "attempt 1 of 1 failed: ValueError: that went wrong" in record.message
    assert record.exc_info is not None


# The first failure with RetryAfter has none, because a handler raises it on purpose.
@pytest.mark.parametrize(
    ("error", "has_traceback"), [(ValueError("wrong"), [True, False, True]), (RetryAfter(0.001), [False, False, True])]
)
async def test_first_and_last_failure_have_a_traceback(
    sdk: Sdk, client: JobClient, caplog: pytest.LogCaptureFixture, error: Exception, has_traceback: list[bool]
) -> None:
    @sdk.task("order.created", retry=Retry(max_attempts=3, min_timeout_ms=1, max_timeout_ms=1))
    async def handle(payload: OrderCreatedPayload) -> None:
        raise error

    with pytest.raises(RunFailedError):
        await client.trigger_and_wait_dynamic("order.created", ORDER, timeout=60)
    failed = [record for record in caplog.records if " failed" in record.message]
    assert [record.exc_info is not None for record in failed] == has_traceback


async def test_thousand_tenants_never_mix(sdk: Sdk, client: JobClient) -> None:
    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> list[str]:
        tenants = [current_tenant()]
        await asyncio.sleep(0)
        tenants.append(await asyncio.create_task(_tenant_of_a_task()))
        tenants.append(await asyncio.to_thread(current_tenant))
        return [payload.tenant_id, *tenants]

    jobs = [await client.send_job_dynamic("order.created", {**ORDER, "tenantId": f"t{n}"}) for n in range(1000)]
    for index, job in enumerate(jobs):
        assert await job.wait(30) == [f"t{index}"] * 4


async def _tenant_of_a_task() -> str:
    await asyncio.sleep(0)
    return current_tenant()


@pytest.mark.parametrize(
    ("text", "message"),
    [(ValueError("no"), r"\(no text: .*ValueError\)"), (None, r"\(no text")],
)
async def test_exception_without_a_text_ends_its_run(sdk: Sdk, client: JobClient, text: object, message: str) -> None:
    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        raise UnreadableError(text)

    with pytest.raises(RunFailedError, match=f"UnreadableError: {message}"):
        await client.trigger_and_wait_dynamic("order.created", ORDER, timeout=60)


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), -1.0, 1e12])
async def test_retry_after_invalid_wait_ends_the_run(sdk: Sdk, client: JobClient, seconds: float) -> None:
    @sdk.task("order.created", retry=Retry(max_attempts=1))
    async def handle(payload: OrderCreatedPayload) -> None:
        raise RetryAfter(seconds)

    with pytest.raises(RunFailedError, match="ValueError: seconds must be at least 0"):
        await client.trigger_and_wait_dynamic("order.created", ORDER, timeout=60)


async def test_handler_that_cancels_itself_ends_its_run(sdk: Sdk, client: JobClient) -> None:
    @sdk.task("order.created")
    async def handle(payload: OrderCreatedPayload) -> None:
        current_task = asyncio.current_task()
        assert current_task is not None
        current_task.cancel()
        await asyncio.sleep(60)

    @sdk.task("review.submitted")
    async def review(payload: ReviewSubmittedPayload) -> None:
        current_task = asyncio.current_task()
        assert current_task is not None

        async def cancel() -> None:
            current_task.cancel()

        await asyncio.gather(cancel(), asyncio.sleep(60))

    review_payload = {"tenantId": "rawdog", "text": "good", "stars": 5}
    for event, payload in (("order.created", ORDER), ("review.submitted", review_payload)):
        with pytest.raises(RunFailedError, match="failed after 3 attempts: CancelledError"):
            await client.trigger_and_wait_dynamic(event, payload, timeout=60)
