"""A transaction that does next to nothing, bare and as a tenant's, on each driver."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from itertools import cycle
from typing import Final

import psycopg
from cgk_runtime.db import Tenancy
from cgk_runtime.tenant import TenantRule
from sqlalchemy import create_engine, text
from sqlalchemy.ext.asyncio import create_async_engine

COUNT: Final = 20
TURNS: Final = 200
with_tenant = TenantRule()
tenancy = Tenancy(with_tenant)
SELECT: Final = text("SELECT 1")


def by_turns(bare: Callable[[], None], scoped: Callable[[], None]) -> tuple[float, float]:
    """Give the seconds per transaction of both, measured by turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(TURNS):
        for transaction, spent in zip((bare, scoped), times, strict=True):
            began = time.perf_counter()
            for _ in range(COUNT):
                transaction()
            spent.append((time.perf_counter() - began) / COUNT)
    return statistics.median(times[0]), statistics.median(times[1])


async def by_turns_async(
    bare: Callable[[], Awaitable[None]], scoped: Callable[[], Awaitable[None]]
) -> tuple[float, float]:
    """Give the seconds per transaction of both, measured by turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(TURNS):
        for transaction, spent in zip((bare, scoped), times, strict=True):
            began = time.perf_counter()
            for _ in range(COUNT):
                await transaction()
            spent.append((time.perf_counter() - began) / COUNT)
    return statistics.median(times[0]), statistics.median(times[1])


def psycopg_sync(address: str) -> tuple[float, float]:
    """Measure psycopg's connection."""
    tenants = cycle(("a", "b"))
    with psycopg.connect(address) as plain, tenancy.connect(address) as guarded:

        def bare() -> None:
            plain.execute("SELECT 1")
            plain.commit()

        def scoped() -> None:
            with with_tenant(next(tenants)):
                guarded.execute("SELECT 1")
                guarded.commit()

        return by_turns(bare, scoped)


def psycopg_async(address: str) -> tuple[float, float]:
    """Measure psycopg's asynchronous connection."""

    async def main() -> tuple[float, float]:
        tenants = cycle(("a", "b"))
        async with (
            await psycopg.AsyncConnection.connect(address) as plain,
            await tenancy.connect_async(address) as guarded,
        ):

            async def bare() -> None:
                await plain.execute("SELECT 1")
                await plain.commit()

            async def scoped() -> None:
                with with_tenant(next(tenants)):
                    await guarded.execute("SELECT 1")
                    await guarded.commit()

            return await by_turns_async(bare, scoped)

    return asyncio.run(main())


def sqlalchemy_sync(address: str) -> tuple[float, float]:
    """Measure SQLAlchemy's engine."""
    tenants = cycle(("a", "b"))
    url = address.replace("postgresql://", "postgresql+psycopg://")
    plain, guarded = create_engine(url), tenancy.create_engine(url)

    def bare() -> None:
        with plain.begin() as connection:
            connection.execute(SELECT)

    def scoped() -> None:
        with with_tenant(next(tenants)), guarded.begin() as connection:
            connection.execute(SELECT)

    figures = by_turns(bare, scoped)
    plain.dispose()
    guarded.dispose()
    return figures


def sqlalchemy_async(address: str) -> tuple[float, float]:
    """Measure SQLAlchemy's asynchronous engine."""

    async def main() -> tuple[float, float]:
        tenants = cycle(("a", "b"))
        url = address.replace("postgresql://", "postgresql+psycopg://")
        plain, guarded = create_async_engine(url), tenancy.create_async_engine(url)

        async def bare() -> None:
            async with plain.begin() as connection:
                await connection.execute(SELECT)

        async def scoped() -> None:
            async with with_tenant(next(tenants)), guarded.begin() as connection:
                await connection.execute(SELECT)

        figures = await by_turns_async(bare, scoped)
        await plain.dispose()
        await guarded.dispose()
        return figures

    return asyncio.run(main())


DRIVERS: Final[dict[str, Callable[[str], tuple[float, float]]]] = {
    "psycopg": psycopg_sync,
    "psycopg, asynchronous": psycopg_async,
    "SQLAlchemy": sqlalchemy_sync,
    "SQLAlchemy, asynchronous": sqlalchemy_async,
}
