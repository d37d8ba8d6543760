"""Benchmark of bare and tenant transactions on each driver, with one statement and with three.

The placement of client and server on cores matters more than what they do: a statement takes 15 us if they share a
core, and 50 us if each has its own. The scheduler would place the two connections differently. Therefore the benchmark
pins the processes, once to one core and once to two.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import Final, LiteralString

import psycopg
from cgk_runtime.db import Tenancy
from cgk_runtime.tenant import TenantRule
from sqlalchemy import create_engine, text
from sqlalchemy.ext.asyncio import create_async_engine

COUNT: Final = 20
TURNS: Final = 100
SCRIPTS: Final[dict[str, tuple[LiteralString, ...]]] = {
    "`SELECT 1`": ("SELECT 1",),
    "three statements": (
        "SELECT words FROM notes WHERE id = 1",
        "UPDATE notes SET words = 'two' WHERE id = 1",
        "SELECT count(*) FROM notes",
    ),
}
SERVER: Final = "SELECT pg_backend_pid()"
with_tenant = TenantRule()
tenancy = Tenancy(with_tenant)

Times = tuple[float, float]
"""Seconds per transaction: bare, and for a tenant."""
Measure = Callable[[str, Sequence[LiteralString], bool], Times]
"""Function of the server's address, the statements, and whether client and server share a core."""


class Turns:
    """Timer of two kinds of transactions that run in turns.

    If client and server share a core, the CPU time of both counts, which is independent of other processes. If each has
    its own core, the elapsed time of the fastest turn counts.
    """

    def __init__(self, servers: tuple[int, int], *, shared: bool) -> None:
        self._servers = servers
        self._shared = shared
        self._spent: tuple[list[float], list[float]] = ([], [])

    def __iter__(self) -> Generator[int]:
        """Yield the kind of each turn, 0 and 1 alternately."""
        for _ in range(TURNS):
            for kind in (0, 1):
                began = self._now(kind)
                yield kind
                self._spent[kind].append((self._now(kind) - began) / COUNT)

    def result(self) -> Times:
        """Return the times of both kinds."""
        typical = statistics.median if self._shared else min
        return typical(self._spent[0]), typical(self._spent[1])

    @contextmanager
    def pinned(self) -> Generator[None]:
        """Pin this process and the servers to their cores."""
        before = os.sched_getaffinity(0)
        cores = sorted(before)
        os.sched_setaffinity(0, {cores[0]})
        for server in self._servers:
            os.sched_setaffinity(server, {cores[0] if self._shared else cores[-1]})
        try:
            yield
        finally:
            os.sched_setaffinity(0, before)

    def _now(self, kind: int) -> float:
        if not self._shared:
            return time.perf_counter()
        of_server = Path(f"/proc/{self._servers[kind]}/schedstat").read_text(encoding="ascii").split()[0]
        return time.process_time() + int(of_server) / 1e9


def in_turns(transactions: tuple[Callable[[], None], Callable[[], None]], turns: Turns) -> Times:
    """Return the seconds per transaction of both kinds."""
    with turns.pinned():
        for kind in turns:
            transaction = transactions[kind]
            for _ in range(COUNT):
                transaction()
    return turns.result()


async def in_turns_async(
    transactions: tuple[Callable[[], Awaitable[None]], Callable[[], Awaitable[None]]], turns: Turns
) -> Times:
    """Return the seconds per transaction of both kinds."""
    with turns.pinned():
        for kind in turns:
            transaction = transactions[kind]
            for _ in range(COUNT):
                await transaction()
    return turns.result()


def psycopg_sync(address: str, script: Sequence[LiteralString], shared: bool) -> Times:
    """Measure psycopg connections."""
    tenants = cycle(("a", "b"))
    with psycopg.connect(address, options="-csearch_path=tenant_a") as plain, tenancy.connect(address) as guarded:

        def bare() -> None:
            for statement in script:
                plain.execute(statement)
            plain.commit()

        def scoped() -> None:
            with with_tenant(next(tenants)):
                for statement in script:
                    guarded.execute(statement)
                guarded.commit()

        return in_turns((bare, scoped), Turns((plain.info.backend_pid, guarded.info.backend_pid), shared=shared))


def psycopg_async(address: str, script: Sequence[LiteralString], shared: bool) -> Times:
    """Measure asynchronous psycopg connections."""

    async def main() -> Times:
        tenants = cycle(("a", "b"))
        async with (
            await psycopg.AsyncConnection.connect(address, options="-csearch_path=tenant_a") as plain,
            await tenancy.connect_async(address) as guarded,
        ):

            async def bare() -> None:
                for statement in script:
                    await plain.execute(statement)
                await plain.commit()

            async def scoped() -> None:
                with with_tenant(next(tenants)):
                    for statement in script:
                        await guarded.execute(statement)
                    await guarded.commit()

            turns = Turns((plain.info.backend_pid, guarded.info.backend_pid), shared=shared)
            return await in_turns_async((bare, scoped), turns)

    return asyncio.run(main())


def sqlalchemy_sync(address: str, script: Sequence[LiteralString], shared: bool) -> Times:
    """Measure SQLAlchemy engines."""
    tenants = cycle(("a", "b"))
    url = address.replace("postgresql://", "postgresql+psycopg://")
    statements = [text(query) for query in script]
    plain = create_engine(url, pool_size=1, connect_args={"options": "-csearch_path=tenant_a"})
    guarded = tenancy.create_engine(url, pool_size=1)

    def bare() -> None:
        with plain.begin() as connection:
            for statement in statements:
                connection.execute(statement)

    def scoped() -> None:
        with with_tenant(next(tenants)), guarded.begin() as connection:
            for statement in statements:
                connection.execute(statement)

    with plain.begin() as one, with_tenant("a"), guarded.begin() as other:
        servers = (one.execute(text(SERVER)).scalar_one(), other.execute(text(SERVER)).scalar_one())
    times = in_turns((bare, scoped), Turns(servers, shared=shared))
    plain.dispose()
    guarded.dispose()
    return times


def sqlalchemy_async(address: str, script: Sequence[LiteralString], shared: bool) -> Times:
    """Measure asynchronous SQLAlchemy engines."""
    statements = [text(query) for query in script]

    async def main() -> Times:
        tenants = cycle(("a", "b"))
        url = address.replace("postgresql://", "postgresql+psycopg://")
        plain = create_async_engine(url, pool_size=1, connect_args={"options": "-csearch_path=tenant_a"})
        guarded = tenancy.create_async_engine(url, pool_size=1)

        async def bare() -> None:
            async with plain.begin() as connection:
                for statement in statements:
                    await connection.execute(statement)

        async def scoped() -> None:
            async with with_tenant(next(tenants)), guarded.begin() as connection:
                for statement in statements:
                    await connection.execute(statement)

        async with plain.begin() as one, with_tenant("a"), guarded.begin() as other:
            servers = (
                (await one.execute(text(SERVER))).scalar_one(),
                (await other.execute(text(SERVER))).scalar_one(),
            )
        times = await in_turns_async((bare, scoped), Turns(servers, shared=shared))
        await plain.dispose()
        await guarded.dispose()
        return times

    return asyncio.run(main())


DRIVERS: Final[dict[str, Measure]] = {
    "psycopg": psycopg_sync,
    "psycopg, asynchronous": psycopg_async,
    "SQLAlchemy": sqlalchemy_sync,
    "SQLAlchemy, asynchronous": sqlalchemy_async,
}
