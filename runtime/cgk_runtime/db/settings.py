"""The one statement that tells a transaction whose it is; every name and value in it is quoted by libpq."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from psycopg import pq

from cgk_runtime.tenant import Platform

if TYPE_CHECKING:
    from psycopg.pq.abc import Escaping, PGconn

    from cgk_runtime.db.tenancy import Tenancy

PLATFORM_SETTING: Final = "app.platform_scope"
"""Holds the reason of a `platform_scope`, for triggers and logs of the database."""


def settings_command(tenancy: Tenancy, pgconn: PGconn, scope: str | Platform | None) -> bytes:
    """Write the statement that sets `search_path` and the tenant's setting until the transaction ends.

    Where a tenant's schema is missing, `has_schema_privilege` raises; where the role may not use it, PostgreSQL would
    pass over it in silence, so the path is then set to what is no list, which raises as well. The first column says
    whether the session has had temporary tables.

    Raises:
        InvalidTenantError: The tenant's id does not have the catalog's form.
        SchemaNameError: The schema's name would be too long.
    """
    escaping: Escaping = pq.Escaping(pgconn)
    # The temporary schema last: unsaid, it would come first, and its tables would stand before the tenant's.
    shared = b", ".join([*(_identifier(escaping, schema) for schema in tenancy.shared_schemas), b"pg_temp"])
    if not isinstance(scope, str):
        reason = scope.reason if isinstance(scope, Platform) else ""
        values = {"search_path": _literal(escaping, shared), tenancy.setting: b"''"}
        return _select({**values, PLATFORM_SETTING: _literal(escaping, reason.encode())}, escaping)
    tenant_id = tenancy.with_tenant.check(scope)
    path = _literal(escaping, shared)
    if tenancy.layout == "schemas":
        schema = tenancy.schema_of(tenant_id)
        own = _literal(escaping, _identifier(escaping, schema) + b", " + shared)
        usable = b"pg_catalog.has_schema_privilege(" + _literal(escaping, schema.encode()) + b", 'USAGE')"
        refused = _literal(escaping, b'"this role may not use it')
        path = b"CASE WHEN " + usable + b" THEN " + own + b" ELSE " + refused + b" END"
    return _select({"search_path": path, tenancy.setting: _literal(escaping, tenant_id.encode())}, escaping)


def _select(values: dict[str, bytes], escaping: Escaping) -> bytes:
    calls = (
        b"pg_catalog.set_config(" + _literal(escaping, name.encode()) + b", " + value + b", true)"
        for name, value in values.items()
    )
    return b"SELECT pg_catalog.pg_my_temp_schema() <> 0, " + b", ".join(calls)


def _literal(escaping: Escaping, text: bytes) -> bytes:
    return bytes(escaping.escape_literal(text))


def _identifier(escaping: Escaping, name: str) -> bytes:
    return bytes(escaping.escape_identifier(name.encode()))
