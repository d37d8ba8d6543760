"""The queue through PgBouncer in transaction mode: senders pass, workers connect directly."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any

import pytest
from cgk_runtime.client.client import JobClient
from cgk_runtime.db import Tenancy
from cgk_runtime.errors import ConfigurationError, RunFailedError
from cgk_runtime.providers.postgres import provider as provider_module
from cgk_runtime.providers.postgres import send_in
from cgk_runtime.providers.postgres.provider import PostgresProvider
from cgk_runtime.providers.postgres.settings import PostgresSettings
from cgk_runtime.providers.postgres.worker import PostgresWorker
from cgk_runtime.providers.worker import WorkerOptions
from cgk_runtime.sdk import Sdk
from pgbouncer import PGBOUNCER, running_pgbouncer
from queue_database import DATABASE, WORKER_ROLE, QueueDatabase
from shop import ORDER
from shop_database import APP_ROLE, Server, with_tenant
from waiting import WAIT_TIMEOUT

pytestmark = [pytest.mark.anyio, pytest.mark.skipif(PGBOUNCER is None, reason="needs pgbouncer")]
EVENT = "order.created"


@pytest.fixture(scope="module")
def pooler_address(server: Server) -> Generator[Callable[[str], str]]:
    """Function that returns a role's address through a pgbouncer with two server connections for all clients."""
    with running_pgbouncer(server, WORKER_ROLE, APP_ROLE) as parameters:
        yield lambda role: f"postgresql://{role}@/{DATABASE}?{parameters}"


@pytest.fixture
def pooled_client(sdk: Sdk, pooler_address: Callable[[str], str]) -> JobClient:
    """A client of the queue that connects through the pooler."""
    return JobClient(sdk.catalog, PostgresProvider(sdk.catalog, PostgresSettings(pooler_address(WORKER_ROLE))))


async def test_jobs_are_sent_and_awaited(
    sdk: Sdk, queue: QueueDatabase, pooled_client: JobClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A client that trusted notifications would wait for an hour.
    monkeypatch.setattr(provider_module, "_POLL_SECONDS_LISTENING", 3600.0)
    started = asyncio.Event()

    @sdk.task(EVENT)
    async def handle(payload: Any) -> str:
        if payload.order_id == "long":
            started.set()
            await asyncio.Event().wait()
        return str(payload.order_id)

    async with queue.running_worker(sdk), pooled_client as client:
        handles = [await client.send_job_dynamic(EVENT, ORDER, idempotency_key="once") for _ in range(2)]
        assert handles[0].id == handles[1].id
        assert await asyncio.wait_for(handles[0].wait(), WAIT_TIMEOUT) == "order_123"
        long_job = await client.send_job_dynamic(EVENT, {**ORDER, "orderId": "long"})
        await asyncio.wait_for(started.wait(), WAIT_TIMEOUT)
        await long_job.cancel()
        with pytest.raises(RunFailedError):
            await long_job.wait(WAIT_TIMEOUT)


async def test_jobs_join_pooled_transactions(
    sdk: Sdk, queue: QueueDatabase, pooler_address: Callable[[str], str], pooled_client: JobClient
) -> None:
    tenancy = Tenancy(with_tenant, layout="rows")
    connection = await tenancy.connect_async(pooler_address(APP_ROLE), prepare_threshold=None)
    async with connection, pooled_client as client:
        for tenant in ("rawdog", "acme", "acme"):
            for end_transaction in (connection.rollback, connection.commit):
                with with_tenant(tenant):
                    async with send_in(connection):
                        await client.send_job_dynamic(EVENT, {**ORDER, "tenantId": tenant})
                    await end_transaction()
    assert [row[0] for row in queue.rows("SELECT tenant FROM run ORDER BY id")] == ["rawdog", "acme", "acme"]


async def test_worker_refuses_a_pooler(sdk: Sdk, queue: QueueDatabase, pooler_address: Callable[[str], str]) -> None:
    settings = replace(queue.settings(), address=pooler_address(WORKER_ROLE))
    with pytest.raises(ConfigurationError, match="address of PostgreSQL itself"):
        await asyncio.wait_for(PostgresWorker(sdk, settings, WorkerOptions(print)).run(asyncio.Event()), WAIT_TIMEOUT)
