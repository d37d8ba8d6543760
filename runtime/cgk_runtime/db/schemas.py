"""Creation and listing of tenant schemas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg import sql

if TYPE_CHECKING:
    from psycopg import Connection

    from cgk_runtime.db.config import TenancyConfig


@dataclass(frozen=True, slots=True)
class TenantSchema:
    """Schema of one tenant.

    Attributes:
        tenant_id: The tenant.
        schema: Name of the schema.
        tables: Number of tables in it.
    """

    tenant_id: str
    schema: str
    tables: int


def create_schema(
    connection: Connection[Any], schema: str, roles: Sequence[str], shared_schemas: Sequence[str]
) -> bool:
    """Create a tenant's schema if it does not exist, and grant its tables, present and future, to the roles.

    Args:
        connection: Connection in a transaction, as the role that owns the tables and runs migrations.
        schema: Name of the schema.
        roles: The application's roles.
        shared_schemas: The platform's schemas, which the roles may use too.

    Returns:
        True if the schema was created.
    """
    # Concurrent calls wait for each other; CREATE IF NOT EXISTS and GRANT would fail in one of them.
    connection.execute("SELECT pg_advisory_xact_lock(hashtext('cgk'))")
    row = connection.execute("SELECT to_regnamespace(quote_ident(%s)) IS NULL", (schema,)).fetchone()
    quoted = sql.Identifier(schema)
    connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(quoted))
    for role in map(sql.Identifier, roles):
        for shared in map(sql.Identifier, shared_schemas):
            connection.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(shared, role))
        for statement in (
            sql.SQL("GRANT USAGE ON SCHEMA {schema} TO {role}"),
            sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}"),
            sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {role}"),
            sql.SQL(
                "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}"
            ),
            sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE ON SEQUENCES TO {role}"),
        ):
            connection.execute(statement.format(schema=quoted, role=role))
    return bool(row and row[0])


def tenant_schemas(connection: Connection[Any], config: TenancyConfig) -> list[TenantSchema]:
    """Return the tenants that have a schema, sorted by schema name."""
    rows = connection.execute(
        "SELECT nspname, count(pg_class.oid) FROM pg_namespace LEFT JOIN pg_class ON relnamespace = pg_namespace.oid "
        "AND relkind IN ('r', 'p') WHERE starts_with(nspname, %s) GROUP BY 1 ORDER BY 1",
        (config.schema_prefix,),
    ).fetchall()
    return [
        TenantSchema(tenant_id, schema, tables)
        for schema, tables in rows
        if (tenant_id := config.tenant_of(schema)) is not None
    ]
