"""Network faults: an accepted job exists exactly once, and every failure reaches the caller."""

from __future__ import annotations

import asyncio
import json
import os
import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from cgk_runtime import (
    ApiError,
    BatchError,
    ConnectionFailedError,
    JobClient,
    JobItem,
    JobsError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
)
from cgk_runtime.providers.http import RetryPolicy, Timeouts
from cgk_runtime.providers.trigger_dev import TriggerDevOptions, TriggerDevProvider, TriggerDevSettings
from http_server import Reply
from shop import CATALOG, ORDER
from trigger_dev_server import KEY, World

pytestmark = pytest.mark.anyio
ROUNDS = int(os.environ.get("ROUNDS", "1"))
SHORT_WAITS = TriggerDevOptions(
    timeouts=Timeouts(read=0.5), policy=RetryPolicy(first_wait=0.001, longest_wait=0.02, deadline=20)
)
HTML = {"content-type": "text/html"}
FAULTS: list[Callable[[], Reply]] = [
    lambda: Reply(408),
    lambda: Reply(409, {"error": "Conflict"}),
    lambda: Reply(429, {"error": "Rate limit"}),
    lambda: Reply(429, headers={"retry-after": "0"}),
    lambda: Reply(429, headers={"x-ratelimit-reset": str(int(time.time() * 1000) + 5)}),
    lambda: Reply(429, headers={"x-ratelimit-reset": str(int(time.time()))}),
    lambda: Reply(500, {"error": "Something went wrong"}),
    lambda: Reply(502, b"<html><body>nginx</body></html>", HTML),
    lambda: Reply(503),
    lambda: Reply(504),
    lambda: Reply(body=b"OK"),
    lambda: Reply(body=b""),
    lambda: Reply(body={"id": "run_of_nobody"}, fault="reset"),
    lambda: Reply(body={"id": "run_of_nobody"}, fault="reset in the body"),
    lambda: Reply(body={"id": "run_of_nobody"}, fault="truncated"),
]
"""Replies that replace the server's: before it executes the request, or after it."""


def client(world: World, options: TriggerDevOptions = SHORT_WAITS, key: str = KEY) -> JobClient:
    return JobClient(CATALOG, TriggerDevProvider(TriggerDevSettings(key, world.url), CATALOG, options))


def runs_by_order(world: World) -> Counter[str]:
    """Count the runs of each order."""
    return Counter(run.fields["payload"]["orderId"] for run in world.runs.values())


@pytest.mark.parametrize("fault", FAULTS, ids=range(len(FAULTS)))
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_single_fault_is_recovered(world: World, fault: Callable[[], Reply], moment: str) -> None:
    (world.faults if moment == "before" else world.lost_responses).append(fault())
    async with client(world) as jobs:
        handle = await jobs.send_job_dynamic("order.created", ORDER)
    assert list(world.runs) == [handle.id]
    assert len({request.headers["x-trigger-request-idempotency-key"] for request in world.received}) == 1
    assert len(world.received) == 2


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_thousand_sends_survive_failing_requests(world: World, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311  a test's
    world.faults = [rng.choice(FAULTS)() if rng.random() < 0.15 else None for _ in range(20_000)]
    world.lost_responses = [rng.choice(FAULTS)() if rng.random() < 0.15 / 0.85 else None for _ in range(20_000)]
    failures: dict[str, JobsError] = {}
    accepted: dict[str, str] = {}

    async def send(jobs: JobClient, order: str) -> None:
        try:
            accepted[order] = (await jobs.send_job_dynamic("order.created", {**ORDER, "orderId": order})).id
        except ApiError as error:
            failures[order] = error

    async with client(world) as jobs:
        await asyncio.gather(*(send(jobs, str(index)) for index in range(1000)))
    assert accepted.keys() | failures.keys() == {str(index) for index in range(1000)}
    assert set(runs_by_order(world).values()) == {1}
    assert {order: world.runs[run_id].fields["payload"]["orderId"] for order, run_id in accepted.items()} == {
        order: order for order in accepted
    }
    assert len(failures) < 50
    assert len(world.received) > 1200
    assert all(error.was_retried for error in failures.values() if isinstance(error, ApiError))


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_batches_survive_failing_requests(world: World, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311  a test's
    world.faults = [rng.choice(FAULTS)() if rng.random() < 0.15 else None for _ in range(500)]
    world.lost_responses = [rng.choice(FAULTS)() if rng.random() < 0.15 / 0.85 else None for _ in range(500)]
    provider = TriggerDevProvider(TriggerDevSettings(KEY, world.url), CATALOG, SHORT_WAITS)
    async with JobClient(CATALOG, provider) as jobs:
        for batch in range(10):
            items = [JobItem[Any]("order.created", {**ORDER, "orderId": f"{batch}-{index}"}, {}) for index in range(50)]
            with suppress(BatchError):
                await jobs.send_jobs(items)
    assert set(runs_by_order(world).values()) == {1}


@pytest.mark.parametrize(
    ("reply", "error_class", "message"),
    [
        (Reply(504, b"<html>...</html>", HTML), ServerError, "[TriggerDevProvider] API error 504: Gateway Timeout"),
        (Reply(429, headers={"retry-after": "900"}), RateLimitError, "API error 429: Too Many Requests"),
        (Reply(403, {"error": "Forbidden", "code": "unauthorized"}), PermissionDeniedError, "API error 403: Forbidden"),
        (
            Reply(302, headers={"location": "https://login.example/"}),
            ApiError,
            "302: Found; redirects are not",
        ),
        (Reply(body=[1, 2]), ApiError, "API answered 200 with unexpected fields (all)"),
        (Reply(body={"runId": 1}), ApiError, "API answered 200 with unexpected fields (id)"),
        (
            Reply(body=b"Welcome"),
            ConnectionFailedError,
            "answered 200 with something that is not JSON, after 5 attempts",
        ),
    ],
    ids=["504", "429", "403", "redirect", "a list", "no id", "no JSON"],
)
async def test_failure_has_class_and_message(
    world: World, reply: Reply, error_class: type[ApiError], message: str
) -> None:
    world.faults = [replace(reply, headers={**reply.headers, "x-request-id": "req_1"})] * 5
    async with client(world) as jobs:
        with pytest.raises(error_class) as raised:
            await jobs.send_job_dynamic("order.created", ORDER)
    assert message in str(raised.value)
    assert KEY not in str(raised.value)
    assert raised.value.request_id in {"req_1", None}


async def test_slow_response_ends_at_the_deadline(world: World) -> None:
    world.faults = [Reply(body={"id": "x" * 1000}, fault="slow")]
    async with client(world, replace(SHORT_WAITS, policy=RetryPolicy(deadline=0.4))) as jobs:
        with pytest.raises(ConnectionFailedError, match=r"within 0\.4 s"):
            await jobs.send_job_dynamic("order.created", ORDER)


async def test_refused_connection_fails(world: World) -> None:
    settings = TriggerDevSettings(KEY, "http://127.0.0.1:9")
    async with JobClient(CATALOG, TriggerDevProvider(settings, CATALOG, SHORT_WAITS)) as jobs:
        with pytest.raises(ConnectionFailedError, match="no connection to 127.0.0.1:9 .* after 5 attempts"):
            await jobs.send_job_dynamic("order.created", ORDER)


async def test_large_payload_is_uploaded_without_key(world: World) -> None:
    large = {**ORDER, "extra": "☃" * 50_000}
    async with client(world) as jobs:
        handle = await jobs.send_job_dynamic("order.created", large)
    assert world.runs[handle.id].fields["payload"] == large
    sent = world.received[-1].json()
    assert sent["options"]["payloadType"] == "application/store"
    assert sent["payload"] in world.store
    assert sent["options"]["payloadSize"] == len(world.store[sent["payload"]][0]) > 150_000


@pytest.mark.parametrize("fault", [Reply(503), Reply(fault="reset"), Reply(403, b"<Error>expired</Error>")])
async def test_upload_is_retried(world: World, fault: Reply) -> None:
    world.store_faults = [fault]
    async with client(world) as jobs:
        await jobs.send_job_dynamic("order.created", {**ORDER, "extra": "x" * 200_000})
    assert len(world.runs) == 1
    # An expired address is requested again.
    uploads = [request for request in world.received if request.method == "PUT"]
    assert len(uploads) == (2 if fault.status == 403 else 1)


async def test_failed_upload_hides_its_address(world: World) -> None:
    world.store_faults = [Reply(403, b"<Error>expired</Error>")] * 2
    async with client(world) as jobs:
        with pytest.raises(PermissionDeniedError, match="the store of large payloads rejected the upload") as raised:
            await jobs.send_job_dynamic("order.created", {**ORDER, "extra": "x" * 200_000})
    assert "s3cret" not in str(raised.value)
    assert world.runs == {}


async def test_failed_item_does_not_fail_the_others(world: World) -> None:
    world.store_faults = [Reply(404, b"no such bucket")] * 10
    provider = TriggerDevProvider(TriggerDevSettings(KEY, world.url), CATALOG, SHORT_WAITS)
    async with JobClient(CATALOG, provider) as jobs:
        items = [JobItem[Any]("order.created", {**ORDER, "extra": "x" * size}, {}) for size in (1, 200_000, 2)]
        with pytest.raises(JobsError, match="1 of 3 jobs were refused; 2 were sent") as raised:
            await jobs.send_jobs(items)
    assert "the store of large payloads rejected the upload" in str(raised.value)
    assert len(world.runs) == 2


@pytest.mark.parametrize(
    ("content", "media_type", "output"),
    [
        (b'{"json":{"total":1,"at":"2026-01-02T00:00:00.000Z"},"meta":{"values":{"at":["Date"]}}}',
         "application/super+json", {"total": 1, "at": "2026-01-02T00:00:00.000Z"}),
        (b'{"total":1}', "application/json", {"total": 1}),
        ("žluť".encode(), "text/plain; charset=utf-8", "žluť"),
    ],
    ids=["super+json", "json", "text"],
)  # fmt: skip
async def test_large_output_is_downloaded(world: World, content: bytes, media_type: str, output: object) -> None:
    async with client(world) as jobs:
        handle = await jobs.send_job_dynamic("order.created", ORDER)
        world.store["out.json"] = (content, media_type)
        world.store_faults = [Reply(503), Reply(403, b"<Error>expired</Error>")]
        world.finish(handle.id, "COMPLETED", outputPresignedUrl=f"{world.url}/store/out.json?signature=s3cret")
        assert await handle.wait(60) == output
        run = await handle.status()
    assert json.loads(run.output or b"") == output
