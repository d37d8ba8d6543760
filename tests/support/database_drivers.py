"""One interface for the four database drivers, so each test is written once."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, LiteralString, Protocol

import psycopg
from cgk_runtime.db import Tenancy
from sqlalchemy import Connection as AlchemyConnection
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection as AsyncAlchemyConnection

Rows = list[tuple[Any, ...]]


class PooledConnection(Protocol):
    """Connection from a pool of one."""

    async def rows(self, query: LiteralString) -> Rows: ...
    async def run(self, query: LiteralString) -> None: ...
    async def commit(self) -> None: ...
    async def rollback(self) -> None: ...
    def savepoint(self) -> AbstractAsyncContextManager[Any]: ...
    def stream(self, query: LiteralString) -> AsyncGenerator[tuple[Any, ...]]:
        """Yield rows from a server-side cursor, one at a time."""
        ...

    async def copy_out(self, query: LiteralString) -> list[bytes]: ...
    async def run_canceled(self, query: LiteralString) -> None:
        """Run a long query, and cancel its task or the query."""
        ...


class PsycopgWrapper:
    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    async def rows(self, query: LiteralString) -> Rows:
        return self.connection.execute(query).fetchall()

    async def run(self, query: LiteralString) -> None:
        self.connection.execute(query)

    async def commit(self) -> None:
        self.connection.commit()

    async def rollback(self) -> None:
        self.connection.rollback()

    @asynccontextmanager
    async def savepoint(self) -> AsyncGenerator[None]:
        with self.connection.transaction():
            yield

    async def stream(self, query: LiteralString) -> AsyncGenerator[tuple[Any, ...]]:
        with self.connection.cursor("named") as cursor:
            cursor.itersize = 1
            cursor.execute(query)
            for row in cursor:
                yield row

    async def copy_out(self, query: LiteralString) -> list[bytes]:
        return copy_out(self.connection, query)

    async def run_canceled(self, query: LiteralString) -> None:
        threading.Timer(0.05, self.connection.cancel_safe).start()
        self.connection.execute(query)


class AsyncPsycopgWrapper:
    def __init__(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self.connection = connection

    async def rows(self, query: LiteralString) -> Rows:
        return await (await self.connection.execute(query)).fetchall()

    async def run(self, query: LiteralString) -> None:
        await self.connection.execute(query)

    async def commit(self) -> None:
        await self.connection.commit()

    async def rollback(self) -> None:
        await self.connection.rollback()

    def savepoint(self) -> AbstractAsyncContextManager[Any]:
        return self.connection.transaction()

    async def stream(self, query: LiteralString) -> AsyncGenerator[tuple[Any, ...]]:
        async with self.connection.cursor("named") as cursor:
            cursor.itersize = 1
            await cursor.execute(query)
            async for row in cursor:
                yield row

    async def copy_out(self, query: LiteralString) -> list[bytes]:
        return await copy_out_async(self.connection, query)

    async def run_canceled(self, query: LiteralString) -> None:
        await run_and_cancel(self.run(query))


class AlchemyWrapper:
    def __init__(self, connection: AlchemyConnection) -> None:
        self.connection = connection

    async def rows(self, query: LiteralString) -> Rows:
        return [tuple(row) for row in self.connection.execute(text(query))]

    async def run(self, query: LiteralString) -> None:
        self.connection.execute(text(query))

    async def commit(self) -> None:
        self.connection.commit()

    async def rollback(self) -> None:
        self.connection.rollback()

    @asynccontextmanager
    async def savepoint(self) -> AsyncGenerator[None]:
        with self.connection.begin_nested():
            yield

    async def stream(self, query: LiteralString) -> AsyncGenerator[tuple[Any, ...]]:
        with self.connection.execution_options(stream_results=True, max_row_buffer=1).execute(text(query)) as result:
            for row in result:
                yield tuple(row)

    async def copy_out(self, query: LiteralString) -> list[bytes]:
        if not self.connection.in_transaction():
            self.connection.begin()  # otherwise SQLAlchemy has no transaction to commit
        driver: Any = self.connection.connection.driver_connection
        return copy_out(driver, query)

    async def run_canceled(self, query: LiteralString) -> None:
        driver: Any = self.connection.connection.driver_connection
        threading.Timer(0.05, driver.cancel_safe).start()
        self.connection.execute(text(query))


class AsyncAlchemyWrapper:
    def __init__(self, connection: AsyncAlchemyConnection) -> None:
        self.connection = connection

    async def rows(self, query: LiteralString) -> Rows:
        return [tuple(row) for row in await self.connection.execute(text(query))]

    async def run(self, query: LiteralString) -> None:
        await self.connection.execute(text(query))

    async def commit(self) -> None:
        await self.connection.commit()

    async def rollback(self) -> None:
        await self.connection.rollback()

    def savepoint(self) -> AbstractAsyncContextManager[Any]:
        return self.connection.begin_nested()

    async def stream(self, query: LiteralString) -> AsyncGenerator[tuple[Any, ...]]:
        async with self.connection.stream(text(query), execution_options={"max_row_buffer": 1}) as result:
            async for row in result:
                yield tuple(row)

    async def copy_out(self, query: LiteralString) -> list[bytes]:
        if not self.connection.in_transaction():
            await self.connection.begin()
        driver: Any = (await self.connection.get_raw_connection()).driver_connection
        return await copy_out_async(driver, query)

    async def run_canceled(self, query: LiteralString) -> None:
        await run_and_cancel(self.run(query))


def copy_out(connection: psycopg.Connection[Any], query: LiteralString) -> list[bytes]:
    with connection.cursor().copy(query) as copy:
        return [bytes(block).strip() for block in copy]


async def copy_out_async(connection: psycopg.AsyncConnection[Any], query: LiteralString) -> list[bytes]:
    async with connection.cursor().copy(query) as copy:
        return [bytes(block).strip() async for block in copy]


async def run_and_cancel(work: Any) -> None:
    task = asyncio.create_task(work)
    await asyncio.sleep(0.05)
    task.cancel()
    await task


Checkout = Callable[[], AbstractAsyncContextManager[PooledConnection]]
Driver = Callable[[Tenancy, str, bool], AbstractAsyncContextManager[Checkout]]
"""Function of tenancy, address and autocommit; opens a pool of one connection and returns its checkout function."""


@asynccontextmanager
async def psycopg_pool(tenancy: Tenancy, address: str, autocommit: bool) -> AsyncGenerator[Any]:
    with tenancy.pool(address, min_size=1, max_size=1, kwargs={"autocommit": autocommit}) as pool:

        @asynccontextmanager
        async def check_out() -> AsyncGenerator[PooledConnection]:
            with pool.connection() as connection:
                yield PsycopgWrapper(connection)

        yield check_out


@asynccontextmanager
async def async_psycopg_pool(tenancy: Tenancy, address: str, autocommit: bool) -> AsyncGenerator[Any]:
    async with tenancy.async_pool(address, min_size=1, max_size=1, kwargs={"autocommit": autocommit}) as pool:

        @asynccontextmanager
        async def check_out() -> AsyncGenerator[PooledConnection]:
            async with pool.connection() as connection:
                yield AsyncPsycopgWrapper(connection)

        yield check_out


@asynccontextmanager
async def sqlalchemy_pool(tenancy: Tenancy, address: str, autocommit: bool) -> AsyncGenerator[Any]:
    url = address.replace("postgresql://", "postgresql+psycopg://")
    options: dict[str, Any] = {"isolation_level": "AUTOCOMMIT"} if autocommit else {}
    engine = tenancy.create_engine(url, pool_size=1, max_overflow=0, **options)

    @asynccontextmanager
    async def check_out() -> AsyncGenerator[PooledConnection]:
        with engine.connect() as connection:
            yield AlchemyWrapper(connection)

    yield check_out
    engine.dispose()


@asynccontextmanager
async def async_sqlalchemy_pool(tenancy: Tenancy, address: str, autocommit: bool) -> AsyncGenerator[Any]:
    url = address.replace("postgresql://", "postgresql+psycopg://")
    options: dict[str, Any] = {"isolation_level": "AUTOCOMMIT"} if autocommit else {}
    engine = tenancy.create_async_engine(url, pool_size=1, max_overflow=0, **options)

    @asynccontextmanager
    async def check_out() -> AsyncGenerator[PooledConnection]:
        async with engine.connect() as connection:
            yield AsyncAlchemyWrapper(connection)

    yield check_out
    await engine.dispose()


DRIVERS: dict[str, Driver] = {
    "psycopg": psycopg_pool,
    "psycopg, asynchronous": async_psycopg_pool,
    "SQLAlchemy": sqlalchemy_pool,
    "SQLAlchemy, asynchronous": async_sqlalchemy_pool,
}
