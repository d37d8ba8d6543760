"""Many tenants on four connections, with failures of all kinds, never see each other's rows."""

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
from shop_database import READ_TENANTS, Server, Shop, new_shop, with_tenant
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as EngineTimeout

pytestmark = [pytest.mark.anyio, pytest.mark.soak]

ROUNDS = int(os.environ.get("ROUNDS") or 1)
TENANT_COUNT = min(1000, 40 * ROUNDS)
TRANSACTION_COUNT = min(10_000, 400 * ROUNDS)
"""Transactions of each driver; `make soak` raises ROUNDS: 1,000 tenants and 10,000 transactions."""

LEAVE_RESIDUE = (
    "SET app.user_email = 'secret'", "SET work_mem = '77MB'", "SELECT pg_try_advisory_lock(77)", "LISTEN residue",
    "PREPARE residue AS SELECT 1", "CREATE TEMPORARY TABLE residue (one int)",
    "DECLARE residue CURSOR WITH HOLD FOR SELECT 1",
    "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE",
    "SELECT 1", "SELECT 2", "SELECT 3",
)  # fmt: skip
"""Statements, one for each transaction; most of them leave something in the session."""
FIND_RESIDUE = """
SELECT 'setting' WHERE current_setting('app.user_email', true) <> '' OR current_setting('work_mem') = '77MB'
    OR current_setting('default_transaction_isolation') = 'serializable'
UNION ALL SELECT 'lock' FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()
UNION ALL SELECT 'channel' FROM pg_listening_channels()
UNION ALL SELECT 'statement' FROM pg_prepared_statements WHERE name = 'residue'
UNION ALL SELECT 'cursor' FROM pg_cursors WHERE name = 'residue'
UNION ALL SELECT 'table' WHERE to_regclass('pg_temp.residue') IS NOT NULL
"""
FAILURES = ("none",) * 6 + ("error", "savepoint", "cancel", "raise", "other tenant")
"""Failures of transactions; "none" is chosen in six of eleven, and "savepoint" fails only a part of one."""


class Aborted(Exception):  # noqa: N818  not an error
    """The test aborts a transaction."""


@dataclass
class Observations:
    """Rows and outcomes of all transactions.

    Attributes:
        leaks: Rows and residue of other tenants; must stay empty.
        outcomes: Number of transactions by outcome: "committed", or the name of the error; also "reused" or "changed",
            by whether the session's previous transaction had the same tenant.
        committed: Number of rows committed by each tenant.
        last_tenants: Latest tenant of each session.
    """

    leaks: list[Any] = field(default_factory=list[Any])
    outcomes: Counter[str] = field(default_factory=Counter[str])
    committed: Counter[str] = field(default_factory=Counter[str])
    last_tenants: dict[int, str] = field(default_factory=dict[int, str])
    lock: threading.Lock = field(default_factory=threading.Lock)

    def record(self, tenant: str, rows: list[tuple[Any, ...]]) -> None:
        if not rows or {row[0] for row in rows} != {tenant}:
            self.leaks.append((tenant, rows))

    def record_residue(self, tenant: str, session: int, residue: list[tuple[Any, ...]]) -> None:
        """Record what a transaction found in its session, unless its own tenant left it there."""
        with self.lock:
            previous = self.last_tenants.get(session)
            self.last_tenants[session] = tenant
            self.outcomes["reused" if previous == tenant else "changed"] += 1
        if residue and previous != tenant:
            self.leaks.append((tenant, previous, residue))

    def count(self, outcome: str, tenant: str | None = None) -> None:
        with self.lock:
            self.outcomes[outcome] += 1
            if tenant is not None:
                self.committed[tenant] += 1


@pytest.fixture(scope="module")
def large_shop(server: Server) -> Generator[Shop]:
    """A shop with `TENANT_COUNT` tenants."""
    with new_shop(server) as shop:
        shop.add_tenants(*tenant_names())
        yield shop


def tenant_names() -> list[str]:
    return [f"tenant-{number}" for number in range(TENANT_COUNT)]


def note_insert(tenant: str) -> tuple[LiteralString, tuple[str, str]]:
    """Return the statement that writes a note, and its values."""
    return "INSERT INTO notes (tenant, body) VALUES (%s, %s)", (tenant, "written")


def failing_statement(failure: str) -> LiteralString:
    """Return a statement that fails or is canceled; raise `Aborted` if the failure is "raise"."""
    if failure == "raise":
        raise Aborted
    return "SELECT 1 / 0" if failure == "error" else "SELECT pg_sleep(10)"


def check_rows(shop: Shop, observed: Observations) -> None:
    """Check as a superuser that each tenant has exactly the rows it committed."""
    assert observed.leaks == []
    with shop.admin() as admin:
        for tenant in tenant_names():
            query = sql.SQL("SELECT tenant, count(*) FROM {}.notes WHERE body = 'written' GROUP BY 1").format(
                sql.Identifier(shop.tenancy.schema_of(tenant))
            )
            rows = admin.execute(query).fetchall()
            admin.execute(
                sql.SQL("DELETE FROM {}.notes WHERE body = 'written'").format(
                    sql.Identifier(shop.tenancy.schema_of(tenant))
                )
            )
            assert rows == ([(tenant, observed.committed[tenant])] if observed.committed[tenant] else [])


async def test_async_transactions_stay_apart(large_shop: Shop) -> None:  # noqa: C901  nested helpers of one test
    rng = random.Random(1)  # noqa: S311  seeded
    observed = Observations()
    pool = large_shop.tenancy.async_pool(large_shop.address, min_size=4, max_size=4, timeout=0.5)

    async def transaction(tenant: str, failure: str) -> None:
        async with with_tenant(tenant), pool.connection() as connection:
            residue = await (await connection.execute(FIND_RESIDUE)).fetchall()
            observed.record_residue(tenant, connection.info.backend_pid, residue)
            observed.record(tenant, await (await connection.execute(READ_TENANTS)).fetchall())
            if not residue:
                await connection.execute(rng.choice(LEAVE_RESIDUE))
            await connection.execute(*note_insert(tenant))
            if failure == "savepoint":
                with contextlib.suppress(psycopg.errors.UndefinedTable):
                    async with connection.transaction():
                        await connection.execute("SELECT * FROM missing")
            elif failure == "other tenant":
                with with_tenant(rng.choice(tenant_names())):
                    await connection.execute(READ_TENANTS)
            elif failure != "none":
                await connection.execute(failing_statement(failure))
            await asyncio.sleep(0)
            observed.record(tenant, await (await connection.execute(READ_TENANTS)).fetchall())
        observed.count("committed", tenant)

    async def run_transaction(tenant: str, failure: str) -> None:
        task = asyncio.create_task(transaction(tenant, failure))
        if failure == "cancel":
            await asyncio.sleep(rng.random() * 0.05)
            task.cancel()
        try:
            await task
        except (psycopg.Error, TenantError, Aborted, PoolTimeout, asyncio.CancelledError) as error:
            observed.count(type(error).__name__)

    async with pool:
        remaining = iter(range(TRANSACTION_COUNT))

        async def worker() -> None:
            for _ in remaining:
                await run_transaction(rng.choice(tenant_names()), rng.choice(FAILURES))

        await asyncio.gather(*(worker() for _ in range(32)))  # more tasks than connections
    check_rows(large_shop, observed)
    assert observed.outcomes["committed"] > TRANSACTION_COUNT / 20
    assert {"DivisionByZero", "CancelledError", "TenantChangedError", "Aborted"} <= observed.outcomes.keys()


def test_sync_transactions_stay_apart(large_shop: Shop) -> None:
    observed = Observations()
    pool = large_shop.tenancy.pool(large_shop.address, min_size=4, max_size=4, timeout=0.5)

    def transaction(tenant: str, failure: str) -> None:
        with with_tenant(tenant), pool.connection() as connection:
            residue = connection.execute(FIND_RESIDUE).fetchall()
            observed.record_residue(tenant, connection.info.backend_pid, residue)
            observed.record(tenant, connection.execute(READ_TENANTS).fetchall())
            if not residue:
                connection.execute(random.choice(LEAVE_RESIDUE))  # noqa: S311  not a secret
            connection.execute(*note_insert(tenant))
            if failure == "savepoint":
                with contextlib.suppress(psycopg.errors.UndefinedTable), connection.transaction():
                    connection.execute("SELECT * FROM missing")
            elif failure == "other tenant":
                with with_tenant(f"{tenant}x"):  # any other tenant
                    connection.execute(READ_TENANTS)
            elif failure != "none":
                if failure == "cancel":
                    threading.Timer(0.01, connection.cancel_safe).start()
                connection.execute(failing_statement(failure))
            observed.record(tenant, connection.execute(READ_TENANTS).fetchall())
        observed.count("committed", tenant)

    def run_transaction(number: int) -> None:
        rng = random.Random(number)  # noqa: S311  seeded
        try:
            transaction(rng.choice(tenant_names()), rng.choice(FAILURES))
        except (psycopg.Error, TenantError, Aborted, PoolTimeout) as error:
            observed.count(type(error).__name__)

    with pool, ThreadPoolExecutor(16) as threads:
        list(threads.map(run_transaction, range(TRANSACTION_COUNT)))
    check_rows(large_shop, observed)
    assert observed.outcomes["committed"] > TRANSACTION_COUNT / 20
    assert {"DivisionByZero", "QueryCanceled", "TenantChangedError", "Aborted"} <= observed.outcomes.keys()


async def test_sqlalchemy_transactions_stay_apart(large_shop: Shop) -> None:  # noqa: C901  nested helpers of one test
    rng = random.Random(7)  # noqa: S311  seeded
    observed = Observations()
    engine = large_shop.tenancy.create_async_engine(large_shop.url, pool_size=4, max_overflow=0, pool_timeout=0.5)

    async def transaction(tenant: str, failure: str) -> None:
        async with with_tenant(tenant), engine.begin() as connection:
            residue = [tuple(row) for row in (await connection.execute(text(FIND_RESIDUE))).all()]
            session = (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
            observed.record_residue(tenant, session, residue)
            observed.record(tenant, [tuple(row) for row in (await connection.execute(text(READ_TENANTS))).all()])
            if not residue:
                await connection.execute(text(rng.choice(LEAVE_RESIDUE)))
            await connection.exec_driver_sql(*note_insert(tenant))
            if failure == "other tenant":
                with with_tenant(rng.choice(tenant_names())):
                    await connection.execute(text(READ_TENANTS))
            elif failure not in {"none", "savepoint"}:
                await connection.execute(text(failing_statement(failure)))
            observed.record(tenant, [tuple(row) for row in (await connection.execute(text(READ_TENANTS))).all()])
        observed.count("committed", tenant)

    async def run_transaction(tenant: str, failure: str) -> None:
        task = asyncio.create_task(transaction(tenant, failure))
        if failure == "cancel":
            await asyncio.sleep(rng.random() * 0.05)
            task.cancel()
        try:
            await task
        except EngineTimeout:
            observed.count("PoolTimeout")
        except asyncio.CancelledError:
            observed.count("CancelledError")
        except Exception as error:  # noqa: BLE001  outcomes are counted; the test checks the rows
            observed.count(type(error).__name__)

    remaining = iter(range(TRANSACTION_COUNT))

    async def worker() -> None:
        for _ in remaining:
            await run_transaction(rng.choice(tenant_names()), rng.choice(FAILURES))

    await asyncio.gather(*(worker() for _ in range(32)))
    await engine.dispose()
    check_rows(large_shop, observed)
    assert observed.outcomes["committed"] > TRANSACTION_COUNT / 20
    assert {"DataError", "CancelledError", "TenantChangedError", "Aborted"} <= observed.outcomes.keys()


async def test_exhausted_pool_leaks_nothing(large_shop: Shop) -> None:
    pool = large_shop.tenancy.async_pool(large_shop.address, min_size=4, max_size=4)
    async with pool:
        contexts = [pool.connection() for _ in range(4)]
        for number, context in enumerate(contexts):
            connection = await context.__aenter__()
            with with_tenant(f"tenant-{number}"):
                await connection.execute("SELECT 1")
        with with_tenant("tenant-4"), pytest.raises(PoolTimeout):
            async with pool.connection(timeout=0.05):
                pass
        for context in contexts:
            await context.__aexit__(None, None, None)
        with with_tenant("tenant-4"):
            async with pool.connection() as connection:
                rows = await (await connection.execute(READ_TENANTS)).fetchall()
                assert {row[0] for row in rows} == {"tenant-4"}
