"""Tests of sending events: requests, successes and failures."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, cast

import pytest
from cgk_runtime import (
    ApiError,
    AuthenticationError,
    BatchError,
    ConnectionFailedError,
    InvalidOptionError,
    InvalidPayloadError,
    JobClient,
    JobItem,
    NotSupportedError,
    PayloadTooLargeError,
    PermissionDeniedError,
    RateLimitError,
    RunNotFoundError,
    ServerError,
    WaitTimeoutError,
)
from cgk_runtime.client.administration import RunFilter
from cgk_runtime.client.options import ResolvedOptions
from cgk_runtime.client.provider import JobMessage
from cgk_runtime.providers.http import RetryPolicy
from cgk_runtime.providers.inngest import InngestProvider, InngestSettings
from cgk_runtime.providers.inngest.envelope import encode_event, encode_uniform_batch
from cgk_runtime.providers.inngest.sending import MAX_BATCH, PartlySentError
from fake_inngest import FakeInngest
from http_server import Received, Reply
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from shop import CATALOG, ORDER, open_sdk

from .conftest import UNKNOWN_JOB_ID

pytestmark = pytest.mark.anyio
POLICY = RetryPolicy(attempts=4, deadline=5, first_wait=0.01, statuses=frozenset({408, 429}))
CATALOG_HEADER = {"headers": {"catalog-version": "1.0.0"}}
"""Metadata of every event: the version of its catalog."""


@pytest.fixture(autouse=True)
def _no_traces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Disable traces, which other tests of this process may have enabled."""
    monkeypatch.setattr("cgk_runtime._internal.telemetry.is_active", lambda: False)


def client_of(server: FakeInngest, **variables: str) -> JobClient:
    settings = InngestSettings.read(server.settings(**variables))
    return JobClient(CATALOG, InngestProvider(CATALOG, settings, POLICY))


@pytest.fixture
def client(server: FakeInngest) -> Iterator[JobClient]:
    with client_of(server) as client:
        yield client


def make_items(count: int, **payload: Any) -> list[JobItem[Any]]:
    return [JobItem("order.created", {**ORDER, "orderId": str(number), **payload}, {}) for number in range(count)]


async def test_event_request_is_complete(server: FakeInngest, client: JobClient) -> None:
    handle = await client.send_job_dynamic("order.created", ORDER)
    request = server.received[-1]
    assert request.path == f"/e/{server.event_key}"
    assert request.json() == [{"name": "order.created", "data": {**ORDER, "_cgk": CATALOG_HEADER}}]
    assert request.headers["content-type"] == "application/json"
    assert request.headers["x-inngest-event-id-seed"].partition(",")[0].isdigit()
    assert "x-inngest-env" not in request.headers
    assert "authorization" not in request.headers
    assert handle.id == server.events[0].internal_id


async def test_delay_becomes_a_timestamp(server: FakeInngest, client: JobClient) -> None:
    before = time.time()
    await client.send_job_dynamic("order.created", ORDER, delay=timedelta(hours=1))
    await client.send_job_dynamic("order.created", ORDER, at=datetime(2030, 1, 2, tzinfo=UTC))
    assert abs(server.events[0].ts - (before + 3600) * 1000) < 5000
    assert server.events[1].ts == 1_893_542_400_000
    with pytest.raises(InvalidOptionError, match="at is too far away; Inngest runs nothing before 1980 or after 2099"):
        await client.send_job_dynamic("order.created", ORDER, at=datetime(2200, 1, 1, tzinfo=UTC))
    assert len(server.events) == 2


async def test_idempotency_keys_are_per_tenant(server: FakeInngest, client: JobClient) -> None:
    for tenant in ("rawdog", "rawdog", "acme"):
        await client.send_job_dynamic("order.created", {**ORDER, "tenantId": tenant}, idempotency_key="order_123")
    ids = [event.id for event in server.events]
    assert ids[0].startswith("772ec49d08fe6f3c")  # a hash of event, tenant and key, the same in every release
    assert len(ids[0]) == 64
    assert len(set(ids)) == len(ids) == 2  # the second send has the first one's seed, so it made no event


async def test_branch_and_path_prefix_are_sent() -> None:
    with FakeInngest(prefix="/inngest/v7") as server:
        async with client_of(server, INNGEST_ENV="feature/x") as client:
            await client.send_job_dynamic("order.created", ORDER)
            assert server.received[-1].path == f"/inngest/v7/e/{server.event_key}"
            assert server.received[-1].headers["x-inngest-env"] == "feature/x"


async def test_batch_is_checked_before_it_is_sent(server: FakeInngest, client: JobClient) -> None:
    handles = await client.send_jobs(make_items(2 * MAX_BATCH + 5))
    assert [len(request.json()) for request in server.received] == [MAX_BATCH, MAX_BATCH, 5]
    assert [handle.id for handle in handles] == [event.internal_id for event in server.events]
    assert len({handle.id for handle in handles}) == len(handles)
    assert await client.send_jobs([]) == []
    bad: JobItem[Any] = JobItem("order.created", ORDER, {"at": datetime(2200, 1, 1, tzinfo=UTC)})
    server.received.clear()
    with pytest.raises(BatchError, match="item 1: .*after 2099") as raised:
        await client.send_jobs([*make_items(1), bad, *make_items(1)])
    assert (list(raised.value.failed), list(raised.value.sent)) == ([1], [0, 2])
    assert [len(request.json()) for request in server.received] == [2]


async def test_large_batch_is_split_by_size(server: FakeInngest, client: JobClient) -> None:
    await client.send_jobs(make_items(12, extra="x" * 2**20))
    assert [len(request.json()) for request in server.received] == [7, 5]
    with pytest.raises(PayloadTooLargeError, match=r"the provider accepts 3137536\. Its largest field is extra"):
        await client.send_job_dynamic("order.created", {**ORDER, "extra": "x" * 3 * 2**20})
    with pytest.raises(PayloadTooLargeError, match="largest field is metadata"):
        await client.send_job_dynamic("order.created", ORDER, metadata={"m": "x" * 3 * 2**20})


async def test_partial_acceptance_is_reported_per_item(server: FakeInngest, client: JobClient) -> None:
    accepted_ids = ["01M84R7PXDMNN1AGKQWZD2D000", "01M84R7PXDMNN1AGKQWZD2D001"]

    def refuse_the_third(request: Received) -> Reply | None:
        if len(request.json()) < 3:
            return None
        return Reply(400, {"ids": accepted_ids, "status": 400, "error": "event name is empty"})

    server.fault = refuse_the_third
    with pytest.raises(BatchError) as raised:
        await client.send_jobs(make_items(4))
    assert [handle.id for handle in raised.value.sent.values()] == accepted_ids
    error = raised.value.failed[2]
    assert isinstance(error, PartlySentError)
    assert str(error) == ("[InngestProvider] API error 400: event name is empty; the first 2 events were accepted")
    assert len(server.received) == 1


FAULTS: list[tuple[Reply, type[Exception], str, int]] = [
    (Reply(400, {"ids": [""], "status": 400, "error": "no"}), ApiError, r"API error 400: no$", 1),
    (Reply(401, {"error": "Event key not found"}), AuthenticationError, "INNGEST_EVENT_KEY is not a key", 1),
    (Reply(403, {"message": "forbidden"}), PermissionDeniedError, "API error 403: forbidden", 1),
    (Reply(413, b"<html>too large</html>"), ApiError, "API error 413: .*a proxy in front of Inngest refuses", 1),
    (Reply(429, b"", {"retry-after": "0"}), RateLimitError, "API error 429: Too Many Requests", 4),
    (Reply(500, {"error": "oops"}), ServerError, "API error 500: oops", 4),
    (Reply(502, b"<html>Bad Gateway</html>"), ServerError, "API error 502: Bad Gateway", 4),
    (Reply(303, b"", {"location": "/e"}), ApiError, "API error 303: .*redirects are not followed", 1),
    (Reply(301, b"", {"location": "https://elsewhere.example/e/x"}), ApiError, "301: Moved Permanently; redirects", 1),
    (Reply(200, b""), ConnectionFailedError, "answered 200 with something that is not JSON", 4),
    (Reply(200, b"<html>hello</html>"), ConnectionFailedError, "answered 200 with an HTML page", 4),
    (Reply(200, {"ids": [], "status": 200}), PartlySentError, "The response has 0 ids for 1 events", 1),
    (Reply(200, {"ids": [""], "status": 200}), PartlySentError, "The response has 0 ids for 1 events", 1),
    (Reply(200, {"ids": ["a", "b"]}), PartlySentError, "The response has 2 ids for 1 events", 1),
    (Reply(200, ["a"]), PartlySentError, "The response has 0 ids for 1 events", 1),
    (Reply(200, {"ids": ["a"]}, fault="reset"), ConnectionFailedError, "was lost, after 4 attempts", 4),
    (Reply(200, {"ids": ["a"]}, fault="truncated"), ConnectionFailedError, "cut off, after 4 attempts", 4),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "error_class", "expected", "attempts"), FAULTS)
async def test_response_without_all_ids_is_an_error(
    server: FakeInngest, client: JobClient, reply: Reply, error_class: type[Exception], expected: str, attempts: int
) -> None:
    server.fault = lambda _request: reply
    with pytest.raises(error_class, match=expected) as raised:
        await client.send_job_dynamic("order.created", ORDER)
    assert str(raised.value).startswith("[InngestProvider] ")
    assert server.event_key not in str(raised.value)
    assert len(server.received) == attempts
    assert len({request.headers["x-inngest-event-id-seed"] for request in server.received}) == 1
    assert len({request.body for request in server.received}) == 1


async def test_wrong_key_names_its_variable(server: FakeInngest) -> None:
    async with client_of(server, INNGEST_EVENT_KEY="another-key") as client:
        with pytest.raises(AuthenticationError, match="Event key not found; INNGEST_EVENT_KEY is not a key") as raised:
            await client.send_job_dynamic("order.created", ORDER)
        assert (raised.value.status, raised.value.was_retried) == (401, False)


async def test_unreachable_server_is_reported() -> None:
    with FakeInngest() as closed_server:
        client = client_of(closed_server)
    with pytest.raises(ConnectionFailedError, match=r"no connection to 127.0.0.1:\d+ .*, after 4 attempts"):
        await client.send_job_dynamic("order.created", ORDER)


async def test_deadline_holds_for_slow_servers(server: FakeInngest) -> None:
    policy = RetryPolicy(attempts=5, deadline=0.5, first_wait=0.01)
    provider = InngestProvider(CATALOG, InngestSettings.read(server.settings()), policy)
    async with JobClient(CATALOG, provider) as client:
        for fault in ("silent", "slow"):
            server.fault = lambda _request, fault=fault: Reply(200, {"ids": ["a" * 200]}, fault=fault)
            started_at = time.monotonic()
            with pytest.raises(ConnectionFailedError):
                await client.send_job_dynamic("order.created", ORDER)
            assert time.monotonic() - started_at < 30  # far less than one attempt without a deadline


async def test_lost_response_makes_no_second_event(server: FakeInngest, client: JobClient) -> None:
    faults: list[Literal["lost"]] = ["lost", "lost"]
    server.fault = lambda _request: faults.pop() if faults else None
    handle = await client.send_job_dynamic("order.created", ORDER)
    assert len(server.received) == 3
    assert [event.internal_id for event in server.events] == [handle.id]


async def test_loops_and_threads_share_a_client(server: FakeInngest) -> None:
    ids: list[str] = []
    async with client_of(server) as client:

        def send_from_new_loops() -> None:
            for _ in range(3):
                handle = asyncio.run(client.send_job_dynamic("order.created", ORDER))
                ids.append(handle.id)
            ids.append(client.send_job_dynamic_sync("order.created", ORDER).id)

        threads = [threading.Thread(target=send_from_new_loops) for _ in range(4)]
        for thread in threads:
            thread.start()
        ids.append((await client.send_job_dynamic("order.created", ORDER)).id)
        for thread in threads:
            await asyncio.to_thread(thread.join)
    assert len(set(ids)) == len(server.events) == 4 * 4 + 1


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"tags": ["vip"]}, r"tags \(Inngest's events have no tags"),
        ({"queue": "q", "ttl": 5}, r"queue \(Inngest has no queues.*ttl \(use @task\(start_timeout"),
        ({"max_attempts": 2}, r"max_attempts \(Inngest sets attempts per function"),
        ({"concurrency_key": "c"}, r'concurrency=Concurrency\(1, by="tenantId"\)'),
        ({"idempotency_key": "k", "idempotency_key_ttl": 60}, "Inngest keeps a key for 24 hours"),
    ],
)
async def test_unsupported_option_is_refused(
    server: FakeInngest, client: JobClient, options: dict[str, Any], expected: str
) -> None:
    with pytest.raises(NotSupportedError, match=expected):
        await client.send_job_dynamic("order.created", ORDER, **options)
    assert server.received == []


async def test_unserved_event_times_out_with_a_hint(server: FakeInngest, client: JobClient) -> None:
    handle = await client.send_job_dynamic("order.created", ORDER)
    with pytest.raises(WaitTimeoutError, match="had no run after 2 s: no function serves this event"):
        await handle.wait(2)
    assert (await handle.status()).status == "queued"


async def test_foreign_event_does_not_stop_a_listing(server: FakeInngest, client: JobClient) -> None:
    server.receive("foreign.event", {"tenantId": ["rawdog"]})
    handle = await client.send_job_dynamic("order.created", ORDER)
    provider = InngestProvider(CATALOG, InngestSettings.read(server.settings()))
    assert [run.id async for run in provider.list_runs(RunFilter(tenant_id="rawdog"))] == [handle.id]
    await provider.close()


async def test_invisible_event_is_queued() -> None:
    with FakeInngest(lag=30) as lagging_server:
        async with client_of(lagging_server) as client:
            handle = await client.send_job_dynamic("order.created", ORDER)
            assert (await handle.status()).status == "queued"
            keyed = await client.send_job_dynamic("order.created", ORDER, idempotency_key="k")
            assert (await keyed.status()).status == "queued"
            with pytest.raises(RunNotFoundError):
                await client.get_run_status(UNKNOWN_JOB_ID)
            provider = cast("InngestProvider", client.provider)
            assert await provider.read_payload(handle.id) is None
            with pytest.raises(RunNotFoundError):
                await provider.read_payload(UNKNOWN_JOB_ID)


async def test_health_distinguishes_keys_and_modes(server: FakeInngest, dev_server: FakeInngest) -> None:
    async def check_health(checked_server: FakeInngest, **variables: str) -> tuple[bool, str]:
        async with client_of(checked_server, **variables) as client:
            health = await client.health_check()
            return health.healthy, health.detail

    assert await check_health(server) == (True, f"The server at {server.url} accepts jobs and both keys")
    assert await check_health(dev_server) == (True, f"The dev server at {dev_server.url} accepts jobs")
    for checked_server, variables, expected in (
        (server, {"INNGEST_EVENT_KEY": "wrong"}, "INNGEST_EVENT_KEY is not a key of this server"),
        (server, {"INNGEST_SIGNING_KEY": "ab" * 32}, "INNGEST_SIGNING_KEY is not a key of this server"),
        (server, {"INNGEST_DEV": "1"}, "is not a dev server, but this process is in dev mode"),
        (dev_server, {"INNGEST_DEV": ""}, "is a dev server, which does not sign requests"),
        (dev_server, {"INNGEST_DEV": ""}, "Set INNGEST_DEV=1"),
        (server, {"INNGEST_BASE_URL": "http://127.0.0.1:9"}, "Connection error: no connection to 127.0.0.1:9"),
    ):
        healthy, detail = await check_health(checked_server, **variables)
        assert not healthy
        assert expected in detail
    healthy, detail = await check_health(server, INNGEST_SIGNING_KEY="")
    assert healthy
    assert "INNGEST_SIGNING_KEY is not set" in detail
    assert server.events == dev_server.events == []


def test_payload_is_sent_as_validated(server: FakeInngest) -> None:
    with client_of(server) as client:
        payload = {**ORDER, "extra": {"ünï ☃ 𝄞": [1, 1.5, None, True, "\u2028"]}, "placedAt": "2026-01-01T00:00:00Z"}
        client.send_job_dynamic_sync("order.created", payload)
    assert json.loads(server.received[0].body)[0]["data"] == {**payload, "_cgk": CATALOG_HEADER}


@pytest.mark.parametrize("name", ["_cgk", "_inngest"])
async def test_reserved_field_is_refused(server: FakeInngest, name: str) -> None:
    catalog = open_sdk().catalog
    client = JobClient(catalog, InngestProvider(catalog, InngestSettings.read(server.settings()), POLICY))
    reserved = {**ORDER, name: {"note": 1}}
    with pytest.raises(InvalidPayloadError, match=f"{name}: is a name that Inngest uses itself"):
        await client.send_job_dynamic("order.created", reserved)
    nested = {**ORDER, "more": {name: 1}}
    items: list[JobItem[Any]] = [JobItem("order.created", payload, {}) for payload in (ORDER, reserved, nested)]
    with pytest.raises(BatchError) as error:
        await client.send_jobs(items)
    assert list(error.value.failed) == [1]
    assert [event.data for event in server.events] == [{**sent, "_cgk": CATALOG_HEADER} for sent in (ORDER, nested)]


UNIFORM_MESSAGES = [
    JobMessage(CATALOG.event("order.created"), "a", f'{{"tenantId":"a","orderId":"{n}"}}'.encode()) for n in (1, 2)
]


@pytest.mark.parametrize(
    "headers", [None, {}, {"catalog-version": "1.0.0"}, {"baggage": 'k="ü"', "traceparent": "00-1"}]
)
def test_uniform_batch_equals_its_encoded_events(headers: dict[str, str] | None) -> None:
    messages = [replace(message, headers=headers) for message in UNIFORM_MESSAGES]
    assert encode_uniform_batch(messages) == b"[" + b",".join(map(encode_event, messages)) + b"]"
    assert encode_uniform_batch(messages[:1]) == b"[" + encode_event(messages[0]) + b"]"


@pytest.mark.parametrize(
    "other",
    [
        replace(UNIFORM_MESSAGES[1], headers={"traceparent": "00-1"}),
        replace(UNIFORM_MESSAGES[1], options=ResolvedOptions(priority=1)),
        replace(UNIFORM_MESSAGES[1], event=CATALOG.event("tax.computed")),
    ],
)
def test_mixed_batch_is_not_encoded_as_uniform(other: JobMessage) -> None:
    assert encode_uniform_batch([UNIFORM_MESSAGES[0], other]) is None


async def test_every_job_of_a_batch_has_its_trace(server: FakeInngest, monkeypatch: pytest.MonkeyPatch) -> None:
    tracing = TracerProvider()
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: tracing)
    monkeypatch.setattr(trace, "get_tracer", tracing.get_tracer)
    monkeypatch.setattr("cgk_runtime._internal.telemetry.is_active", lambda: True)
    async with JobClient(CATALOG, InngestProvider(CATALOG, InngestSettings.read(server.settings()))) as client:
        await client.send_jobs(make_items(3))
    (headers,) = {str(event.data["_cgk"]["headers"]) for event in server.events}
    assert "traceparent" in headers
    assert "'catalog-version': '1.0.0'" in headers
    assert len(server.events) == 3
