"""How tenants live in a database: a schema each, or rows of shared tables; where connections to it are made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, cast

from cgk_runtime.db.errors import SchemaNameError, StatementOutsideTenantError
from cgk_runtime.errors import ConfigurationError
from cgk_runtime.tenant import Platform, TenantRule, current_scope

if TYPE_CHECKING:
    from psycopg import AsyncConnection, Connection
    from psycopg.rows import TupleRow
    from psycopg_pool import AsyncConnectionPool, ConnectionPool
    from sqlalchemy import Engine
    from sqlalchemy.ext.asyncio import AsyncEngine

Layout: TypeAlias = Literal["schemas", "rows"]
"""A schema per tenant, or shared tables under row-level security."""

LONGEST_NAME: Final = 63
"""PostgreSQL keeps so many bytes of a name and drops the rest (NAMEDATALEN - 1)."""

_SETTING_FORM: Final = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)+", re.ASCII)


@dataclass(frozen=True)
class Tenancy:
    """One database with many tenants. Its connections, pools and engines refuse every statement without a tenant.

    Each transaction is told its tenant by `search_path` and by a setting, until it ends, in the message that begins it.

    Attributes:
        with_tenant: The generated package's, which knows the form of a tenant id.
        layout: "schemas": the tenant's schema is searched first, then the shared ones, and the setting is there for
            shared tables under row-level security too. "rows": the shared schemas only.
        schema_prefix: A tenant's schema is named so, followed by the tenant's id.
        shared_schemas: The platform's own schemas.
        setting: The setting that policies read: `nullif(current_setting('app.tenant_id', true), '')`.

    Raises:
        ConfigurationError: The setting's name is none that PostgreSQL takes.

    Example:
        tenancy = Tenancy(with_tenant)
        pool = tenancy.pool("postgresql://shop_app@db/shop")
        with with_tenant("rawdog"), pool.connection() as connection:
            connection.execute("SELECT count(*) FROM orders")  # tenant_rawdog.orders
    """

    with_tenant: TenantRule
    layout: Layout = "schemas"
    schema_prefix: str = "tenant_"
    shared_schemas: tuple[str, ...] = ("public",)
    setting: str = "app.tenant_id"

    def __post_init__(self) -> None:
        """Refuse a setting's name that PostgreSQL would not take."""
        if _SETTING_FORM.fullmatch(self.setting) is None:
            raise ConfigurationError(
                f"The setting's name must be like app.tenant_id, it is {self.setting!r}", component="TenantDatabase"
            )

    def schema_of(self, tenant_id: str) -> str:
        """Name a tenant's schema.

        Raises:
            InvalidTenantError: The id does not have the catalog's form.
            SchemaNameError: The name would be longer than 63 bytes, where PostgreSQL cuts it.

        Example:
            >>> Tenancy(TenantRule()).schema_of("rawdog")
            'tenant_rawdog'
        """
        schema = self.schema_prefix + self.with_tenant.check(tenant_id)
        size = len(schema.encode())
        if size > LONGEST_NAME:
            raise SchemaNameError(tenant_id, schema, size)
        return schema

    def tenant_of(self, schema: str) -> str | None:
        """Give the tenant whose schema has this name, or None where no tenant's has."""
        tenant_id = schema.removeprefix(self.schema_prefix)
        if tenant_id == schema and self.schema_prefix:
            return None
        return tenant_id if self.with_tenant.matches(tenant_id) else None

    @property
    def connection_class(self) -> type[Connection[Any]]:
        """The class of this database's connections, for pools and frameworks that want one; psycopg 3."""
        from cgk_runtime.db.connection import connection_class

        return connection_class(self)

    @property
    def async_connection_class(self) -> type[AsyncConnection[Any]]:
        """The class of this database's asynchronous connections; psycopg 3."""
        from cgk_runtime.db.connection import async_connection_class

        return async_connection_class(self)

    def connect(self, conninfo: str = "", **options: Any) -> Connection[TupleRow]:
        """Connect, as `psycopg.connect` does."""
        return cast("Connection[TupleRow]", self.connection_class.connect(conninfo, **options))

    async def connect_async(self, conninfo: str = "", **options: Any) -> AsyncConnection[TupleRow]:
        """Connect, as `psycopg.AsyncConnection.connect` does."""
        return cast("AsyncConnection[TupleRow]", await self.async_connection_class.connect(conninfo, **options))

    def pool(self, conninfo: str = "", **options: Any) -> ConnectionPool[Connection[TupleRow]]:
        """Make a pool; arguments are those of `psycopg_pool.ConnectionPool`.

        Its `configure`, `check` and `reset` callbacks are the pool's own and may use the connection without a tenant.
        """
        from cgk_runtime.db.pools import make_pool

        return make_pool(self, conninfo, options)

    def async_pool(self, conninfo: str = "", **options: Any) -> AsyncConnectionPool[AsyncConnection[TupleRow]]:
        """Make a pool; arguments are those of `psycopg_pool.AsyncConnectionPool`. Open it, or enter it, before use."""
        from cgk_runtime.db.pools import make_async_pool

        return make_async_pool(self, conninfo, options)

    def create_engine(self, url: str, **options: Any) -> Engine:
        """Make an SQLAlchemy engine for a `postgresql+psycopg://` address; arguments are those of `create_engine`."""
        from cgk_runtime.db.engines import make_engine

        return make_engine(self, url, options)

    def create_async_engine(self, url: str, **options: Any) -> AsyncEngine:
        """Make an asynchronous SQLAlchemy engine for a `postgresql+psycopg://` address."""
        from cgk_runtime.db.engines import make_async_engine

        return make_async_engine(self, url, options)

    def protect(self, engine: Engine | AsyncEngine) -> None:
        """Put an SQLAlchemy engine that was made elsewhere, and has not connected yet, under this tenancy.

        Raises:
            ConfigurationError: The engine's driver is not psycopg 3, or it has connected already.
        """
        from cgk_runtime.db.engines import protect

        protect(self, engine)


def required_scope() -> str | Platform:
    """Give the tenant, or the platform, whose context this is.

    Raises:
        StatementOutsideTenantError: It is nobody's.
    """
    scope = current_scope()
    if scope is None:
        raise StatementOutsideTenantError
    return scope
