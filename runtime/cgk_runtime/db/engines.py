"""SQLAlchemy 2 engines with guarded connections."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from cgk_runtime.db.connections import async_connection_class, connection_class
from cgk_runtime.db.guard import ConnectionGuard
from cgk_runtime.errors import ConfigurationError

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
    from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

    from cgk_runtime.db.config import TenancyConfig


def protect(config: TenancyConfig, engine: Engine | AsyncEngine) -> None:
    """Make an engine connect with guarded connections; see `Tenancy.protect`."""
    sync_engine = engine.sync_engine if isinstance(engine, AsyncEngine) else engine
    if sync_engine.dialect.name != "postgresql" or sync_engine.dialect.driver not in {"psycopg", "psycopg_async"}:
        raise ConfigurationError(
            f"A tenancy does not support {sync_engine.dialect.name}+{sync_engine.dialect.driver} engines; use a "
            "postgresql+psycopg:// URL, for create_async_engine too",
            component="TenantDatabase",
        )

    @event.listens_for(sync_engine, "do_connect")
    def connect(
        dialect: Dialect, _entry: ConnectionPoolEntry, arguments: Any, parameters: dict[str, Any]
    ) -> DBAPIConnection | None:
        if dialect.is_async:
            parameters["async_creator_fn"] = partial(_connect_async, config)
            return None  # the dialect then connects with async_creator_fn
        connection = connection_class(config).connect(*arguments, **parameters)
        connection.guarded = False
        return cast("DBAPIConnection", connection)

    # The pool uses connections without a tenant between checkouts: it reads the server's version, pings and rolls back.
    @event.listens_for(sync_engine, "checkout")
    def checked_out(connection: DBAPIConnection, _entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
        _guard_of(connection).guarded = True

    @event.listens_for(sync_engine, "checkin")
    def checked_in(connection: DBAPIConnection | None, _entry: ConnectionPoolEntry) -> None:
        if connection is not None:
            _guard_of(connection).guarded = False


async def _connect_async(config: TenancyConfig, *arguments: Any, **parameters: Any) -> Any:
    connection = await async_connection_class(config).connect(*arguments, **parameters)
    connection.guarded = False
    return connection


def _guard_of(connection: object) -> ConnectionGuard[Any]:
    found: Any = getattr(connection, "driver_connection", connection)  # the asynchronous dialect wraps it
    if not isinstance(cast("object", found), ConnectionGuard):
        raise ConfigurationError(
            "This engine uses a connection that its tenancy did not create; call `protect` before the engine connects, "
            "and create the engine without `creator`",
            component="TenantDatabase",
        )
    guard: ConnectionGuard[Any] = found
    return guard
