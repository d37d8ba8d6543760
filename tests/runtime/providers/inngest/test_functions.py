"""Tests of handlers as Inngest functions: registration and runs."""

from __future__ import annotations

import asyncio
import math
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from cgk_runtime import (
    AbortTask,
    CancelOn,
    Concurrency,
    Debounce,
    JobClient,
    NotSupportedError,
    ProviderError,
    Retry,
    RetryAfter,
    RunFailedError,
    RunFailure,
    ScheduleContext,
    Sdk,
    StepFailedError,
    TaskContext,
    current_tenant,
)
from cgk_runtime.client.administration import RunFilter
from cgk_runtime.client.job import Job
from cgk_runtime.client.provider import JobMessage
from cgk_runtime.providers.inngest import InngestProvider, InngestSettings
from cgk_runtime.providers.inngest.attempt_errors import RetryLaterError
from cgk_runtime.providers.inngest.serve import prepare_functions
from cgk_runtime.providers.inngest.steps import InngestSteps
from cgk_runtime.tenant import current_tenant_or_none
from fake_inngest import FakeInngest
from fake_inngest.runs import FakeRun
from shop import CATALOG, ORDER, OrderCreatedPayload, ReviewSubmittedPayload, TaxComputedPayload, TaxComputedResult

from .conftest import Serving

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _no_traces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Disable traces, which other tests of this process may have enabled."""
    monkeypatch.setattr("cgk_runtime._internal.telemetry.is_active", lambda: False)


RETRY = Retry(max_attempts=3, factor=2, min_timeout_ms=4000, max_timeout_ms=60_000)
"""Pauses of four and eight seconds, which the fake server records and shortens."""


@pytest.fixture
def client(sdk: Sdk, server: FakeInngest) -> Iterator[JobClient]:
    """The SDK's default client, with a provider for the fake server."""
    with JobClient(sdk.catalog, InngestProvider(sdk.catalog, InngestSettings.read(server.settings()))) as client:
        sdk.set_job_client(client)
        yield client


def registered_functions(sdk: Sdk, server: FakeInngest) -> dict[str, Any]:
    """Return the registered functions by id."""
    served = prepare_functions(sdk, server.settings())
    configs = [function.get_config("http://app/api/inngest").main.to_dict() for function in served.functions]
    return {str(config["id"]): _without_none(config) for config in configs if isinstance(config, dict)}


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        items = cast("dict[str, object]", value)
        return {name: _without_none(field) for name, field in items.items() if field is not None}
    return [_without_none(item) for item in cast("list[object]", value)] if isinstance(value, list) else value


async def test_every_task_option_is_registered(sdk: Sdk, server: FakeInngest) -> None:
    async def report_failure(failure: RunFailure) -> None: ...

    @sdk.task(
        "order.created",
        retry=Retry(max_attempts=5),
        concurrency=[Concurrency(20), Concurrency(2, by="tenantId")],
        start_timeout=timedelta(hours=1),
        run_timeout=timedelta(days=2),
        idempotency=["orderId", "totalAmount"],
        debounce=Debounce(30, by="orderId", timeout=300),
        cancel_on=CancelOn("review.submitted"),
        on_failure=report_failure,
    )
    async def order(payload: OrderCreatedPayload) -> None: ...

    sdk.task("review.submitted", concurrency=3, name="moderate")(order)
    functions = registered_functions(sdk, server)
    assert sorted(functions) == [
        "shop-jobs-moderate",
        "shop-jobs-order-created",
        "shop-jobs-schedule-tax-daily",
    ]
    assert functions["shop-jobs-moderate"]["concurrency"] == [{"limit": 3}]
    url = "http://app/api/inngest?fnId=shop-jobs-order-created&stepId=step"
    order_id_text = "string(event.data.orderId)"
    amount_text = '(has(event.data.totalAmount) ? string(event.data.totalAmount) : "")'
    assert functions["shop-jobs-order-created"] == {
        "id": "shop-jobs-order-created",
        "name": "order-created",
        "triggers": [{"event": "order.created"}],
        "steps": {
            "step": {
                "id": "step",
                "name": "step",
                "retries": {"attempts": 4},
                "runtime": {"type": "http", "url": url},
            }
        },
        "concurrency": [{"limit": 20}, {"limit": 2, "key": "event.data.tenantId"}],
        "timeouts": {"start": "1h", "finish": "2d"},
        "idempotency": f'event.data.tenantId + " | " + {order_id_text} + " | " + {amount_text}',
        "debounce": {"key": f'event.data.tenantId + " | " + {order_id_text}', "period": "30s", "timeout": "5m"},
        "priority": {
            "run": "has(event.data._cgk) && has(event.data._cgk.priority) ? int(event.data._cgk.priority) : 0"
        },
        "cancel": [{"event": "review.submitted", "if": "event.data.tenantId == async.data.tenantId"}],
    }
    assert functions["shop-jobs-schedule-tax-daily"]["triggers"] == [{"cron": "TZ=UTC 30 3 * * *"}]


async def test_former_names_of_events_cancel_runs(server: FakeInngest) -> None:
    event = replace(CATALOG.event("review.submitted"), former_names=("review.formerly",))
    sdk = Sdk(replace(CATALOG, events={**CATALOG.events, event.name: event}))

    @sdk.task("order.created", cancel_on=CancelOn("review.formerly"))
    async def order(payload: OrderCreatedPayload) -> None: ...

    (function, _schedule) = registered_functions(sdk, server).values()
    assert [rule["event"] for rule in function["cancel"]] == ["review.submitted", "review.formerly"]


async def test_runs_are_listed_under_former_names(server: FakeInngest) -> None:
    event = replace(CATALOG.event("review.submitted"), former_names=("review.formerly",))
    catalog = replace(CATALOG, events={**CATALOG.events, event.name: event})
    provider = InngestProvider(catalog, InngestSettings.read(server.settings()))
    for name in (*event.all_names, "tax.computed"):
        await provider.send(JobMessage(replace(event, name=name), "rawdog", b'{"tenantId":"rawdog"}'))
    listed = [run.event async for run in provider.list_runs(RunFilter(event="review.submitted"))]
    assert listed == ["review.formerly", "review.submitted"]
    await provider.close()


async def test_run_gets_payload_context_and_tenant(
    sdk: Sdk, server: FakeInngest, client: JobClient, serve: Serving
) -> None:
    @sdk.task("order.created", retry=RETRY)
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> dict[str, object]:
        await asyncio.create_task(asyncio.sleep(0))
        return {
            "order": payload.order_id,
            "tenant": current_tenant(),
            "attempts": [context.attempt, context.max_attempts],
            "metadata": context.metadata,
            "queued": context.queued_at is not None,
        }

    with serve(sdk, server.settings()):
        handle = await client.send_job_dynamic("order.created", ORDER, metadata={"by": "test"}, priority=5)
        assert await handle.wait(60) == {
            "order": "order_123",
            "tenant": "rawdog",
            "attempts": [1, 3],
            "metadata": {"by": "test"},
            "queued": True,
        }
        run = await handle.status()
    assert (run.event, run.tenant_id, run.status) == ("order.created", "rawdog", "completed")
    assert server.events[0].data == {
        **ORDER,
        "_cgk": {"headers": {"catalog-version": "1.0.0"}, "metadata": {"by": "test"}, "priority": 5},
    }


async def test_plain_handlers_run_in_threads(sdk: Sdk, server: FakeInngest, client: JobClient, serve: Serving) -> None:
    barrier = threading.Barrier(4, timeout=60)
    seen_tenants: list[tuple[str, str, str]] = []

    @sdk.task("order.created")
    def order(payload: OrderCreatedPayload) -> str:
        tenant_before = current_tenant()
        barrier.wait()
        seen_tenants.append((payload.tenant_id, tenant_before, current_tenant()))
        return str(threading.get_ident())

    with serve(sdk, server.settings()):
        tenants = ["a", "b", "c", "d"]
        handles = [await client.send_job_dynamic("order.created", {**ORDER, "tenantId": tenant}) for tenant in tenants]
        thread_ids: list[str] = [await handle.wait(60) for handle in handles]
    assert len(set(thread_ids)) == 4
    assert sorted(seen_tenants) == [(tenant, tenant, tenant) for tenant in tenants]


async def test_retry_pauses_are_requested(sdk: Sdk, server: FakeInngest, client: JobClient, serve: Serving) -> None:
    @sdk.task("order.created", retry=RETRY)
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> int:
        if context.attempt < 3:
            raise ConnectionError("the shop does not respond")
        return context.attempt

    with serve(sdk, server.settings()):
        assert await (await client.send_job_dynamic("order.created", ORDER)).wait(60) == 3
    assert server.retry_afters == pytest.approx([4, 8], abs=3)


async def test_retry_after_and_abort_reach_inngest(
    sdk: Sdk, server: FakeInngest, client: JobClient, serve: Serving
) -> None:
    @sdk.task("order.created", retry=RETRY)
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> None:
        if payload.order_id == "later" and context.attempt == 1:
            raise RetryAfter(30, "at its limit")
        if payload.order_id == "gone":
            raise AbortTask("the order was deleted")
        if payload.order_id == "broken":
            raise LookupError("always")

    with serve(sdk, server.settings()):
        await (await client.send_job_dynamic("order.created", {**ORDER, "orderId": "later"})).wait(60)
        assert server.retry_afters == pytest.approx([30], abs=3)
        for order_id, expected, calls in (
            ("gone", "AbortTask: the order was deleted", 1),
            ("broken", "LookupError: always", 3),
        ):
            handle = await client.send_job_dynamic("order.created", {**ORDER, "orderId": order_id})
            with pytest.raises(RunFailedError, match=expected):
                await handle.wait(60)
            assert server.runs[-1].calls == calls
        server.receive("order.created", {"tenantId": "rawdog"})
        run = await _run_of_invalid_event(server)
    assert run.output["name"] == "InvalidPayloadError"
    assert "orderId: is required" in run.output["message"]
    assert run.calls == 1


class UnreadableError(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no text")


def cancel_itself() -> None:
    current_task = asyncio.current_task()
    assert current_task is not None
    current_task.cancel()


def raise_unreadable() -> None:
    raise UnreadableError


def retry_after_infinity() -> None:
    raise RetryAfter(math.inf)


def retry_after_nan() -> None:
    raise RetryAfter(math.nan)


@pytest.mark.parametrize(
    ("action", "error"),
    [
        (cancel_itself, "HandlerEndedError"),
        (sys.exit, "HandlerEndedError"),
        (raise_unreadable, "UnreadableError"),
        (retry_after_infinity, "ValueError"),
        (retry_after_nan, "ValueError"),
    ],
)
async def test_every_run_ends(
    sdk: Sdk,
    server: FakeInngest,
    client: JobClient,
    serve: Serving,
    action: Callable[[], None],
    error: str,
) -> None:
    @sdk.task("order.created", retry=Retry(max_attempts=1))
    async def order(payload: OrderCreatedPayload) -> str:
        if payload.order_id == "next":
            return "handled"
        action()
        await asyncio.sleep(60)
        return "not ended"

    with serve(sdk, server.settings()):
        with pytest.raises(RunFailedError, match=error):
            await (await client.send_job_dynamic("order.created", ORDER)).wait(60)
        next_handle = await client.send_job_dynamic("order.created", {**ORDER, "orderId": "next"})
        assert await next_handle.wait(60) == "handled"


async def test_on_failure_runs_in_the_tenants_context(
    sdk: Sdk, server: FakeInngest, client: JobClient, serve: Serving
) -> None:
    failures: list[tuple[RunFailure, str]] = []
    finished = threading.Event()

    def report_failure(failure: RunFailure) -> None:
        failures.append((failure, current_tenant()))
        finished.set()

    @sdk.upcast("order.created")
    def upcast(_fields: Any, _version: str | None) -> dict[str, Any]:
        raise AssertionError("the sender has the same version of the catalog")

    @sdk.task("order.created", retry=Retry(max_attempts=1), on_failure=report_failure)
    async def order(payload: OrderCreatedPayload) -> None:
        raise ValueError("no stock")

    with serve(sdk, server.settings()):
        handle = await client.send_job_dynamic("order.created", ORDER)
        with pytest.raises(RunFailedError):
            await handle.wait(60)
        assert await asyncio.to_thread(finished.wait, 60)
    failure, tenant = failures[0]
    assert (failure.error.type, failure.error.message, tenant) == ("ValueError", "no stock", "rawdog")
    assert isinstance(failure.payload, OrderCreatedPayload)
    assert failure.run_id == server.runs[0].id


async def test_steps_run_through_inngests_sdk(sdk: Sdk, server: FakeInngest, client: JobClient, serve: Serving) -> None:
    calls: list[str] = []
    review_job: Job[dict[str, Any], Any, ReviewSubmittedPayload] = Job(sdk, "review.submitted")

    async def flaky() -> int:
        calls.append("flaky")
        if calls.count("flaky") < 2:
            raise ConnectionError("once")
        return 7

    async def always_fail() -> None:
        calls.append("failing")
        raise KeyError("stock")

    @sdk.task("tax.computed", retry=RETRY)
    async def tax(payload: TaxComputedPayload) -> TaxComputedResult:
        return TaxComputedResult(tax=payload.amount * 2)

    @sdk.task("order.created", retry=RETRY)
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> dict[str, object]:
        number = await context.step.run("flaky", flaky)
        await context.step.sleep("briefly", 0.01)
        await context.step.sleep_until("past", datetime(2026, 1, 1, tzinfo=UTC))
        taxed = await context.step.invoke("tax", tax, {"tenantId": "rawdog", "amount": 5}, timeout=10)
        sent = await context.step.send_job("ask", review_job.item({"tenantId": "rawdog", "text": "x", "stars": 1}))
        received = await context.step.wait_for_event("wait", review_job, timeout=30, where={"text": "awaited"})
        missing = await context.step.wait_for_event("missing", review_job, timeout=1, where={"text": "none"})
        try:
            await context.step.run("failing", always_fail)
        except StepFailedError as error:
            return {
                "flaky": number,
                "tax": taxed.tax,
                "is_sent": bool(sent.id),
                "stars": received and received.stars,
                "missing": missing,
                "error": error.error_type,
                "tenant": current_tenant(),
            }
        return {}

    with serve(sdk, server.settings()):
        handle = await client.send_job_dynamic("order.created", ORDER)
        while not server.executor.event_waits:  # noqa: ASYNC110  the fake server has nothing to await
            await asyncio.sleep(0.01)
        for tenant, text, stars in (("other", "awaited", 3), ("rawdog", "another", 4), ("rawdog", "awaited", 5)):
            await client.send_job_dynamic("review.submitted", {"tenantId": tenant, "text": text, "stars": stars})
        assert await handle.wait(60) == {
            "flaky": 7, "tax": 10, "is_sent": True, "stars": 5, "missing": None, "error": "KeyError",
            "tenant": "rawdog",
        }  # fmt: skip
    assert calls == ["flaky"] * 2 + ["failing"] * 3
    assert [event.data["text"] for event in server.events if event.name == "review.submitted"].count("x") == 1
    assert server.retry_afters == pytest.approx([4, 4, 8], abs=3)


async def test_where_cannot_name_another_tenant(
    sdk: Sdk, server: FakeInngest, client: JobClient, serve: Serving
) -> None:
    review_job: Job[dict[str, Any], Any, ReviewSubmittedPayload] = Job(sdk, "review.submitted")

    @sdk.task("order.created")
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> int:
        received = await context.step.wait_for_event("review", review_job, timeout=30, where={"tenantId": "other"})
        return received.stars if received else 0

    with serve(sdk, server.settings()):
        handle = await client.send_job_dynamic("order.created", ORDER)
        while not server.executor.event_waits:  # noqa: ASYNC110  the fake server has nothing to await
            await asyncio.sleep(0.01)
        for tenant, stars in (("other", 1), ("rawdog", 5)):
            await client.send_job_dynamic("review.submitted", {"tenantId": tenant, "text": "x", "stars": stars})
        assert await handle.wait(60) == 5


async def test_plain_handlers_step_keeps_the_tenant(
    sdk: Sdk, server: FakeInngest, client: JobClient, serve: Serving
) -> None:
    @sdk.task("order.created")
    def order(payload: OrderCreatedPayload, context: TaskContext) -> list[str]:
        return [context.step.run_sync("tenant", current_tenant), current_tenant()]

    with serve(sdk, server.settings()):
        assert await (await client.send_job_dynamic("order.created", ORDER)).wait(60) == ["rawdog", "rawdog"]


async def test_schedules_reach_every_tenant(sdk: Sdk, server: FakeInngest, client: JobClient, serve: Serving) -> None:
    taxed: list[str] = []
    swept: list[tuple[str, str | None]] = []
    failures: list[Exception] = [AbortTask("not today"), RetryAfter(0)]

    @sdk.task("tax.computed")
    async def tax(payload: TaxComputedPayload) -> TaxComputedResult:
        taxed.append(payload.tenant_id)
        return TaxComputedResult(tax=1)

    @sdk.tenant_source
    def tenants() -> list[str]:
        return ["acme", "rawdog"]

    @sdk.schedule("order.sweep")
    def sweep(context: ScheduleContext) -> None:
        swept.append((context.scheduled_at.isoformat(), current_tenant_or_none()))
        if failures:
            raise failures.pop()

    with serve(sdk, server.settings()):
        assert server.functions["shop-jobs-schedule-order-sweep"]["triggers"] == [
            {"cron": "TZ=Europe/Berlin 0 2 * * *"}
        ]
        server.fire("shop-jobs-schedule-order-sweep", "2026-06-01T00:00:00Z")
        for _ in range(2):  # Inngest may fire twice for the same time
            server.fire("shop-jobs-schedule-tax-daily", "2026-06-01T03:30:00Z")
        async with asyncio.timeout(60):
            while len(taxed) < 2 or failures or any(run.ended_at is None for run in server.runs):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    assert swept == [("2026-06-01T02:00:00+02:00", None)] * 2  # `RetryAfter` is retried, `AbortTask` is not
    assert sorted(taxed) == ["acme", "rawdog"]


async def test_erasure_cancels_invoked_runs(sdk: Sdk, server: FakeInngest, client: JobClient, serve: Serving) -> None:
    @sdk.task("tax.computed")
    async def tax(payload: TaxComputedPayload, context: TaskContext) -> TaxComputedResult:
        await context.step.sleep("a day", timedelta(days=1))
        return TaxComputedResult(tax=1)

    @sdk.task("order.created")
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> None:
        await context.step.invoke("tax", tax, {"tenantId": payload.tenant_id, "amount": 1})

    server.time_scale = 1
    with serve(sdk, server.settings()):
        await client.send_job_dynamic("order.created", ORDER)
        async with asyncio.timeout(60):
            while not server.slept_until:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        provider = cast("InngestProvider", client.provider)
        assert (await provider.erase_tenant("acme")).cancelled == 0
        await client.send_job_dynamic("review.submitted", {"tenantId": "rawdog", "text": "no function", "stars": 1})
        erasure = await provider.erase_tenant("rawdog")
        assert erasure.cancelled == 2
        assert [text.partition(",")[0].partition(" with ")[0] for text in erasure.remaining] == [
            "1 job without a run", "3 runs",
        ]  # fmt: skip
        assert [run.status for run in server.runs] == ["Cancelled", "Cancelled"]
        listed = [run.event async for run in provider.list_runs(RunFilter(tenant_id="rawdog"))]
        assert listed == ["review.submitted", None, "order.created"]
        with pytest.raises(NotSupportedError, match="A step invoked job .*; replay the job whose handler"):
            await client.replay_job(server.runs[1].event.internal_id)


async def test_waits_ignore_daylight_saving(monkeypatch: pytest.MonkeyPatch) -> None:
    wake_times: list[datetime] = []

    class RecordingStep:
        async def sleep_until(self, _step_id: str, until: datetime) -> None:
            wake_times.append(until)

    steps = InngestSteps(cast("Any", RecordingStep()), "app", {}, None, is_last=False)
    try:
        monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")  # works without a timezone database
        time.tzset()
        for days in range(30, 365, 30):  # of these periods, some contain a single change
            due = time.time() + days * 86_400
            await steps.sleep("a", days * 86_400)
            retry_at = RetryLaterError(ValueError(), days * 86_400).retry_after
            assert [retry_at.timestamp(), wake_times[-1].timestamp()] == pytest.approx([due, due], abs=60)
    finally:
        monkeypatch.undo()
        time.tzset()


async def test_waits_for_one_or_all_functions(sdk: Sdk, server: FakeInngest, client: JobClient, serve: Serving) -> None:
    @sdk.task("order.created")
    async def order(payload: OrderCreatedPayload) -> str:
        return "order"

    @sdk.task("order.created", name="order-mail")
    async def mail(payload: OrderCreatedPayload) -> str:
        return "mail"

    with serve(sdk, server.settings()):
        handle = await client.send_job_dynamic("order.created", ORDER)
        ended = await handle.wait_all(60)
        assert sorted(run.output or b"" for run in ended) == [b'"mail"', b'"order"']
        with pytest.raises(NotSupportedError, match="wait for one of them, or use wait_all"):
            await handle.wait(60)
        run_handle = client.get_handle(ended[0].id, "order.created")
        assert await run_handle.wait(60) in {"order", "mail"}
        assert (await run_handle.status()).tenant_id == "rawdog"


async def test_wait_begins_before_runs_are_known(
    sdk: Sdk, client: JobClient, server: FakeInngest, serve: Serving
) -> None:
    for name in ("order", "mail"):
        sdk.task("order.created", name=name)(lambda payload: payload.order_id)
    server.lag = 0.3  # seconds until the API knows the event's runs
    with serve(sdk, server.settings()):
        handle = await client.send_job_dynamic("order.created", ORDER)
        assert [run.id for run in await handle.runs()] == [handle.id]  # stands for the runs not known yet
        assert [run.output for run in await handle.wait_all(60)] == [b'"order_123"'] * 2


async def test_refused_functions_are_not_registered(
    sdk: Sdk, server: FakeInngest, serve: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cgk_runtime.providers.inngest.functions.check_limits", _no_check)
    sdk.schedule("0 0 9 * * 1", name="own")(lambda: None)
    with (
        pytest.raises(ProviderError, match="were not registered at .*: At least one function is invalid"),
        serve(sdk, server.settings()),
    ):
        pass
    wrong_key = {"INNGEST_SIGNING_KEY": "signkey-test-" + "ab" * 32}
    sdk.registry.schedules.clear()
    with (
        pytest.raises(ProviderError, match="most likely INNGEST_SIGNING_KEY is not a key of this server"),
        serve(sdk, server.settings(**wrong_key)),
    ):
        pass


def _no_check(*_arguments: object) -> None: ...


async def _run_of_invalid_event(server: FakeInngest) -> FakeRun:
    """Return the run of the event without an order, once it has ended."""
    async with asyncio.timeout(60):
        while server.runs[-1].event.data != {"tenantId": "rawdog"} or server.runs[-1].ended_at is None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return server.runs[-1]


async def test_replayed_job_names_its_catalog(sdk: Sdk, server: FakeInngest, client: JobClient, serve: Serving) -> None:
    @sdk.task("order.created")
    async def order(payload: OrderCreatedPayload) -> str:
        return payload.order_id

    with serve(sdk, server.settings()):
        handle = await client.send_job_dynamic("order.created", ORDER)
        await handle.wait(60)
        await (await client.replay_job(handle.id)).wait(60)
    first, second = (event for event in server.events if event.name == "order.created")
    assert second.data == first.data
    assert second.data["_cgk"] == {"headers": {"catalog-version": sdk.catalog.version}}
