"""Benchmark of bare and tenant transactions on each driver, with one statement and with three.

The placement of client and server on cores matters more than what they do: a statement takes 15 us if they share a
core, and 50 us if each has its own. The scheduler would place each connection's server process on any core. Therefore
the benchmark pins the processes, once to one core and once to two.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import AbstractContextManager, AsyncExitStack, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg
from cgk_runtime.db import Tenancy
from cgk_runtime.tenant import TenantRule
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

TRANSACTIONS_PER_TURN: Final = 100
"""Many, because the first ones of a turn cost more: the previous kind has filled the processor's caches."""
TURNS: Final = 25
SCRIPTS: Final[dict[str, tuple[LiteralString, ...]]] = {
    "`SELECT 1`": ("SELECT 1",),
    "three statements": (
        "SELECT body FROM notes WHERE id = 1",
        "UPDATE notes SET body = 'two' WHERE id = 1",
        "SELECT count(*) FROM notes",
    ),
}
SELECT_SERVER_PID: Final = "SELECT pg_backend_pid()"
SIGNING_KEY: Final = "a key of the benchmark, of 32 characters"
BARE_OPTIONS: Final = "-csearch_path=tenant_a"
with_tenant = TenantRule()
tenancy = Tenancy(with_tenant)
signed_tenancy = Tenancy(with_tenant, schema_prefix="signed_", signing_key=SIGNING_KEY)


@dataclass(frozen=True)
class Kind:
    """Kind of transaction.

    Attributes:
        name: Name of the kind, as in the table's column `tenant`.
        tenancy: Tenancy that opens the connections; None for a plain connection.
        tenants: Tenants of successive transactions, repeated without end.
        is_entered_once: Whether the tenant is entered once for all transactions of a turn, not for each.
    """

    name: str
    tenancy: Tenancy | None = None
    tenants: Sequence[str] = ()
    is_entered_once: bool = False
    _tenant_cycle: cycle[str] = field(init=False)

    def __post_init__(self) -> None:
        """Start with the first tenant."""
        object.__setattr__(self, "_tenant_cycle", cycle(self.tenants))

    def next_tenant(self) -> str:
        """Return the tenant of the next transaction."""
        return next(self._tenant_cycle)

    def turn_context(self) -> AbstractContextManager[object]:
        """Return the context manager around a turn: the tenant if it is entered once, else nothing."""
        return with_tenant(self.next_tenant()) if self.is_entered_once else nullcontext()


KINDS: Final = (
    Kind("bare"),
    Kind("stays", tenancy, ("a",)),
    Kind("stays, entered once", tenancy, ("a",), is_entered_once=True),
    Kind("changes", tenancy, ("a", "b")),
    Kind("signed, stays", signed_tenancy, ("a",)),
    Kind("signed, changes", signed_tenancy, ("a", "b")),
)

Times = Sequence[float]
"""Seconds per transaction, for each of `KINDS`."""
Measure = Callable[[str, Sequence[LiteralString], bool], Times]
"""Function that measures all kinds, given the server's address, the statements, and whether to share a core."""


class Turns:
    """Timer of the kinds of transactions, which run in turns.

    If client and server share a core, the result is the CPU time of both, which is independent of other processes. If
    each has its own core, the result is the elapsed time of the fastest turn.

    Args:
        server_pids: For each kind, the server process of its connection.
        share_core: Whether client and server share a core.
    """

    def __init__(self, server_pids: Sequence[int], *, share_core: bool) -> None:
        self._server_pids = server_pids
        self._share_core = share_core
        self._spent: list[list[float]] = [[] for _ in server_pids]

    def __iter__(self) -> Generator[int]:
        """Yield the index of each turn's kind, and record the time until the next one is requested."""
        for _ in range(TURNS):
            for kind, spent in enumerate(self._spent):
                began = self._now(kind)
                yield kind
                spent.append((self._now(kind) - began) / TRANSACTIONS_PER_TURN)

    def result(self) -> Times:
        """Return the times of all kinds."""
        choose = statistics.median if self._share_core else min
        return [choose(spent) for spent in self._spent]

    @contextmanager
    def pinned(self) -> Generator[None]:
        """Pin this process and the servers to their cores."""
        before = os.sched_getaffinity(0)
        cores = sorted(before)
        os.sched_setaffinity(0, {cores[0]})
        for server_pid in self._server_pids:
            os.sched_setaffinity(server_pid, {cores[0] if self._share_core else cores[-1]})
        try:
            yield
        finally:
            os.sched_setaffinity(0, before)

    def _now(self, kind: int) -> float:
        if not self._share_core:
            return time.perf_counter()
        server_nanoseconds = Path(f"/proc/{self._server_pids[kind]}/schedstat").read_text(encoding="ascii").split()[0]
        return time.process_time() + int(server_nanoseconds) / 1e9


def measure_in_turns(transactions: Sequence[Callable[[], None]], turns: Turns) -> Times:
    """Run the transactions in turns, and return the seconds per transaction of all kinds."""
    with turns.pinned():
        for kind in turns:
            transaction = transactions[kind]
            with KINDS[kind].turn_context():
                for _ in range(TRANSACTIONS_PER_TURN):
                    transaction()
    return turns.result()


async def measure_in_turns_async(transactions: Sequence[Callable[[], Awaitable[None]]], turns: Turns) -> Times:
    """Run the transactions in turns, and return the seconds per transaction of all kinds."""
    with turns.pinned():
        for kind in turns:
            transaction = transactions[kind]
            with KINDS[kind].turn_context():
                for _ in range(TRANSACTIONS_PER_TURN):
                    await transaction()
    return turns.result()


def measure_psycopg(address: str, script: Sequence[LiteralString], share_core: bool) -> Times:
    """Measure psycopg connections."""

    def transaction_of(kind: Kind, connection: psycopg.Connection[Any]) -> Callable[[], None]:
        def run() -> None:
            for statement in script:
                connection.execute(statement)
            connection.commit()

        def run_in_tenant() -> None:
            with with_tenant(kind.next_tenant()):
                run()

        return run if kind.tenancy is None or kind.is_entered_once else run_in_tenant

    with ExitStack() as stack:
        connections = [
            stack.enter_context(
                psycopg.connect(address, options=BARE_OPTIONS)
                if kind.tenancy is None
                else kind.tenancy.connect(address)
            )
            for kind in KINDS
        ]
        server_pids = [connection.info.backend_pid for connection in connections]
        return measure_in_turns(
            list(map(transaction_of, KINDS, connections)), Turns(server_pids, share_core=share_core)
        )


def measure_async_psycopg(address: str, script: Sequence[LiteralString], share_core: bool) -> Times:
    """Measure asynchronous psycopg connections."""

    def transaction_of(kind: Kind, connection: psycopg.AsyncConnection[Any]) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            for statement in script:
                await connection.execute(statement)
            await connection.commit()

        async def run_in_tenant() -> None:
            with with_tenant(kind.next_tenant()):
                await run()

        return run if kind.tenancy is None or kind.is_entered_once else run_in_tenant

    async def main() -> Times:
        async with AsyncExitStack() as stack:
            connections = [
                await stack.enter_async_context(
                    await psycopg.AsyncConnection.connect(address, options=BARE_OPTIONS)
                    if kind.tenancy is None
                    else await kind.tenancy.connect_async(address)
                )
                for kind in KINDS
            ]
            turns = Turns([connection.info.backend_pid for connection in connections], share_core=share_core)
            return await measure_in_turns_async(list(map(transaction_of, KINDS, connections)), turns)

    return asyncio.run(main())


def measure_sqlalchemy(address: str, script: Sequence[LiteralString], share_core: bool) -> Times:
    """Measure SQLAlchemy engines."""
    url = address.replace("postgresql://", "postgresql+psycopg://")
    statements = [text(query) for query in script]

    def transaction_of(kind: Kind, engine: Engine) -> Callable[[], None]:
        def run() -> None:
            with engine.begin() as connection:
                for statement in statements:
                    connection.execute(statement)

        def run_in_tenant() -> None:
            with with_tenant(kind.next_tenant()):
                run()

        return run if kind.tenancy is None or kind.is_entered_once else run_in_tenant

    engines = [
        create_engine(url, pool_size=1, connect_args={"options": BARE_OPTIONS})
        if kind.tenancy is None
        else kind.tenancy.create_engine(url, pool_size=1)
        for kind in KINDS
    ]
    server_pids: list[int] = []
    for engine in engines:
        with with_tenant("a"), engine.begin() as connection:
            server_pids.append(connection.execute(text(SELECT_SERVER_PID)).scalar_one())
    times = measure_in_turns(list(map(transaction_of, KINDS, engines)), Turns(server_pids, share_core=share_core))
    for engine in engines:
        engine.dispose()
    return times


def measure_async_sqlalchemy(address: str, script: Sequence[LiteralString], share_core: bool) -> Times:
    """Measure asynchronous SQLAlchemy engines."""
    url = address.replace("postgresql://", "postgresql+psycopg://")
    statements = [text(query) for query in script]

    def transaction_of(kind: Kind, engine: AsyncEngine) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            async with engine.begin() as connection:
                for statement in statements:
                    await connection.execute(statement)

        async def run_in_tenant() -> None:
            async with with_tenant(kind.next_tenant()):
                await run()

        return run if kind.tenancy is None or kind.is_entered_once else run_in_tenant

    async def main() -> Times:
        engines = [
            create_async_engine(url, pool_size=1, connect_args={"options": BARE_OPTIONS})
            if kind.tenancy is None
            else kind.tenancy.create_async_engine(url, pool_size=1)
            for kind in KINDS
        ]
        server_pids: list[int] = []
        for engine in engines:
            async with with_tenant("a"), engine.begin() as connection:
                server_pids.append((await connection.execute(text(SELECT_SERVER_PID))).scalar_one())
        turns = Turns(server_pids, share_core=share_core)
        times = await measure_in_turns_async(list(map(transaction_of, KINDS, engines)), turns)
        for engine in engines:
            await engine.dispose()
        return times

    return asyncio.run(main())


DRIVERS: Final[dict[str, Measure]] = {
    "psycopg": measure_psycopg,
    "psycopg, asynchronous": measure_async_psycopg,
    "SQLAlchemy": measure_sqlalchemy,
    "SQLAlchemy, asynchronous": measure_async_sqlalchemy,
}
