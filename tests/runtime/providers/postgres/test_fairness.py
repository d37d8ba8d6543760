"""Order of tenants, and limits on running jobs.

A lane holds the waiting runs of one tenant that share all limits; it is full while one of them permits no start.
"""

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
WITHOUT_POLLS: dict[str, Any] = {"heartbeat": 60, "poll": 60}
"""Options of a worker that only notifications wake during a test."""


class RecordingHandler:
    """Handler that records the tenants of its runs, and how many runs it has at a time.

    Args:
        seconds: Duration of a run.
        release: Event that all runs wait for, instead of a duration.

    Attributes:
        started: Tenants in the order of their starts.
        max_running: Maximum number of simultaneous runs of each tenant ("acme"), of each order ("acme/o1") and of all
            ("all").
    """

    def __init__(self, seconds: float = 0.0, release: asyncio.Event | None = None) -> None:
        self.started: list[str] = []
        self.max_running = Counter[str]()
        self._running = Counter[str]()
        self._seconds = seconds
        self._release = release

    async def __call__(self, payload: Any) -> None:
        self.started.append(payload.tenant_id)
        groups = (payload.tenant_id, f"{payload.tenant_id}/{payload.order_id}", "all")
        self._running.update(groups)
        for group in groups:
            self.max_running[group] = max(self.max_running[group], self._running[group])
        await (asyncio.sleep(self._seconds) if self._release is None else self._release.wait())
        self._running.subtract(groups)


async def send(client: JobClient, tenant: str, count: int, order: str = "", options: SendOptions | None = None) -> None:
    items = [
        JobItem[Any](EVENT, {"tenantId": tenant, "orderId": order or f"o{index}"}, options or {})
        for index in range(count)
    ]
    await client.send_jobs(items)


async def until_all_ended(queue: QueueDatabase) -> None:
    await until(lambda: queue.rows("SELECT count(*) FROM run WHERE ended_at IS NULL") == [(0,)])


async def test_large_tenant_delays_no_other(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    handler = RecordingHandler()
    sdk.task(EVENT)(handler)
    await send(client, "large", 400)
    for tenant in "bcdef":
        await send(client, tenant, 3)
    async with queue.running_worker(sdk, concurrency=1):
        await until(lambda: len(handler.started) >= 30)
    # Each of the six tenants has one turn in each round.
    assert [sorted(handler.started[start : start + 6]) for start in (0, 6, 12)] == [sorted(["large", *"bcdef"])] * 3
    assert set(handler.started[18:]) == {"large"}


async def test_tenant_that_was_idle_gets_no_credit(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    handler = RecordingHandler()
    sdk.task(EVENT)(handler)
    async with queue.running_worker(sdk, concurrency=1):
        await send(client, "late", 1)
        await send(client, "busy", 20)
        await until_all_ended(queue)
    await send(client, "busy", 10)
    await send(client, "late", 10)
    start = len(handler.started)
    async with queue.running_worker(sdk, concurrency=1):
        await until_all_ended(queue)
    assert Counter(handler.started[start : start + 10]) == {"busy": 5, "late": 5}


async def test_limits_of_all_kinds_hold_together(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    handler = RecordingHandler(0.01)
    limits = [Concurrency(5), Concurrency(3, by="tenantId"), Concurrency(1, by="orderId")]
    sdk.task(EVENT, concurrency=limits)(handler)
    for tenant in ("acme", "bolt", "rawdog"):
        await send(client, tenant, 12, "same")
        await send(client, tenant, 12)
    async with (
        queue.running_worker(sdk, concurrency=8, **WITHOUT_POLLS),
        queue.running_worker(sdk, concurrency=8, **WITHOUT_POLLS),
    ):
        await until_all_ended(queue)
    assert len(handler.started) == 3 * (12 + 12)
    maximum = handler.max_running
    assert 1 < maximum["all"] <= 5
    assert max(maximum[tenant] for tenant in ("acme", "bolt", "rawdog")) <= 3
    assert max(count for group, count in maximum.items() if "/" in group) == 1
    assert queue.rows("SELECT key FROM slot WHERE used <> 0") == []


async def test_concurrency_per_key_of_the_send(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    release = asyncio.Event()
    handler = RecordingHandler(release=release)
    sdk.task(EVENT, concurrency=1)(handler)
    for key in ("a", "b"):
        await send(client, "rawdog", 10, key, {"concurrency_key": key})
    async with queue.running_worker(sdk):
        await until(lambda: handler.max_running["all"] == 2)
        release.set()
        await until_all_ended(queue)
    assert (handler.max_running["rawdog/a"], handler.max_running["rawdog/b"], handler.max_running["all"]) == (1, 1, 2)


async def test_full_lane_leaves_others_running(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    handler = RecordingHandler(0.02)
    sdk.task(EVENT, concurrency=Concurrency(1, by="tenantId"))(handler)
    started_before: list[int] = []
    sdk.task("tax.computed")(lambda _payload: started_before.append(len(handler.started)))
    await send(client, "rawdog", 30)
    await client.send_jobs([JobItem[Any]("tax.computed", {"tenantId": "rawdog", "amount": 1}, {})])
    async with queue.running_worker(sdk, concurrency=3):
        await until(lambda: bool(started_before))
    assert started_before[0] < 10  # of 30 that were sent before


async def test_canceled_job_wakes_the_next_lane(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    release = asyncio.Event()
    started: list[str] = []

    @sdk.task(EVENT, concurrency=[Concurrency(1)])
    async def work(payload: Any) -> None:
        started.append(payload.tenant_id)
        await release.wait()

    await send(client, "acme", 1)
    async with queue.running_worker(sdk, **WITHOUT_POLLS):
        await until(lambda: started == ["acme"])
        handle = await client.send_job_dynamic(EVENT, {"tenantId": "bolt", "orderId": "1"})
        await send(client, "rawdog", 1)
        await until(lambda: len(queue.rows("SELECT id FROM lane WHERE state = 'full'")) == 2)
        await handle.cancel()
        release.set()
        await until_all_ended(queue)
    assert started == ["acme", "rawdog"]


async def test_changed_limit_applies_at_once(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    without_handlers = sdk.registry.state()
    sdk.task(EVENT, concurrency=Concurrency(1, by="tenantId"))(RecordingHandler())
    await send(client, "rawdog", 10)
    async with queue.running_worker(sdk, concurrency=1):
        await until_all_ended(queue)
    await send(client, "rawdog", 10)
    queue.rows("SELECT admit(100)")  # into the lane of the first limit
    release = asyncio.Event()
    handler = RecordingHandler(release=release)
    sdk.registry.restore(without_handlers)
    sdk.task(EVENT, concurrency=Concurrency(4, by="tenantId"))(handler)
    async with queue.running_worker(sdk):
        await until(lambda: handler.max_running["rawdog"] == 4)
        release.set()
        await until_all_ended(queue)
    assert handler.max_running["rawdog"] == 4


async def test_rates_hold_with_concurrency(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    @sdk.task(EVENT, concurrency=2, rate_limit=[RateLimit(8, per=1.0), RateLimit(3, per=1.0, by="tenantId")])
    async def work(_payload: Any) -> None:
        return

    for tenant in ("acme", "bolt", "rawdog"):
        await send(client, tenant, 5)
    async with queue.running_worker(sdk, **WITHOUT_POLLS), queue.running_worker(sdk, **WITHOUT_POLLS):
        await until_all_ended(queue)
    starts: defaultdict[str, list[datetime]] = defaultdict(list)
    for key, at in queue.rows("SELECT key, at FROM recent_start ORDER BY at"):
        starts[key].append(at)
    # A key for each of three tenants with five starts, and one key for all starts.
    assert sorted(len(times) for times in starts.values()) == [5, 5, 5, 15]
    for times in starts.values():
        limit = 8 if len(times) == 15 else 3
        assert all((later - earlier).total_seconds() >= 1 for earlier, later in zip(times, times[limit:], strict=False))


async def test_weights_give_more_turns(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    handler = RecordingHandler()
    sdk.task(EVENT)(handler)

    @sdk.tenant_weight
    def weight(tenant: str) -> float:
        return 4 if tenant == "large" else 1

    assert weight("small") == 1
    await send(client, "large", 50)
    await send(client, "small", 50)
    async with queue.running_worker(sdk, concurrency=1):
        await until(lambda: len(handler.started) >= 42)
    # One of five starts, that is 8.4 of 42; the weight applies only after the first turn of the large tenant.
    assert 7 <= Counter(handler.started[:42])["small"] <= 10


async def test_unfair_events_share_one_turn(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    handler = RecordingHandler()
    sdk.task(EVENT)(handler)
    for tenant in ("acme", "bolt"):
        await send(client, tenant, 5)
    # Admitted with `fairness: none` of the catalog, before the worker registers its handler of a fair event.
    queue.rows('INSERT INTO handler VALUES (%s, \'[{"name": "order-created", "limits": [], "fair": false}]\')', EVENT)
    queue.rows("SELECT admit(100)")
    async with queue.running_worker(sdk, concurrency=1):
        await until_all_ended(queue)
    assert handler.started == ["acme"] * 5 + ["bolt"] * 5
