"""Tests of the provider against undocumented behavior of Inngest's server, as measured at real servers."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cgk_runtime import (
    AuthenticationError,
    ConnectionFailedError,
    JobClient,
    Retry,
    Sdk,
    ServerError,
    TaskContext,
    WaitTimeoutError,
)
from cgk_runtime.client.job import Job
from cgk_runtime.providers.http import RetryPolicy
from cgk_runtime.providers.http.response import RequestFailed
from cgk_runtime.providers.inngest import InngestProvider, InngestSettings
from cgk_runtime.providers.inngest.provider import POLICY
from cgk_runtime.providers.inngest.steps import InngestSteps
from cgk_runtime.providers.inngest.waiting import NoRunError, may_be_new
from cgk_runtime.tasks.steps.driver import StepError
from fake_inngest import FakeInngest
from fake_inngest.runs import start_time
from http_server import Received, Reply
from shop import CATALOG, ORDER, OrderCreatedPayload, ReviewSubmittedPayload

from .conftest import Serving

pytestmark = pytest.mark.anyio
RETRY_AFTER_ONE_SECOND = Retry(max_attempts=4, factor=1, min_timeout_ms=1000, max_timeout_ms=1000)


@pytest.fixture(autouse=True)
def _no_traces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Disable traces, which other tests of this process may have enabled."""
    monkeypatch.setattr("cgk_runtime._internal.telemetry.is_active", lambda: False)


@pytest.fixture
def client(sdk: Sdk, server: FakeInngest) -> Iterator[JobClient]:
    """The SDK's default client, with a provider for the fake server."""
    with JobClient(sdk.catalog, InngestProvider(sdk.catalog, InngestSettings.read(server.settings()))) as client:
        sdk.set_job_client(client)
        yield client


async def wait_for_status(server: FakeInngest, status: str) -> None:
    """Wait until the last run has this status, in the words of Inngest's API."""
    async with asyncio.timeout(60):
        while not server.runs or server.runs[-1].status != status:  # noqa: ASYNC110  the fake server has nothing to await
            await asyncio.sleep(0.01)


# The last text would change the condition if it were not quoted.
@pytest.mark.parametrize("text", ['7" vinyl', "it's", "plain", "ünï ☃ 𝄞", 'x && async.data.stars == 1 || "'])
async def test_where_matches_special_characters(
    sdk: Sdk, server: FakeInngest, client: JobClient, serve: Serving, text: str
) -> None:
    review: Job[dict[str, Any], Any, ReviewSubmittedPayload] = Job(sdk, "review.submitted")

    @sdk.task("order.created")
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> int:
        received = await context.step.wait_for_event("review", review, timeout=30, where={"text": text})
        return received.stars if received else 0

    with serve(sdk, server.settings()):
        handle = await client.send_job_dynamic("order.created", ORDER)
        while not server.executor.event_waits:  # noqa: ASYNC110  the fake server has nothing to await
            await asyncio.sleep(0.01)
        await client.send_job_dynamic("review.submitted", {"tenantId": "rawdog", "text": text, "stars": 5})
        assert await handle.wait(60) == 5


@pytest.mark.parametrize("value", ["C:\\temp", "two\nlines", "a\ttab", "both ' and \""])
async def test_value_that_never_matches_is_refused(
    sdk: Sdk, server: FakeInngest, client: JobClient, serve: Serving, value: Any
) -> None:
    review: Job[dict[str, Any], Any, ReviewSubmittedPayload] = Job(sdk, "review.submitted")

    @sdk.task("order.created")
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> None:
        await context.step.wait_for_event("review", review, timeout=30, where={"stars": 1, "text": value})

    with serve(sdk, server.settings()):
        handle = await client.send_job_dynamic("order.created", ORDER)
        (run,) = await handle.wait_all(60)
    assert run.error is not None
    assert run.error.type == "StepError"
    assert '"review": Inngest cannot compare text in where=' in run.error.message
    assert str(value) not in run.error.message
    assert server.runs[0].calls == 1


@pytest.mark.parametrize("name", ["a\\b", "two\nlines", "both ' and \""])
async def test_field_that_never_matches_is_refused(name: str) -> None:
    unused: Any = None
    steps = InngestSteps(unused, "app", {"tenantId": "rawdog"}, headers={}, is_last=False)
    with pytest.raises(StepError, match=r"(?s)Inngest cannot compare .* in where="):
        await steps.wait_for_event("review", "review.submitted", {name: 1}, 30)


async def test_run_canceled_while_running_is_one_run(
    sdk: Sdk, server: FakeInngest, client: JobClient, serve: Serving
) -> None:
    may_return = threading.Event()

    @sdk.task("order.created")
    def order(payload: OrderCreatedPayload) -> str:
        may_return.wait(60)
        return "returned after all"

    with serve(sdk, server.settings()):
        handle = await client.send_job_dynamic("order.created", ORDER)
        await wait_for_status(server, "Running")
        await handle.cancel()
        may_return.set()
        async with asyncio.timeout(60):
            while server.runs[0].result_after_cancel is None:  # noqa: ASYNC110  the fake server has nothing to await
                await asyncio.sleep(0.01)
        assert [run.status for run in await handle.runs()] == ["cancelled"]
        (run,) = await handle.wait_all(60)
        assert (run.id, run.status, run.output) == (server.runs[0].id, "cancelled", None)
        assert (await client.provider.wait(handle.id, 60)).status == "cancelled"


async def test_torn_row_of_a_run_is_read_again(
    sdk: Sdk, server: FakeInngest, client: JobClient, serve: Serving
) -> None:
    sdk.task("order.created", name="order")(lambda payload: payload.order_id)
    with serve(sdk, server.settings()):
        handle = await client.send_job_dynamic("order.created", ORDER)
        await wait_for_status(server, "Completed")
        server.torn_reads = 2  # rows with an end time but the status "Running"
        assert (await handle.status()).status == "completed"
        assert await handle.wait(60) == "order_123"
        # If the response for the run is as inconsistent as the row of the list, the run counts as running.
        server.torn_reads = 100
        row = {**server.runs[0].described(), "status": "Running"}
        server.fault = lambda request: Reply(body={"data": row}) if request.path.startswith("/v1/runs/") else None
        run = await handle.status()
        assert (run.status, run.ended_at, run.error) == ("running", None, None)


async def test_short_waits_are_never_shortened(
    sdk: Sdk, server: FakeInngest, client: JobClient, serve: Serving
) -> None:
    failed_at: list[float] = []
    called_at: dict[str, float] = {}  # time of the first call of each step

    @sdk.task("order.created", retry=RETRY_AFTER_ONE_SECOND)
    async def order(payload: OrderCreatedPayload, context: TaskContext) -> float:
        if context.attempt < 4:
            failed_at.append(time.time())
            raise ConnectionError("the shop does not respond")
        return time.time()

    @sdk.task("review.submitted")
    async def review(payload: ReviewSubmittedPayload, context: TaskContext) -> None:
        for step_id in ("first", "second", "third"):
            called_at.setdefault(step_id, time.time())
            await context.step.sleep(step_id, 1)
        instant = called_at.setdefault("instant", time.time()) + 1
        await context.step.sleep_until("instant", datetime.fromtimestamp(instant, UTC))

    server.time_scale = 0
    with serve(sdk, server.settings()):
        await (await client.send_job_dynamic("order.created", ORDER)).wait(60)
        waits = [retried - failed for retried, failed in zip(server.retries_due, failed_at, strict=True)]
        assert [wait for wait in waits if wait < 1] == []
        reviewed = await client.send_job_dynamic("review.submitted", {"tenantId": "rawdog", "text": "x", "stars": 1})
        await reviewed.wait(60)
    sleeps = [ended - called for ended, called in zip(server.slept_until, called_at.values(), strict=True)]
    assert [sleep for sleep in sleeps if sleep < 1] == []


async def test_short_delays_are_never_shortened(server: FakeInngest, client: JobClient) -> None:
    for seconds in (1, 0.2, 1.9):
        sent_at = time.time()
        await client.send_job_dynamic("order.created", ORDER, delay=timedelta(seconds=seconds))
        # Events have times in whole milliseconds.
        assert start_time(server.events[-1].ts / 1000) >= sent_at + seconds - 0.001
    at = datetime.now(UTC) + timedelta(seconds=1)
    await client.send_job_dynamic("order.created", ORDER, at=at)
    assert start_time(server.events[-1].ts / 1000) >= at.timestamp() - 0.001
    await client.send_job_dynamic("order.created", ORDER, delay=2)
    assert server.events[-1].ts / 1000 - time.time() <= 2.001  # a delay of two seconds or more is sent unchanged


async def test_fallback_key_reads_runs(sdk: Sdk, server: FakeInngest, serve: Serving) -> None:
    rotated = {"INNGEST_SIGNING_KEY": "signkey-test-" + "ab" * 32, "INNGEST_SIGNING_KEY_FALLBACK": server.signing_key}
    settings = InngestSettings.read(server.settings(**rotated))
    async with JobClient(sdk.catalog, InngestProvider(sdk.catalog, settings)) as client:
        handle = await client.send_job_dynamic("order.created", ORDER)
        assert (await handle.status()).status == "queued"
        assert (await client.health_check()).healthy
        server.signing_key = rotated["INNGEST_SIGNING_KEY"]  # the rotation is complete
        assert (await handle.status()).status == "queued"
        server.signing_key = "signkey-test-" + "cd" * 32
        with pytest.raises(AuthenticationError, match="INNGEST_SIGNING_KEY is not a key of this server"):
            await handle.status()


async def test_delayed_job_shows_time_and_cancellation(
    sdk: Sdk, server: FakeInngest, client: JobClient, serve: Serving
) -> None:
    sdk.task("order.created", name="order")(lambda payload: payload.order_id)
    at = datetime(2090, 1, 2, tzinfo=UTC)
    server.hides_cancellations = True
    with serve(sdk, server.settings()):
        handle = await client.send_job_dynamic("order.created", ORDER, at=at)
        await wait_for_status(server, "Scheduled")
        run = await handle.status()
        assert (run.status, run.starts_at, run.started_at) == ("delayed", at, None)
        await handle.cancel()
        assert (await handle.status()).status == "cancelled"
        assert (await client.provider.wait(handle.id, 60)).status == "cancelled"
        other = await client.send_job_dynamic("order.created", ORDER)
        assert await other.wait(60) == "order_123"
        assert (await other.status()).starts_at is None


async def test_unserved_delayed_job_has_its_time(server: FakeInngest, client: JobClient) -> None:
    at = datetime(2090, 1, 2, tzinfo=UTC)
    handle = await client.send_job_dynamic("order.created", ORDER, at=at)
    run = await handle.status()
    assert (run.status, run.starts_at) == ("delayed", at)


def test_sends_are_retried_until_the_deadline() -> None:
    waits = [POLICY.wait_seconds(attempt, RequestFailed("refused", "")) for attempt in range(1, POLICY.attempts)]
    assert sum(waits) >= POLICY.deadline == 30


async def test_send_outlasts_a_restart_of_the_server(sdk: Sdk, server: FakeInngest) -> None:
    failures = iter(range(10))

    def restarting(_request: Received) -> Reply | None:
        return Reply(fault="reset") if next(failures, None) is not None else None

    server.fault = restarting
    quick = replace(POLICY, first_wait=0.001, longest_wait=0.001)
    async with JobClient(
        sdk.catalog, InngestProvider(sdk.catalog, InngestSettings.read(server.settings()), quick)
    ) as client:
        handle = await client.send_job_dynamic("order.created", ORDER)
    assert [event.internal_id for event in server.events] == [handle.id]


@pytest.mark.parametrize("wait_all", [False, True])
async def test_wait_survives_a_restarting_server(
    sdk: Sdk, server: FakeInngest, serve: Serving, *, wait_all: bool
) -> None:
    @sdk.task("order.created")
    async def order(payload: OrderCreatedPayload) -> str:
        return payload.order_id

    outage = [Reply(503, {"error": "starting"})] * 11
    policy = RetryPolicy(attempts=12, deadline=30, first_wait=0.001, factor=1)
    async with JobClient(
        sdk.catalog, InngestProvider(sdk.catalog, InngestSettings.read(server.settings()), policy)
    ) as client:
        with serve(sdk, server.settings()):
            handle = await client.send_job_dynamic("order.created", ORDER)
            await wait_for_status(server, "Completed")
            server.fault = lambda request: outage.pop() if outage and request.path.startswith("/v1/") else None
            if wait_all:
                assert [run.status for run in await handle.wait_all(60)] == ["completed"]
            else:
                assert await handle.wait(60) == "order_123"
    assert not outage


@pytest.mark.parametrize(
    ("deadline", "wait_seconds", "error_classes"),
    # On a busy machine, the deadline may pass before the first response; that is a ConnectionFailedError.
    [(30, 0.2, WaitTimeoutError), (0.2, 30, (ServerError, ConnectionFailedError))],
)
async def test_wait_ends_if_the_server_stays_down(
    server: FakeInngest,
    deadline: float,
    wait_seconds: float,
    error_classes: type[Exception] | tuple[type[Exception], ...],
) -> None:
    policy = RetryPolicy(attempts=12, deadline=deadline, first_wait=0.05, factor=1)
    async with JobClient(CATALOG, InngestProvider(CATALOG, InngestSettings.read(server.settings()), policy)) as client:
        handle = await client.send_job_dynamic("order.created", ORDER)
        server.fault = lambda _request: Reply(503, {"error": "starting"})
        started_at = time.monotonic()
        with pytest.raises(error_classes) as raised:
            await handle.wait(wait_seconds)
        assert not isinstance(raised.value, NoRunError)  # the server may have a run
        assert time.monotonic() - started_at < 25  # the longer of the two limits is 30 seconds


def ulid_at(seconds: float) -> str:
    """Return a ULID with a time in seconds since 1970."""
    milliseconds, alphabet = round(seconds * 1000), "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    return "".join(alphabet[milliseconds >> 5 * index & 31] for index in range(9, -1, -1)) + "0" * 16


def test_old_ids_are_not_new() -> None:
    now = time.time()
    midnight = now // 86_400 * 86_400  # the time in the id of a job with an idempotency key
    times = {"now": now, "today": midnight, "yesterday at noon": midnight - 43_200, "earlier": midnight - 2 * 86_400}
    assert [name for name, at in times.items() if may_be_new(ulid_at(at))] == ["now", "today"]
