"""Waiting runs that move from one provider to another, as at a restart of `cgk dev`'s worker."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from cgk_runtime import Debounce, RetryAfter, Sdk, TaskContext
from cgk_runtime.client.client import JobClient
from cgk_runtime.client.options import NO_OPTIONS
from cgk_runtime.errors import RunNotFoundError
from cgk_runtime.providers.local import LocalOptions, LocalProvider
from cgk_runtime.providers.local.waiting_runs import WaitingRun, take_runs, write_runs
from shop import ORDER, OrderCreatedPayload

pytestmark = pytest.mark.anyio
DELAY = 3600


def make_provider(sdk: Sdk) -> LocalProvider:
    return LocalProvider(sdk.runner, LocalOptions(drain_seconds=0.2), announce=False)


async def close_and_take_runs(provider: LocalProvider) -> Sequence[WaitingRun]:
    """Close a provider and return the runs that it passes on, after they went through a file."""
    with tempfile.TemporaryFile() as file:
        provider.hand_over_to(lambda runs: write_runs(file.fileno(), runs))
        await provider.close()
        waiting = take_runs(file.fileno())
        assert take_runs(file.fileno()) == []
        return waiting


async def test_delayed_runs_keep_their_state(sdk: Sdk) -> None:
    @sdk.task("order.created", name="mail")
    async def mail(payload: object) -> None: ...

    @sdk.task("order.created", name="stock")
    async def stock(payload: object) -> None: ...

    first, second = make_provider(sdk), make_provider(sdk)
    options: dict[str, Any] = {"delay": DELAY, "idempotency_key": "once", "tags": ["vip"], "metadata": {"a": [1]}}
    sent = await JobClient(sdk.catalog, first).send_job_dynamic("order.created", ORDER, **options)
    before = await first.runs(sent.id)
    waiting = await close_and_take_runs(first)
    await second.restore(waiting)
    after = await second.runs(sent.id)
    assert list(after) == list(before)
    assert {run.task for run in after} == {"mail", "stock"}
    # The same key still means the same job.
    second_handle = await JobClient(sdk.catalog, second).send_job_dynamic(
        "order.created", ORDER, idempotency_key="once"
    )
    assert second_handle.id == sent.id
    run, task_name = waiting[0]
    due_run = replace(run, id="run_due", job_id=None, message=replace(run.message, options=NO_OPTIONS), ready_at=0.0)
    await second.restore([(due_run, task_name)])
    assert (await second.wait("run_due", 60)).status == "completed"
    await second.close()


async def test_debounced_run_keeps_its_remaining_delay(sdk: Sdk) -> None:
    called = asyncio.Event()

    @sdk.task("order.created", debounce=Debounce(DELAY, by="orderId", timeout=1))
    async def quick(payload: OrderCreatedPayload) -> None:
        called.set()
        raise RetryAfter(DELAY)

    first, second = make_provider(sdk), make_provider(sdk)
    client = JobClient(sdk.catalog, first)
    retried = await client.send_job_dynamic("order.created", {**ORDER, "orderId": "retried"})
    await called.wait()
    debounced = await client.send_job_dynamic("order.created", ORDER)
    before = await close_and_take_runs(first)
    await second.restore(before)
    # Only a job that waits for its first attempt is replaced by the next one.
    await JobClient(sdk.catalog, second).send_job_dynamic("order.created", {**ORDER, "orderId": "retried"})
    after = await close_and_take_runs(second)
    assert [run.id for run, _ in before] == [run.id for run, _ in after[:2]] == [retried.id, debounced.id]
    assert [run.ready_at for run, _ in after[:2]] == pytest.approx([run.ready_at for run, _ in before], abs=0.5)


async def test_runs_that_cannot_move_are_lost(sdk: Sdk, caplog: pytest.LogCaptureFixture) -> None:
    asleep = asyncio.Event()

    @sdk.task("order.created")
    async def handle(payload: object, context: TaskContext) -> None:
        asleep.set()
        await context.step.sleep("a while", DELAY)

    first, second = make_provider(sdk), make_provider(sdk)
    client = JobClient(sdk.catalog, first)
    suspended = await client.send_job_dynamic("order.created", ORDER)
    await asleep.wait()
    delayed = await client.send_job_dynamic("order.created", ORDER, delay=DELAY)
    caplog.set_level(logging.WARNING)
    waiting = await close_and_take_runs(first)
    assert [run.id for run, _ in waiting] == [delayed.id]
    assert f"lost 1 job:\n  {suspended.id}" in caplog.text
    # The catalog of the next process may lack the event.
    message = waiting[0][0].message
    message.event = replace(message.event, name="order.removed")
    await second.restore(waiting)
    assert f"Lost the waiting job {delayed.id}" in caplog.text
    with pytest.raises(RunNotFoundError):
        await second.runs(delayed.id)
    await second.close()
