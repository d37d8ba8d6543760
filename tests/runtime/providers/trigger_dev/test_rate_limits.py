"""Batches within the server's rate limit: parts as large as it allows, waits within the deadline, clear failures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from cgk_runtime import BatchError, JobClient, JobItem, RateLimitError
from cgk_runtime.providers.trigger_dev import TriggerDevProvider, TriggerDevSettings
from http_server import Reply
from shop import CATALOG, ORDER
from trigger_dev_server import KEY, BatchLimit, World

from .conftest import QUICK

pytestmark = pytest.mark.anyio


def client(world: World, **policy: Any) -> JobClient:
    options = replace(QUICK, policy=replace(QUICK.policy, **policy))
    return JobClient(CATALOG, TriggerDevProvider(TriggerDevSettings(KEY, world.url), CATALOG, options))


def items(count: int) -> list[JobItem[Any]]:
    return [JobItem("order.created", {**ORDER, "orderId": str(index)}, {}) for index in range(count)]


def sent_orders(world: World) -> list[str]:
    return sorted((run.fields["payload"]["orderId"] for run in world.runs.values()), key=int)


async def test_batches_fill_the_remaining_limit(world: World) -> None:
    world.batch_limit = BatchLimit(tokens=1200, refill=100, period=0.05)
    async with client(world) as jobs:
        handles = await jobs.send_jobs(items(2500))
        assert len({handle.id for handle in handles}) == 2500
        assert (await handles[-1].status()).status == "queued"
    assert sent_orders(world) == [str(index) for index in range(2500)]
    sizes = [batch["runCount"] for batch in world.batches.values()]
    assert sizes[0] == 1000
    assert sizes[1] >= 200
    assert len(sizes) <= 50


async def test_batches_shrink_without_a_reported_limit(world: World) -> None:
    world.batch_limit = BatchLimit(tokens=300, refill=100, period=0.05, reports_remaining=False)
    async with client(world) as jobs:
        await jobs.send_jobs(items(1000))
    assert sent_orders(world) == [str(index) for index in range(1000)]


async def test_exhausted_limit_fails_the_rest(world: World) -> None:
    world.batch_limit = BatchLimit(tokens=30, refill=0, period=0.1)
    async with client(world, deadline=0.5) as jobs:
        with pytest.raises(BatchError, match="70 of 100 jobs were refused; 30 were sent") as raised:
            await jobs.send_jobs(items(100))
    assert sent_orders(world) == [str(index) for index in range(30)]
    assert all(isinstance(error, RateLimitError) for error in raised.value.failed.values())


async def test_requested_waits_are_not_attempts(world: World) -> None:
    world.faults = [Reply(429, headers={"retry-after": "0.01"})] * 20
    async with client(world) as jobs:
        handle = await jobs.send_job_dynamic("order.created", ORDER)
    assert list(world.runs) == [handle.id]
    assert len(world.received) == 21


async def test_wait_beyond_the_deadline_fails(world: World) -> None:
    world.faults = [Reply(429, headers={"retry-after": "30", "x-ratelimit-remaining": "7"})]
    async with client(world) as jobs:
        with pytest.raises(RateLimitError) as raised:
            await jobs.send_job_dynamic("order.created", ORDER)
    assert (raised.value.retry_after, raised.value.remaining) == (30, 7)
    assert len(world.received) == 1
