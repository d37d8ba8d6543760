"""Sends: options, batches, transactions of the caller, and the rights of a sender."""

from __future__ import annotations

import asyncio
import json
from argparse import Namespace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from cgk_runtime.cli.database import database_address
from cgk_runtime.client.batch import JobItem
from cgk_runtime.client.client import JobClient
from cgk_runtime.db import Tenancy
from cgk_runtime.errors import (
    ConfigurationError,
    ConnectionFailedError,
    CrossTenantError,
    NotConfiguredError,
    ProviderError,
)
from cgk_runtime.providers.postgres import PostgresProvider, PostgresSettings, send_in
from cgk_runtime.providers.postgres.connections import translated_errors
from cgk_runtime.sdk import Sdk
from cgk_runtime.settings import Settings
from cgk_runtime.tenant import TenantRule
from psycopg import sql
from queue_database import QueueDatabase
from shop import ORDER
from shop_database import APP_ROLE
from sqlalchemy.orm import Session
from waiting import WAIT_TIMEOUT

pytestmark = pytest.mark.anyio
EVENT = "order.created"
SEND_FUNCTION = "send(text[], text[], text[], text[], text[])"
with_tenant = TenantRule()


async def test_options_are_stored(client: JobClient, queue: QueueDatabase) -> None:
    at = datetime.now(UTC) + timedelta(days=2)
    handle = await client.send_job_dynamic(
        EVENT, ORDER, at=at, ttl=60, max_attempts=5, queue="slow", concurrency_key="shop", priority=9,
        tags=["a", "b"], metadata={"by": "test"}, idempotency_key="key", idempotency_key_ttl=1800,
    )  # fmt: skip
    run = await handle.status()
    assert (run.status, run.starts_at, run.tags, run.tenant_id) == ("delayed", at, ("a", "b"), "rawdog")
    columns = "max_attempts, queue, concurrency_key, priority, metadata, expires_at - due_at"
    (row,) = queue.rows(f"SELECT {columns} FROM run")  # noqa: S608  a constant
    assert row == (5, "slow", "shop", 9, {"by": "test"}, timedelta(seconds=60))
    assert queue.rows("SELECT expires_at - now() < interval '1 hour' FROM idempotency_key") == [(True,)]


async def test_batch_is_one_statement(client: JobClient, queue: QueueDatabase) -> None:
    items = [JobItem[Any](EVENT, {**ORDER, "orderId": str(index)}, {}) for index in range(500)]
    items.append(JobItem[Any](EVENT, ORDER, {"idempotency_key": "same"}))
    items.append(JobItem[Any](EVENT, ORDER, {"idempotency_key": "same"}))
    handles = await client.send_jobs(items)
    assert len(handles) == 502
    assert handles[500].id == handles[501].id
    stored = queue.rows("SELECT id, payload ->> 'orderId', xmin::text FROM run ORDER BY id")
    assert [f"run_{row[0]}" for row in stored] == [handle.id for handle in handles[:501]]
    assert [row[1] for row in stored[:500]] == [str(index) for index in range(500)]
    assert len({row[2] for row in stored}) == 1  # xmin is the transaction that wrote the row


async def test_key_is_free_again_after_its_ttl(client: JobClient, queue: QueueDatabase) -> None:
    async def send() -> str:
        return (await client.send_job_dynamic(EVENT, ORDER, idempotency_key="key", idempotency_key_ttl=60)).id

    first = await asyncio.gather(*(send() for _ in range(20)))
    assert len(set(first)) == 1
    queue.rows("UPDATE idempotency_key SET expires_at = expires_at - interval '60 s'")
    assert await send() not in first


@pytest.fixture
def sender(sdk: Sdk, queue: QueueDatabase) -> JobClient:
    """A client whose role may only send."""
    return JobClient(sdk.catalog, PostgresProvider(sdk.catalog, PostgresSettings(queue.sender)))


async def test_sender_reads_nothing(sender: JobClient, queue: QueueDatabase) -> None:
    async with sender:
        handle = await sender.send_job_dynamic(EVENT, ORDER)
        with pytest.raises(ProviderError, match="--worker-role ROLE"):
            await handle.status()
        health = await sender.health_check()
        assert (health.healthy, health.detail) == (True, "shop_app may send jobs, and nothing else")
    queue.rows(f"REVOKE EXECUTE ON FUNCTION {SEND_FUNCTION} FROM {APP_ROLE}")
    try:
        async with sender:
            health = await sender.health_check()
    finally:
        queue.rows(f"GRANT EXECUTE ON FUNCTION {SEND_FUNCTION} TO {APP_ROLE}")
    assert (health.healthy, health.detail.partition(";")[0]) == (False, "shop_app may not use it")
    with psycopg.connect(queue.sender, autocommit=True) as connection:
        tables = queue.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'cgk_jobs'")
        assert len(tables) > 15  # those of the queue and of Procrastinate
        for (table,) in tables:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier("cgk_jobs", table)))
        for call in ("admit(1)", "cancel('{1}')", "wake(0)", "clean(0)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT cgk_jobs.{call}".encode())


async def test_health_check_hides_no_error(client: JobClient, queue: QueueDatabase) -> None:
    queue.rows("ALTER TABLE procrastinate_workers RENAME COLUMN last_heartbeat TO renamed")
    try:
        health = await client.health_check()
    finally:
        queue.rows("ALTER TABLE procrastinate_workers RENAME COLUMN renamed TO last_heartbeat")
    assert (health.healthy, "run `cgk db migrate`" in health.detail) == (False, True)


async def test_database_without_queue_names_migrate(sdk: Sdk, queue: QueueDatabase) -> None:
    provider = PostgresProvider(sdk.catalog, PostgresSettings(queue.server.admin))
    async with JobClient(sdk.catalog, provider) as client:
        with pytest.raises(ConfigurationError, match="run `cgk db migrate`"):
            await client.send_job_dynamic(EVENT, ORDER)
        assert (await client.health_check()).healthy is False


def test_missing_address_is_named(sdk: Sdk) -> None:
    settings = Settings({"JOBS_PROVIDER": "postgres", "DATABASE_URL": "postgresql://db/shop"})
    with pytest.raises(NotConfiguredError, match=r"^\[JobClient\] Not configured - set JOBS_DATABASE_URL"):
        sdk.create_job_client(settings=settings)
    wrong = Settings({"JOBS_PROVIDER": "postgres", "JOBS_DATABASE_URL": "mysql://secret@db/shop"})
    with pytest.raises(ConfigurationError) as raised:
        sdk.create_job_client(settings=wrong)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("password", ["p@secret", "secret/1", "12/secret", "p secret", "%secret"])
def test_unreadable_address_keeps_its_password(sdk: Sdk, password: str) -> None:
    address = f"postgresql://shop:{password}@db/shop"
    assert "secret" not in repr(PostgresSettings(address))
    settings = Settings({"JOBS_PROVIDER": "postgres", "JOBS_DATABASE_URL": address})
    with pytest.raises(ConfigurationError, match="JOBS_DATABASE_URL cannot be read") as raised:
        sdk.create_job_client(settings=settings)
    assert "secret" not in str(raised.value)
    with pytest.raises(ConfigurationError, match="The database's address cannot be read"):
        database_address(Namespace(database=address))


def test_address_may_have_parameters() -> None:
    address = "postgresql://shop@db/shop?application_name=jobs@shop&sslrootcert=/etc/ca@shop.pem"
    assert database_address(Namespace(database=address)) == address


def test_errors_are_not_mistaken_for_an_outage() -> None:
    with pytest.raises(ProviderError, match="a statement of the queue: deadlock") as raised, translated_errors():
        raise psycopg.errors.DeadlockDetected("deadlock detected")
    assert not isinstance(raised.value, ConnectionFailedError)
    with pytest.raises(ConnectionFailedError), translated_errors():
        raise psycopg.errors.AdminShutdown("terminating connection due to administrator command")


async def test_lone_surrogate_is_named(client: JobClient) -> None:
    with pytest.raises(ProviderError, match="lone surrogate"):
        await client.replay_job("run_1.\ud800")


class TestTransactions:
    """A send inside a caller's transaction is committed with it, or not at all."""

    @pytest.fixture
    def tenancy(self) -> Tenancy:
        return Tenancy(with_tenant, layout="rows")

    async def test_async_connection(self, client: JobClient, queue: QueueDatabase, tenancy: Tenancy) -> None:
        connection = await tenancy.connect_async(queue.sender)
        async with connection, with_tenant("rawdog"), send_in(connection):
            await client.send_job_dynamic(EVENT, {**ORDER, "orderId": "undone"})
            await connection.rollback()
            await client.send_jobs([JobItem[Any](EVENT, {**ORDER, "orderId": "kept"}, {})])
            assert queue.rows("SELECT id FROM run") == []
            await connection.commit()
        assert stored_orders(queue) == ["kept"]

    def test_sync_connection(self, sdk: Sdk, queue: QueueDatabase, tenancy: Tenancy) -> None:
        with queue.client(sdk) as client, tenancy.connect(queue.sender) as connection:
            for order, end_transaction in (("undone", connection.rollback), ("kept", connection.commit)):
                with with_tenant("rawdog"), send_in(connection):
                    client.send_job_dynamic_sync(EVENT, {**ORDER, "orderId": order})
                    end_transaction()
        assert stored_orders(queue) == ["kept"]

    def test_sqlalchemy_session(self, sdk: Sdk, queue: QueueDatabase, tenancy: Tenancy) -> None:
        engine = tenancy.create_engine(queue.sender.replace("postgresql://", "postgresql+psycopg://"))
        with queue.client(sdk) as client, Session(engine) as session, with_tenant("rawdog"), send_in(session):
            client.send_job_dynamic_sync(EVENT, {**ORDER, "orderId": "undone"})
            session.rollback()
            client.send_job_dynamic_sync(EVENT, {**ORDER, "orderId": "kept"})
            session.commit()
        engine.dispose()
        assert stored_orders(queue) == ["kept"]

    async def test_sqlalchemy_async(self, client: JobClient, queue: QueueDatabase, tenancy: Tenancy) -> None:
        engine = tenancy.create_async_engine(queue.sender.replace("postgresql://", "postgresql+psycopg://"))
        async with engine.connect() as connection, with_tenant("rawdog"), send_in(connection):
            await client.send_job_dynamic(EVENT, {**ORDER, "orderId": "undone"})
            await connection.rollback()
            await client.send_job_dynamic(EVENT, {**ORDER, "orderId": "kept"})
            await connection.commit()
        await engine.dispose()
        assert stored_orders(queue) == ["kept"]

    async def test_open_transaction_blocks_no_sender(self, client: JobClient, queue: QueueDatabase, sdk: Sdk) -> None:
        sdk.task(EVENT)(handle_order)
        async with await psycopg.AsyncConnection.connect(queue.sender) as connection, queue.running_worker(sdk):
            async with with_tenant("rawdog"), send_in(connection):
                await client.send_job_dynamic(EVENT, {**ORDER, "orderId": "later"})
            # The transaction is still open; another job of the tenant is sent, run and awaited meanwhile.
            assert await client.trigger_and_wait_dynamic(EVENT, ORDER, timeout=WAIT_TIMEOUT) == "order_123"
            assert stored_orders(queue) == ["order_123"]
            await connection.commit()
        assert stored_orders(queue) == ["later", "order_123"]

    async def test_tenant_must_match_the_transaction(self, client: JobClient, queue: QueueDatabase) -> None:
        connection = await psycopg.AsyncConnection.connect(queue.sender)
        async with connection, with_tenant("acme"), send_in(connection):
            with pytest.raises(CrossTenantError, match="even with cross_tenant=True, use a transaction of its tenant"):
                await client.send_job_dynamic(EVENT, ORDER, cross_tenant=True)

    async def test_task_leaves_with_its_creator(self, client: JobClient, queue: QueueDatabase) -> None:
        has_ended = asyncio.Event()

        async def send_later() -> None:
            await client.send_job_dynamic(EVENT, {**ORDER, "orderId": "inside"})
            await has_ended.wait()
            await client.send_job_dynamic(EVENT, {**ORDER, "orderId": "later"})

        async with await psycopg.AsyncConnection.connect(queue.sender) as connection:
            async with send_in(connection):
                task = asyncio.create_task(send_later())
                await client.send_job_dynamic(EVENT, {**ORDER, "orderId": "outside"})
            has_ended.set()
            await task
            await connection.rollback()
        assert stored_orders(queue) == ["later"]

    async def test_connection_may_have_cursors_of_its_own(self, client: JobClient, queue: QueueDatabase) -> None:
        async_connection = await psycopg.AsyncConnection.connect(queue.sender, cursor_factory=psycopg.AsyncRawCursor)
        async with async_connection, send_in(async_connection):
            await client.send_job_dynamic(EVENT, ORDER)
        with psycopg.connect(queue.sender, cursor_factory=psycopg.RawCursor) as connection, send_in(connection):
            await client.send_job_dynamic(EVENT, ORDER)
        assert len(stored_orders(queue)) == 2


async def handle_order(payload: Any) -> str:
    return str(payload.order_id)


def stored_orders(queue: QueueDatabase) -> list[str]:
    return [json.loads(row[0])["orderId"] for row in queue.rows("SELECT payload::text FROM run ORDER BY id")]
