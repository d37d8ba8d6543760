"""Tenant isolation through a transaction pooler, if pgbouncer is installed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Generator
from typing import Any, Final

import psycopg
import pytest
from cgk_runtime.db import MissingSchemaError, StatementOutsideTenantError
from pgbouncer import PGBOUNCER, SUPPORTS_PREPARED, running_pgbouncer
from shop_database import APP_ROLE, READ_TENANTS, Server, Shop, with_tenant
from sqlalchemy import text

TENANTS = ("rawdog", "acme")
OPTIONS: Final[dict[str, Any]] = {} if SUPPORTS_PREPARED else {"prepare_threshold": None}
"""Options of a connection; an older pgbouncer does not support prepared statements in transaction mode."""

pytestmark = [pytest.mark.anyio, pytest.mark.skipif(PGBOUNCER is None, reason="needs pgbouncer")]


@pytest.fixture(scope="module")
def pooler_address(server: Server) -> Generator[str]:
    """Address of a pgbouncer in transaction mode with two server connections for all clients."""
    with running_pgbouncer(server, APP_ROLE) as parameters:
        yield f"postgresql://{APP_ROLE}@/postgres?{parameters}"


@pytest.mark.skipif(not SUPPORTS_PREPARED, reason="needs pgbouncer 1.21 or newer")
def test_prepared_statements_keep_tenants_apart(shop: Shop, pooler_address: str) -> None:
    connections: list[psycopg.Connection[Any]] = [shop.tenancy.connect(pooler_address) for _ in range(6)]
    server_processes: set[int] = set()
    rng = random.Random(3)  # noqa: S311  seeded
    for _ in range(200):
        tenant, connection = rng.choice(TENANTS), rng.choice(connections)
        with with_tenant(tenant), connection.transaction():
            assert connection.execute(READ_TENANTS, prepare=True).fetchall() == [(tenant,), (tenant,)]
            row = connection.execute("SELECT pg_backend_pid()").fetchone()
            server_processes.add(row[0] if row else 0)
    assert len(server_processes) <= 2 < len(connections)
    for connection in connections:
        connection.close()


def test_transaction_keeps_its_tenant(shop: Shop, pooler_address: str) -> None:
    with shop.tenancy.connect(pooler_address, **OPTIONS) as connection:
        with pytest.raises(StatementOutsideTenantError):
            connection.execute("SELECT 1")
        with with_tenant("nobody"), pytest.raises(MissingSchemaError):
            connection.execute("SELECT 1")
        for tenant in TENANTS * 3:
            with with_tenant(tenant):
                with pytest.raises(psycopg.errors.DivisionByZero):
                    connection.execute("SELECT 1 / 0")
                connection.rollback()
                with connection.transaction():
                    with pytest.raises(psycopg.errors.UndefinedTable), connection.transaction():
                        connection.execute("SELECT * FROM missing")
                    with connection.cursor("named") as cursor:
                        cursor.execute(READ_TENANTS)
                        assert cursor.fetchall() == [(tenant,), (tenant,)]
                    with connection.cursor().copy("COPY (SELECT tenant FROM notes) TO STDOUT") as copy:
                        assert list(copy.rows()) == [(tenant,)]
                with connection.pipeline():
                    assert connection.execute(READ_TENANTS).fetchall() == [(tenant,), (tenant,)]
                connection.rollback()


async def test_many_tasks_share_two_connections(shop: Shop, pooler_address: str) -> None:
    engine = shop.tenancy.create_async_engine(
        pooler_address.replace("postgresql://", "postgresql+psycopg://"),
        pool_size=6,
        max_overflow=0,
        connect_args=OPTIONS,
    )
    leaks: list[Any] = []

    async def work(number: int) -> None:
        tenant = TENANTS[number % 2]
        async with with_tenant(tenant), engine.begin() as connection:
            first = [row[0] for row in await connection.execute(text(READ_TENANTS))]
            await connection.execute(text("INSERT INTO orders (body) VALUES ('pooled')"))
            if number % 5 == 0:  # every fifth transaction is rolled back
                await connection.rollback()
                return
            second = [row[0] for row in await connection.execute(text(READ_TENANTS))]
            if {*first, *second} != {tenant}:
                leaks.append((tenant, first, second))

    tasks = [asyncio.create_task(work(number)) for number in range(300)]
    for task in tasks[::7]:  # every seventh task is canceled
        await asyncio.sleep(0.002)
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await engine.dispose()
    assert leaks == []
    assert {tenant for tenant, body in shop.all_orders() if body == "pooled"} == set(TENANTS)
