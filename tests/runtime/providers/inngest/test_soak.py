"""Soak test of sending: accepted events arrive once, and every failure is raised."""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from typing import Literal

import pytest
from cgk_runtime import ApiError, BatchError, JobClient, JobItem
from cgk_runtime.providers.http import RetryPolicy
from cgk_runtime.providers.inngest import InngestProvider, InngestSettings
from cgk_runtime.providers.inngest.sending import PartlySentError
from fake_inngest import FakeInngest
from http_server import Received, Reply
from shop import CATALOG

pytestmark = [pytest.mark.anyio, pytest.mark.soak]
ROUNDS = int(os.environ.get("ROUNDS") or 1)
FAULT_RATE = 0.3
POLICY = RetryPolicy(attempts=4, deadline=60, first_wait=0.001, factor=1.5, statuses=frozenset({408, 429}))
FAULTS: list[Reply | Literal["lost"]] = [
    "lost",
    Reply(500, {"error": "oops"}),
    Reply(502, b"<html>bad gateway</html>"),
    Reply(429, b"", {"retry-after": "0"}),
    Reply(403, {"message": "forbidden"}),
    Reply(200, b""),
    Reply(200, {"ids": [], "status": 200}),
    Reply(200, {"ids": ["x"]}, fault="reset"),
    Reply(200, {"ids": ["x"]}, fault="truncated"),
]


@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_faults_lose_and_duplicate_no_event(server: FakeInngest, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311  a test's random choices
    server.fault = lambda _request: rng.choice(FAULTS) if rng.random() < FAULT_RATE else None
    accepted: dict[str, str] = {}
    refused: dict[str, Exception] = {}

    async def send(number: int) -> None:
        order = str(number)
        try:
            handle = await client.send_job_dynamic("order.created", {"tenantId": "a", "orderId": order})
        except (ApiError, PartlySentError) as error:
            refused[order] = error
        else:
            accepted[order] = handle.id

    async with JobClient(CATALOG, InngestProvider(CATALOG, InngestSettings.read(server.settings()), POLICY)) as client:
        for start in range(0, 1000, 50):
            await asyncio.gather(*(send(number) for number in range(start, start + 50)))
    assert len(accepted) + len(refused) == 1000
    assert refused
    assert len(accepted) > 800  # retries let most sends succeed
    server_counts = Counter(event.data["orderId"] for event in server.events)
    ids = {event.data["orderId"]: event.internal_id for event in server.events}
    assert {order: (server_counts[order], ids[order]) for order in accepted} == {
        order: (1, job_id) for order, job_id in accepted.items()
    }
    assert all(count == 1 for count in server_counts.values())


@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_faults_lose_and_duplicate_no_batch(server: FakeInngest, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311  a test's random choices

    def fault(request: Received) -> Reply | Literal["lost"] | None:
        return rng.choice(FAULTS) if rng.random() < FAULT_RATE else None

    server.fault = fault
    outcomes: Counter[str] = Counter()
    sent: set[str] = set()
    async with JobClient(CATALOG, InngestProvider(CATALOG, InngestSettings.read(server.settings()), POLICY)) as client:
        for batch in range(50):
            orders = [str(batch * 20 + number) for number in range(20)]
            items: list[JobItem[object]] = [
                JobItem("order.created", {"tenantId": "a", "orderId": order}, {}) for order in orders
            ]
            try:
                handles = await client.send_jobs(items)
                sent |= set(orders)
                outcomes["sent"] += len(handles)
            except BatchError as error:
                sent |= {orders[index] for index in error.sent}
                outcomes["refused"] += len(error.failed)
    server_counts = Counter(event.data["orderId"] for event in server.events)
    assert sent <= set(server_counts)
    assert all(count == 1 for count in server_counts.values())
    assert outcomes.total() == 1000
