"""Outages, races and malicious roles do not lose, repeat or cancel a run."""

from __future__ import annotations

import asyncio
import threading
from contextlib import nullcontext
from typing import Any, Literal
from unittest.mock import Mock

import psycopg
import pytest
from cgk_runtime.client.administration import Erasure
from cgk_runtime.client.client import JobClient
from cgk_runtime.errors import ProviderError
from cgk_runtime.providers.postgres.manager import QueueManager
from cgk_runtime.providers.postgres.provider import PostgresProvider
from cgk_runtime.providers.postgres.waiting import EndListener
from cgk_runtime.providers.postgres.worker import PostgresWorker
from cgk_runtime.providers.worker import WorkerOptions
from cgk_runtime.sdk import Sdk
from psycopg_pool.base import AttemptWithBackoff
from queue_database import SEND_JOB, QueueDatabase
from shop import ORDER
from waiting import WAIT_TIMEOUT, until, until_sync

pytestmark = pytest.mark.anyio
EVENT = "order.created"


async def test_notifications_are_not_trusted(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    release, started = asyncio.Event(), asyncio.Event()

    @sdk.task(EVENT)
    async def work(_payload: Any) -> str:
        started.set()
        await release.wait()
        return "done"

    async with queue.running_worker(sdk, poll=60):
        handle = await client.send_job_dynamic(EVENT, ORDER)
        waiting = asyncio.create_task(handle.wait(WAIT_TIMEOUT))
        listening = "SELECT count(*) FROM pg_stat_activity WHERE query = 'LISTEN cgk_jobs_ended' AND state = 'idle'"
        await until(lambda: queue.rows(listening) == [(1,)])
        await asyncio.wait_for(started.wait(), WAIT_TIMEOUT)
        number = handle.id.removeprefix("run_")
        with psycopg.connect(queue.sender, autocommit=True) as sender:
            for text in ("garbage", f'{{"type": "abort_job_requested", "job_id": {number}}}'):
                sender.execute("SELECT pg_notify('procrastinate_any_queue_v1', %s)", (text,))
            for text in ("garbage", "1" * 5000):  # the second one exceeds Python's limit for integers
                sender.execute("SELECT pg_notify('cgk_jobs_ended', %s)", (text,))
        second = await client.send_job_dynamic(EVENT, ORDER)
        await until(lambda: queue.rows("SELECT count(*) FROM run WHERE status = 'running'") == [(2,)])
        release.set()
        assert [await waiting, await second.wait(WAIT_TIMEOUT)] == ["done", "done"]
        assert queue.rows(listening) == [(1,)]


async def test_worker_that_ends_too_early_fails(
    sdk: Sdk, queue: QueueDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(QueueManager, "listen_for_jobs", fail)
    with pytest.raises(ProviderError, match="stopped unexpectedly"):
        await PostgresWorker(sdk, queue.settings(), WorkerOptions(print)).run(asyncio.Event())


def test_cancel_wins_over_a_concurrent_retry(queue: QueueDatabase) -> None:
    queue.register_handler(EVENT)
    ((ids,),) = queue.rows(SEND_JOB, EVENT, "rawdog", '{"tenantId": "rawdog", "orderId": "1"}', None)
    queue.rows("SELECT admit(10)")
    ((worker,),) = queue.rows("SELECT procrastinate_register_worker_v1()")
    ((starts, losses),) = queue.rows("SELECT starts, losses FROM fetch_run(%s)", worker)
    with psycopg.connect(queue.admin, options="-csearch_path=cgk_jobs") as connection:
        connection.execute(
            "SELECT finish_run(%s, %s, %s, %s, 'again', _attempt => 1, _error_type => 'ValueError', _seconds => 0)",
            (ids[0], worker, starts, losses),
        )
        canceling = threading.Thread(target=queue.rows, args=("SELECT cancel(%s)", ids))
        canceling.start()
        blocked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%%cancel%%'"
        until_sync(lambda: queue.rows(blocked) != [(0,)])
        connection.commit()
        canceling.join()
    queue.rows("SELECT admit(10)")
    assert queue.rows("SELECT id FROM fetch_run(%s)", worker) == [(None,)]
    assert queue.rows("SELECT status FROM run") == [("cancelled",)]


async def test_job_is_canceled_while_it_is_split(client: JobClient, queue: QueueDatabase) -> None:
    queue.rows('INSERT INTO handler VALUES (%s, \'[{"name": "first"}, {"name": "second"}]\')', EVENT)
    handle = await client.send_job_dynamic(EVENT, ORDER)
    with psycopg.connect(queue.admin, options="-csearch_path=cgk_jobs") as connection:
        connection.execute("SELECT admit(10)")
        canceling = asyncio.create_task(handle.cancel())
        blocked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%%cancel%%'"
        await until(lambda: queue.rows(blocked) == [(1,)])
        connection.commit()
    await canceling
    assert [run.status for run in await handle.runs()] == ["cancelled", "cancelled"]


async def test_tenant_is_erased_while_workers_fetch(client: JobClient, queue: QueueDatabase) -> None:
    queue.register_handler(EVENT)
    first = await client.send_job_dynamic(EVENT, ORDER)
    await client.send_job_dynamic(EVENT, ORDER, priority=60)
    queue.rows("SELECT admit(10)")
    ((worker,),) = queue.rows("SELECT procrastinate_register_worker_v1()")
    blocked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE %s"
    with psycopg.connect(queue.admin) as connection:
        connection.execute(
            "SELECT FROM cgk_jobs.procrastinate_jobs WHERE id = %s FOR UPDATE", (first.id.removeprefix("run_"),)
        )
        provider = client.provider
        assert isinstance(provider, PostgresProvider)
        erasing = asyncio.create_task(provider.erase_tenant("rawdog"))  # it has deleted the other job
        await until(lambda: queue.rows(blocked, "%cgk_jobs.erase%") == [(1,)])
        fetching = asyncio.create_task(asyncio.to_thread(queue.rows, "SELECT id FROM fetch_run(%s)", worker))
        await until(lambda: queue.rows(blocked, "%fetch_run%") == [(1,)])
        connection.rollback()
    assert await erasing == Erasure(2)
    assert await fetching == [(None,)]
    assert queue.rows("SELECT FROM tenant UNION ALL SELECT FROM lane") == []


async def test_outage_repeats_no_run(
    sdk: Sdk, client: JobClient, queue: QueueDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Like after a long outage, the pool pauses for a long time after its third attempt to connect.
    monkeypatch.setattr(AttemptWithBackoff, "INITIAL_DELAY", 0.001)
    monkeypatch.setattr(AttemptWithBackoff, "DELAY_BACKOFF", 1000.0)
    monkeypatch.setattr("cgk_runtime.providers.postgres.worker._POOL_SECONDS", 0.5)
    started: list[str] = []
    release = asyncio.Event()

    @sdk.task(EVENT)
    async def work(payload: Any) -> str:
        started.append(payload.order_id)
        await release.wait()
        return str(payload.order_id)

    # A worker counts as dead after three heartbeats, which is longer than it needs to connect again.
    options: dict[str, Any] = {"heartbeat": 1.0, "concurrency": 2}
    async with queue.running_worker(sdk, **options), queue.running_worker(sdk, **options):
        handles = [await client.send_job_dynamic(EVENT, {**ORDER, "orderId": str(index)}) for index in range(4)]
        await until(lambda: len(started) == 4)
        with psycopg.connect(queue.server.admin, autocommit=True) as admin:
            admin.execute(f"ALTER DATABASE {queue.name} ALLOW_CONNECTIONS false".encode())
            try:
                admin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (queue.name,)
                )
                await asyncio.sleep(3.5)
            finally:
                admin.execute(f"ALTER DATABASE {queue.name} ALLOW_CONNECTIONS true".encode())
        # Both workers have sent a heartbeat, so neither may take over the runs of the other.
        await until(
            lambda: (
                queue.rows("SELECT min(last_heartbeat) > now() - interval '1.5 s' FROM procrastinate_workers")
                == [(True,)]
            )
        )
        release.set()
        assert [await handle.wait(WAIT_TIMEOUT) for handle in handles] == ["0", "1", "2", "3"]
    assert sorted(started) == ["0", "1", "2", "3"]


@pytest.mark.parametrize("table", ["idempotency_key (key, run_id, expires_at)", "recent_start (key, at, expires_at)"])
def test_cleanup_continues_while_rows_remain(queue: QueueDatabase, table: str) -> None:
    value = "0" if "run_id" in table else "now()"
    queue.rows(f"INSERT INTO {table} SELECT n, {value}, now() - interval '1 s' FROM generate_series(1, 1500) AS n")  # noqa: S608
    assert [queue.rows("SELECT clean(60)") for _ in range(2)] == [[(True,)], [(False,)]]


async def test_cleanup_does_not_stop_the_heartbeat(sdk: Sdk, queue: QueueDatabase) -> None:
    with psycopg.connect(queue.admin) as blocking:
        blocking.execute("LOCK TABLE cgk_jobs.idempotency_key")
        blocked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%%clean(%%'"
        async with queue.running_worker(sdk, heartbeat=0.1):
            await until(lambda: queue.rows(blocked) == [(1,)])
            ((before,),) = queue.rows("SELECT clock_timestamp()")
            await until(lambda: queue.rows("SELECT max(last_heartbeat) FROM procrastinate_workers")[0][0] > before)
            blocking.rollback()


def test_sender_cannot_jump_the_queue_or_block_it(queue: QueueDatabase) -> None:
    queue.register_handler(EVENT)
    with psycopg.connect(queue.sender, autocommit=True) as sender:
        for at in ("-infinity", "1970-01-01Z", "infinity", "20000-01-01Z"):
            sender.execute(SEND_JOB.encode(), (EVENT, "rawdog", "{}", f'{{"at": "{at}"}}'))
    assert queue.rows("SELECT count(*) FROM run WHERE due_at >= queued_at") == [(4,)]
    assert queue.rows("SELECT admit(10)") == [(2,)]  # the two of the past; the other two are due in 9999
    ((run_id, wait),) = queue.rows(
        "SELECT fetched.id, wait FROM procrastinate_register_worker_v1() AS worker_id, fetch_run(worker_id) AS fetched"
    )
    assert (run_id is not None, wait) == (True, None)
    assert queue.rows("SELECT due_at FROM run ORDER BY id DESC LIMIT 1")[0][0].year == 9999


@pytest.mark.parametrize("loop_turns", range(4))
async def test_canceled_wait_ends(client: JobClient, monkeypatch: pytest.MonkeyPatch, loop_turns: int) -> None:
    is_waiting = asyncio.Event()

    class ObservedEvent(asyncio.Event):
        async def wait(self) -> Literal[True]:
            is_waiting.set()
            return await super().wait()

    changed = ObservedEvent()
    monkeypatch.setattr(EndListener, "watch", Mock(return_value=nullcontext(changed)))
    handle = await client.send_job_dynamic(EVENT, ORDER)
    waiting = asyncio.create_task(handle.wait())
    await asyncio.wait_for(is_waiting.wait(), WAIT_TIMEOUT)
    changed.set()  # a notification that arrives up to three turns of the event loop before the cancellation
    for _ in range(loop_turns):
        await asyncio.sleep(0)
    waiting.cancel()
    _, pending = await asyncio.wait([waiting], timeout=WAIT_TIMEOUT)
    assert not pending
    assert waiting.cancelled()
