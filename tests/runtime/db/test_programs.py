"""Random programs of tenants, transactions, tasks and failures never see another tenant's rows."""

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
from shop_database import READ_TENANTS, Shop, with_tenant

ROUNDS = int(os.environ.get("ROUNDS") or 1)


@dataclass(frozen=True)
class Enter:
    """Run steps in a tenant's context, or in the platform's if it is None."""

    tenant: str | None
    body: tuple[Step, ...]


@dataclass(frozen=True)
class CheckOut:
    """Check a connection out of the pool and run steps with it."""

    body: tuple[Step, ...]


@dataclass(frozen=True)
class Block:
    """Run steps in a transaction block or savepoint of the current connection."""

    body: tuple[Step, ...]


@dataclass(frozen=True)
class Spawn:
    """Run steps in a new task that may share the connection."""

    body: tuple[Step, ...]


@dataclass(frozen=True)
class Catch:
    """Run steps and ignore their errors."""

    body: tuple[Step, ...]


@dataclass(frozen=True)
class Action:
    """Run one of `ACTIONS`."""

    name: str


Step: TypeAlias = Enter | CheckOut | Block | Spawn | Catch | Action

ACTIONS = ["read", "read", "write", "prepared", "stream", "commit", "rollback", "fail", "raise", "yield"]
"""Names of the actions; a name that is listed twice is chosen more often."""
actions = st.builds(Action, st.sampled_from(ACTIONS))


def containers(steps: st.SearchStrategy[Step]) -> st.SearchStrategy[Step]:
    body = st.lists(steps, min_size=1, max_size=5).map(tuple)
    enter = st.builds(Enter, st.sampled_from(["rawdog", "acme"]), body)
    return st.one_of(
        enter,
        enter,  # twice, to be chosen more often
        st.builds(Enter, st.sampled_from(["missing", None]), body),
        *(st.builds(kind, body) for kind in (CheckOut, Block, Spawn, Catch)),
    )


steps: st.SearchStrategy[Step] = st.recursive(actions, containers, max_leaves=40)
programs: st.SearchStrategy[list[Step]] = st.lists(steps, min_size=1, max_size=6)


class Interpreter:
    """Interpreter of programs.

    Attributes:
        rows: Owner of each statement and tenant of each row that it returned.
        tasks: Tasks that the program started.
    """

    def __init__(self, pool: AsyncConnectionPool[psycopg.AsyncConnection[Any]]) -> None:
        self.pool = pool
        self.rows: list[tuple[str, Any]] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def run(self, steps: Sequence[Step], connection: psycopg.AsyncConnection[Any] | None) -> None:
        for step in steps:
            with contextlib.suppress(TenantError):  # application code may ignore this error too
                await self.step(step, connection)

    async def step(self, step: Step, connection: psycopg.AsyncConnection[Any] | None) -> None:
        if isinstance(step, Enter):
            with with_tenant(step.tenant) if step.tenant else platform_scope("a program"):
                await self.run(step.body, connection)
        elif isinstance(step, CheckOut):
            async with self.pool.connection() as pooled:
                await self.run(step.body, pooled)
        elif isinstance(step, Spawn):
            self.tasks.append(asyncio.create_task(self.run(step.body, connection)))
        elif isinstance(step, Catch):
            with contextlib.suppress(TenantError, psycopg.Error, ValueError):
                await self.run(step.body, connection)
        elif step == Action("raise"):
            raise ValueError("the program fails")
        elif step == Action("yield"):
            await asyncio.sleep(0)
        elif connection is None:
            return
        elif isinstance(step, Block):
            async with connection.transaction():
                await self.run(step.body, connection)
        else:
            await self.run_action(step.name, connection)

    async def run_action(self, action: str, connection: psycopg.AsyncConnection[Any]) -> None:
        scope = current_scope()
        if action == "commit":
            await connection.commit()
        elif action == "rollback":
            await connection.rollback()
        elif action == "fail":
            await connection.execute("SELECT 1 / 0")
        elif action == "write":
            tenant = scope if isinstance(scope, str) else "nobody"
            await connection.execute("INSERT INTO notes (tenant) VALUES (%s)", (tenant,))
        elif action == "stream":
            self.record([row async for row in connection.cursor().stream(READ_TENANTS)])
        else:
            cursor = await connection.execute(READ_TENANTS, prepare=action == "prepared")
            self.record(await cursor.fetchall())

    def record(self, rows: list[tuple[Any, ...]]) -> None:
        scope = current_scope()
        assert scope is not None, "a statement without a tenant was sent"
        owner = "platform" if isinstance(scope, Platform) else scope
        self.rows.extend((owner, row[0]) for row in rows)


async def run(shop: Shop, program: Sequence[Step]) -> list[tuple[str, Any]]:
    async with shop.tenancy.async_pool(shop.address, min_size=2, max_size=2, timeout=1) as pool:
        interpreter = Interpreter(pool)
        with contextlib.suppress(TenantError, psycopg.Error, ValueError):
            # The program runs in a tenant's context, and again outside.
            await interpreter.step(CheckOut((Enter("rawdog", tuple(program)), *program)), None)
        while not all(task.done() for task in interpreter.tasks):  # a task may spawn further ones
            await asyncio.gather(*interpreter.tasks, return_exceptions=True)
        return interpreter.rows


@pytest.mark.soak
@settings(
    max_examples=min(20 * ROUNDS, 500),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(programs)
def test_no_program_crosses_tenants(shop: Shop, program: list[Step]) -> None:
    rows = asyncio.run(run(shop, program))
    assert [(owner, tenant) for owner, tenant in rows if owner != tenant] == []
    with shop.admin() as admin:
        for tenant in ("rawdog", "acme"):
            notes = sql.Identifier(shop.tenancy.schema_of(tenant), "notes")
            tenants_written = admin.execute(sql.SQL("SELECT DISTINCT tenant FROM {}").format(notes)).fetchall()
            assert tenants_written == [(tenant,)]
