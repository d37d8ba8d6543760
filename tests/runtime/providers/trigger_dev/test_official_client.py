"""Comparison of our client with the official one: both make the same calls, and their requests must be equal.

Accepted differences:

- headers that `fetch` adds: accept, accept-language, sec-fetch-mode, cache-control, user-agent, accept-encoding, host
  and connection. Our batch items have a content length instead of chunks, which every proxy supports;
- the random idempotency key that our client adds to a trigger without one, because servers ignore the header
  `x-trigger-request-idempotency-key`;
- random values: the name of a stored payload, and that header, which must be equal for all attempts of a call;
- notation of numbers (1e-7, 1e-07): payloads are compared as JSON, and each size with the bytes of its own payload;
- the size 0 of a missing payload, which the official client omits for batch items;
- `idempotencyKeyOptions` of a job, which our client adds for the dashboard because the key itself is a hash;
- a job's metadata, in which our client stores the job's headers, at least the catalog's version;
- a replay with changes, for which our client triggers a new run because servers ignore the changes;
- a run that does not exist, for which the official client sends five requests, ours two;
- an empty batch, which our client does not send because the server rejects it;
- a date whose own key contains a dot, which the official client does not escape. Such dates are not compared; dots in
  the keys of the objects around a date are escaped by both clients.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from cgk_runtime import ApiError, JobClient, JobItem, RunFailedError, RunNotFoundError, SendOptions
from cgk_runtime.client.options import scoped_key
from cgk_runtime.providers.http import RetryPolicy, Timeouts
from cgk_runtime.providers.trigger_dev import (
    TriggerDebounce,
    TriggerDevClient,
    TriggerDevOptions,
    TriggerDevProvider,
    TriggerDevSettings,
    TriggerOptions,
)
from cgk_runtime.providers.trigger_dev.batches import BatchItem
from cgk_runtime.providers.trigger_dev.job_options import HEADERS_KEY
from cgk_runtime.providers.trigger_dev.packets import ABSENT, OFFLOAD_BYTES, Packet
from http_server import Received, Reply
from node import run_node
from paths import ROOT
from shop import CATALOG
from trigger_dev_server import KEY, FakeTriggerDev, FakeTriggerDevServer

PREVIEW_KEY = KEY.replace("prod", "preview")
ORDER_JOB = {"tenantId": "rawdog", "orderId": "order_123"}
ORDER = {"orderId": "o_1", "total": 12.5, "items": ["a", "b"]}
TASK = "order-created"
MOMENT = datetime(2026, 1, 2, 3, 4, 5, 678_000, UTC)
FUTURE = datetime(2099, 1, 2, 3, 4, 5, 678_000, UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
OPTIONS = TriggerDevOptions(
    timeouts=Timeouts(read=5), policy=RetryPolicy(first_wait=0.001, longest_wait=2, deadline=30)
)
IGNORED_HEADERS = {
    "accept", "accept-encoding", "accept-language", "cache-control", "connection", "content-length", "host",
    "sec-fetch-mode", "transfer-encoding", "user-agent",
}  # fmt: skip
Call = Callable[[TriggerDevClient], Awaitable[Any]]


def trigger(payload: object = ABSENT, **options: Any) -> Call:
    """Return a call that triggers a task."""
    return lambda client: client.tasks.trigger(TASK, payload, TriggerOptions(**options) if options else None)


async def make_batch_item(client: TriggerDevClient, task: str, payload: object = ABSENT, **options: Any) -> BatchItem:
    packet = await client.packets.offload(Packet.from_value(payload), "upload")
    return BatchItem(task, client.tasks.body(packet, TriggerOptions(**options).to_wire()))


def send_batch(*items: tuple[str, object, dict[str, Any]]) -> Call:
    """Return a call that sends a batch; an item is a task id, a payload and options."""

    async def call(client: TriggerDevClient) -> None:
        batch_items = [await make_batch_item(client, task, payload, **options) for task, payload, options in items]
        batch_id = await client.batches.create(batch_items)
        await client.batches.add_items(batch_id, batch_items)

    return call


def trigger_and(action: Callable[[TriggerDevClient, str], Awaitable[Any]], **options: Any) -> Call:
    """Return a call that triggers a task and passes the run id to an action."""

    async def call(client: TriggerDevClient) -> Any:
        return await action(client, (await trigger(ORDER, **options)(client)).id)

    return call


async def trigger_same_key_twice(client: TriggerDevClient) -> None:
    first, second = [await trigger(ORDER, idempotency_key="k")(client) for _ in range(2)]
    assert (second.id, first.is_cached, second.is_cached) == (first.id, False, True)


async def list_runs(client: TriggerDevClient) -> None:
    runs = client.runs.list(
        status=["COMPLETED", "FAILED"], task=[TASK], tag=["tenant:acme", "vip"], batch="batch_1",
        created_from=datetime.fromtimestamp(1_700_000_000, UTC), period=86_400, page_size=10,
    )  # fmt: skip
    assert [run async for run in runs] == []


async def list_all_runs(client: TriggerDevClient) -> None:
    sent = [(await trigger(index)(client)).id for index in range(3)]
    assert [run.id async for run in client.runs.list(page_size=2)] == sent[::-1], "newest first"


async def reschedule(client: TriggerDevClient, run_id: str) -> None:
    await client.runs.reschedule(run_id, 7200)
    await client.runs.reschedule(run_id, FUTURE)


async def reset_key(client: TriggerDevClient) -> None:
    await trigger(ORDER, idempotency_key="order-o_1", idempotency_key_shown="order-o_1")(client)
    await client.tasks.reset_idempotency_key(TASK, "order-o_1")


async def create_schedule(client: TriggerDevClient) -> str:
    return (await client.schedules.create("daily-report", "0 9 * * *", deduplication_key="prod:acme:daily-report")).id


async def list_schedules(client: TriggerDevClient) -> None:
    created = await create_schedule(client)
    assert [schedule.id async for schedule in client.schedules.list()] == [created]


async def change_schedule(client: TriggerDevClient) -> None:
    created = await create_schedule(client)
    await client.schedules.retrieve(created)
    await client.schedules.update(created, "daily-report", "0 10 * * *", timezone="UTC", external_id="acme")
    assert not (await client.schedules.deactivate(created)).active
    assert (await client.schedules.activate(created)).active
    await client.schedules.delete(created)


def send_job(**options: Any) -> Call:
    """Return a call that sends a job through the provider."""

    async def call(client: TriggerDevClient) -> None:
        await job_client(client).send_job_dynamic("order.created", ORDER_JOB, **options)

    return call


def job_client(client: TriggerDevClient) -> JobClient:
    provider = TriggerDevProvider(client.api.settings, CATALOG, OPTIONS)
    provider.client = client
    return JobClient(CATALOG, provider)


async def send_job_twice(client: TriggerDevClient) -> None:
    for _ in range(2):
        await send_job(idempotency_key="order_123")(client)


async def send_two_jobs(client: TriggerDevClient) -> None:
    key: SendOptions = {"idempotency_key": "order_123"}
    await job_client(client).send_jobs(
        [JobItem[Any]("order.created", ORDER_JOB, key), JobItem[Any]("order.created", ORDER_JOB, {**key, "delay": 300})]
    )


async def cancel_and_await_job(client: TriggerDevClient) -> None:
    handle = await job_client(client).send_job_dynamic("order.created", ORDER_JOB)
    await handle.cancel()
    with pytest.raises(RunFailedError):
        await handle.wait(60)


CASES: dict[str, Call] = {
    "job": send_job(),
    "job with every option": send_job(
        delay=3600, ttl=600, tags=["vip"], metadata={"source": "shopify"}, queue="orders", concurrency_key="rawdog",
        priority=60, idempotency_key="order_123", idempotency_key_ttl=2 * 86_400, max_attempts=5,
    ),
    "job at an instant": send_job(at=FUTURE),
    "large job": lambda client: job_client(client).send_job_dynamic(
        "order.created", {**ORDER_JOB, "extra": "x" * OFFLOAD_BYTES}
    ),
    "job twice": send_job_twice,
    "jobs": send_two_jobs,
    "awaited job": cancel_and_await_job,
    "minimal": trigger(ORDER),
    "string": trigger("hello"),
    "empty string": trigger(""),
    "null": trigger(None),
    "nothing": trigger(),
    "number": trigger(42),
    "boolean": trigger(False),
    "array": trigger([1, "two", [3]]),
    "empty object": trigger({}),
    "unicode": trigger({"ключ": 'ünïcödé ☃ 𝄞 \u2028 \u0000 \x7f " \\ /'}),
    "numbers": trigger({"a": 0.1, "b": 1e21, "c": 1e-7, "d": 5e-324, "e": 2**53 - 1, "f": 1 - 2**53, "g": 100.0}),
    "dates": trigger({"at": MOMENT, "deep": [{"at": EPOCH}]}),
    "root date": trigger(MOMENT),
    "dates in dotted objects": trigger({"a.b": {"at": EPOCH}}),
    "every option": trigger(
        ORDER,
        delay=3600, ttl=600, tags=["tenant:acme", "kind:order"], metadata={"tenant": "acme", "n": 1}, queue="orders",
        concurrency=["openai"], concurrency_key="acme", priority=10, idempotency_key="order-o_1",
        idempotency_key_ttl=86_400, max_attempts=5, max_duration=300, machine="small-2x", region="eu-central-1",
        version="20261123.1", external_deployment_id="sha1", debounce=TriggerDebounce("deb-1", 30, "trailing", 300),
    ),
    "delay until": trigger(ORDER, delay=FUTURE),
    "one tag": trigger(ORDER, tags=["vip"]),
    "key of parts": trigger(ORDER, idempotency_key=["order", "o_1"]),
    "key that is a hash": trigger(ORDER, idempotency_key="a" * 64),
    "key that is a hash in UTF-16": trigger(ORDER, idempotency_key="𝄞" * 32),
    "key in unicode": trigger(ORDER, idempotency_key="žluťoučký 𝄞"),
    "same key twice": trigger_same_key_twice,
    "task id": lambda client: client.tasks.trigger("order.created/ žx!'()*~", ORDER),
    "just below the store size": trigger({"blob": "x" * (OFFLOAD_BYTES - 20)}),
    "at the store size": trigger({"blob": "x" * (OFFLOAD_BYTES - 19)}),
    "text at the store size": trigger("☃" * (OFFLOAD_BYTES // 2)),
    "batch of one task": send_batch(
        (TASK, ORDER, {}),
        (TASK, "str", {
            "queue": "q", "concurrency_key": "ck", "delay": 300, "ttl": 3600, "tags": ["x"], "max_attempts": 2,
            "metadata": {"a": 1}, "idempotency_key": "i2", "idempotency_key_ttl": 3600, "machine": "micro",
            "priority": 2, "region": "us-east-1", "debounce": TriggerDebounce("k", 10),
        }),
    ),
    "batch of tasks": send_batch((TASK, ORDER, {}), ("email-send", None, {}), (TASK, ABSENT, {})),
    "batch with a large item": send_batch((TASK, ORDER, {}), (TASK, {"blob": "x" * OFFLOAD_BYTES}, {})),
    "retrieve run": trigger_and(lambda client, run_id: client.runs.retrieve(run_id)),
    "list runs": list_runs,
    "list all runs": list_all_runs,
    "cancel run": trigger_and(lambda client, run_id: client.runs.cancel(run_id)),
    "replay run": trigger_and(lambda client, run_id: client.runs.replay(run_id)),
    "reschedule run": trigger_and(reschedule, delay=3600),
    "reset key": reset_key,
    "create schedule": lambda client: client.schedules.upsert(
        "acme", "daily-report", "0 9 * * *", timezone="Europe/Prague", window="30m"
    ),
    "list schedules": list_schedules,
    "change schedule": change_schedule,
    "retry batch": send_batch((TASK, 1, {}), (TASK, 2, {})),
    "batch not sealed": send_batch((TASK, 1, {}), (TASK, 2, {})),
    "error 404": lambda client: client.runs.retrieve("run_none"),
}  # fmt: skip
"""Calls that `official.mjs` makes under the same names."""

PROXY_ERROR = Reply(502, b"<html><body>nginx</body></html>", {"content-type": "text/html"})
FAULTS: dict[str, list[Reply | None]] = {
    "retry 408": [Reply(408)],
    "retry 409": [Reply(409, {"error": "Conflict"}), Reply(409, {"error": "Conflict"})],
    "retry 429": [Reply(429, {"error": "Rate limit"}), Reply(429, {"error": "Rate limit"})],
    "retry 429 by reset": [Reply(429, headers={"x-ratelimit-reset": str(int(time.time() * 1000) - 1)})],
    "retry 500": [Reply(500)] * 4,
    "retry 502": [PROXY_ERROR],
    "retry 503": [Reply(503)],
    "retry 504": [Reply(504)],
    "retry connection reset": [Reply(fault="reset")],
    "retry by header": [Reply(404, {"error": "not yet"}, {"x-should-retry": "true"})],
    "no retry by header": [Reply(500, {"error": "never"}, {"x-should-retry": "false"})],
    "retry batch": [Reply(503), None, Reply(503)],
    "error 400": [Reply(400, {"error": "Invalid request body"})],
    "error 401": [Reply(401, {"error": "Invalid API Key"})],
    "error 403": [Reply(403, {"error": "Unauthorized", "code": "unauthorized"})],
    "error 409": [Reply(409, {"error": "Conflict"})] * 5,
    "error 413": [Reply(413, {"error": "Request body too large"})],
    "error 422": [Reply(422, {"error": "Runs can only have 10 tags"})],
    "error 429": [Reply(429, {"error": "Rate limit exceeded"})] * 5,
    "error 500": [Reply(500, {"error": "Something went wrong"})] * 5,
    "error of a proxy": [PROXY_ERROR] * 5,
    "error of the connection": [Reply(fault="reset")] * 5,
}
"""Responses that replace the correct ones, in order; None lets a request through."""
LOST_RESPONSES: dict[str, list[Reply | None]] = {"retry lost response": [Reply(fault="reset")]}
"""Like `FAULTS`, but the server executes the request and its response is lost."""
OUR_CLASS_NAMES = {
    "ApiConnectionError": "ConnectionFailedError",
    "InternalServerError": "ServerError",
    "UnprocessableEntityError": "UnprocessableError",
}
"""Our name for each official error class, if the names differ."""
CASE_NAMES = [
    *CASES,
    *(name for name in [*FAULTS, *LOST_RESPONSES, "preview branch", "base URL with a slash"] if name not in CASES),
]


@dataclass(frozen=True)
class Outcome:
    """Requests of a case in comparable form, and its error if there was one."""

    requests: list[dict[str, Any]]
    error: dict[str, Any] | None


@pytest.fixture(scope="session")
def official(server: FakeTriggerDevServer) -> dict[str, Outcome]:
    """Run every case with the official client, in one process."""
    for name in CASE_NAMES:
        _prepare_environment(server, "official", name)
    hashed_key = scoped_key("rawdog", "order.created", "order_123")
    arguments = {"url": server.url, "key": KEY, "storeBytes": OFFLOAD_BYTES, "hashedKey": hashed_key}
    results = run_node(Path(__file__).parent / "official.mjs", arguments)
    error_by_name = {result["name"]: result.get("error") for result in results}
    return {
        name: Outcome(_requests(_environment(server, "official", name)), error) for name, error in error_by_name.items()
    }


def run_our_client(server: FakeTriggerDevServer, name: str) -> Outcome:
    """Run a case with our client."""
    trigger_dev = _prepare_environment(server, "ours", name)
    branch = "my/branch" if name == "preview branch" else None
    key = PREVIEW_KEY if branch else KEY
    settings = TriggerDevSettings(key, trigger_dev.url + "/" * (name == "base URL with a slash"), branch)

    async def call() -> dict[str, Any] | None:
        async with TriggerDevClient(settings, OPTIONS) as client:
            try:
                await CASES.get(name, trigger(ORDER))(client)
            except (ApiError, RunNotFoundError) as raised:
                error = raised if isinstance(raised, ApiError) else raised.api_error
                assert error is not None
                return {"class": type(error).__name__, "status": error.status, "message": str(error)}
        return None

    error = asyncio.run(call())
    return Outcome(_requests(trigger_dev), error)


def _environment(server: FakeTriggerDevServer, client_name: str, name: str) -> FakeTriggerDev:
    return server.environment(f"{client_name}-{name.replace(' ', '-')}")


def _prepare_environment(server: FakeTriggerDevServer, client_name: str, name: str) -> FakeTriggerDev:
    """Return a client's environment for a case, with the faults of the case."""
    trigger_dev = _environment(server, client_name, name)
    trigger_dev.faults = list(FAULTS.get(name, []))
    trigger_dev.lost_responses = list(LOST_RESPONSES.get(name, []))
    trigger_dev.incomplete_uploads = int(name == "batch not sealed")
    trigger_dev.accepted_keys = {KEY, PREVIEW_KEY}
    return trigger_dev


def _requests(trigger_dev: FakeTriggerDev) -> list[dict[str, Any]]:
    requests = [
        _comparable_request(replace(request, target=request.target.replace(trigger_dev.name, "ENVIRONMENT")))
        for request in trigger_dev.received
    ]
    request_keys = [request["headers"].pop("x-trigger-request-idempotency-key", None) for request in requests]
    # Only the attempts of one call share a key, so the index of a key's first request identifies the call.
    return [{**request, "call": request_keys.index(key)} for request, key in zip(requests, request_keys, strict=True)]


def _comparable_request(request: Received) -> dict[str, Any]:
    path, _, query = request.target.partition("?")
    lines = request.body.decode().splitlines() if path.endswith("/items") else [request.body.decode()]
    return {
        "request": f"{request.method} {re.sub('packet_[a-z0-9]{21}', 'packet_RANDOM', path)}",
        "query": sorted(parse_qsl(query)),
        "headers": {name: value for name, value in request.headers.items() if name not in IGNORED_HEADERS},
        "bodies": [_comparable_body(json.loads(line)) for line in lines if line],
    }


def _comparable_body(body: dict[str, Any]) -> dict[str, Any]:
    options: dict[str, Any] = body.get("options", {})
    payload: str = body.get("payload", "")
    if options.get("payloadType") == "application/store":
        return {**body, "payload": re.sub("packet_[a-z0-9]{21}", "packet_RANDOM", payload)}
    if "payloadSize" in options:
        assert options["payloadSize"] == len(payload.encode())
        options = {**options, "payloadSize": "its bytes"}
    if "payload" not in body:
        options.pop("payloadSize", None)
    if "super+json" in str(options.get("payloadType", body.get("payloadType"))):
        body = {**body, "payload": json.loads(payload)}
    return {**body, **({"options": options} if options else {})}


@pytest.mark.parametrize("name", CASE_NAMES)
def test_requests_equal_the_official_client(
    server: FakeTriggerDevServer, official: dict[str, Outcome], name: str
) -> None:
    official_outcome, our_outcome = official[name], run_our_client(server, name)
    _drop_random_keys(our_outcome.requests, official_outcome.requests)
    if "job" in name:  # a case that sends through our provider
        for body in [body for request in our_outcome.requests for body in request["bodies"] if "options" in body]:
            _drop_headers(body["options"])
            key_options = body["options"].pop("idempotencyKeyOptions", None)
            assert key_options in (None, {"key": "order_123", "scope": "global"})
    # Our client requests a missing run only twice.
    assert our_outcome.requests == (official_outcome.requests[:2] if name == "error 404" else official_outcome.requests)
    if official_outcome.error is None or our_outcome.error is None:
        assert our_outcome.error == official_outcome.error
        return
    class_name = official_outcome.error["class"]
    expected = (OUR_CLASS_NAMES.get(class_name, class_name), official_outcome.error["status"])
    assert (our_outcome.error["class"], our_outcome.error["status"]) == expected
    if official_outcome.error["status"] is not None and name not in {"error 404", "error of a proxy"}:
        assert official_outcome.error["message"] in our_outcome.error["message"]


def _drop_random_keys(our_requests: list[dict[str, Any]], official_requests: list[dict[str, Any]]) -> None:
    """Remove the random keys of our triggers, and check that exactly the attempts of one call share a key."""
    keys_by_call: dict[int, set[str]] = {}
    for request, other in zip(our_requests, official_requests, strict=False):
        if request["request"].endswith("/trigger") and "idempotencyKey" not in other["bodies"][0].get("options", {}):
            key = request["bodies"][0]["options"].pop("idempotencyKey")
            assert re.fullmatch("[0-9a-f]{64}", key)
            keys_by_call.setdefault(request["call"], set()).add(key)
    assert all(len(keys) == 1 for keys in keys_by_call.values())
    assert len(set[str]().union(*keys_by_call.values())) == len(keys_by_call)


def _drop_headers(options: dict[str, Any]) -> None:
    """Remove a job's headers from its metadata, which the official client does not have."""
    metadata = options.get("metadata")
    if metadata and metadata.pop(HEADERS_KEY, None) is not None and not metadata:
        del options["metadata"]


def test_uploads_equal_the_official_client(server: FakeTriggerDevServer, official: dict[str, Outcome]) -> None:
    for name in ("at the store size", "text at the store size", "batch with a large item"):
        _environment(server, "ours", name).store.clear()
        run_our_client(server, name)
        stored = [list(_environment(server, client_name, name).store.values()) for client_name in ("official", "ours")]
        assert stored[0] == stored[1]
        assert len(stored[0]) == 1


def test_both_clients_run_every_case(official: dict[str, Outcome]) -> None:
    assert official.keys() == set(CASE_NAMES)


def test_reported_version_is_the_installed_one() -> None:
    from cgk_runtime.providers.trigger_dev.api import CLIENT_VERSION

    package = json.loads((ROOT / "node_modules/@trigger.dev/sdk/package.json").read_text(encoding="utf-8"))
    assert package["version"] == CLIENT_VERSION
