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
from trigger_dev_server import KEY, FakeTriggerDev

pytestmark = pytest.mark.anyio
ROUNDS = int(os.environ.get("ROUNDS") or 1)
QUICK_RETRIES = TriggerDevOptions(
    timeouts=Timeouts(read=0.5), policy=RetryPolicy(first_wait=0.001, longest_wait=0.02, deadline=20)
)
HTML_HEADERS = {"content-type": "text/html"}
FAULTS: dict[str, Callable[[], Reply]] = {
    "408": lambda: Reply(408),
    "409": lambda: Reply(409, {"error": "Conflict"}),
    "429": lambda: Reply(429, {"error": "Rate limit"}),
    "429 retry-after": lambda: Reply(429, headers={"retry-after": "0"}),
    "429 reset in ms": lambda: Reply(429, headers={"x-ratelimit-reset": str(int(time.time() * 1000) + 5)}),
    "429 reset in s": lambda: Reply(429, headers={"x-ratelimit-reset": str(int(time.time()))}),
    "500": lambda: Reply(500, {"error": "Something went wrong"}),
    "502 HTML": lambda: Reply(502, b"<html><body>nginx</body></html>", HTML_HEADERS),
    "503": lambda: Reply(503),
    "504": lambda: Reply(504),
    "not JSON": lambda: Reply(body=b"OK"),
    "empty": lambda: Reply(body=b""),
    "reset": lambda: Reply(body={"id": "run_of_another_job"}, fault="reset"),
    "reset in the body": lambda: Reply(body={"id": "run_of_another_job"}, fault="reset in the body"),
    "truncated": lambda: Reply(body={"id": "run_of_another_job"}, fault="truncated"),
}
"""Replies that replace the server's own, before or after it executes the request.

They are functions, because a reset is relative to the time of the reply. The id in a broken reply must not be used.
"""


def make_client(trigger_dev: FakeTriggerDev, options: TriggerDevOptions = QUICK_RETRIES) -> JobClient:
    return JobClient(CATALOG, TriggerDevProvider(TriggerDevSettings(KEY, trigger_dev.url), CATALOG, options))


def random_faults(rng: random.Random, count: int) -> tuple[list[Reply | None], list[Reply | None]]:
    """Return faults and lost responses, which each affect about 15 of 100 requests."""
    # Only the 85 requests without a fault can lose their response.
    probabilities = (0.15, 0.15 / 0.85)
    faults, lost_responses = (
        [FAULTS[rng.choice(list(FAULTS))]() if rng.random() < probability else None for _ in range(count)]
        for probability in probabilities
    )
    return faults, lost_responses


def run_count_by_order(trigger_dev: FakeTriggerDev) -> Counter[str]:
    """Count the runs of each order."""
    return Counter(run.fields["payload"]["orderId"] for run in trigger_dev.runs.values())


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_single_fault_is_recovered(trigger_dev: FakeTriggerDev, fault: str, moment: str) -> None:
    (trigger_dev.faults if moment == "before" else trigger_dev.lost_responses).append(FAULTS[fault]())
    async with make_client(trigger_dev) as jobs:
        handle = await jobs.send_job_dynamic("order.created", ORDER)
    assert list(trigger_dev.runs) == [handle.id]
    assert len({request.headers["x-trigger-request-idempotency-key"] for request in trigger_dev.received}) == 1
    assert len(trigger_dev.received) == 2


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_thousand_sends_survive_failing_requests(trigger_dev: FakeTriggerDev, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311  a test's random choices
    trigger_dev.faults, trigger_dev.lost_responses = random_faults(rng, 20_000)
    error_by_order: dict[str, ApiError] = {}
    run_id_by_order: dict[str, str] = {}

    async def send(jobs: JobClient, order: str) -> None:
        try:
            run_id_by_order[order] = (await jobs.send_job_dynamic("order.created", {**ORDER, "orderId": order})).id
        except ApiError as error:
            error_by_order[order] = error

    async with make_client(trigger_dev) as jobs:
        await asyncio.gather(*(send(jobs, str(index)) for index in range(1000)))
    assert run_id_by_order.keys() | error_by_order.keys() == {str(index) for index in range(1000)}
    assert set(run_count_by_order(trigger_dev).values()) == {1}
    for order, run_id in run_id_by_order.items():
        assert trigger_dev.runs[run_id].fields["payload"]["orderId"] == order
    assert len(error_by_order) < 50, "five attempts rarely all fail"
    assert len(trigger_dev.received) > 1200, "faults led to retries"
    assert all(error.was_retried for error in error_by_order.values())


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_batches_survive_failing_requests(trigger_dev: FakeTriggerDev, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311  a test's random choices
    trigger_dev.faults, trigger_dev.lost_responses = random_faults(rng, 500)
    provider = TriggerDevProvider(TriggerDevSettings(KEY, trigger_dev.url), CATALOG, QUICK_RETRIES)
    async with JobClient(CATALOG, provider) as jobs:
        for batch in range(10):
            items = [JobItem[Any]("order.created", {**ORDER, "orderId": f"{batch}-{index}"}, {}) for index in range(50)]
            with suppress(BatchError):
                await jobs.send_jobs(items)
    assert set(run_count_by_order(trigger_dev).values()) == {1}


@pytest.mark.parametrize(
    ("reply", "error_class", "message"),
    [
        (
            Reply(504, b"<html>...</html>", HTML_HEADERS),
            ServerError,
            "[TriggerDevProvider] API error 504: Gateway Timeout",
        ),
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
    trigger_dev: FakeTriggerDev, reply: Reply, error_class: type[ApiError], message: str
) -> None:
    trigger_dev.faults = [replace(reply, headers={**reply.headers, "x-request-id": "req_1"})] * 5
    async with make_client(trigger_dev) as jobs:
        with pytest.raises(error_class) as raised:
            await jobs.send_job_dynamic("order.created", ORDER)
    assert message in str(raised.value)
    assert KEY not in str(raised.value)
    assert raised.value.request_id == (None if error_class is ConnectionFailedError else "req_1")


async def test_slow_response_ends_at_the_deadline(trigger_dev: FakeTriggerDev) -> None:
    trigger_dev.faults = [Reply(body={"id": "x" * 1000}, fault="slow")]
    async with make_client(trigger_dev, replace(QUICK_RETRIES, policy=RetryPolicy(deadline=0.4))) as jobs:
        with pytest.raises(ConnectionFailedError, match=r"within 0\.4 s"):
            await jobs.send_job_dynamic("order.created", ORDER)


async def test_refused_connection_fails(trigger_dev: FakeTriggerDev) -> None:
    settings = TriggerDevSettings(KEY, "http://127.0.0.1:9")  # nothing listens there
    async with JobClient(CATALOG, TriggerDevProvider(settings, CATALOG, QUICK_RETRIES)) as jobs:
        with pytest.raises(ConnectionFailedError, match="no connection to 127.0.0.1:9 .* after 5 attempts"):
            await jobs.send_job_dynamic("order.created", ORDER)


async def test_large_payload_is_uploaded_without_key(trigger_dev: FakeTriggerDev) -> None:
    large = {**ORDER, "extra": "☃" * 50_000}
    async with make_client(trigger_dev) as jobs:
        handle = await jobs.send_job_dynamic("order.created", large)
    # The store rejects uploads with the secret key.
    assert trigger_dev.runs[handle.id].fields["payload"] == large
    sent = trigger_dev.received[-1].json()
    assert sent["options"]["payloadType"] == "application/store"
    assert sent["payload"] in trigger_dev.store
    assert sent["options"]["payloadSize"] == len(trigger_dev.store[sent["payload"]][0]) > 150_000


@pytest.mark.parametrize("fault", [Reply(503), Reply(fault="reset"), Reply(403, b"<Error>expired</Error>")])
async def test_upload_is_retried(trigger_dev: FakeTriggerDev, fault: Reply) -> None:
    trigger_dev.store_faults = [fault]
    async with make_client(trigger_dev) as jobs:
        await jobs.send_job_dynamic("order.created", {**ORDER, "extra": "x" * 200_000})
    assert len(trigger_dev.runs) == 1
    # A new address is requested only after an expired one.
    address_requests = [request for request in trigger_dev.received if request.method == "PUT"]
    assert len(address_requests) == (2 if fault.status == 403 else 1)


async def test_failed_upload_hides_its_address(trigger_dev: FakeTriggerDev) -> None:
    trigger_dev.store_faults = [Reply(403, b"<Error>expired</Error>")] * 2
    async with make_client(trigger_dev) as jobs:
        with pytest.raises(PermissionDeniedError, match="the store of large payloads rejected the upload") as raised:
            await jobs.send_job_dynamic("order.created", {**ORDER, "extra": "x" * 200_000})
    assert "s3cret" not in str(raised.value)
    assert trigger_dev.runs == {}


async def test_failed_item_does_not_fail_the_others(trigger_dev: FakeTriggerDev) -> None:
    trigger_dev.store_faults = [Reply(404, b"no such bucket")] * 10
    provider = TriggerDevProvider(TriggerDevSettings(KEY, trigger_dev.url), CATALOG, QUICK_RETRIES)
    async with JobClient(CATALOG, provider) as jobs:
        items = [JobItem[Any]("order.created", {**ORDER, "extra": "x" * size}, {}) for size in (1, 200_000, 2)]
        with pytest.raises(JobsError, match="1 of 3 jobs were refused; 2 were sent") as raised:
            await jobs.send_jobs(items)
    assert "the store of large payloads rejected the upload" in str(raised.value)
    assert len(trigger_dev.runs) == 2


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
async def test_large_output_is_downloaded(
    trigger_dev: FakeTriggerDev, content: bytes, media_type: str, output: object
) -> None:
    async with make_client(trigger_dev) as jobs:
        handle = await jobs.send_job_dynamic("order.created", ORDER)
        trigger_dev.store["out.json"] = (content, media_type)
        trigger_dev.store_faults = [Reply(503), Reply(403, b"<Error>expired</Error>")]
        trigger_dev.finish(
            handle.id, "COMPLETED", outputPresignedUrl=f"{trigger_dev.url}/store/out.json?signature=s3cret"
        )
        assert await handle.wait(60) == output
        run = await handle.status()
    assert json.loads(run.output or b"") == output
