"""SQLAlchemy 2 engines with guarded connections."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import SingletonThreadPool, StaticPool

from cgk_runtime.db.guard import ConnectionGuard
from cgk_runtime.db.session_reset import CONFIGURED_SETTINGS
from cgk_runtime.errors import ConfigurationError

if TYPE_CHECKING:
    from psycopg import AsyncConnection, Connection
    from sqlalchemy import Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
    from sqlalchemy.pool import ConnectionPoolEntry, Pool, PoolProxiedConnection

_CHECKED_OUT: Final = "cgk_checked_out"


def protect(
    engine: Engine | AsyncEngine,
    connection_class: type[Connection[Any]],
    async_connection_class: type[AsyncConnection[Any]],
) -> None:
    """Make an engine connect with guarded connections; see `Tenancy.protect`."""
    sync_engine = engine.sync_engine if isinstance(engine, AsyncEngine) else engine
    _check(sync_engine)

    @event.listens_for(sync_engine, "do_connect")
    def connect(
        dialect: Dialect, _entry: ConnectionPoolEntry, arguments: Any, parameters: dict[str, Any]
    ) -> DBAPIConnection | None:
        if dialect.is_async:
            parameters["async_creator_fn"] = partial(_connect_async, async_connection_class)
            return None  # the dialect then connects with async_creator_fn
        connection: Any = connection_class.connect(*arguments, **parameters)
        connection.checks_owner = False
        return cast("DBAPIConnection", connection)

    # Before the first checkout, nothing is checked: SQLAlchemy reads the server's version, and listeners configure the
    # session.
    @event.listens_for(sync_engine, "checkout")
    def check_out(connection: DBAPIConnection, entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
        guard = _guard_of(connection)
        if not guard.checks_owner:
            guard.record_configuration(_configured_settings(connection))
            guard.checks_owner = True
        if entry.info.get(_CHECKED_OUT):
            raise _shared_pool_error(sync_engine.pool)
        entry.info[_CHECKED_OUT] = True

    @event.listens_for(sync_engine, "checkin")
    def check_in(connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        entry.info.pop(_CHECKED_OUT, None)
        if connection is not None:
            _guard_of(connection).restore_configuration()

    ping = sync_engine.dialect.do_ping

    def ping_without_checks(connection: DBAPIConnection) -> bool:
        with _guard_of(connection).without_owner_checks():
            return ping(connection)

    sync_engine.dialect.do_ping = ping_without_checks  # type: ignore[method-assign, assignment]  # SQLAlchemy has no event for it


def _configured_settings(connection: DBAPIConnection) -> list[tuple[str, str]]:
    cursor = connection.cursor()
    cursor.execute(CONFIGURED_SETTINGS)
    settings = [(str(name), str(value)) for name, value in cursor.fetchall()]
    cursor.close()
    connection.rollback()
    return settings


def _check(engine: Engine) -> None:
    if engine.dialect.name != "postgresql" or engine.dialect.driver not in {"psycopg", "psycopg_async"}:
        raise ConfigurationError(
            f"A tenancy does not support {engine.dialect.name}+{engine.dialect.driver} engines; use a "
            "postgresql+psycopg:// URL, for create_async_engine too",
            component="TenantDatabase",
        )
    if "do_ping" in vars(engine.dialect):  # `protect` sets it
        raise ConfigurationError(
            "This engine is under a tenancy already; call `protect` once, and not for an engine of `create_engine`",
            component="TenantDatabase",
        )
    if isinstance(engine.pool, StaticPool | SingletonThreadPool):
        raise _shared_pool_error(engine.pool)


def _shared_pool_error(pool: Pool) -> ConfigurationError:
    return ConfigurationError(
        f"{type(pool).__name__} hands one connection to several users at once, and a connection belongs to one tenant "
        "at a time; use QueuePool, NullPool or AsyncAdaptedQueuePool",
        component="TenantDatabase",
    )


async def _connect_async(connection_class: type[AsyncConnection[Any]], *arguments: Any, **parameters: Any) -> Any:
    connection: Any = await connection_class.connect(*arguments, **parameters)
    connection.checks_owner = False
    return connection


def _guard_of(connection: object) -> ConnectionGuard[Any]:
    driver_connection: Any = getattr(connection, "driver_connection", connection)  # the asynchronous dialect wraps it
    if not isinstance(cast("object", driver_connection), ConnectionGuard):
        raise ConfigurationError(
            "This engine uses a connection that its tenancy did not create; call `protect` before the engine connects, "
            "and create the engine without `creator`",
            component="TenantDatabase",
        )
    return cast("ConnectionGuard[Any]", driver_connection)
