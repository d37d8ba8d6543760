"""psycopg_pool pools of guarded connections."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from cgk_runtime._internal.optional_deps import require
from cgk_runtime.db.connections import async_connection_class, connection_class

if TYPE_CHECKING:
    from psycopg import AsyncConnection, Connection
    from psycopg.rows import TupleRow
    from psycopg_pool import AsyncConnectionPool, ConnectionPool

    from cgk_runtime.db.config import TenancyConfig

_CALLBACKS = ("configure", "check", "reset")
"""Callbacks with which the pool uses a connection that is not checked out."""


def make_pool(config: TenancyConfig, conninfo: str, options: dict[str, Any]) -> ConnectionPool[Connection[TupleRow]]:
    """Create a pool; see `Tenancy.pool`."""
    require("psycopg_pool", "postgres", "A pool of connections")
    from psycopg_pool import ConnectionPool

    callbacks: dict[str, Any] = {
        name: _unguarded(options.pop(name)) for name in _CALLBACKS if options.get(name) is not None
    }
    options.setdefault("open", True)
    pool = ConnectionPool(conninfo, connection_class=connection_class(config), **callbacks, **options)
    return cast("ConnectionPool[Connection[TupleRow]]", pool)


def make_async_pool(
    config: TenancyConfig, conninfo: str, options: dict[str, Any]
) -> AsyncConnectionPool[AsyncConnection[TupleRow]]:
    """Create an asynchronous pool; see `Tenancy.async_pool`."""
    require("psycopg_pool", "postgres", "A pool of connections")
    from psycopg_pool import AsyncConnectionPool

    callbacks: dict[str, Any] = {
        name: _unguarded_async(options.pop(name)) for name in _CALLBACKS if options.get(name) is not None
    }
    options.setdefault("open", False)
    pool = AsyncConnectionPool(conninfo, connection_class=async_connection_class(config), **callbacks, **options)
    return cast("AsyncConnectionPool[AsyncConnection[TupleRow]]", pool)


def _unguarded(callback: Callable[[Any], None]) -> Callable[[Any], None]:
    def call(connection: Any) -> None:  # a TenantConnection, which pool types do not know
        connection.guarded = False
        try:
            callback(connection)
        finally:
            connection.guarded = True

    return call


def _unguarded_async(callback: Callable[[Any], Any]) -> Callable[[Any], Any]:
    async def call(connection: Any) -> None:  # an AsyncTenantConnection, which pool types do not know
        connection.guarded = False
        try:
            await callback(connection)
        finally:
            connection.guarded = True

    return call
