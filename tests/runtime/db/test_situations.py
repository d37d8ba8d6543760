"""Every driver keeps tenants apart in every situation; the pool has one connection, which all tenants share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from cgk_runtime.db import AutocommitError, MissingSchemaError, StatementOutsideTenantError, TenantChangedError
from database_drivers import DRIVERS, Checkout, PooledConnection, Rows
from shop_database import READ_TENANTS, Shop, with_tenant

pytestmark = pytest.mark.anyio

TENANTS = ("rawdog", "acme")


@pytest.fixture(params=DRIVERS)
def driver(request: pytest.FixtureRequest) -> Any:
    return DRIVERS[request.param]


@pytest.fixture
async def check_out(shop: Shop, driver: Any) -> AsyncGenerator[Checkout]:
    async with driver(shop.tenancy, shop.address, autocommit=False) as check_out:
        yield check_out


def rows_of(tenant: str) -> Rows:
    """Return what `READ_TENANTS` returns: the tenant of a row in `notes` and of one in `orders`."""
    return [(tenant,), (tenant,)]


async def test_pool_connection_follows_tenant(check_out: Checkout) -> None:
    for tenant in TENANTS * 3:
        async with with_tenant(tenant), check_out() as connection:
            assert await connection.rows(READ_TENANTS) == rows_of(tenant)


async def test_statement_without_tenant_is_refused(check_out: Checkout) -> None:
    async with check_out() as connection:
        with pytest.raises(StatementOutsideTenantError):
            await connection.rows(READ_TENANTS)


async def test_autocommit_is_refused(shop: Shop, driver: Any) -> None:
    async with (
        driver(shop.tenancy, shop.address, autocommit=True) as check_out,
        with_tenant("acme"),
        check_out() as connection,
    ):
        with pytest.raises(AutocommitError):
            await connection.rows(READ_TENANTS)


async def test_missing_schema_is_an_error(check_out: Checkout) -> None:
    async with with_tenant("nobody"), check_out() as connection:
        with pytest.raises(MissingSchemaError):
            await connection.rows("SELECT 1")


async def test_failed_transaction_can_be_followed(check_out: Checkout) -> None:
    for tenant in TENANTS * 2:
        with pytest.raises(Exception, match="division by zero"):
            async with with_tenant(tenant), check_out() as connection:
                await connection.run("SELECT 1 / 0")
        async with with_tenant(tenant), check_out() as connection:
            with pytest.raises(Exception, match="division by zero"):
                await connection.run("SELECT 1 / 0")
            await connection.rollback()
            assert await connection.rows(READ_TENANTS) == rows_of(tenant)


async def test_cancellation_leaves_no_residue(check_out: Checkout) -> None:
    async def run_and_cancel(tenant: str) -> None:
        async with with_tenant(tenant), check_out() as connection:
            await connection.rows(READ_TENANTS)
            await connection.run_canceled("SELECT pg_sleep(60)")

    for tenant, other in (TENANTS, reversed(TENANTS)):
        # A canceled task has no message; a canceled statement has one.
        with pytest.raises(BaseException, match="cancel|^$") as ended:
            await run_and_cancel(tenant)
        assert isinstance(ended.value, asyncio.CancelledError) or "canceling statement" in str(ended.value)
        async with with_tenant(other), check_out() as connection:
            assert await connection.rows(READ_TENANTS) == rows_of(other)


async def test_nested_tenant_needs_new_transaction(check_out: Checkout) -> None:
    async with with_tenant("rawdog"), check_out() as connection:
        assert await connection.rows(READ_TENANTS) == rows_of("rawdog")
        async with with_tenant("acme"):
            with pytest.raises(TenantChangedError):
                await connection.rows(READ_TENANTS)
        assert await connection.rows(READ_TENANTS) == rows_of("rawdog")
        await connection.commit()
        async with with_tenant("acme"):
            assert await connection.rows(READ_TENANTS) == rows_of("acme")
            await connection.commit()
        assert await connection.rows(READ_TENANTS) == rows_of("rawdog")


async def test_savepoint_keeps_its_tenant(check_out: Checkout) -> None:
    async def fail(connection: PooledConnection) -> None:
        async with connection.savepoint():
            await connection.run("INSERT INTO orders (body) VALUES ('undone')")
            await connection.run("SELECT 1 / 0")

    async with with_tenant("rawdog"), check_out() as connection:
        await connection.run("SELECT 1")
        with pytest.raises(Exception, match="division by zero"):
            await fail(connection)
        assert await connection.rows(READ_TENANTS) == rows_of("rawdog")
        async with connection.savepoint():
            await connection.run("INSERT INTO notes (tenant) VALUES ('rawdog')")
            async with with_tenant("acme"):
                with pytest.raises(TenantChangedError):
                    await connection.rows(READ_TENANTS)
        assert await connection.rows(READ_TENANTS) == [("rawdog",)] * 3


async def test_thread_needs_its_own_tenant(check_out: Checkout) -> None:
    """A new thread starts without a tenant, unless `asyncio.to_thread` copies the task's context."""
    async with with_tenant("acme"), check_out() as connection:
        assert await connection.rows(READ_TENANTS) == rows_of("acme")

        def without_tenant() -> None:
            with pytest.raises(StatementOutsideTenantError):
                asyncio.run(connection.rows(READ_TENANTS))

        await asyncio.get_running_loop().run_in_executor(None, without_tenant)

        def with_other_tenant() -> None:
            with with_tenant("rawdog"), pytest.raises(TenantChangedError):
                asyncio.run(connection.rows(READ_TENANTS))

        await asyncio.to_thread(with_other_tenant)
        assert await connection.rows(READ_TENANTS) == rows_of("acme")


async def test_tenant_can_be_entered_after_checkout(check_out: Checkout) -> None:
    async with check_out() as connection:
        for tenant in TENANTS:
            async with with_tenant(tenant):
                assert await connection.rows(READ_TENANTS) == rows_of(tenant)
                await connection.commit()


async def test_prepared_statements_are_per_tenant(check_out: Checkout) -> None:
    async with check_out() as connection:
        for tenant in TENANTS:
            async with with_tenant(tenant):
                for _ in range(8):  # psycopg prepares a statement after five executions
                    assert await connection.rows(READ_TENANTS) == rows_of(tenant)
                    await connection.commit()
                prepared = (
                    "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT tenant FROM notes%'"
                )
                assert await connection.rows(prepared) == [(1,)]
                await connection.commit()


async def test_copy_follows_tenant(check_out: Checkout) -> None:
    async with check_out() as connection:
        for tenant in TENANTS:
            async with with_tenant(tenant):
                assert await connection.copy_out("COPY (SELECT tenant FROM notes) TO STDOUT") == [tenant.encode()]
                assert await connection.copy_out("COPY orders (tenant_id) TO STDOUT") == [tenant.encode()]
                await connection.commit()
        with pytest.raises(StatementOutsideTenantError):
            await connection.copy_out("COPY orders TO STDOUT")


async def test_server_side_cursor_keeps_its_tenant(check_out: Checkout) -> None:
    async with check_out() as connection:
        for tenant in TENANTS:
            async with with_tenant(tenant):
                assert [row async for row in connection.stream(READ_TENANTS)] == rows_of(tenant)
                await connection.commit()
        async with with_tenant("rawdog"):
            rows = connection.stream("SELECT tenant FROM notes, generate_series(1, 1000)")
            assert await anext(rows) == ("rawdog",)
            async with with_tenant("acme"):
                with pytest.raises(TenantChangedError):
                    async for _ in rows:
                        pass
