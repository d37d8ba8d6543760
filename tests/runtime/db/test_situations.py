"""Every situation in which a tenant could be lost, on every driver; the pool has one connection, which all share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeAlias

import pytest
from cgk_runtime.db import AutocommitError, MissingSchemaError, StatementOutsideTenantError, TenantChangedError
from database_drivers import DRIVERS, Rows, Taken
from shop_database import Shop, with_tenant

pytestmark = pytest.mark.anyio

MINE = "SELECT tenant FROM notes UNION ALL SELECT tenant_id FROM orders"
TENANTS = ("rawdog", "acme")

Take: TypeAlias = Callable[[], AbstractAsyncContextManager[Taken]]


@pytest.fixture(params=DRIVERS)
def driver(request: pytest.FixtureRequest) -> Any:
    return DRIVERS[request.param]


@pytest.fixture
async def take(shop: Shop, driver: Any) -> AsyncGenerator[Take]:
    async with driver(shop.tenancy, shop.address, False) as take:
        yield take


def of(tenant: str) -> Rows:
    return [(tenant,), (tenant,)]


async def test_a_pool(take: Take) -> None:
    for tenant in TENANTS * 3:
        async with with_tenant(tenant), take() as connection:
            assert await connection.rows(MINE) == of(tenant)


async def test_without_a_tenant(take: Take) -> None:
    async with take() as connection:
        with pytest.raises(StatementOutsideTenantError):
            await connection.rows(MINE)


async def test_autocommit(shop: Shop, driver: Any) -> None:
    async with driver(shop.tenancy, shop.address, True) as take, with_tenant("acme"), take() as connection:
        with pytest.raises(AutocommitError):
            await connection.rows(MINE)


async def test_a_missing_schema(take: Take) -> None:
    async with with_tenant("nobody"), take() as connection:
        with pytest.raises(MissingSchemaError):
            await connection.rows("SELECT 1")


async def test_a_failed_transaction(take: Take) -> None:
    for tenant in TENANTS * 2:
        with pytest.raises(Exception, match="division by zero"):
            async with with_tenant(tenant), take() as connection:
                await connection.run("SELECT 1 / 0")
        async with with_tenant(tenant), take() as connection:
            with pytest.raises(Exception, match="division by zero"):
                await connection.run("SELECT 1 / 0")
            await connection.rollback()
            assert await connection.rows(MINE) == of(tenant)


async def test_a_cancelled_task_or_query(take: Take) -> None:
    async def be_cancelled(tenant: str) -> None:
        async with with_tenant(tenant), take() as connection:
            await connection.rows(MINE)
            await connection.cancel_in_the_middle("SELECT pg_sleep(60)")

    for tenant, other in (TENANTS, reversed(TENANTS)):
        with pytest.raises(BaseException, match="cancel|^$") as ended:
            await be_cancelled(tenant)
        assert isinstance(ended.value, asyncio.CancelledError) or "canceling statement" in str(ended.value)
        async with with_tenant(other), take() as connection:
            assert await connection.rows(MINE) == of(other)


async def test_nested_tenants(take: Take) -> None:
    async with with_tenant("rawdog"), take() as connection:
        assert await connection.rows(MINE) == of("rawdog")
        async with with_tenant("acme"):
            with pytest.raises(TenantChangedError):
                await connection.rows(MINE)
        assert await connection.rows(MINE) == of("rawdog")
        await connection.commit()
        async with with_tenant("acme"):
            assert await connection.rows(MINE) == of("acme")
            await connection.commit()
        assert await connection.rows(MINE) == of("rawdog")


async def test_savepoints(take: Take) -> None:
    async def fail(connection: Taken) -> None:
        async with connection.savepoint():
            await connection.run("INSERT INTO orders (words) VALUES ('undone')")
            await connection.run("SELECT 1 / 0")

    async with with_tenant("rawdog"), take() as connection:
        await connection.run("SELECT 1")
        with pytest.raises(Exception, match="division by zero"):
            await fail(connection)
        assert await connection.rows(MINE) == of("rawdog")
        async with connection.savepoint():
            await connection.run("INSERT INTO notes (tenant) VALUES ('rawdog')")
            async with with_tenant("acme"):
                with pytest.raises(TenantChangedError):
                    await connection.rows(MINE)
        assert await connection.rows(MINE) == [("rawdog",)] * 3


async def test_threads(take: Take) -> None:
    """A thread has no tenant of its own accord; `asyncio.to_thread` brings the task's along."""
    async with with_tenant("acme"), take() as connection:
        assert await connection.rows(MINE) == of("acme")

        def bare() -> None:
            with pytest.raises(StatementOutsideTenantError):
                asyncio.run(connection.rows(MINE))

        await asyncio.get_running_loop().run_in_executor(None, bare)

        def other() -> None:
            with with_tenant("rawdog"), pytest.raises(TenantChangedError):
                asyncio.run(connection.rows(MINE))

        await asyncio.to_thread(other)
        assert await connection.rows(MINE) == of("acme")


async def test_a_connection_taken_before_the_tenant_was_entered(take: Take) -> None:
    async with take() as connection:
        for tenant in TENANTS:
            async with with_tenant(tenant):
                assert await connection.rows(MINE) == of(tenant)
                await connection.commit()


async def test_prepared_statements(take: Take) -> None:
    async with take() as connection:
        for tenant in TENANTS * 8:  # psycopg prepares what it has seen five times
            async with with_tenant(tenant):
                assert await connection.rows(MINE) == of(tenant)
                await connection.commit()
        async with with_tenant("acme"):
            prepared = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT tenant FROM notes%'"
            assert await connection.rows(prepared) == [(2,)]


async def test_copy(take: Take) -> None:
    async with take() as connection:
        for tenant in TENANTS:
            async with with_tenant(tenant):
                assert await connection.copied("COPY (SELECT tenant FROM notes) TO STDOUT") == [tenant.encode()]
                assert await connection.copied("COPY orders (tenant_id) TO STDOUT") == [tenant.encode()]
                await connection.commit()
        with pytest.raises(StatementOutsideTenantError):
            await connection.copied("COPY orders TO STDOUT")


async def test_server_side_cursors(take: Take) -> None:
    async with take() as connection:
        for tenant in TENANTS:
            async with with_tenant(tenant):
                assert [row async for row in connection.stream(MINE)] == of(tenant)
                await connection.commit()
        async with with_tenant("rawdog"):
            rows = connection.stream("SELECT tenant FROM notes, generate_series(1, 1000)")
            assert await anext(rows) == ("rawdog",)
            async with with_tenant("acme"):
                with pytest.raises(TenantChangedError):
                    async for _ in rows:
                        pass
