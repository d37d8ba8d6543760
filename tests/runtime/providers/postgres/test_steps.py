"""Steps are stored in PostgreSQL, so an interrupted handler continues on any worker."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from cgk_runtime.client.client import JobClient
from cgk_runtime.client.job import Job
from cgk_runtime.errors import RunFailedError
from cgk_runtime.sdk import Sdk
from cgk_runtime.tasks.context import TaskContext
from cgk_runtime.tasks.steps.driver import StepFailedError
from queue_database import SEND_JOB, QueueDatabase
from shop import CATALOG, ORDER
from waiting import WAIT_TIMEOUT, until

pytestmark = pytest.mark.anyio
EVENT = "order.created"
TEXT = 'ü"\u2028'
"""Characters that JSON can write in several ways."""


async def test_interrupted_handler_continues(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    calls, worker_stopped, first_done = Counter[str](), asyncio.Event(), asyncio.Event()

    @sdk.task(EVENT)
    async def work(_payload: Any, context: TaskContext) -> list[str]:
        def call(name: str) -> str:
            calls[name] += 1
            return name

        results = [await context.step.run("first", call, "first")]
        first_done.set()
        await worker_stopped.wait()
        await context.step.sleep("pause", 0.05)
        return [*results, await context.step.run("second", call, "second")]

    async with queue.running_worker(sdk, grace=0):
        handle = await client.send_job_dynamic(EVENT, ORDER)
        await asyncio.wait_for(first_done.wait(), WAIT_TIMEOUT)
    worker_stopped.set()
    async with queue.running_worker(sdk):
        assert await handle.wait(WAIT_TIMEOUT) == ["first", "second"]
    assert calls == {"first": 1, "second": 1}


async def test_each_step_has_its_attempts(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    calls = Counter[str]()

    @sdk.task(EVENT)
    async def work(_payload: Any, context: TaskContext) -> str:
        async def fail_twice(name: str) -> str:
            calls[name] += 1
            if calls[name] < 3:
                raise ValueError(name)
            return name

        async def fail() -> None:
            calls["bad"] += 1
            raise KeyError("bad")

        await context.step.run("first", fail_twice, "first")
        await context.step.run("second", fail_twice, "second")
        try:
            await context.step.run("bad", fail)
        except StepFailedError as error:
            return f"{error.error_type} {error.error_message}"
        return "no error"

    async with queue.running_worker(sdk):
        assert await client.trigger_and_wait_dynamic(EVENT, ORDER, timeout=WAIT_TIMEOUT) == "KeyError 'bad'"
    assert calls == {"first": 3, "second": 3, "bad": 3}


async def test_invoked_run_returns_its_result(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    @sdk.task("review.submitted")
    async def review(payload: Any) -> int:
        if payload.stars == 0:
            raise ValueError("no stars")
        return int(payload.stars) + 1

    @sdk.task(EVENT)
    async def work(payload: Any, context: TaskContext) -> Any:
        submitted = {"tenantId": "rawdog", "text": "x", "stars": int(payload.order_id)}
        return await context.step.invoke("review", review, submitted, timeout=WAIT_TIMEOUT)

    # The worker has one place for a run, and a run that waits does not occupy it.
    async with queue.running_worker(sdk, concurrency=1):
        assert await client.trigger_and_wait_dynamic(EVENT, {**ORDER, "orderId": "4"}, timeout=WAIT_TIMEOUT) == 5
        with pytest.raises(RunFailedError, match="no stars"):
            await client.trigger_and_wait_dynamic(EVENT, {**ORDER, "orderId": "0"}, timeout=WAIT_TIMEOUT)
    ((invoked,),) = queue.rows("SELECT max(id) FROM run WHERE parent IS NOT NULL")
    assert (await (await client.replay_job(f"run_{invoked}")).status()).task == "review-submitted"


async def test_event_of_the_same_tenant_is_awaited(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    @sdk.task(EVENT)
    async def work(payload: Any, context: TaskContext) -> Any:
        received = await context.step.wait_for_event(
            "review",
            Job(sdk, "review.submitted"),
            timeout=1 if payload.order_id == "none" else 60,
            where={"text": TEXT, "stars": 5},
        )
        return received and [received.tenant_id, received.text]

    def review(tenant: str, stars: int) -> dict[str, Any]:
        return {"tenantId": tenant, "text": TEXT, "stars": stars}

    async with queue.running_worker(sdk):
        handle = await client.send_job_dynamic(EVENT, ORDER)
        unanswered = await client.send_job_dynamic(EVENT, {**ORDER, "tenantId": "acme", "orderId": "none"})
        await until(lambda: len(queue.rows("SELECT run_id FROM listener")) == 2)
        # The SQL function `send` accepts a payload of another tenant.
        forged = json.dumps(review("bolt", 5), ensure_ascii=False)
        queue.rows(SEND_JOB, "review.submitted", "rawdog", forged, None)
        for tenant, stars in (("acme", 1), ("rawdog", 4), ("rawdog", 5)):
            sent = await client.send_job_dynamic("review.submitted", review(tenant, stars))
        assert await handle.wait(WAIT_TIMEOUT) == ["rawdog", TEXT]
        # The awaited event needs no handler.
        assert await sent.wait(WAIT_TIMEOUT) is None
        assert await unanswered.wait(WAIT_TIMEOUT) is None
    assert queue.rows("SELECT run_id FROM listener") == []


async def test_event_is_awaited_under_its_former_name(queue: QueueDatabase) -> None:
    event = replace(CATALOG.event("review.submitted"), former_names=("review.sent",))
    sdk = Sdk(replace(CATALOG, events={**CATALOG.events, event.name: event}))

    @sdk.task(EVENT)
    async def work(_payload: Any, context: TaskContext) -> list[str | None]:
        received = [
            await context.step.wait_for_event(name, Job(sdk, event.name), timeout=seconds)
            for name, seconds in (("first", 60), ("second", 1))
        ]
        return [review and review.text for review in received]

    review = {"tenantId": "rawdog", "text": "x", "stars": 5}
    async with queue.client(sdk) as client, queue.running_worker(sdk):
        handle = await client.send_job_dynamic(EVENT, ORDER)
        await until(lambda: queue.rows("SELECT run_id FROM listener"))
        queue.rows(SEND_JOB, "review.sent", "rawdog", json.dumps(review), None)
        assert await handle.wait(WAIT_TIMEOUT) == ["x", None]
    assert queue.rows("SELECT run_id FROM listener") == []


async def test_invoked_run_is_not_an_event(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    review = {"tenantId": "rawdog", "text": "x", "stars": 5}

    @sdk.task("review.submitted")
    async def read(payload: Any) -> str:
        return str(payload.text)

    @sdk.task(EVENT)
    async def work(payload: Any, context: TaskContext) -> Any:
        if payload.order_id == "invoke":
            return await context.step.invoke("read", read, review)
        return await context.step.wait_for_event("review", Job(sdk, "review.submitted"), timeout=2)

    async with queue.running_worker(sdk):
        waiting = await client.send_job_dynamic(EVENT, ORDER)
        await until(lambda: queue.rows("SELECT run_id FROM listener"))
        assert await client.trigger_and_wait_dynamic(EVENT, {**ORDER, "orderId": "invoke"}, timeout=WAIT_TIMEOUT) == "x"
        assert await waiting.wait(WAIT_TIMEOUT) is None


async def test_resumed_run_does_not_rank_last(client: JobClient, queue: QueueDatabase) -> None:
    queue.register_handler(EVENT)
    await client.send_job_dynamic(EVENT, ORDER)
    queue.rows("UPDATE run SET due_at = now() + interval '1 day'")  # as for a step that waits for an event for a day
    await client.send_job_dynamic(EVENT, ORDER)
    queue.rows("SELECT admit(10)")
    assert queue.rows("SELECT count(*), max(priority) - min(priority) < 600 FROM procrastinate_jobs") == [(2, True)]


async def test_step_sends_its_job_once(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    @sdk.task(EVENT)
    async def work(_payload: Any, context: TaskContext) -> str:
        item = Job[Any, Any](sdk, "tax.computed").item({"tenantId": "rawdog", "amount": 1})
        handle = await context.step.send_job("tax", item)
        if context.attempt < 2:
            raise ValueError("again")
        return handle.id

    async with queue.running_worker(sdk):
        job_id = await client.trigger_and_wait_dynamic(EVENT, ORDER, timeout=WAIT_TIMEOUT)
    assert queue.rows("SELECT 'run_' || id FROM run WHERE event = 'tax.computed'") == [(job_id,)]


async def test_earlier_event_is_not_awaited(sdk: Sdk, client: JobClient, queue: QueueDatabase) -> None:
    @sdk.task(EVENT)
    async def work(_payload: Any, context: TaskContext) -> Any:
        received = await context.step.wait_for_event("review", Job(sdk, "review.submitted"), timeout=WAIT_TIMEOUT)
        return received and received.text

    async with queue.running_worker(sdk):
        # The review has no handler, so it is still in the queue when the step begins to wait.
        review = {"tenantId": "rawdog", "text": "earlier", "stars": 5}
        await client.send_job_dynamic("review.submitted", review)
        await until(lambda: queue.rows("SELECT run_id FROM arrival WHERE lacks_handler"))
        handle = await client.send_job_dynamic(EVENT, ORDER)
        await until(lambda: queue.rows("SELECT run_id FROM listener"))
        # Make the review due and wake the worker, which postpones it again and does not give it to the step.
        queue.rows("UPDATE arrival SET due_at = now() WHERE lacks_handler; SELECT wake(0)")
        await until(lambda: queue.rows("SELECT run_id FROM arrival WHERE lacks_handler AND due_at > now()"))
        await client.send_job_dynamic("review.submitted", {**review, "text": "later"})
        assert await handle.wait(WAIT_TIMEOUT) == "later"
