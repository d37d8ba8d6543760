"""Tenancy of a database; creates guarded connections, pools and engines."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from cgk_runtime._internal.optional_deps import require
from cgk_runtime.db.config import TenancyConfig
from cgk_runtime.db.connections import AsyncTenantConnection, TenantConnection

if TYPE_CHECKING:
    from psycopg import AsyncConnection, Connection
    from psycopg.rows import TupleRow
    from psycopg_pool import AsyncConnectionPool, ConnectionPool
    from sqlalchemy import Engine
    from sqlalchemy.ext.asyncio import AsyncEngine


class Tenancy(TenancyConfig):
    """A database with many tenants; its connections refuse every statement outside a tenant's context.

    The BEGIN of each transaction also sets its tenant: `search_path` and the tenant setting, both until the
    transaction ends.

    Args:
        with_tenant: The generated package's `with_tenant`; it validates tenant ids.
        layout: "schemas" searches the tenant's schema first, then the shared ones, and also sets the tenant setting for
            shared tables under row-level security. "rows" searches the shared schemas only.
        schema_prefix: Prefix of tenant schema names, followed by the tenant id.
        shared_schemas: Schemas that belong to the platform.
        setting: Setting that policies read: `nullif(current_setting('app.tenant_id', true), '')`.
        signing_key: Secret that signs tenants, for policies that read `cgk.tenant()`; at least 32 characters.
            `cgk tenants sign` stores it in the database.

    Raises:
        ConfigurationError: `setting` is not a valid name of a custom PostgreSQL setting, or the key is too short.

    Example:
        tenancy = Tenancy(with_tenant)
        pool = tenancy.pool("postgresql://shop_app@db/shop")
        with with_tenant("rawdog"), pool.connection() as connection:
            connection.execute("SELECT count(*) FROM orders")  # tenant_rawdog.orders
    """

    @cached_property
    def connection_class(self) -> type[Connection[Any]]:
        """Class of this database's psycopg 3 connections, for pools and frameworks that create connections."""
        return type("TenantConnection", (TenantConnection,), {"config": self})

    @cached_property
    def async_connection_class(self) -> type[AsyncConnection[Any]]:
        """Class of this database's asynchronous psycopg 3 connections."""
        return type("AsyncTenantConnection", (AsyncTenantConnection,), {"config": self})

    def connect(self, conninfo: str = "", **options: Any) -> Connection[TupleRow]:
        """Connect; the arguments are those of `psycopg.connect`."""
        return cast("Connection[TupleRow]", self.connection_class.connect(conninfo, **options))

    async def connect_async(self, conninfo: str = "", **options: Any) -> AsyncConnection[TupleRow]:
        """Connect; the arguments are those of `psycopg.AsyncConnection.connect`."""
        return cast("AsyncConnection[TupleRow]", await self.async_connection_class.connect(conninfo, **options))

    def pool(self, conninfo: str = "", **options: Any) -> ConnectionPool[Connection[TupleRow]]:
        """Create an open pool; the arguments are those of `psycopg_pool.ConnectionPool`.

        Its `configure`, `check` and `reset` callbacks may use the connection outside a tenant's context.
        """
        require("psycopg_pool", "postgres", "A pool of connections")
        from cgk_runtime.db.pools import create_pool

        return create_pool(self.connection_class, conninfo, options)

    def async_pool(self, conninfo: str = "", **options: Any) -> AsyncConnectionPool[AsyncConnection[TupleRow]]:
        """Create a pool; the arguments are those of `psycopg_pool.AsyncConnectionPool`.

        Open the pool or enter it with `async with` before you use it.
        """
        require("psycopg_pool", "postgres", "A pool of connections")
        from cgk_runtime.db.pools import create_async_pool

        return create_async_pool(self.async_connection_class, conninfo, options)

    def create_engine(self, url: str, **options: Any) -> Engine:
        """Create an SQLAlchemy engine for a `postgresql+psycopg://` URL; the options are SQLAlchemy's."""
        from sqlalchemy import create_engine  # optional

        engine = create_engine(url, **options)
        self.protect(engine)
        return engine

    def create_async_engine(self, url: str, **options: Any) -> AsyncEngine:
        """Create an asynchronous SQLAlchemy engine for a `postgresql+psycopg://` URL."""
        from sqlalchemy.ext.asyncio import create_async_engine  # optional

        engine = create_async_engine(url, **options)
        self.protect(engine)
        return engine

    def protect(self, engine: Engine | AsyncEngine) -> None:
        """Put an existing SQLAlchemy engine under this tenancy before it connects for the first time.

        Raises:
            ConfigurationError: The engine's driver is not psycopg 3, its pool shares connections, or it is under a
                tenancy. An engine that has already connected raises it when such a connection is used again.
        """
        from cgk_runtime.db.engines import protect  # SQLAlchemy is optional

        protect(engine, self.connection_class, self.async_connection_class)
