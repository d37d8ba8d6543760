"""psycopg_pool pools of guarded connections."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from psycopg.rows import tuple_row
from psycopg_pool import AsyncConnectionPool, ConnectionPool

from cgk_runtime.db.session_reset import CONFIGURED_SETTINGS

if TYPE_CHECKING:
    from psycopg import AsyncConnection, Connection
    from psycopg.rows import TupleRow

_CALLBACKS = ("check", "reset")
"""Callbacks that the pool calls with connections that are not checked out."""


class _RestoringPool:
    """Base class of both pools; it restores the configuration of each returned connection."""

    def putconn(self, conn: Any) -> Any:  # awaitable if the pool is asynchronous
        """Return a connection to the pool."""
        conn.restore_configuration()
        pool: Any = super()
        return pool.putconn(conn)


class _TenantPool(_RestoringPool, ConnectionPool[Any]):
    @staticmethod
    def check_connection(conn: Any) -> None:
        """Check that a connection works; the pool's `check` calls this without a tenant."""
        with conn.without_owner_checks():
            ConnectionPool.check_connection(conn)


class _AsyncTenantPool(_RestoringPool, AsyncConnectionPool[Any]):
    @staticmethod
    async def check_connection(conn: Any) -> None:
        """Check that a connection works; the pool's `check` calls this without a tenant."""
        with conn.without_owner_checks():
            await AsyncConnectionPool.check_connection(conn)


def create_pool(
    connection_class: type[Connection[Any]], conninfo: str, options: dict[str, Any]
) -> ConnectionPool[Connection[TupleRow]]:
    """Create a pool; see `Tenancy.pool`."""
    configure = options.pop("configure", None)

    def set_up(connection: Any) -> None:  # a TenantConnection, which pool types do not know
        settings: list[tuple[str, str]] = []
        if configure is not None:
            with connection.without_owner_checks():
                configure(connection)
                settings = connection.cursor(row_factory=tuple_row).execute(CONFIGURED_SETTINGS).fetchall()
                connection.rollback()
        connection.record_configuration(settings)

    callbacks: dict[str, Any] = {
        name: _without_checks(options.pop(name)) for name in _CALLBACKS if options.get(name) is not None
    }
    options.setdefault("open", True)
    return _TenantPool(conninfo, connection_class=connection_class, configure=set_up, **callbacks, **options)


def create_async_pool(
    connection_class: type[AsyncConnection[Any]], conninfo: str, options: dict[str, Any]
) -> AsyncConnectionPool[AsyncConnection[TupleRow]]:
    """Create an asynchronous pool; see `Tenancy.async_pool`."""
    configure = options.pop("configure", None)

    async def set_up(connection: Any) -> None:  # an AsyncTenantConnection, which pool types do not know
        settings: list[tuple[str, str]] = []
        if configure is not None:
            with connection.without_owner_checks():
                await configure(connection)
                cursor = await connection.cursor(row_factory=tuple_row).execute(CONFIGURED_SETTINGS)
                settings = await cursor.fetchall()
                await connection.rollback()
        connection.record_configuration(settings)

    callbacks: dict[str, Any] = {
        name: _without_checks_async(options.pop(name)) for name in _CALLBACKS if options.get(name) is not None
    }
    options.setdefault("open", False)
    return _AsyncTenantPool(conninfo, connection_class=connection_class, configure=set_up, **callbacks, **options)


def _without_checks(callback: Callable[[Any], None]) -> Callable[[Any], None]:
    def call(connection: Any) -> None:  # a TenantConnection, which pool types do not know
        with connection.without_owner_checks():
            callback(connection)

    return call


def _without_checks_async(callback: Callable[[Any], Any]) -> Callable[[Any], Any]:
    async def call(connection: Any) -> None:  # an AsyncTenantConnection, which pool types do not know
        with connection.without_owner_checks():
            await callback(connection)

    return call
