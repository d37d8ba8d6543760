"""Workers: attempts, cancellation, several handlers, schedules, and the end of a worker."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import psycopg
import pytest
from cgk_runtime.catalog import Retry
from cgk_runtime.client.administration import RunFilter
from cgk_runtime.client.client import JobClient
from cgk_runtime.client.provider import Run
from cgk_runtime.errors import AbortTask, NotSupportedError, RetryAfter, RunFailedError
from cgk_runtime.providers.postgres.manager import QueueManager
from cgk_runtime.providers.postgres.provider import PostgresProvider
from cgk_runtime.providers.postgres.upkeep import Upkeep
from cgk_runtime.providers.postgres.worker import PostgresWorker
from cgk_runtime.providers.worker import WorkerOptions
from cgk_runtime.sdk import Sdk
from cgk_runtime.tasks.context import TaskContext
from cgk_runtime.tasks.failures import RunFailure
from cgk_runtime.tasks.options import CancelOn, Debounce
from cgk_runtime.tenant import current_tenant
from measurements import measuring
from queue_database import SEND_JOB, QueueDatabase
from shop import CATALOG, ORDER, OrderCreatedPayload, make_sdk
from waiting import WAIT_TIMEOUT, until

pytestmark = pytest.mark.anyio
EVENT = "order.created"


async def test_attempts_follow_the_catalog(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    attempts: list[tuple[int, int]] = []
    failures: list[RunFailure] = []

    @sdk.upcast(EVENT)
    def upcast(_fields: Any, _version: str | None) -> dict[str, Any]:
        raise AssertionError("the sender has the same version of the catalog")

    @sdk.task(EVENT, on_failure=failures.append)
    async def fail(payload: Any, context: TaskContext) -> None:
        attempts.append((context.attempt, context.max_attempts))
        raise ValueError(payload.order_id)

    async with queue.running_worker(sdk):
        handle = await client.send_job_dynamic(EVENT, ORDER)
        with pytest.raises(RunFailedError, match="after 3 attempts: ValueError: order_123"):
            await handle.wait(WAIT_TIMEOUT)
        assert attempts == [(1, 3), (2, 3), (3, 3)]
        await client.send_job_dynamic(EVENT, ORDER, max_attempts=1)
        await until(lambda: len(failures) == 2)
    assert attempts[3:] == [(1, 1)]
    assert [(failure.tenant_id, failure.error.type) for failure in failures] == [("rawdog", "ValueError")] * 2
    assert all(isinstance(failure.payload, OrderCreatedPayload) for failure in failures)


async def test_payload_of_another_tenant_fails(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    """A role that may send can name any tenant next to any payload."""
    handled: list[Any] = []
    failures: list[RunFailure] = []

    @sdk.task(EVENT, on_failure=failures.append)
    async def record(payload: Any) -> None:
        handled.append(payload)

    with psycopg.connect(queue.sender, autocommit=True) as sender:
        for payload in (
            '{"tenantId": "acme", "orderId": "1"}',
            '{"tenantId": "rawdog", "orderId": "1", "tenantId": "acme"}',
        ):
            sender.execute(SEND_JOB.encode(), (EVENT, "rawdog", payload, None))
    async with queue.running_worker(sdk):
        runs = [await until_ended(client, f"run_{number}") for (number,) in queue.rows("SELECT id FROM run")]
        await until(lambda: len(failures) == 2)
    for run in runs:
        assert (run.status, run.attempt, run.tenant_id) == ("failed", 1, "rawdog")
        assert run.error is not None
        assert 'is not "rawdog", the tenant of the job' in run.error.message
    assert handled == []
    assert [(failure.tenant_id, failure.payload) for failure in failures] == [(None, None)] * 2


async def test_permanent_failure_is_not_retried(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    @sdk.task(EVENT)
    async def abort(_payload: Any) -> None:
        raise AbortTask("deleted")

    async with queue.running_worker(sdk):
        handle = await client.send_job_dynamic(EVENT, ORDER)
        run = await until_ended(client, handle.id)
        assert (run.status, run.attempt, run.error and run.error.message) == ("failed", 1, "deleted")


async def test_timeouts_end_attempts_and_runs(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    async def sleep(_payload: Any) -> None:
        await asyncio.Event().wait()

    sdk.task(EVENT, timeout=0.05, retry=Retry(max_attempts=1))(sleep)
    sdk.task("review.submitted", run_timeout=0.1)(sleep)
    async with queue.running_worker(sdk):
        first = await client.send_job_dynamic(EVENT, ORDER)
        second = await client.send_job_dynamic("review.submitted", {"tenantId": "acme", "text": "x", "stars": 1})
        assert [(await until_ended(client, handle.id)).status for handle in (first, second)] == ["timed_out"] * 2


@pytest.mark.parametrize("handler_of_the_run", [None, "order-placed"])  # the first worker sets it at the first attempt
async def test_jobs_of_a_former_name_are_handled(queue: QueueDatabase, handler_of_the_run: str | None) -> None:
    event = replace(CATALOG.event(EVENT), former_names=("order.placed",), former_task_ids=("order-placed",))
    sdk = Sdk(replace(CATALOG, events={**CATALOG.events, EVENT: event}))

    @sdk.task(EVENT)
    async def work(_payload: Any) -> str:
        return "done"

    ((ids,),) = queue.rows(SEND_JOB, "order.placed", "rawdog", json.dumps(ORDER), None)
    queue.rows("UPDATE cgk_jobs.run SET task = %s WHERE id = %s RETURNING id", handler_of_the_run, ids[0])
    async with queue.client(sdk) as client, queue.running_worker(sdk):
        assert await client.get_handle(f"run_{ids[0]}").wait(WAIT_TIMEOUT) == "done"
        provider = cast("PostgresProvider", client.provider)
        assert [run.id async for run in provider.list_runs(RunFilter(event=EVENT))] == [f"run_{ids[0]}"]


async def test_run_timeout_ends_waiting_runs(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    calls: list[str] = []

    @sdk.task(EVENT, run_timeout=0.5)
    async def sleep(_payload: Any, context: TaskContext) -> None:
        calls.append("sleep")
        assert context.steps is not None
        await context.steps.sleep("a day", 24 * 3600)

    @sdk.task("review.submitted", run_timeout=0.5)
    async def fail(_payload: Any) -> None:
        calls.append("fail")
        raise RetryAfter(24 * 3600)

    async with queue.running_worker(sdk):
        first = await client.send_job_dynamic(EVENT, ORDER)
        second = await client.send_job_dynamic("review.submitted", {"tenantId": "acme", "text": "x", "stars": 1})
        runs = [await until_ended(client, handle.id) for handle in (first, second)]
    assert [(run.status, run.attempt) for run in runs] == [("timed_out", 1)] * 2
    assert sorted(calls) == ["fail", "sleep"]


async def test_running_job_is_canceled(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    cleaned = asyncio.Event()

    @sdk.task(EVENT)
    async def sleep(_payload: Any) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.05)
            cleaned.set()

    async with queue.running_worker(sdk):
        handle = await client.send_job_dynamic(EVENT, ORDER)
        await until_status(client, handle.id, "running")
        await handle.cancel()
        run = await until_ended(client, handle.id)
        # The handler's own cleanup has ended before the run.
        assert (run.status, cleaned.is_set()) == ("cancelled", True)


async def test_plain_handlers_run_in_threads(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    release, tenants = threading.Event(), list[str]()

    @sdk.task(EVENT)
    def wait(_payload: Any) -> str:
        tenants.append(current_tenant())
        assert release.wait(WAIT_TIMEOUT)
        return threading.current_thread().name

    async with queue.running_worker(sdk):
        handles = [await client.send_job_dynamic(EVENT, {**ORDER, "tenantId": tenant}) for tenant in ("acme", "rawdog")]
        await until(lambda: len(tenants) == 2)
        release.set()
        names = [await handle.wait(WAIT_TIMEOUT) for handle in handles]
    assert sorted(tenants) == ["acme", "rawdog"]
    assert threading.current_thread().name not in names


async def test_priority_and_ttl(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    handled: list[str] = []

    @sdk.task(EVENT)
    async def record(payload: Any) -> None:
        handled.append(payload.order_id)

    async def send(order: str, **options: Any) -> str:
        return (await client.send_job_dynamic(EVENT, {**ORDER, "orderId": order}, **options)).id

    late = await send("late", ttl=0.01)
    first, urgent = await send("first"), await send("urgent", priority=3600)
    await asyncio.sleep(0.05)
    async with queue.running_worker(sdk, concurrency=1):
        runs = [await until_ended(client, job) for job in (late, first, urgent)]
    assert [run.status for run in runs] == ["expired", "completed", "completed"]
    assert handled == ["urgent", "first"]


async def test_each_handler_has_its_run(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    async def fail(_payload: Any) -> None:
        raise AbortTask("no")

    async def succeed(_payload: Any) -> str:
        return "mailed"

    sdk.task(EVENT, name="mail")(succeed)
    sdk.task(EVENT, name="audit")(fail)
    async with queue.running_worker(sdk):
        handle = await client.send_job_dynamic(EVENT, ORDER, tags=["t"])
        await until_status(client, handle.id, "completed", "failed")
        runs = {run.task: run for run in await handle.wait_all(WAIT_TIMEOUT)}
        assert {task: (run.status, run.tags) for task, run in runs.items()} == {
            "mail": ("completed", ("t",)), "audit": ("failed", ("t",)),
        }  # fmt: skip
        mail, audit = runs["mail"], runs["audit"]
        assert (mail.id, audit.id) == (f"{handle.id}.mail", f"{handle.id}.audit")
        with pytest.raises(NotSupportedError, match="one run per handler"):
            await handle.wait(WAIT_TIMEOUT)
        assert await client.get_handle(mail.id, EVENT).wait(WAIT_TIMEOUT) == "mailed"
        # Only the handler of a replayed run is called again, but all handlers of a replayed job.
        replayed = await client.replay_job(audit.id)
        assert [run.task for run in await replayed.runs()] == ["audit"]
        assert [run.task for run in await (await client.replay_job(replayed.id)).runs()] == ["audit"]
        job = await client.replay_job(handle.id)
        await until_status(client, job.id, "completed", "failed")
        assert [run.task for run in await job.wait_all(WAIT_TIMEOUT)] == ["mail", "audit"]


async def test_all_jobs_of_two_handlers_are_admitted(
    sdk: Sdk, client: JobClient, queue: QueueDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cgk_runtime.providers.postgres.manager._ADMITTED_AT_ONCE", 2)
    started, release = asyncio.Event(), asyncio.Event()

    async def work(_payload: Any) -> None:
        started.set()
        await release.wait()

    for name in ("mail", "audit"):
        sdk.task(EVENT, name=name)(work)
    for _ in range(5):
        await client.send_job_dynamic(EVENT, ORDER)
    async with queue.running_worker(sdk, concurrency=1):
        await asyncio.wait_for(started.wait(), WAIT_TIMEOUT)
        try:
            assert queue.rows("SELECT count(*) FROM arrival") == [(0,)]
        finally:
            release.set()


async def test_unhandled_event_waits_for_its_worker(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    async with queue.running_worker(sdk):
        handle = await client.send_job_dynamic(EVENT, ORDER)
        await until(lambda: queue.rows("SELECT lacks_handler FROM arrival") == [(True,)])
        assert (await handle.status()).status == "queued"

        # A worker with the handler starts the job; the other one leaves it alone.
        other_sdk = make_sdk()
        other_sdk.set_job_client(client)
        other_sdk.task(EVENT)(return_result)
        async with queue.running_worker(other_sdk):
            assert await handle.wait(WAIT_TIMEOUT) == "done"


async def test_job_postponed_during_registration_runs(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    sdk.task(EVENT)(return_result)
    handle = await client.send_job_dynamic(EVENT, ORDER)
    waiting_for_lock = (
        "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%%cgk_jobs.handler%%'"
    )
    with psycopg.connect(queue.admin, options="-csearch_path=cgk_jobs") as other_worker:
        other_worker.execute("SELECT admit(10)")  # postpones the job, because no handler is registered yet
        async with queue.running_worker(sdk):
            await until(lambda: queue.rows(waiting_for_lock))
            other_worker.commit()
            assert await handle.wait(WAIT_TIMEOUT) == "done"


async def test_waiting_and_expired_jobs_are_measured(
    sdk: Sdk, client: JobClient, queue: QueueDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = asyncio.Event()

    @sdk.task(EVENT)
    async def work(_payload: Any) -> None:
        await release.wait()

    with measuring(monkeypatch) as measured:
        for _ in range(2):
            await client.send_job_dynamic("tax.computed", {"tenantId": "acme", "amount": 1})
        late = await client.send_job_dynamic(EVENT, ORDER, ttl=0.01)
        await asyncio.sleep(0.05)
        monkeypatch.setattr("cgk_runtime.providers.postgres.upkeep.CLEAN_EVERY", 0.1)
        async with queue.running_worker(sdk, concurrency=1, heartbeat=0.1):
            await until_ended(client, late.id)
            handles = [await client.send_job_dynamic(EVENT, ORDER)]
            await until_status(client, handles[0].id, "running")
            # The worker runs one job at a time, so this one waits.
            handles.append(await client.send_job_dynamic(EVENT, ORDER))
            await until(lambda: len(measured.points("cgk.job.oldest.age")) == 2)
            assert measured.count("cgk.job.unhandled", **{"messaging_destination.name": "tax.computed"}) == 2
            release.set()
            await asyncio.gather(*(handle.wait(WAIT_TIMEOUT) for handle in handles))
        assert measured.count("cgk.job.ended", cgk_outcome="expired", messaging_system="postgres") == 1
        assert measured.count("cgk.job.wait.duration", messaging_system="postgres") == 2


async def test_stopped_runs_are_counted_by_their_end(
    sdk: Sdk, client: JobClient, queue: QueueDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def sleep(_payload: Any) -> None:
        await asyncio.Event().wait()

    sdk.task(EVENT)(sleep)
    sdk.task("review.submitted", run_timeout=0.1)(sleep)
    with measuring(monkeypatch) as measured:
        async with queue.running_worker(sdk, grace=0):
            canceled, released = [await client.send_job_dynamic(EVENT, ORDER) for _ in range(2)]
            exceeded = await client.send_job_dynamic("review.submitted", {"tenantId": "acme", "text": "x", "stars": 1})
            await until_status(client, canceled.id, "running")
            await until_status(client, released.id, "running")
            await canceled.cancel()
            outcomes = [(await until_ended(client, handle.id)).status for handle in (canceled, exceeded)]
        assert outcomes == ["cancelled", "timed_out"]
        assert [measured.count("cgk.job.ended", cgk_outcome=outcome) for outcome in outcomes] == [1, 1]
        # A run that goes back to the queue has not ended.
        assert (await released.status()).status == "queued"
        assert measured.count("cgk.job.ended") == 2


async def test_worker_leaves_events_of_others(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    other_sdk = make_sdk()
    other_sdk.set_job_client(client)
    sdk.task("tax.computed")(return_result)
    other_sdk.task(EVENT)(return_result)
    async with queue.running_worker(sdk), queue.running_worker(other_sdk):
        jobs = [await client.send_job_dynamic(EVENT, ORDER) for _ in range(10)]
        runs = [await until_ended(client, job.id) for job in jobs]
    # A worker without the handler returns a job, and no attempt is counted.
    assert [(run.status, run.attempt) for run in runs] == [("completed", 1)] * 10


async def return_result(_payload: Any) -> str:
    return "done"


@pytest.mark.parametrize(("error", "calls"), [(RetryAfter(0), 3), (AbortTask("nothing to sweep"), 1)])
async def test_failed_schedule_is_retried(sdk: Sdk, queue: QueueDatabase, error: Exception, calls: int) -> None:
    call_count = 0

    @sdk.schedule("order.sweep")
    def sweep() -> None:
        nonlocal call_count
        call_count += 1
        raise error

    async with queue.running_worker(sdk):
        queue.rows("SELECT send_schedule('order.sweep', 'schedule-order-sweep', '2026-05-01 01:30Z')")
        await until(lambda: queue.rows("SELECT status FROM run WHERE ended_at IS NOT NULL") == [("failed",)])
    assert call_count == calls


async def test_schedule_fires_once_for_all_workers(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    fired: list[datetime] = []
    taxed_tenants: list[str] = []

    @sdk.schedule("* * * * *", name="minutely")
    async def minutely(context: Any) -> None:
        fired.append(context.scheduled_at)

    @sdk.tenant_source
    def tenants() -> list[str]:
        return ["acme", "rawdog"]

    @sdk.task("tax.computed")
    async def compute(_payload: Any) -> dict[str, int]:
        taxed_tenants.append(current_tenant())
        return {"tax": 1}

    began = datetime.now(UTC)
    # Both workers start after the minute has begun; one of them fires the missed schedule.
    async with queue.running_worker(sdk), queue.running_worker(sdk):
        await until(lambda: len(fired) > 0)
        for _ in range(2):  # as if each worker sent the schedule
            queue.rows("SELECT send_schedule('tax.daily', 'schedule-tax-daily', '2026-05-01 01:30Z')")
        await until(lambda: len(taxed_tenants) == 2)
    assert sorted(taxed_tenants) == ["acme", "rawdog"]
    assert len(fired) == len(set(fired))
    assert all(began - timedelta(minutes=1) <= due <= datetime.now(UTC) for due in fired)


async def test_stopped_worker_finishes_or_releases(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    release = asyncio.Event()
    attempts: list[int] = []

    @sdk.task(EVENT)
    async def work(payload: Any, context: TaskContext) -> str:
        attempts.append(context.attempt)
        if payload.order_id == "long":
            await release.wait()
        await asyncio.sleep(0.1)
        return "done"

    stop = asyncio.Event()
    worker = asyncio.create_task(PostgresWorker(sdk, queue.settings(), WorkerOptions(print, concurrency=2)).run(stop))
    long_job = await client.send_job_dynamic(EVENT, {**ORDER, "orderId": "long"})
    short_job = await client.send_job_dynamic(EVENT, ORDER)
    await until(lambda: len(attempts) == 2)
    stop.set()
    assert (await until_ended(client, short_job.id)).status == "completed"
    worker.cancel()
    await asyncio.wait([worker])
    # The long job went back to the queue, and its attempt does not count.
    assert (await long_job.status()).status == "queued"
    release.set()
    async with queue.running_worker(sdk):
        assert await long_job.wait(WAIT_TIMEOUT) == "done"
    assert attempts == [1, 1, 1]


async def test_run_fetched_at_the_stop_is_released(
    sdk: Sdk, client: JobClient, queue: QueueDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    called, fetched, release = list[Any](), asyncio.Event(), asyncio.Event()
    fetch = QueueManager.fetch_job

    async def fetch_slowly(manager: QueueManager, queues: Any, worker_id: int) -> Any:
        job = await fetch(manager, queues, worker_id)
        if job is not None:
            fetched.set()
            await release.wait()
        return job

    @sdk.task(EVENT)
    async def work(payload: Any) -> None:
        called.append(payload)
        await asyncio.Event().wait()

    with monkeypatch.context() as patched:
        patched.setattr(QueueManager, "fetch_job", fetch_slowly)
        async with queue.running_worker(sdk, grace=0):
            handle = await client.send_job_dynamic(EVENT, ORDER)
            await asyncio.wait_for(fetched.wait(), WAIT_TIMEOUT)
            asyncio.get_running_loop().call_later(0.1, release.set)
    assert called == []
    assert (await handle.status()).status == "queued"


async def test_stop_ends_handlers_that_ignore_it(
    sdk: Sdk, client: JobClient, queue: QueueDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cgk_runtime.providers.postgres.attempts._CLEANUP_SECONDS", 0.1)
    started, release = list[str](), asyncio.Event()

    async def ignore_cancellation(name: str) -> None:
        started.append(name)
        while not release.is_set():
            with contextlib.suppress(asyncio.CancelledError):
                await release.wait()

    async def report(failure: RunFailure) -> None:
        await ignore_cancellation("on_failure")

    @sdk.task(EVENT, retry=Retry(max_attempts=1), on_failure=report)
    async def work(payload: Any) -> None:
        if payload.order_id == "failing":
            raise ValueError
        await ignore_cancellation("handler")

    try:
        async with queue.running_worker(sdk, grace=0):
            stuck = await client.send_job_dynamic(EVENT, ORDER)
            failing = await client.send_job_dynamic(EVENT, {**ORDER, "orderId": "failing"})
            await until(lambda: len(started) == 2)
    finally:
        release.set()
    assert [(await handle.status()).status for handle in (stuck, failing)] == ["queued", "failed"]


async def test_callback_at_the_stop_is_interrupted(
    sdk: Sdk, client: JobClient, queue: QueueDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cgk_runtime.providers.postgres.worker._LAST_SECONDS", 0.2)
    finishing, release = asyncio.Event(), asyncio.Event()
    finish = QueueManager.finish_job

    async def finish_slowly(manager: QueueManager, *arguments: Any, **options: Any) -> None:
        finishing.set()
        await release.wait()
        await finish(manager, *arguments, **options)

    async def report(failure: RunFailure) -> None:
        await asyncio.Event().wait()

    @sdk.task(EVENT, retry=Retry(max_attempts=1), on_failure=report)
    async def work(payload: Any) -> None:
        raise ValueError

    with monkeypatch.context() as patched:
        patched.setattr(QueueManager, "finish_job", finish_slowly)
        async with queue.running_worker(sdk, grace=0):
            handle = await client.send_job_dynamic(EVENT, ORDER)
            await asyncio.wait_for(finishing.wait(), WAIT_TIMEOUT)
            asyncio.get_running_loop().call_later(0.1, release.set)
    assert (await handle.status()).status == "failed"


async def test_upkeep_ends_despite_lost_cancel(sdk: Sdk, queue: QueueDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    beating, beat = asyncio.Event(), Upkeep._beat  # pyright: ignore[reportPrivateUsage]  replaced below

    async def lose_the_cancellation(upkeep: Upkeep) -> None:
        # On Python 3.11, a wait for a connection can lose a cancellation in this way.
        await beat(upkeep)
        beating.set()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()

    monkeypatch.setattr(Upkeep, "_beat", lose_the_cancellation)
    stop = asyncio.Event()
    worker = asyncio.create_task(PostgresWorker(sdk, queue.settings(), WorkerOptions(print)).run(stop))
    await asyncio.wait_for(beating.wait(), WAIT_TIMEOUT)
    stop.set()
    await asyncio.wait_for(worker, WAIT_TIMEOUT)


async def test_late_outcome_is_dropped(
    sdk: Sdk, client: JobClient, queue: QueueDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    release = asyncio.Event()
    results = iter(["stalled", "taken over"])

    @sdk.task(EVENT)
    async def work(_payload: Any) -> str:
        result = next(results)
        if result == "stalled":
            await release.wait()
        return result

    # The first worker sends its next heartbeat after 60 s, so the second one considers it dead. The stalled handler
    # occupies its only slot, so that it cannot fetch the run again.
    async with queue.running_worker(sdk, heartbeat=60, concurrency=1):
        handle = await client.send_job_dynamic(EVENT, ORDER)
        await until_status(client, handle.id, "running")
        queue.rows("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
        async with queue.running_worker(sdk, heartbeat=0.1):
            assert await handle.wait(WAIT_TIMEOUT) == "taken over"
            release.set()
            await until(lambda: "was taken over by another worker" in caplog.text)
            assert (await handle.status()).output == b'"taken over"'


async def test_run_that_kills_workers_fails_in_the_end(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    queue.register_handler(EVENT)
    handle = await client.send_job_dynamic(EVENT, ORDER)
    for _ in range(5):  # the number of workers that a run may kill
        queue.rows("SELECT admit(10)")
        ((run_id,),) = queue.rows(
            "SELECT fetched.id FROM procrastinate_register_worker_v1() AS worker_id, fetch_run(worker_id) AS fetched"
        )
        queue.rows("DELETE FROM procrastinate_workers")
        assert run_id is not None
        take_back = "SELECT event, tenant FROM take_back(0, 10, _before => NULL, _ids => NULL, _starts => NULL)"
        assert queue.rows(take_back) == [(EVENT, "rawdog")]
    run = await handle.status()
    assert (run.status, run.attempt, run.error and run.error.type) == ("failed", 0, "WorkerLostError")


async def test_worker_survives_lost_connections(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    @sdk.task(EVENT)
    async def work(payload: Any) -> str:
        await asyncio.sleep(0.2)
        return str(payload.order_id)

    async with queue.running_worker(sdk):
        handles = [await client.send_job_dynamic(EVENT, {**ORDER, "orderId": str(index)}) for index in range(5)]
        await until_status(client, handles[0].id, "running")
        queue.rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert [await handle.wait(WAIT_TIMEOUT) for handle in handles] == ["0", "1", "2", "3", "4"]
        assert await client.trigger_and_wait_dynamic(EVENT, ORDER, timeout=WAIT_TIMEOUT) == "order_123"


async def test_ended_runs_are_deleted_after_days(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    @sdk.task(EVENT)
    async def work(_payload: Any) -> None:
        return

    async with queue.running_worker(sdk):
        old, new = [await client.send_job_dynamic(EVENT, ORDER) for _ in range(2)]
        await asyncio.gather(old.wait(WAIT_TIMEOUT), new.wait(WAIT_TIMEOUT))
    queue.rows("UPDATE run SET ended_at = now() - interval '8 days' WHERE id = %s", int(old.id.removeprefix("run_")))
    assert queue.rows("SELECT clean(7 * 24 * 3600)") == [(False,)]
    assert [f"run_{number}" for (number,) in queue.rows("SELECT id FROM run")] == [new.id]


async def test_unsupported_constraints_are_named(sdk: Sdk, queue: QueueDatabase) -> None:
    @sdk.task(EVENT, debounce=Debounce(5), cancel_on=CancelOn("tax.computed"))
    async def work(_payload: Any) -> None:
        return

    with pytest.raises(NotSupportedError, match="cancel_on: the provider postgres does not support it; debounce: "):
        await PostgresWorker(sdk, queue.settings(), WorkerOptions(print)).run(asyncio.Event())


async def until_ended(client: JobClient, job_id: str) -> Run:
    return await until_status(client, job_id, "completed", "failed", "cancelled", "expired", "timed_out")


async def until_status(client: JobClient, job_id: str, *statuses: str) -> Run:
    deadline = time.monotonic() + WAIT_TIMEOUT
    while True:
        run = (await client.get_handle(job_id).runs())[0]
        if run.status in statuses:
            return run
        assert time.monotonic() < deadline, f"{job_id} is still {run.status}"
        await asyncio.sleep(0.01)
