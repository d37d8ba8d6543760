"""Random programs of enter, leave, query, fail and spawn: each statement is its tenant's, or is refused."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import psycopg
import pytest
from cgk_runtime.db import platform_scope
from cgk_runtime.errors import TenantError
from cgk_runtime.tenant import Platform, current_scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql
from psycopg_pool import AsyncConnectionPool
from shop_database import Shop, with_tenant

ROUNDS = int(os.environ.get("ROUNDS", "1"))
READ = "SELECT tenant FROM notes UNION ALL SELECT tenant_id FROM orders"


@dataclass(frozen=True)
class Enter:
    """Do something in a tenant's context, or in the platform's where it is None."""

    tenant: str | None
    body: tuple[Step, ...]


@dataclass(frozen=True)
class Take:
    """Take a connection and do something with it."""

    body: tuple[Step, ...]


@dataclass(frozen=True)
class Block:
    """Do something in a transaction block of the connection in hand, or a savepoint."""

    body: tuple[Step, ...]


@dataclass(frozen=True)
class Spawn:
    """Do something in a task of its own, which may share the connection."""

    body: tuple[Step, ...]


@dataclass(frozen=True)
class Catch:
    """Do something, whatever comes of it."""

    body: tuple[Step, ...]


@dataclass(frozen=True)
class Do:
    """Query, write, commit, roll back, fail, or let others go on."""

    what: str


Step: TypeAlias = Enter | Take | Block | Spawn | Catch | Do

ACTIONS = ["read", "read", "write", "prepared", "stream", "commit", "rollback", "fail", "raise", "yield"]
simple = st.builds(Do, st.sampled_from(ACTIONS))


def bodies(steps: st.SearchStrategy[Step]) -> st.SearchStrategy[Step]:
    body = st.lists(steps, min_size=1, max_size=5).map(tuple)
    enter = st.builds(Enter, st.sampled_from(["rawdog", "acme"]), body)
    return st.one_of(
        enter,
        enter,
        st.builds(Enter, st.sampled_from(["missing", None]), body),
        *(st.builds(kind, body) for kind in (Take, Block, Spawn, Catch)),
    )


programs: st.SearchStrategy[list[Step]] = st.lists(st.recursive(simple, bodies, max_leaves=40), min_size=1, max_size=6)


class Machine:
    """Runs a program and looks at every row that comes back."""

    def __init__(self, pool: AsyncConnectionPool[psycopg.AsyncConnection[Any]]) -> None:
        self.pool = pool
        self.seen: list[tuple[str, Any]] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def run(self, steps: Sequence[Step], connection: psycopg.AsyncConnection[Any] | None) -> None:
        for step in steps:
            with contextlib.suppress(TenantError):  # careless code goes on
                await self.step(step, connection)

    async def step(self, step: Step, connection: psycopg.AsyncConnection[Any] | None) -> None:
        if isinstance(step, Enter):
            with with_tenant(step.tenant) if step.tenant else platform_scope("a program"):
                await self.run(step.body, connection)
        elif isinstance(step, Take):
            async with self.pool.connection() as taken:
                await self.run(step.body, taken)
        elif isinstance(step, Spawn):
            self.tasks.append(asyncio.create_task(self.run(step.body, connection)))
        elif isinstance(step, Catch):
            with contextlib.suppress(TenantError, psycopg.Error, ValueError):
                await self.run(step.body, connection)
        elif step == Do("raise"):
            raise ValueError("the program fails")
        elif step == Do("yield"):
            await asyncio.sleep(0)
        elif connection is None:
            return
        elif isinstance(step, Block):
            async with connection.transaction():
                await self.run(step.body, connection)
        else:
            await self.use(step.what, connection)

    async def use(self, what: str, connection: psycopg.AsyncConnection[Any]) -> None:
        scope = current_scope()
        if what == "commit":
            await connection.commit()
        elif what == "rollback":
            await connection.rollback()
        elif what == "fail":
            await connection.execute("SELECT 1 / 0")
        elif what == "write":
            tenant = scope if isinstance(scope, str) else "nobody"
            await connection.execute("INSERT INTO notes (tenant) VALUES (%s)", (tenant,))
        elif what == "stream":
            self.look([row async for row in connection.cursor().stream(READ)])
        else:
            cursor = await connection.execute(READ, prepare=what == "prepared")
            self.look(await cursor.fetchall())

    def look(self, rows: list[tuple[Any, ...]]) -> None:
        scope = current_scope()
        assert scope is not None, "a statement of nobody's was sent"
        whose = "platform" if isinstance(scope, Platform) else scope
        self.seen.extend((whose, row[0]) for row in rows)


async def run(shop: Shop, program: Sequence[Step]) -> list[tuple[str, Any]]:
    async with shop.tenancy.async_pool(shop.address, min_size=2, max_size=2, timeout=1) as pool:
        machine = Machine(pool)
        with contextlib.suppress(TenantError, psycopg.Error, ValueError):
            await machine.step(Take((Enter("rawdog", tuple(program)), *program)), None)
        await asyncio.gather(*machine.tasks, return_exceptions=True)
        return machine.seen


@pytest.mark.soak
@settings(
    max_examples=min(20 * ROUNDS, 500), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(programs)
def test_no_program_sees_or_writes_another_tenants_rows(shop: Shop, program: list[Step]) -> None:
    seen = asyncio.run(run(shop, program))
    assert [(whose, row) for whose, row in seen if whose != row] == []
    with shop.admin() as admin:
        for tenant in ("rawdog", "acme"):
            notes = sql.Identifier(shop.tenancy.schema_of(tenant), "notes")
            written = admin.execute(sql.SQL("SELECT DISTINCT tenant FROM {}").format(notes)).fetchall()
            assert written == [(tenant,)]
