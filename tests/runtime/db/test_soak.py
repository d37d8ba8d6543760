"""A thousand tenants on four connections, with everything that goes wrong: not one row of another tenant's."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import threading
from collections import Counter
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, LiteralString

import psycopg
import pytest
from cgk_runtime.errors import TenantError
from psycopg import sql
from psycopg_pool import PoolTimeout
from shop_database import Server, Shop, new_shop, with_tenant
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as PoolIsEmptyError

pytestmark = [pytest.mark.anyio, pytest.mark.soak]

ROUNDS = int(os.environ.get("ROUNDS", "1"))
TENANTS = min(1000, 40 * ROUNDS)
TRANSACTIONS = min(10_000, 400 * ROUNDS)
"""`make soak` comes to the figures that were promised; `make test` to a taste of them."""

READ = "SELECT tenant FROM notes UNION ALL SELECT tenant_id FROM orders"
FAILURES = ("none",) * 6 + ("error", "savepoint", "cancel", "raise", "other tenant")


class Ended(Exception):  # noqa: N818  not a fault
    """A transaction of the soak was ended on purpose."""


@dataclass
class Seen:
    """What the transactions saw.

    Attributes:
        wrong: Rows of another tenant; none is right.
        kinds: How often what happened.
        committed: How many rows each tenant wrote for good.
    """

    wrong: list[Any] = field(default_factory=list[Any])
    kinds: Counter[str] = field(default_factory=Counter[str])
    committed: Counter[str] = field(default_factory=Counter[str])
    lock: threading.Lock = field(default_factory=threading.Lock)

    def look(self, tenant: str, rows: list[tuple[Any, ...]]) -> None:
        if not rows or {row[0] for row in rows} != {tenant}:
            self.wrong.append((tenant, rows))

    def count(self, kind: str, tenant: str | None = None) -> None:
        with self.lock:
            self.kinds[kind] += 1
            if tenant is not None:
                self.committed[tenant] += 1


@pytest.fixture(scope="module")
def market(server: Server) -> Generator[Shop]:
    """A shop with all the tenants."""
    with new_shop(server) as shop:
        shop.add_tenants(*names())
        yield shop


def names() -> list[str]:
    return [f"tenant-{number}" for number in range(TENANTS)]


def insert_of(tenant: str) -> tuple[LiteralString, tuple[str, str]]:
    return "INSERT INTO notes (tenant, words) VALUES (%s, %s)", (tenant, "written")


def harm(kind: str) -> LiteralString:
    """Give the statement that makes a transaction fail so, or raise in the middle of it."""
    if kind == "raise":
        raise Ended
    return "SELECT 1 / 0" if kind == "error" else "SELECT pg_sleep(10)"


def check(shop: Shop, seen: Seen) -> None:
    """See every row as a superuser does: each lies with its tenant, and as many as were committed."""
    assert seen.wrong == []
    with shop.admin() as admin:
        for tenant in names():
            query = sql.SQL("SELECT tenant, count(*) FROM {}.notes WHERE words = 'written' GROUP BY 1").format(
                sql.Identifier(shop.tenancy.schema_of(tenant))
            )
            rows = admin.execute(query).fetchall()
            admin.execute(
                sql.SQL("DELETE FROM {}.notes WHERE words = 'written'").format(
                    sql.Identifier(shop.tenancy.schema_of(tenant))
                )
            )
            assert rows == ([(tenant, seen.committed[tenant])] if seen.committed[tenant] else [])


async def test_asynchronous_transactions(market: Shop) -> None:
    chance = random.Random(1)  # noqa: S311  a test's dice
    seen = Seen()
    pool = market.tenancy.async_pool(market.address, min_size=4, max_size=4, timeout=0.5)

    async def transaction(tenant: str, kind: str) -> None:
        async with with_tenant(tenant), pool.connection() as connection:
            seen.look(tenant, await (await connection.execute(READ)).fetchall())
            await connection.execute(*insert_of(tenant))
            if kind == "savepoint":
                with contextlib.suppress(psycopg.errors.UndefinedTable):
                    async with connection.transaction():
                        await connection.execute("SELECT * FROM missing")
            elif kind == "other tenant":
                with with_tenant(chance.choice(names())):
                    await connection.execute(READ)
            elif kind != "none":
                await connection.execute(harm(kind))
            await asyncio.sleep(0)
            seen.look(tenant, await (await connection.execute(READ)).fetchall())
        seen.count("committed", tenant)

    async def one(tenant: str, kind: str) -> None:
        task = asyncio.create_task(transaction(tenant, kind))
        if kind == "cancel":
            await asyncio.sleep(chance.random() * 0.05)
            task.cancel()
        try:
            await task
        except (psycopg.Error, TenantError, Ended, PoolTimeout, asyncio.CancelledError) as error:
            seen.count(type(error).__name__)

    async with pool:
        left = iter(range(TRANSACTIONS))

        async def worker() -> None:
            for _ in left:
                await one(chance.choice(names()), chance.choice(FAILURES))

        await asyncio.gather(*(worker() for _ in range(32)))  # more than there are connections
    check(market, seen)
    assert seen.kinds["committed"] > TRANSACTIONS / 4
    assert {"DivisionByZero", "CancelledError", "TenantChangedError", "Ended"} <= seen.kinds.keys()


def test_synchronous_transactions(market: Shop) -> None:
    seen = Seen()
    pool = market.tenancy.pool(market.address, min_size=4, max_size=4, timeout=0.5)

    def transaction(tenant: str, kind: str) -> None:
        with with_tenant(tenant), pool.connection() as connection:
            seen.look(tenant, connection.execute(READ).fetchall())
            connection.execute(*insert_of(tenant))
            if kind == "savepoint":
                with contextlib.suppress(psycopg.errors.UndefinedTable), connection.transaction():
                    connection.execute("SELECT * FROM missing")
            elif kind == "other tenant":
                with with_tenant(f"{tenant}x"):
                    connection.execute(READ)
            elif kind != "none":
                if kind == "cancel":
                    threading.Timer(0.01, connection.cancel_safe).start()
                connection.execute(harm(kind))
            seen.look(tenant, connection.execute(READ).fetchall())
        seen.count("committed", tenant)

    def one(number: int) -> None:
        chance = random.Random(number)  # noqa: S311  a test's dice
        try:
            transaction(chance.choice(names()), chance.choice(FAILURES))
        except (psycopg.Error, TenantError, Ended, PoolTimeout) as error:
            seen.count(type(error).__name__)

    with pool, ThreadPoolExecutor(16) as threads:
        list(threads.map(one, range(TRANSACTIONS)))
    check(market, seen)
    assert seen.kinds["committed"] > TRANSACTIONS / 4
    assert {"DivisionByZero", "QueryCanceled", "TenantChangedError", "Ended"} <= seen.kinds.keys()


async def test_sqlalchemys_transactions(market: Shop) -> None:  # noqa: C901  one story
    chance = random.Random(7)  # noqa: S311  a test's dice
    seen = Seen()
    engine = market.tenancy.create_async_engine(market.url, pool_size=4, max_overflow=0, pool_timeout=0.5)

    async def transaction(tenant: str, kind: str) -> None:
        async with with_tenant(tenant), engine.begin() as connection:
            seen.look(tenant, [tuple(row) for row in (await connection.execute(text(READ))).all()])
            await connection.exec_driver_sql(*insert_of(tenant))
            if kind == "other tenant":
                with with_tenant(chance.choice(names())):
                    await connection.execute(text(READ))
            elif kind not in {"none", "savepoint"}:
                await connection.execute(text(harm(kind)))
            seen.look(tenant, [tuple(row) for row in (await connection.execute(text(READ))).all()])
        seen.count("committed", tenant)

    async def one(tenant: str, kind: str) -> None:
        task = asyncio.create_task(transaction(tenant, kind))
        if kind == "cancel":
            await asyncio.sleep(chance.random() * 0.05)
            task.cancel()
        try:
            await task
        except PoolIsEmptyError:
            seen.count("PoolTimeout")
        except asyncio.CancelledError:
            seen.count("CancelledError")
        except Exception as error:  # noqa: BLE001  whatever it is, it is counted; the rows are what is looked at
            seen.count(type(error).__name__)

    left = iter(range(TRANSACTIONS // 2))

    async def worker() -> None:
        for _ in left:
            await one(chance.choice(names()), chance.choice(FAILURES))

    await asyncio.gather(*(worker() for _ in range(32)))
    await engine.dispose()
    check(market, seen)
    assert seen.kinds["committed"] > TRANSACTIONS / 8
    assert {"DataError", "CancelledError", "TenantChangedError", "Ended"} <= seen.kinds.keys()


async def test_a_pool_without_a_free_connection_gives_nothing_away(market: Shop) -> None:
    pool = market.tenancy.async_pool(market.address, min_size=4, max_size=4, timeout=0.05)
    async with pool:
        held = [pool.connection() for _ in range(4)]
        for number, one in enumerate(held):
            connection = await one.__aenter__()
            with with_tenant(f"tenant-{number}"):
                await connection.execute("SELECT 1")
        with with_tenant("tenant-4"), pytest.raises(PoolTimeout):
            async with pool.connection():
                pass
        for one in held:
            await one.__aexit__(None, None, None)
        with with_tenant("tenant-4"):
            async with pool.connection() as connection:
                rows = await (await connection.execute(READ)).fetchall()
                assert {row[0] for row in rows} == {"tenant-4"}
