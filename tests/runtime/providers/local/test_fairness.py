"""Turns of tenants, their weights, and rate limits, on the local provider."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from cgk_runtime import Concurrency, JobClient, RateLimit, Sdk
from cgk_runtime.client.batch import JobItem
from cgk_runtime.providers.local import LocalOptions, LocalProvider
from cgk_runtime.testing import SentJobs
from shop import CATALOG, OrderCreatedPayload, ReviewSubmittedPayload

pytestmark = pytest.mark.anyio


@pytest.fixture
def sent(sdk: Sdk) -> Iterator[SentJobs]:
    with SentJobs(sdk) as sent:
        yield sent


def make_item(tenant: str, order: str = "o") -> JobItem[Any]:
    return JobItem("order.created", {"tenantId": tenant, "orderId": order}, {})


async def tenants_in_start_order(
    sdk: Sdk, tenants: Sequence[str], *, count: int | None = None, concurrency: int = 1
) -> list[str]:
    """Send the tenants' jobs in one batch; return the tenants of the first `count` jobs that start, in order."""
    started: list[str] = []
    finished = asyncio.Event()
    expected = len(tenants) if count is None else count

    async def order(payload: OrderCreatedPayload) -> None:
        started.append(payload.tenant_id)
        if len(started) == expected:
            finished.set()

    sdk.task("order.created")(order)
    options = LocalOptions(concurrency=concurrency, max_waiting=len(tenants), drain_seconds=0)
    async with sdk.create_job_client(LocalProvider(sdk.runner, options, announce=False)) as client:
        await client.send_jobs([make_item(tenant) for tenant in tenants])
        await finished.wait()
    return started[:expected]


async def test_new_tenant_waits_one_round_at_most(sdk: Sdk) -> None:
    small_tenants = ["shop-1", "shop-2", "shop-3"]
    started = await tenants_in_start_order(sdk, [*["busy"] * 10_000, *small_tenants * 20, "quiet"], count=50)
    # The first job starts before the others are queued; then each round has one turn of each of five tenants.
    assert started.index("quiet") <= 5
    turns = Counter(started[6:46])  # forty turns of the four other tenants
    assert {turns[tenant] for tenant in ("busy", *small_tenants)} == {10}


def jain(counts: Iterable[int]) -> float:
    """Return Jain's index of fairness: 1 if all are equal."""
    values = list(counts)
    return sum(values) ** 2 / (len(values) * sum(value * value for value in values))


async def test_shares_are_equal_under_a_zipf_load(sdk: Sdk) -> None:
    tenants = [f"shop-{number}" for number in range(20)]
    load = [tenant for index, tenant in enumerate(tenants) for _ in range(600 // (index + 1))]
    random.Random(7).shuffle(load)  # noqa: S311  not a secret
    started = await tenants_in_start_order(sdk, load, concurrency=4)
    waiting, turns = Counter(load), Counter[str]()
    for tenant in started:
        waiting[tenant] -= 1
        turns[tenant] += 1
        if not waiting[tenant]:
            break
    assert jain(turns[tenant] for tenant in tenants) >= 0.95
    assert jain(Counter(load).values()) < 0.5


async def test_weight_multiplies_turns(sdk: Sdk) -> None:
    @sdk.tenant_weight
    def weight(tenant_id: str) -> float:
        return 3 if tenant_id == "large" else 1

    started = await tenants_in_start_order(sdk, ["large", "small"] * 60, count=80)
    assert 57 <= started.count("large") <= 60  # three of four turns, of eighty


@pytest.mark.parametrize("invalid_weight", [0, -1, float("nan"), float("inf"), "many"])
async def test_invalid_weight_counts_as_one(sdk: Sdk, invalid_weight: Any, caplog: pytest.LogCaptureFixture) -> None:
    @sdk.tenant_weight
    def weight(tenant_id: str) -> Any:
        return invalid_weight if tenant_id == "large" else 1

    started = await tenants_in_start_order(sdk, ["large"] * 10 + ["small"] * 10, count=10)
    assert 4 <= started.count("small") <= 6
    # One message, not one for every job.
    assert [record.message.partition(" ")[0] for record in caplog.records].count("@tenant_weight") == 1


async def test_jobs_start_in_order_without_fairness() -> None:
    event = replace(CATALOG.event("order.created"), fairness="none")
    sdk = Sdk(replace(CATALOG, events={**CATALOG.events, "order.created": event}))
    tenants = ["busy"] * 5 + ["quiet"] * 2
    assert await tenants_in_start_order(sdk, tenants) == tenants


async def test_total_limit_is_shared_in_turns(sdk: Sdk, client: JobClient) -> None:
    started: list[str] = []

    @sdk.task("order.created", concurrency=[Concurrency(2)])
    async def order(payload: OrderCreatedPayload) -> None:
        started.append(payload.tenant_id)
        await asyncio.sleep(0.001)

    handles = await client.send_jobs([make_item("busy") for _ in range(30)])
    await asyncio.sleep(0.002)  # the jobs of the busy tenant are held back by the limit now
    handles += await client.send_jobs([make_item("quiet")])
    started_before = len(started)
    for handle in handles:
        await handle.wait(20)
    assert started.index("quiet") <= started_before + 3


async def test_tenant_at_its_limit_blocks_no_other(sdk: Sdk, client: JobClient) -> None:
    running: Counter[str] = Counter()
    running_together: set[frozenset[str]] = set()
    maximum: Counter[str] = Counter()

    @sdk.task("order.created", concurrency=[Concurrency(2), Concurrency(1, by="tenantId")])
    async def order(payload: OrderCreatedPayload) -> None:
        running[payload.tenant_id] += 1
        maximum[payload.tenant_id] = max(maximum[payload.tenant_id], running[payload.tenant_id])
        running_together.add(frozenset(+running))
        await asyncio.sleep(0.002)
        running[payload.tenant_id] -= 1

    handles = await client.send_jobs(
        [*(make_item("a") for _ in range(10)), *(make_item("b") for _ in range(9)), make_item("c")]
    )
    for handle in handles:
        await handle.wait(20)
    assert max(maximum.values()) == 1
    assert max(map(len, running_together)) == 2
    assert any("c" in tenants for tenants in running_together)


async def test_held_run_keeps_its_place(sdk: Sdk) -> None:
    started: list[str] = []
    other_started = asyncio.Event()

    @sdk.task("order.created", concurrency=[Concurrency(1, by="orderId")])
    async def order(payload: OrderCreatedPayload) -> None:
        started.append(payload.order_id)
        if payload.order_id == "same":
            await other_started.wait()
        else:
            other_started.set()

    provider = LocalProvider(sdk.runner, LocalOptions(concurrency=2), announce=False)
    async with sdk.create_job_client(provider) as client:
        orders = ["same", "same", *(f"other-{number}" for number in range(40))]
        handles = await client.send_jobs([make_item("shop", order_id) for order_id in orders])
        for handle in handles:
            await handle.wait(20)
    assert started.index("same", 1) < 20  # it was sent before the others


async def test_canceled_run_passes_its_slot_on(sdk: Sdk) -> None:
    """A canceled run frees its slot of a limit, even if it was still waiting for a worker."""
    may_end = {name: asyncio.Event() for name in ("first", "other")}
    review_started = asyncio.Event()

    @sdk.task("order.created", concurrency=[Concurrency(1, by="orderId")])
    async def order(payload: OrderCreatedPayload) -> None:
        if payload.order_id in may_end:
            await may_end[payload.order_id].wait()

    @sdk.task("review.submitted")
    async def review(payload: ReviewSubmittedPayload) -> None:
        review_started.set()
        await may_end["other"].wait()

    provider = LocalProvider(sdk.runner, LocalOptions(concurrency=2), announce=False)
    async with sdk.create_job_client(provider) as client:
        first, held, held_next = await client.send_jobs([make_item("shop", "first") for _ in range(3)])
        await client.send_jobs([make_item("shop", "other")])
        urgent = {"tenantId": "shop", "text": "x", "stars": 1}
        await client.send_job_dynamic("review.submitted", urgent, priority=60)
        may_end["first"].set()
        await first.wait(20)
        await review_started.wait()
        # The review runs on the worker of the first run, so `held` has left the limit's queue but has no worker.
        await held.cancel()
        may_end["other"].set()
        await held_next.wait(20)


def most_in_a_period(starts: Sequence[float], period: float) -> int:
    """Return the highest number of starts within any period of this many seconds."""
    return max(sum(begin <= start < begin + period for start in starts) for begin in starts)


async def test_rates_and_concurrency_hold_together(sdk: Sdk, sent: SentJobs) -> None:
    starts: dict[str, list[float]] = {"a": [], "b": [], "c": []}

    @sdk.task(
        "order.created",
        rate_limit=[RateLimit(3, per=60, by="tenantId"), RateLimit(5, per=60)],
        concurrency=[Concurrency(4), Concurrency(2, by="tenantId")],
    )
    async def order(payload: OrderCreatedPayload) -> None:
        starts[payload.tenant_id].append(sent.clock.time)

    await sdk.send_jobs([*(make_item("a") for _ in range(12)), *(make_item("b") for _ in range(6)), make_item("c")])
    await sent.run_until_idle()
    assert sorted(map(len, starts.values())) == [1, 2, 2]  # five starts, as the rate over all tenants allows
    for _ in range(10):
        await sent.advance(60)
    assert {tenant: len(times) for tenant, times in starts.items()} == {"a": 12, "b": 6, "c": 1}
    assert max(most_in_a_period(times, 60) for times in starts.values()) <= 3
    assert most_in_a_period([start for times in starts.values() for start in times], 60) <= 5


async def test_rate_counts_runs_not_attempts(sdk: Sdk, sent: SentJobs) -> None:
    attempts: list[str] = []

    @sdk.task("order.created", rate_limit=RateLimit(1, per=3600))
    async def order(payload: OrderCreatedPayload) -> None:
        attempts.append(payload.order_id)
        if len(attempts) < 3:
            raise ValueError

    await sdk.send_jobs([make_item("a", "first"), make_item("b", "second")])
    await sent.run_until_idle()
    await sent.advance(60)
    assert attempts == ["first"] * 3
    await sent.advance(3600)
    assert attempts == ["first"] * 3 + ["second"]


async def test_short_rate_limit_resets_no_long_one(sdk: Sdk, sent: SentJobs) -> None:
    started: list[str] = []

    @sdk.task("order.created", name="daily", rate_limit=RateLimit(1, per=86_400))
    async def daily(payload: OrderCreatedPayload) -> None:
        started.append(payload.order_id)

    @sdk.task("order.created", name="often", rate_limit=RateLimit(1, per=1, by="orderId"))
    async def often(payload: OrderCreatedPayload) -> None: ...

    for order in ("first", "second", "third"):
        await sdk.send_jobs([make_item("a", order)])
        await sent.advance(60)
    assert started == ["first"]
