"""Soak test with all features and faults; `make soak` runs many rounds, `make test` one."""

from __future__ import annotations

import asyncio
import gc
import os
import random
from collections import Counter

import pytest
from cgk_runtime import AbortTask, JobClient, JobHandle, RetryAfter, RunNotFoundError, Sdk, current_tenant
from cgk_runtime.providers.local import LocalOptions, LocalProvider
from shop import OrderCreatedPayload, ReviewSubmittedPayload, TaxComputedPayload, TaxComputedResult

pytestmark = [pytest.mark.anyio, pytest.mark.soak]
ROUNDS = int(os.environ.get("ROUNDS") or 1)
# The number of an order, modulo 8, decides what its handler does; orders with other remainders succeed at once.
FAILS_ONCE, ABORTS, RETRIES_TWICE, TIMES_OUT, SENDS_REVIEW = 1, 2, 3, 4, 5


@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_faults_end_every_job_exactly_once(sdk: Sdk, seed: int) -> None:  # noqa: C901  one scenario
    rng = random.Random(seed)  # noqa: S311  a test's random choices
    calls: Counter[str] = Counter()
    tenant_errors: list[str] = []
    reviews: list[JobHandle[object]] = []

    async def run_order(tenant: str, order_id: str) -> str:
        calls[order_id] += 1
        if current_tenant() != tenant:
            tenant_errors.append(f"{order_id} ran for {current_tenant()}")
        behavior = int(order_id) % 8
        await asyncio.sleep(0)
        if behavior == FAILS_ONCE and calls[order_id] == 1:
            raise ValueError("once")
        if behavior == ABORTS:
            raise AbortTask("never")
        if behavior == RETRIES_TWICE and calls[order_id] < 3:
            raise RetryAfter(0.002)
        if behavior == SENDS_REVIEW:
            reviews.append(
                await sdk.send_job_dynamic("review.submitted", {"tenantId": tenant, "text": order_id, "stars": 1})
            )
        if current_tenant() != tenant:
            tenant_errors.append(f"{order_id} continued for {current_tenant()}")
        return order_id

    @sdk.task("order.created", timeout=50)
    async def order(payload: OrderCreatedPayload) -> str:
        return await asyncio.create_task(run_order(payload.tenant_id, payload.order_id))

    @sdk.task("tax.computed", timeout=0.5)
    async def hang(payload: TaxComputedPayload) -> TaxComputedResult:
        calls[str(payload.amount)] += 1
        await asyncio.sleep(3600)
        return TaxComputedResult(tax=0)

    @sdk.task("review.submitted", concurrency=2)
    def review(payload: ReviewSubmittedPayload) -> str:
        calls[f"review {payload.text}"] += 1
        if current_tenant() != payload.tenant_id:
            tenant_errors.append(f"review {payload.text} ran for {current_tenant()}")
        return payload.text

    def event_and_payload(number: int) -> tuple[str, dict[str, object]]:
        if number % 8 == TIMES_OUT:
            return "tax.computed", {"tenantId": f"tenant-{number}", "amount": number}
        return "order.created", {"tenantId": f"tenant-{number}", "orderId": str(number)}

    count = 1000
    provider = LocalProvider(sdk.runner, LocalOptions(concurrency=100, history=10_000))
    async with JobClient(sdk.catalog, provider) as client:
        sdk.set_job_client(client)
        handles = [
            await client.send_job_dynamic(
                *event_and_payload(number),
                delay=rng.choice([0, 0, 0.01, 0.05]),
                priority=rng.choice([0, 0, 5]),
                max_attempts=1 if number % 8 == TIMES_OUT else 3,
            )
            for number in range(count)
        ]
        cancelled = {handle.id for handle in rng.sample(handles, 50)}
        for handle in handles:
            if handle.id in cancelled:
                await handle.cancel()
        async with asyncio.timeout(60):
            await asyncio.gather(*(handle.wait() for handle in handles), return_exceptions=True)
            await asyncio.gather(*(handle.wait() for handle in reviews))
        statuses = [(number, (await handle.status()).status) for number, handle in enumerate(handles)]
    assert tenant_errors == []
    for number, status in statuses:
        if handles[number].id in cancelled:
            assert status == "cancelled"
            assert calls[str(number)] == 0
            continue
        behavior = number % 8
        assert status == {ABORTS: "failed", TIMES_OUT: "timed_out"}.get(behavior, "completed"), f"order {number}"
        assert calls[str(number)] == {FAILS_ONCE: 2, RETRIES_TWICE: 3}.get(behavior, 1)
        assert calls[f"review {number}"] == (1 if behavior == SENDS_REVIEW else 0)


async def test_memory_stays_flat_over_many_jobs(sdk: Sdk) -> None:
    @sdk.task("order.created")
    async def order(payload: OrderCreatedPayload) -> None: ...

    async with JobClient(sdk.catalog, LocalProvider(sdk.runner, LocalOptions(history=100))) as client:
        first_count = None
        for _ in range(2 + ROUNDS):
            handles = [
                await client.send_job_dynamic("order.created", {"tenantId": "a", "orderId": "1"}) for _ in range(2000)
            ]
            await handles[-1].wait(60)
            with pytest.raises(RunNotFoundError):
                await handles[0].status()
            del handles
            gc.collect()
            object_count = len(gc.get_objects())
            first_count = first_count or object_count
            assert object_count - first_count < 500  # far less than one object per job
