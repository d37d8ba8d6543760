"""Order of tenants, and limits on running jobs."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

import pytest
from cgk_runtime.client.batch import JobItem
from cgk_runtime.client.client import JobClient
from cgk_runtime.client.options import SendOptions
from cgk_runtime.sdk import Sdk
from cgk_runtime.tasks.options import Concurrency, RateLimit
from queue_database import QueueDatabase
from waiting import until

pytestmark = pytest.mark.anyio
EVENT = "order.created"
SILENT: dict[str, Any] = {"heartbeat": 60, "poll": 60}
"""Workers that only notifications wake."""


class Work:
    """Handler that notes the tenants of its runs, and how many run at a time.

    Attributes:
        started: Tenants in the order of their starts.
        most: Most simultaneous runs, by tenant, by order and over all.
    """

    def __init__(self, seconds: float = 0.0, hold: asyncio.Event | None = None) -> None:
        self.started: list[str] = []
        self.most = Counter[str]()
        self._running = Counter[str]()
        self._seconds = seconds
        self._hold = hold

    async def __call__(self, payload: Any) -> None:
        self.started.append(payload.tenant_id)
        groups = (payload.tenant_id, f"{payload.tenant_id}/{payload.order_id}", "all")
        self._running.update(groups)
        for group in groups:
            self.most[group] = max(self.most[group], self._running[group])
        await (asyncio.sleep(self._seconds) if self._hold is None else self._hold.wait())
        self._running.subtract(groups)


async def send(
    client: JobClient, tenant: str, number: int, order: str = "", options: SendOptions | None = None
) -> None:
    items = [
        JobItem[Any](EVENT, {"tenantId": tenant, "orderId": order or f"o{index}"}, options or {})
        for index in range(number)
    ]
    await client.send_jobs(items)


async def all_ended(queue: QueueDatabase) -> None:
    await until(lambda: queue.rows("SELECT count(*) FROM run WHERE ended_at IS NULL") == [(0,)])


async def test_large_tenant_delays_no_other(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    work = Work()
    sdk.task(EVENT)(work)
    await send(client, "large", 400)
    for tenant in "bcdef":
        await send(client, tenant, 3)
    async with queue.working(sdk, concurrency=1):
        await until(lambda: len(work.started) >= 30)
    # Each of the six tenants has one turn in each round.
    assert [sorted(work.started[at : at + 6]) for at in (0, 6, 12)] == [sorted(["large", *"bcdef"])] * 3
    assert set(work.started[18:]) == {"large"}


async def test_tenant_that_was_idle_gets_no_credit(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    work = Work()
    sdk.task(EVENT)(work)
    async with queue.working(sdk, concurrency=1):
        await send(client, "late", 1)
        await send(client, "busy", 20)
        await all_ended(queue)
    await send(client, "busy", 10)
    await send(client, "late", 10)
    begin = len(work.started)
    async with queue.working(sdk, concurrency=1):
        await all_ended(queue)
    assert Counter(work.started[begin : begin + 10]) == {"busy": 5, "late": 5}


async def test_limits_of_all_kinds_hold_together(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    work = Work(0.01)
    limits = [Concurrency(5), Concurrency(3, by="tenantId"), Concurrency(1, by="orderId")]
    sdk.task(EVENT, concurrency=limits)(work)
    for tenant in ("acme", "bolt", "rawdog"):
        await send(client, tenant, 12, "same")
        await send(client, tenant, 12)
    async with queue.working(sdk, concurrency=8, **SILENT), queue.working(sdk, concurrency=8, **SILENT):
        await all_ended(queue)
    assert len(work.started) == 72
    maximum = work.most
    assert 1 < maximum["all"] <= 5
    assert max(maximum[tenant] for tenant in ("acme", "bolt", "rawdog")) <= 3
    assert max(count for group, count in maximum.items() if "/" in group) == 1
    assert queue.rows("SELECT key FROM slot WHERE used <> 0") == []


async def test_concurrency_per_key_of_the_send(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    hold = asyncio.Event()
    work = Work(hold=hold)
    sdk.task(EVENT, concurrency=1)(work)
    for key in ("a", "b"):
        await send(client, "rawdog", 10, key, {"concurrency_key": key})
    async with queue.working(sdk):
        await until(lambda: work.most["all"] == 2)
        hold.set()
        await all_ended(queue)
    assert (work.most["rawdog/a"], work.most["rawdog/b"], work.most["all"]) == (1, 1, 2)


async def test_full_lane_leaves_others_running(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    work = Work(0.02)
    other = Work()
    sdk.task(EVENT, concurrency=Concurrency(1, by="tenantId"))(work)
    sdk.task("tax.computed")(lambda payload: other.started.append(payload.tenant_id))
    await send(client, "rawdog", 30)
    await client.send_jobs([JobItem[Any]("tax.computed", {"tenantId": "rawdog", "amount": 1}, {})])
    async with queue.working(sdk, concurrency=3):
        await until(lambda: bool(other.started))
        assert len(work.started) < 10


async def test_canceled_job_wakes_the_next_lane(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    hold = asyncio.Event()
    started: list[str] = []

    @sdk.task(EVENT, concurrency=[Concurrency(1)])
    async def work(payload: Any) -> None:
        started.append(payload.tenant_id)
        await hold.wait()

    await send(client, "acme", 1)
    async with queue.working(sdk, **SILENT):
        await until(lambda: started == ["acme"])
        handle = await client.send_job_dynamic(EVENT, {"tenantId": "bolt", "orderId": "1"})
        await send(client, "rawdog", 1)
        await until(lambda: len(queue.rows("SELECT id FROM lane WHERE state = 'full'")) == 2)
        await handle.cancel()
        hold.set()
        await all_ended(queue)
    assert started == ["acme", "rawdog"]


async def test_changed_limit_applies_at_once(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    empty = sdk.registry.state()
    sdk.task(EVENT, concurrency=Concurrency(1, by="tenantId"))(Work())
    await send(client, "rawdog", 10)
    async with queue.working(sdk, concurrency=1):
        await all_ended(queue)
    await send(client, "rawdog", 10)
    queue.rows("SELECT admit(100)")
    hold = asyncio.Event()
    work = Work(hold=hold)
    sdk.registry.restore(empty)
    sdk.task(EVENT, concurrency=Concurrency(4, by="tenantId"))(work)
    async with queue.working(sdk):
        await until(lambda: work.most["rawdog"] == 4)
        hold.set()
        await all_ended(queue)
    assert work.most["rawdog"] == 4


async def test_rates_hold_with_concurrency(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    @sdk.task(EVENT, concurrency=2, rate_limit=[RateLimit(8, per=1.0), RateLimit(3, per=1.0, by="tenantId")])
    async def work(_payload: Any) -> None:
        return

    for tenant in ("acme", "bolt", "rawdog"):
        await send(client, tenant, 5)
    async with queue.working(sdk, **SILENT), queue.working(sdk, **SILENT):
        await all_ended(queue)
    starts: defaultdict[str, list[datetime]] = defaultdict(list)
    for key, at in queue.rows("SELECT key, at FROM recent_start ORDER BY at"):
        starts[key].append(at)
    assert sorted(len(times) for times in starts.values()) == [5, 5, 5, 15]
    for times in starts.values():
        bound = 8 if len(times) == 15 else 3
        assert all((later - earlier).total_seconds() >= 1 for earlier, later in zip(times, times[bound:], strict=False))


async def test_weights_give_more_turns(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    work = Work()
    sdk.task(EVENT)(work)

    @sdk.tenant_weight
    def weight(tenant: str) -> float:
        return 4 if tenant == "large" else 1

    assert weight("small") == 1
    await send(client, "large", 50)
    await send(client, "small", 50)
    async with queue.working(sdk, concurrency=1):
        await until(lambda: len(work.started) >= 42)
    # The weight is known after the first turn.
    assert 7 <= Counter(work.started[:42])["small"] <= 10


async def test_unfair_events_share_one_turn(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    work = Work()
    sdk.task(EVENT)(work)
    for tenant in ("acme", "bolt"):
        await send(client, tenant, 5)
    queue.rows('INSERT INTO handler VALUES (%s, \'[{"name": "order-created", "rules": [], "fair": false}]\')', EVENT)
    queue.rows("SELECT admit(100)")
    async with queue.working(sdk, concurrency=1):
        await all_ended(queue)
    assert work.started == ["acme"] * 5 + ["bolt"] * 5
