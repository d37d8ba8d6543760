"""psycopg 3 connections of a tenancy, synchronous and asynchronous; what they have in common is the guard."""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from psycopg import AsyncConnection, Connection
from psycopg.rows import Row

from cgk_runtime.db.cursors import guarded_cursor
from cgk_runtime.db.guard import ACTIVE, ConnectionGuard
from cgk_runtime.db.known_psycopg import require_known_psycopg

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator

    from psycopg import AsyncTransaction, Transaction, Xid
    from psycopg.abc import PQGen

    from cgk_runtime.db.tenancy import Tenancy

T = TypeVar("T")


class TenantConnection(ConnectionGuard[Row], Connection[Row]):
    """A `psycopg.Connection` of a `Tenancy`; made by `Tenancy.connect` and `Tenancy.pool`."""

    def cursor(self, name: str = "", **options: Any) -> Any:  # the overloads are the base class's
        """Give a cursor, of a class that refuses SQL text which ends transactions or changes tenants."""
        if name:
            self.server_cursor_factory = guarded_cursor(self.server_cursor_factory)
        else:
            self.cursor_factory = guarded_cursor(self.cursor_factory)
        return super().cursor(name, **options)

    @contextmanager
    def transaction(self, savepoint_name: str | None = None, force_rollback: bool = False) -> Generator[Transaction]:
        """Give a block that is a transaction, or a savepoint in one."""
        self.check_scope()
        with super().transaction(savepoint_name, force_rollback) as transaction:
            yield transaction

    def tpc_begin(self, xid: Xid | str) -> None:
        """Begin a two-phase transaction."""
        self.check_scope()
        super().tpc_begin(xid)

    def wait(self, gen: PQGen[T], *arguments: Any, **options: Any) -> T:
        """Speak with the server."""
        if self.pgconn.transaction_status == ACTIVE:
            self.check_going_on()
        return super().wait(gen, *arguments, **options)


class AsyncTenantConnection(ConnectionGuard[Row], AsyncConnection[Row]):
    """A `psycopg.AsyncConnection` of a `Tenancy`; made by `Tenancy.connect_async` and `Tenancy.async_pool`."""

    def cursor(self, name: str = "", **options: Any) -> Any:  # the overloads are the base class's
        """Give a cursor, of a class that refuses SQL text which ends transactions or changes tenants."""
        if name:
            self.server_cursor_factory = guarded_cursor(self.server_cursor_factory)
        else:
            self.cursor_factory = guarded_cursor(self.cursor_factory)
        return super().cursor(name, **options)

    @asynccontextmanager
    async def transaction(
        self, savepoint_name: str | None = None, force_rollback: bool = False
    ) -> AsyncGenerator[AsyncTransaction]:
        """Give a block that is a transaction, or a savepoint in one."""
        self.check_scope()
        async with super().transaction(savepoint_name, force_rollback) as transaction:
            yield transaction

    async def tpc_begin(self, xid: Xid | str) -> None:
        """Begin a two-phase transaction."""
        self.check_scope()
        await super().tpc_begin(xid)

    async def wait(self, gen: PQGen[T], *arguments: Any, **options: Any) -> T:
        """Speak with the server."""
        if self.pgconn.transaction_status == ACTIVE:
            self.check_going_on()
        return await super().wait(gen, *arguments, **options)


@lru_cache(maxsize=64)
def connection_class(tenancy: Tenancy) -> type[TenantConnection[Any]]:
    """Make the class of a tenancy's connections."""
    require_known_psycopg()
    return type("TenantConnection", (TenantConnection,), {"tenancy": tenancy})


@lru_cache(maxsize=64)
def async_connection_class(tenancy: Tenancy) -> type[AsyncTenantConnection[Any]]:
    """Make the class of a tenancy's asynchronous connections."""
    require_known_psycopg()
    return type("AsyncTenantConnection", (AsyncTenantConnection,), {"tenancy": tenancy})
