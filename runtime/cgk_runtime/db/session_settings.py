"""SQL statements that set the tenant of a transaction; libpq quotes every name and value in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from psycopg import pq

from cgk_runtime.tenant import Platform

if TYPE_CHECKING:
    from psycopg.pq.abc import Escaping, PGconn

    from cgk_runtime.db.config import TenancyConfig

PLATFORM_SETTING: Final = "app.platform_scope"
"""Setting that holds the reason of a `platform_scope`, for the database's triggers and logs."""

_INVALID_PATH: Final = b"'\"no usage privilege'"
"""A literal that PostgreSQL rejects as a `search_path`, because its double quote is not closed."""


def session_settings(config: TenancyConfig, pgconn: PGconn, scope: str | Platform | None) -> tuple[bytes, ...]:
    """Build the statements that set `search_path` and the tenant until the transaction ends.

    PostgreSQL skips a schema in `search_path` that is missing or that the role may not use. The statements fail
    instead, with InvalidSchemaName or InvalidParameterValue.

    Raises:
        InvalidTenantError: The tenant id does not match the catalog's pattern.
        SchemaNameError: The name of the tenant's schema is too long.
    """
    escaping: Escaping = pq.Escaping(pgconn)
    # pg_temp is last. PostgreSQL searches it first if it is not named, and temporary tables would hide the tenant's.
    shared = b", ".join([*(_identifier(escaping, schema) for schema in config.shared_schemas), b"pg_temp"])
    shared_only = b"SET LOCAL search_path TO " + shared
    if not isinstance(scope, str):
        reason = scope.reason if isinstance(scope, Platform) else ""
        return (
            shared_only,
            _set_local(escaping, config.setting, ""),
            _set_local(escaping, PLATFORM_SETTING, reason),
        )
    tenant_id = config.with_tenant.check(scope)
    tenant_setting = _set_local(escaping, config.setting, tenant_id)
    if config.layout == "rows":
        return (shared_only, tenant_setting)
    schema = config.schema_of(tenant_id)
    usable = b"pg_catalog.has_schema_privilege(" + _literal(escaping, schema.encode()) + b", 'USAGE')"
    path = _literal(escaping, _identifier(escaping, schema) + b", " + shared)
    checked_path = b"CASE WHEN " + usable + b" THEN " + path + b" ELSE " + _INVALID_PATH + b" END"
    return (b"SELECT pg_catalog.set_config('search_path', " + checked_path + b", true)", tenant_setting)


def _set_local(escaping: Escaping, name: str, value: str) -> bytes:
    quoted = b".".join(_identifier(escaping, part) for part in name.split("."))
    return b"SET LOCAL " + quoted + b" TO " + _literal(escaping, value.encode())


def _literal(escaping: Escaping, text: bytes) -> bytes:
    return bytes(escaping.escape_literal(text))


def _identifier(escaping: Escaping, name: str) -> bytes:
    return bytes(escaping.escape_identifier(name.encode()))
