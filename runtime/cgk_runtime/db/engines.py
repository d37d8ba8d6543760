"""SQLAlchemy 2 engines over a tenancy's connections, by engine events."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import create_engine, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from cgk_runtime.db.guard import ConnectionGuard
from cgk_runtime.errors import ConfigurationError

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
    from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

    from cgk_runtime.db.tenancy import Tenancy


def make_engine(tenancy: Tenancy, url: str, options: dict[str, Any]) -> Engine:
    """Make an engine; see `Tenancy.create_engine`."""
    engine = create_engine(url, **options)
    protect(tenancy, engine)
    return engine


def make_async_engine(tenancy: Tenancy, url: str, options: dict[str, Any]) -> AsyncEngine:
    """Make an asynchronous engine; see `Tenancy.create_async_engine`."""
    engine = create_async_engine(url, **options)
    protect(tenancy, engine)
    return engine


def protect(tenancy: Tenancy, engine: Engine | AsyncEngine) -> None:
    """Have an engine connect with the tenancy's connection class; see `Tenancy.protect`."""
    plain = engine.sync_engine if isinstance(engine, AsyncEngine) else engine
    if plain.dialect.name != "postgresql" or plain.dialect.driver not in {"psycopg", "psycopg_async"}:
        raise ConfigurationError(
            f"An engine of {plain.dialect.name}+{plain.dialect.driver} cannot be put under a tenancy; use "
            "postgresql+psycopg, which is for create_async_engine too",
            component="TenantDatabase",
        )

    @event.listens_for(plain, "do_connect")
    def connect(
        dialect: Dialect, _entry: ConnectionPoolEntry, arguments: Any, parameters: dict[str, Any]
    ) -> DBAPIConnection | None:
        if dialect.is_async:
            parameters["async_creator_fn"] = partial(_connect_async, tenancy)
            return None  # the dialect goes on, with this creator
        connection = tenancy.connection_class.connect(*arguments, **parameters)
        _guard_of(connection).pass_statements(unguarded=True)
        return cast("DBAPIConnection", connection)

    # Between checkouts the pool has the connection: it reads the server's version, pings, and rolls back.
    @event.listens_for(plain, "checkout")
    def checked_out(connection: DBAPIConnection, _entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
        _guard_of(connection).pass_statements(unguarded=False)

    @event.listens_for(plain, "checkin")
    def checked_in(connection: DBAPIConnection | None, _entry: ConnectionPoolEntry) -> None:
        if connection is not None:
            _guard_of(connection).pass_statements(unguarded=True)


async def _connect_async(tenancy: Tenancy, *arguments: Any, **parameters: Any) -> Any:
    connection = await tenancy.async_connection_class.connect(*arguments, **parameters)
    _guard_of(connection).pass_statements(unguarded=True)
    return connection


def _guard_of(connection: object) -> ConnectionGuard[Any]:
    found: Any = getattr(connection, "driver_connection", connection)  # the asynchronous dialect wraps it
    if not isinstance(cast("object", found), ConnectionGuard):
        raise ConfigurationError(
            "This engine made a connection that is not its tenancy's: it had connected before `protect`, or it was "
            "made with `creator`",
            component="TenantDatabase",
        )
    guard: ConnectionGuard[Any] = found
    return guard
