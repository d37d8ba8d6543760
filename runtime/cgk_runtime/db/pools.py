"""psycopg_pool's pools over a tenancy's connections."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from cgk_runtime._internal.optional_deps import require

if TYPE_CHECKING:
    from psycopg import AsyncConnection, Connection
    from psycopg.rows import TupleRow
    from psycopg_pool import AsyncConnectionPool, ConnectionPool

    from cgk_runtime.db.tenancy import Tenancy

_CALLBACKS = ("configure", "check", "reset")
"""The pool's own uses of a connection, each while nobody else has it."""


def make_pool(tenancy: Tenancy, conninfo: str, options: dict[str, Any]) -> ConnectionPool[Connection[TupleRow]]:
    """Make a pool; see `Tenancy.pool`."""
    require("psycopg_pool", "postgres", "A pool of connections")
    from psycopg_pool import ConnectionPool

    callbacks: dict[str, Any] = {
        name: _unguarded(options.pop(name)) for name in _CALLBACKS if options.get(name) is not None
    }
    options.setdefault("open", True)
    pool = ConnectionPool(conninfo, connection_class=tenancy.connection_class, **callbacks, **options)
    return cast("ConnectionPool[Connection[TupleRow]]", pool)


def make_async_pool(
    tenancy: Tenancy, conninfo: str, options: dict[str, Any]
) -> AsyncConnectionPool[AsyncConnection[TupleRow]]:
    """Make an asynchronous pool; see `Tenancy.async_pool`."""
    require("psycopg_pool", "postgres", "A pool of connections")
    from psycopg_pool import AsyncConnectionPool

    callbacks: dict[str, Any] = {
        name: _unguarded_async(options.pop(name)) for name in _CALLBACKS if options.get(name) is not None
    }
    options.setdefault("open", False)
    pool = AsyncConnectionPool(conninfo, connection_class=tenancy.async_connection_class, **callbacks, **options)
    return cast("AsyncConnectionPool[AsyncConnection[TupleRow]]", pool)


def _unguarded(callback: Callable[[Any], None]) -> Callable[[Any], None]:
    def call(connection: Any) -> None:  # the tenancy's connection class, which has pass_statements
        connection.pass_statements(unguarded=True)
        try:
            callback(connection)
        finally:
            connection.pass_statements(unguarded=False)

    return call


def _unguarded_async(callback: Callable[[Any], Any]) -> Callable[[Any], Any]:
    async def call(connection: Any) -> None:  # the tenancy's connection class, which has pass_statements
        connection.pass_statements(unguarded=True)
        try:
            await callback(connection)
        finally:
            connection.pass_statements(unguarded=False)

    return call
