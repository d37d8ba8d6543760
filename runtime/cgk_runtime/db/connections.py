"""Guarded psycopg 3 connections, synchronous and asynchronous."""

from __future__ import annotations

from contextlib import aclosing, asynccontextmanager, closing, contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from psycopg import AsyncConnection, Connection
from psycopg.rows import Row

from cgk_runtime.db.guard import ACTIVE, ConnectionGuard

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator

    from psycopg import AsyncTransaction, Notify, Transaction, Xid
    from psycopg.abc import PQGen

T = TypeVar("T")


class TenantConnection(ConnectionGuard[Row], Connection[Row]):
    """A guarded `psycopg.Connection`, created by `Tenancy.connect` and `Tenancy.pool`."""

    @contextmanager
    def transaction(self, savepoint_name: str | None = None, force_rollback: bool = False) -> Generator[Transaction]:
        """Run a block in a transaction, or in a savepoint of the current one."""
        self.require_owner()
        with super().transaction(savepoint_name, force_rollback) as transaction:
            yield transaction

    def tpc_begin(self, xid: Xid | str) -> None:
        """Begin a two-phase transaction."""
        self.require_owner()
        super().tpc_begin(xid)

    def notifies(self, *, timeout: float | None = None, stop_after: int | None = None) -> Generator[Notify]:
        """Yield the notifications of channels on which the current tenant listens."""
        self.check_channels()
        with closing(super().notifies(timeout=timeout, stop_after=stop_after)) as notifications:
            for notification in notifications:
                self.check_channels()
                yield notification

    def wait(self, gen: PQGen[T], *arguments: Any, **options: Any) -> T:
        """Run a psycopg generator that talks to the server, after checking the SQL text that it sends."""
        self.check_text(gen)
        if self.pgconn.transaction_status == ACTIVE:
            self.check_transfer()
        return super().wait(gen, *arguments, **options)


class AsyncTenantConnection(ConnectionGuard[Row], AsyncConnection[Row]):
    """A guarded `psycopg.AsyncConnection`, created by `Tenancy.connect_async` and `Tenancy.async_pool`."""

    @asynccontextmanager
    async def transaction(
        self, savepoint_name: str | None = None, force_rollback: bool = False
    ) -> AsyncGenerator[AsyncTransaction]:
        """Run a block in a transaction, or in a savepoint of the current one."""
        self.require_owner()
        async with super().transaction(savepoint_name, force_rollback) as transaction:
            yield transaction

    async def tpc_begin(self, xid: Xid | str) -> None:
        """Begin a two-phase transaction."""
        self.require_owner()
        await super().tpc_begin(xid)

    async def notifies(
        self,
        *,
        timeout: float | None = None,  # noqa: ASYNC109  as psycopg's
        stop_after: int | None = None,
    ) -> AsyncGenerator[Notify]:
        """Yield the notifications of channels on which the current tenant listens."""
        self.check_channels()
        async with aclosing(super().notifies(timeout=timeout, stop_after=stop_after)) as notifications:
            async for notification in notifications:
                self.check_channels()
                yield notification

    async def wait(self, gen: PQGen[T], *arguments: Any, **options: Any) -> T:
        """Run a psycopg generator that talks to the server, after checking the SQL text that it sends."""
        self.check_text(gen)
        if self.pgconn.transaction_status == ACTIVE:
            self.check_transfer()
        return await super().wait(gen, *arguments, **options)
