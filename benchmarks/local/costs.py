"""Costs of the local provider itself: idling, timers, validation, memory."""

from __future__ import annotations

import asyncio
import gc
import json
import statistics
import time
import tracemalloc
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.local.contenders import PAYLOAD

if TYPE_CHECKING:
    from cgk_jobs import JobClient

EIGHT_FIELDS = {**PAYLOAD, "source": "web", "note": "a gift"}


def create_client() -> JobClient:
    """Return a client of the local provider, with a handler that does nothing."""
    from cgk_jobs import OrderCreatedPayload, create_job_client, task
    from cgk_jobs._catalog import sdk
    from cgk_runtime.providers.local import LocalOptions, LocalProvider

    @task("order.created")
    async def order_created(payload: OrderCreatedPayload) -> None: ...

    return create_job_client(LocalProvider(sdk.runner, LocalOptions(history=10_000, max_waiting=200_000)))


def idle_ratio(seconds: float = 3.0) -> float:
    """Return the CPU time of the idle provider with one delayed job, relative to a loop that polls every 100 ms."""

    async def poll() -> None:
        while True:  # noqa: ASYNC110  the benchmark compares with polling
            await asyncio.sleep(0.1)

    async def main() -> float:
        started = time.process_time()
        poller = asyncio.create_task(poll())
        await asyncio.sleep(seconds)
        polling = time.process_time() - started
        poller.cancel()
        async with create_client() as client:
            job = await client.send_job_dynamic("order.created", PAYLOAD, delay=3600)
            started = time.process_time()
            await asyncio.sleep(seconds)
            idle = time.process_time() - started
            await job.cancel()
        return idle / polling

    return asyncio.run(main())


def timer_lateness(timers: int = 20_000) -> tuple[float, float]:
    """Return the p99 lateness, in milliseconds, of timers on one heap, and of timers with one `call_later` each."""
    from cgk_runtime.execution.timers import Timers

    def p99_milliseconds(lateness: list[float]) -> float:
        return statistics.quantiles(lateness, n=100)[98] * 1000

    async def on_one_heap() -> float:
        heap, lateness = Timers(), list[float]()
        heap.bind(asyncio.get_running_loop())
        first_due = time.monotonic() + 0.5

        def fire(due: float) -> None:
            lateness.append(time.monotonic() - due)

        for number in range(timers):
            due = first_due + number / timers
            heap.after(due - time.monotonic(), partial(fire, due))
        await asyncio.sleep(2)
        assert len(lateness) == timers
        return p99_milliseconds(lateness)

    async def with_call_later() -> float:
        loop, lateness = asyncio.get_running_loop(), list[float]()
        first_due = time.monotonic() + 0.5

        def fire(due: float) -> None:
            lateness.append(time.monotonic() - due)

        for number in range(timers):
            due = first_due + number / timers
            loop.call_later(due - time.monotonic(), fire, due)
        await asyncio.sleep(2)
        assert len(lateness) == timers
        return p99_milliseconds(lateness)

    return asyncio.run(on_one_heap()), asyncio.run(with_call_later())


def validation_ratio(rounds: int = 50_000) -> float:
    """Return the CPU time to validate and serialize a payload with eight fields, relative to its `json.dumps`."""
    from typing import Annotated

    from cgk_runtime.catalog import Catalog, EventDefinition
    from cgk_runtime.payload import Number, Omittable, PayloadModel
    from cgk_runtime.validation.payloads import serialize_payload
    from pydantic import Field

    class EightFields(PayloadModel, frozen=True):
        tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
        order_id: str
        shopify_order_id: Omittable[str | None] = None
        customer_id: Omittable[str | None] = None
        total_amount: Omittable[Number | None] = None
        currency: Omittable[str | None] = None
        source: str
        note: Omittable[str | None] = None

    globals()["EightFields"] = EightFields  # the catalog reads the model from this module
    event = EventDefinition(
        name="order", task_id="order", category="orders", payload_type="EightFields", payload_module=__name__
    )
    catalog = Catalog(
        name="shop", package="shop", version="1", tenant_pattern="^[a-z0-9_-]{1,56}$",
        events={event.name: event}, schedules={},
    )  # fmt: skip
    serialize_payload(catalog, event.name, EIGHT_FIELDS)
    started = time.process_time()
    for _ in range(rounds):
        serialize_payload(catalog, event.name, EIGHT_FIELDS)
    our_seconds = time.process_time() - started
    started = time.process_time()
    for _ in range(rounds):
        json.dumps(EIGHT_FIELDS)
    return our_seconds / (time.process_time() - started)


def bytes_per_retained_job(jobs: int = 10_000) -> float:
    """Return the bytes of memory that an ended job in the history takes."""

    async def main() -> float:
        async with create_client() as client:
            await client.trigger_and_wait_dynamic("order.created", PAYLOAD)
            gc.collect()
            tracemalloc.start()
            before = tracemalloc.get_traced_memory()[0]
            await _run_jobs(client, jobs)
            gc.collect()
            return (tracemalloc.get_traced_memory()[0] - before) / jobs

    return asyncio.run(main())


def bytes_of_growth(jobs: int = 100_000) -> float:
    """Return the bytes by which memory grows while the last four fifths of the jobs run."""

    async def main() -> float:
        async with create_client() as client:
            tracemalloc.start()
            await _run_jobs(client, jobs // 5)
            gc.collect()
            first = tracemalloc.get_traced_memory()[0]
            await _run_jobs(client, jobs - jobs // 5)
            gc.collect()
            return float(tracemalloc.get_traced_memory()[0] - first)

    return asyncio.run(main())


async def _run_jobs(client: JobClient, jobs: int) -> None:
    for _ in range(jobs // 100):
        handles = [await client.send_job_dynamic("order.created", PAYLOAD) for _ in range(100)]
        await handles[-1].wait()
