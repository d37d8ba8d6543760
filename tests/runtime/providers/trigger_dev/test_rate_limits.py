"""Batches within the server's rate limit: parts as large as it allows, waits within the deadline, clear failures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from cgk_runtime import BatchError, JobClient, RateLimitError
from cgk_runtime.providers.trigger_dev import TriggerDevProvider, TriggerDevSettings
from http_server import Reply
from shop import CATALOG, ORDER
from trigger_dev_server import KEY, BatchLimit, FakeTriggerDev

from .conftest import SHORT_WAITS, make_items

pytestmark = pytest.mark.anyio


def make_client(trigger_dev: FakeTriggerDev, **policy: Any) -> JobClient:
    options = replace(SHORT_WAITS, policy=replace(SHORT_WAITS.policy, **policy))
    return JobClient(CATALOG, TriggerDevProvider(TriggerDevSettings(KEY, trigger_dev.url), CATALOG, options))


def sent_orders(trigger_dev: FakeTriggerDev) -> list[str]:
    """Return the order ids of all runs, sorted by number."""
    return sorted((run.fields["payload"]["orderId"] for run in trigger_dev.runs.values()), key=int)


async def test_batches_fill_the_remaining_limit(trigger_dev: FakeTriggerDev) -> None:
    trigger_dev.batch_limit = BatchLimit(tokens=1200, refill=100, period=0.05)
    async with make_client(trigger_dev) as jobs:
        handles = await jobs.send_jobs(make_items(2500))
        assert len({handle.id for handle in handles}) == 2500
        assert (await handles[-1].status()).status == "queued"
    assert sent_orders(trigger_dev) == [str(index) for index in range(2500)]
    sizes = [batch["runCount"] for batch in trigger_dev.batches.values()]
    assert sizes[0] == 1000
    assert sizes[1] >= 200, "the limit still allows 200 items, and those added since"
    assert len(sizes) <= 50, "batches use the limit that the server reports"


async def test_batches_shrink_without_a_reported_limit(trigger_dev: FakeTriggerDev) -> None:
    trigger_dev.batch_limit = BatchLimit(tokens=300, refill=100, period=0.05, reports_remaining=False)
    async with make_client(trigger_dev) as jobs:
        await jobs.send_jobs(make_items(1000))
    assert sent_orders(trigger_dev) == [str(index) for index in range(1000)]


async def test_exhausted_limit_fails_the_rest(trigger_dev: FakeTriggerDev) -> None:
    trigger_dev.batch_limit = BatchLimit(tokens=30, refill=0, period=0.1)
    async with make_client(trigger_dev, deadline=0.5) as jobs:
        with pytest.raises(BatchError, match="70 of 100 jobs were refused; 30 were sent") as raised:
            await jobs.send_jobs(make_items(100))
    assert sent_orders(trigger_dev) == [str(index) for index in range(30)]
    assert all(isinstance(error, RateLimitError) for error in raised.value.failed.values())


async def test_requested_waits_are_not_attempts(trigger_dev: FakeTriggerDev) -> None:
    trigger_dev.faults = [Reply(429, headers={"retry-after": "0.01"})] * 20
    async with make_client(trigger_dev) as jobs:
        handle = await jobs.send_job_dynamic("order.created", ORDER)
    assert list(trigger_dev.runs) == [handle.id]
    assert len(trigger_dev.received) == 21


async def test_wait_beyond_the_deadline_fails(trigger_dev: FakeTriggerDev) -> None:
    trigger_dev.faults = [Reply(429, headers={"retry-after": "30", "x-ratelimit-remaining": "7"})]
    async with make_client(trigger_dev) as jobs:
        with pytest.raises(RateLimitError) as raised:
            await jobs.send_job_dynamic("order.created", ORDER)
    assert (raised.value.retry_after, raised.value.remaining) == (30, 7)
    assert len(trigger_dev.received) == 1
