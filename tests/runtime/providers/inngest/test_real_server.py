"""End-to-end tests with real Inngest servers. INNGEST_TEST_SERVER lists their origins, separated by commas.

A dev server needs nothing else. A server in cloud mode, started by `inngest start`, also needs its keys, in
INNGEST_TEST_EVENT_KEY and INNGEST_TEST_SIGNING_KEY. Servers must reach this machine at 127.0.0.1. The option
`--retry-interval 1` shortens their pauses.

    npx inngest-cli dev --no-discovery
    npx inngest-cli start --event-key deadbeefcafe0123 --signing-key 0f0f0f0f --retry-interval 1
"""

from __future__ import annotations

import asyncio
import os
import secrets
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from cgk_runtime import (
    AbortTask,
    AuthenticationError,
    CancelOn,
    Catalog,
    Concurrency,
    Debounce,
    EventDefinition,
    JobClient,
    JobItem,
    Retry,
    RunFailedError,
    RunFailure,
    ScheduleContext,
    ScheduleDefinition,
    Sdk,
    StepFailedError,
    TaskContext,
    current_tenant,
)
from cgk_runtime.client.job import Job
from cgk_runtime.providers.inngest import InngestProvider, InngestSettings
from cgk_runtime.providers.worker import WorkerOptions
from cgk_runtime.settings import Settings
from shop import OrderCreatedPayload, ReviewSubmittedPayload, TaxComputedPayload, TaxComputedResult

from .conftest import UNKNOWN_JOB_ID, serving

pytestmark = pytest.mark.anyio
SERVERS = [
    origin.strip().rstrip("/") for origin in os.environ.get("INNGEST_TEST_SERVER", "").split(",") if origin.strip()
]
if not SERVERS:
    pytest.skip("INNGEST_TEST_SERVER names no server", allow_module_level=True)
RETRY = Retry(max_attempts=3, factor=2, min_timeout_ms=1000, max_timeout_ms=10_000)
MAX_SECONDS = 60


@dataclass
class Observations:
    """Calls of handlers, recorded from any thread.

    Attributes:
        texts: A text for each call, such as "plain o1 rawdog" or "due 2026-01-01T00:00:00+01:00".
        times: Times of calls by order, in seconds since 1970.
        active: Number of running handlers by tenant; "all" is the key of their sum.
        maximum: Highest values of `active`.
        failures: Calls of `on_failure`.
        schedule_fired: Set once the schedule's handler was called.
    """

    texts: list[str] = field(default_factory=list[str])
    times: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    active: Counter[str] = field(default_factory=Counter[str])
    maximum: Counter[str] = field(default_factory=Counter[str])
    failures: list[RunFailure] = field(default_factory=list[RunFailure])
    schedule_fired: threading.Event = field(default_factory=threading.Event)


@dataclass
class ServedApp:
    """App served to a real server.

    Attributes:
        sdk: SDK with the handlers.
        client: Client that sends the app's events.
        settings: Settings for the server.
        observed: Calls of the handlers.
        prefix: Prefix of all names; unique to this test run, because servers remember apps.
    """

    sdk: Sdk
    client: JobClient
    settings: Settings
    observed: Observations
    prefix: str

    def event(self, name: str) -> str:
        """Return an event's full name."""
        return f"{self.prefix}.{name}"

    async def send(self, name: str, order: str, tenant: str = "rawdog", **options: Any) -> Any:
        """Send an order and return its handle."""
        payload = {"tenantId": tenant, "orderId": order}
        return await self.client.send_job_dynamic(self.event(name), payload, **options)


EVENT_NAMES = ["plain", "flaky", "abort", "failing", "slow", "once", "steps", "cancelled", "debounced", "stop"]


def make_catalog(prefix: str) -> Catalog:
    """Build a catalog whose names start with a prefix."""
    events = {
        f"{prefix}.{name}": EventDefinition(
            f"{prefix}.{name}", f"{prefix}-{name}", "e2e", "OrderCreatedPayload", "shop", RETRY
        )
        for name in EVENT_NAMES
    }
    for name, payload, result in (
        ("review", "ReviewSubmittedPayload", None),
        ("tax", "TaxComputedPayload", "TaxComputedResult"),
    ):
        events[f"{prefix}.{name}"] = EventDefinition(
            f"{prefix}.{name}", f"{prefix}-{name}", "e2e", payload, "shop", RETRY, result_type=result
        )
    schedule = ScheduleDefinition(f"{prefix}.minutely", f"schedule-{prefix}-minutely", "* * * * *", "Europe/Berlin")
    return Catalog(
        name=f"cgk-{prefix}",
        package="shop",
        version="1.0.0",
        tenant_pattern="^[a-z0-9_-]{1,56}$",
        events=events,
        schedules={schedule.name: schedule},
    )


def declare_handlers(sdk: Sdk, observed: Observations, prefix: str) -> None:  # noqa: C901  the handlers of all tests
    """Declare every handler."""
    review_job: Job[dict[str, Any], Any, ReviewSubmittedPayload] = Job(sdk, f"{prefix}.review")

    def record(payload: OrderCreatedPayload, entry: str) -> None:
        observed.texts.append(f"{entry} {payload.order_id} {current_tenant()}")
        observed.times.setdefault(payload.order_id, []).append(time.time())

    @sdk.task(f"{prefix}.plain")
    def plain(payload: OrderCreatedPayload, context: TaskContext) -> dict[str, object]:
        record(payload, "plain")
        return {"order": payload.order_id, "tenant": current_tenant(), "metadata": context.metadata}

    @sdk.task(f"{prefix}.flaky")
    async def flaky(payload: OrderCreatedPayload, context: TaskContext) -> int:
        record(payload, "flaky")
        if context.attempt < 3:
            raise ConnectionError(f"attempt {context.attempt}")
        return context.attempt

    @sdk.task(f"{prefix}.abort")
    async def abort(payload: OrderCreatedPayload) -> None:
        record(payload, "abort")
        raise AbortTask("deleted")

    @sdk.task(f"{prefix}.failing", retry=Retry(max_attempts=1), on_failure=observed.failures.append)
    async def failing(payload: OrderCreatedPayload) -> None:
        raise LookupError("no stock")

    @sdk.task(f"{prefix}.slow", concurrency=Concurrency(1, by="tenantId"))
    async def slow(payload: OrderCreatedPayload) -> None:
        tenant = payload.tenant_id
        for key in (tenant, "all"):
            observed.active[key] += 1
            observed.maximum[key] = max(observed.maximum[key], observed.active[key])
        await asyncio.sleep(1)
        for key in (tenant, "all"):
            observed.active[key] -= 1

    @sdk.task(f"{prefix}.once", idempotency="orderId")
    async def once(payload: OrderCreatedPayload) -> None:
        record(payload, "once")

    @sdk.task(f"{prefix}.debounced", debounce=Debounce(2, by="orderId"))
    async def debounced(payload: OrderCreatedPayload) -> None:
        record(payload, "debounced")

    @sdk.task(f"{prefix}.cancelled", cancel_on=CancelOn(f"{prefix}.stop", by="orderId"))
    async def cancelled(payload: OrderCreatedPayload, context: TaskContext) -> None:
        await context.step.sleep("long", timedelta(minutes=10))

    @sdk.task(f"{prefix}.tax")
    async def tax(payload: TaxComputedPayload) -> TaxComputedResult:
        return TaxComputedResult(tax=payload.amount * 2)

    async def count(payload: OrderCreatedPayload) -> int:
        record(payload, "count")
        return 7

    async def always_fail() -> None:
        raise KeyError("stock")

    @sdk.task(f"{prefix}.steps")
    async def steps(payload: OrderCreatedPayload, context: TaskContext) -> dict[str, object]:
        tenant = payload.tenant_id
        number = await context.step.run("count", count, payload)
        await context.step.sleep("briefly", 1)
        taxed = await context.step.invoke("tax", tax, {"tenantId": tenant, "amount": 5}, timeout=60)
        review = {"tenantId": tenant, "text": f"asked {payload.order_id}", "stars": 1}
        sent = await context.step.send_job("ask", review_job.item(review))
        received = await context.step.wait_for_event(
            "wait", review_job, timeout=60, where={"text": f"answer {payload.order_id}"}
        )
        missing = await context.step.wait_for_event("missing", review_job, timeout=1, where={"text": "never"})
        try:
            await context.step.run("failing", always_fail)
        except StepFailedError as error:
            return {
                "count": number,
                "tax": taxed.tax,
                "is_sent": bool(sent.id),
                "stars": received and received.stars,
                "missing": missing,
                "error": error.error_type,
            }
        return {}

    @sdk.schedule(f"{prefix}.minutely")
    async def minutely(context: ScheduleContext) -> None:
        observed.texts.append(f"due {context.scheduled_at.isoformat()}")
        observed.schedule_fired.set()


@pytest.fixture(params=SERVERS, scope="module")
def module_app(request: pytest.FixtureRequest) -> Generator[tuple[Sdk, Settings, Observations, str]]:
    """App that all tests of this module share."""
    origin: str = request.param
    with urllib.request.urlopen(f"{origin}/health") as response:  # noqa: S310  the address the tester gave
        server_kind = response.headers.get("x-inngest-server-kind")
    variables = {"JOBS_PROVIDER": "inngest", "INNGEST_BASE_URL": origin}
    if server_kind == "dev":
        variables["INNGEST_DEV"] = "1"
    else:
        variables["INNGEST_EVENT_KEY"] = os.environ["INNGEST_TEST_EVENT_KEY"]
        variables["INNGEST_SIGNING_KEY"] = os.environ["INNGEST_TEST_SIGNING_KEY"]
    prefix, observed, settings = f"e{secrets.token_hex(4)}", Observations(), Settings(variables)
    sdk = Sdk(make_catalog(prefix))
    declare_handlers(sdk, observed, prefix)
    sdk.set_job_client(JobClient(sdk.catalog, InngestProvider(sdk.catalog, InngestSettings.read(settings))))
    with serving(sdk, settings):
        yield sdk, settings, observed, prefix


@pytest.fixture
async def app(module_app: tuple[Sdk, Settings, Observations, str]) -> AsyncGenerator[ServedApp]:
    sdk, settings, observed, prefix = module_app
    async with JobClient(sdk.catalog, InngestProvider(sdk.catalog, InngestSettings.read(settings))) as client:
        yield ServedApp(sdk, client, settings, observed, prefix)


async def test_server_is_healthy(app: ServedApp) -> None:
    health = await app.client.health_check()
    assert health.healthy, health.detail


async def test_job_runs_in_tenant_and_returns_result(app: ServedApp) -> None:
    handle = await app.send("plain", "o1", metadata={"by": "e2e"})
    assert await handle.wait(MAX_SECONDS) == {"order": "o1", "tenant": "rawdog", "metadata": {"by": "e2e"}}
    run = await handle.status()
    assert (run.status, run.event, run.tenant_id) == ("completed", app.event("plain"), "rawdog")


async def test_batch_runs(app: ServedApp) -> None:
    items: list[JobItem[Any]] = [
        JobItem(app.event("plain"), {"tenantId": "rawdog", "orderId": f"b{number}"}, {}) for number in range(200)
    ]
    handles = await app.client.send_jobs(items)
    results: list[dict[str, str]] = list(await asyncio.gather(*(handle.wait(MAX_SECONDS) for handle in handles)))
    assert [result["order"] for result in results] == [f"b{number}" for number in range(200)]


async def test_retries_follow_the_catalogs_backoff(app: ServedApp) -> None:
    assert await (await app.send("flaky", "retried")).wait(MAX_SECONDS) == 3
    first, second, third = app.observed.times["retried"]
    assert 0.9 < second - first < 8
    assert 1.9 < third - second < 12


async def test_abort_is_not_retried(app: ServedApp) -> None:
    with pytest.raises(RunFailedError, match="AbortTask: deleted"):
        await (await app.send("abort", "aborted")).wait(MAX_SECONDS)
    assert len(app.observed.times["aborted"]) == 1


async def test_failure_is_reported_and_handled(app: ServedApp) -> None:
    handle = await app.send("failing", "failed")
    with pytest.raises(RunFailedError, match="LookupError: no stock"):
        await handle.wait(MAX_SECONDS)
    async with asyncio.timeout(MAX_SECONDS):
        while not app.observed.failures:  # noqa: ASYNC110  the handler runs in another thread
            await asyncio.sleep(0.1)
    assert (app.observed.failures[0].tenant_id, app.observed.failures[0].error.message) == ("rawdog", "no stock")


async def test_delayed_job_runs_later(app: ServedApp) -> None:
    sent_at = time.time()
    handle = await app.send("plain", "later", delay=4)
    await asyncio.sleep(1.5)
    assert (await handle.status()).status in {"delayed", "queued"}
    await handle.wait(MAX_SECONDS)
    assert 3.5 < app.observed.times["later"][0] - sent_at < 15


async def test_delayed_job_can_be_canceled(app: ServedApp) -> None:
    handle = await app.send("plain", "never", delay=300)
    await handle.cancel()
    async with asyncio.timeout(MAX_SECONDS):
        while (await handle.status()).status != "cancelled":  # noqa: ASYNC110  no asyncio event is set
            await asyncio.sleep(0.2)
    await handle.cancel()
    assert "never" not in app.observed.times


async def test_job_can_be_replayed(app: ServedApp) -> None:
    handle = await app.send("plain", "again")
    await handle.wait(MAX_SECONDS)
    replayed = await app.client.replay_job(handle.id)
    assert (await replayed.wait(MAX_SECONDS))["order"] == "again"
    assert len(app.observed.times["again"]) == 2


async def test_concurrency_is_limited_per_tenant(app: ServedApp) -> None:
    handles = [await app.send("slow", str(index), tenant) for index in range(3) for tenant in ("one", "two")]
    await asyncio.gather(*(handle.wait(MAX_SECONDS) for handle in handles))
    assert (app.observed.maximum["one"], app.observed.maximum["two"], app.observed.maximum["all"]) == (1, 1, 2)


async def test_idempotency_key_is_one_run_per_tenant(app: ServedApp) -> None:
    handles = [await app.send("plain", "keyed", tenant, idempotency_key="k") for tenant in ("a", "a", "b", "a")]
    assert len({handle.id for handle in handles}) == 2
    for handle in handles:
        await handle.wait(MAX_SECONDS)
    await asyncio.sleep(2)
    assert len(app.observed.times["keyed"]) == 2


async def test_task_idempotency_is_per_tenant(app: ServedApp) -> None:
    for tenant in ("a", "a", "b"):
        await app.send("once", "single", tenant)
    async with asyncio.timeout(MAX_SECONDS):
        while len(app.observed.times.get("single", ())) < 2:  # noqa: ASYNC110  the handler runs in another thread
            await asyncio.sleep(0.1)
    await asyncio.sleep(2)
    assert sorted(text for text in app.observed.texts if " single " in text) == ["once single a", "once single b"]


async def test_debounce_merges_quick_jobs(app: ServedApp) -> None:
    for tenant in ("a", "a", "a", "b"):
        await app.send("debounced", "quick", tenant)
    await asyncio.sleep(8)
    assert sorted(text for text in app.observed.texts if " quick " in text) == [
        "debounced quick a",
        "debounced quick b",
    ]


async def test_event_cancels_runs_of_its_tenant(app: ServedApp) -> None:
    own, other = await app.send("cancelled", "c1"), await app.send("cancelled", "c1", "other")
    async with asyncio.timeout(MAX_SECONDS):
        for handle in (own, other):
            while (await handle.status()).status not in {"running", "delayed"}:  # noqa: ASYNC110
                await asyncio.sleep(0.2)
    await asyncio.sleep(1)
    await app.send("stop", "c1")
    async with asyncio.timeout(MAX_SECONDS):
        while (await own.status()).status != "cancelled":  # noqa: ASYNC110  no asyncio event is set
            await asyncio.sleep(0.2)
    assert (await other.status()).status != "cancelled"
    await other.cancel()


async def test_steps_keep_their_results(app: ServedApp) -> None:
    handle = await app.send("steps", "s1")
    review = {"tenantId": "rawdog", "text": "answer s1", "stars": 5}
    async with asyncio.timeout(MAX_SECONDS):
        while True:
            await asyncio.sleep(1)
            # The events are sent again until the run waits for them.
            await app.client.send_job_dynamic(app.event("review"), {**review, "tenantId": "other", "stars": 1})
            await app.client.send_job_dynamic(app.event("review"), review)
            if (await handle.status()).is_final:
                break
    assert await handle.wait(MAX_SECONDS) == {
        "count": 7, "tax": 10, "is_sent": True, "stars": 5, "missing": None, "error": "KeyError",
    }  # fmt: skip
    assert len(app.observed.times["s1"]) == 1


async def test_schedule_fires(app: ServedApp) -> None:
    assert await asyncio.to_thread(app.observed.schedule_fired.wait, 90)
    assert any(text.endswith((":00+01:00", ":00+02:00")) for text in app.observed.texts if "due" in text)


async def test_wrong_key_is_refused_in_cloud_mode(app: ServedApp) -> None:
    if "INNGEST_DEV" in app.settings.variables:
        assert (await app.client.health_check()).healthy
        return
    for variable in ("INNGEST_EVENT_KEY", "INNGEST_SIGNING_KEY"):
        settings = InngestSettings.read(Settings({**app.settings.variables, variable: "ab" * 16}))
        async with JobClient(app.sdk.catalog, InngestProvider(app.sdk.catalog, settings)) as client:
            assert variable in (await client.health_check()).detail
            payload = {"tenantId": "a", "orderId": "x"}
            if variable == "INNGEST_EVENT_KEY":
                call = client.send_job_dynamic(app.event("plain"), payload)
            else:
                call = client.replay_job(UNKNOWN_JOB_ID)
            with pytest.raises(AuthenticationError):
                await call


async def test_mode_mismatch_is_reported(app: ServedApp) -> None:
    variables = dict(app.settings.variables)
    if variables.pop("INNGEST_DEV", None):
        variables |= {"INNGEST_EVENT_KEY": "key", "INNGEST_SIGNING_KEY": "ab" * 16}
    else:
        variables["INNGEST_DEV"] = "1"
    settings = InngestSettings.read(Settings(variables))
    async with JobClient(app.sdk.catalog, InngestProvider(app.sdk.catalog, settings)) as client:
        health = await client.health_check()
    assert not health.healthy
    assert "INNGEST_DEV" in health.detail


async def test_worker_connects(app: ServedApp, monkeypatch: pytest.MonkeyPatch) -> None:
    prefix = f"w{secrets.token_hex(4)}"
    sdk, observed = Sdk(make_catalog(prefix)), Observations()
    declare_handlers(sdk, observed, prefix)
    for name, value in app.settings.variables.items():
        monkeypatch.setenv(name, value)
    connected = asyncio.Event()
    async with AsyncExitStack() as stack:
        worker = InngestProvider(sdk.catalog, InngestSettings.read(app.settings))
        options = WorkerOptions(lambda _: connected.set())
        working = asyncio.create_task(worker.work(sdk, options, asyncio.Event()))
        stack.callback(working.cancel)
        async with asyncio.timeout(MAX_SECONDS):
            await connected.wait()
        settings = InngestSettings.read(app.settings)
        client = await stack.enter_async_context(JobClient(sdk.catalog, InngestProvider(sdk.catalog, settings)))
        handle = await client.send_job_dynamic(f"{prefix}.plain", {"tenantId": "rawdog", "orderId": "worked"})
        assert (await handle.wait(MAX_SECONDS))["order"] == "worked"
