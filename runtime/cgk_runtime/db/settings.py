"""The statements that tell a transaction whose it is; every name and value in it is quoted by libpq."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from psycopg import pq

from cgk_runtime.tenant import Platform

if TYPE_CHECKING:
    from psycopg.pq.abc import Escaping, PGconn

    from cgk_runtime.db.tenancy import Tenancy

PLATFORM_SETTING: Final = "app.platform_scope"
"""Holds the reason of a `platform_scope`, for triggers and logs of the database."""


class Settings(NamedTuple):
    """What a transaction is told.

    Attributes:
        commands: Statements that set `search_path` and the tenant's setting until the transaction ends.
        usable: Asks whether the tenant's schema can be used; answered with a boolean, or an error where it is missing.
            None where the tenant has no schema.
        required: What fails unless the schema can be used, for pipelines, which send more before an answer is there.
    """

    commands: tuple[bytes, ...]
    usable: bytes | None = None
    required: bytes | None = None


def settings_of(tenancy: Tenancy, pgconn: PGconn, scope: str | Platform | None) -> Settings:
    """Write what tells a transaction whose it is: SET LOCAL, which costs a fraction of a SELECT.

    A schema that is missing, or that the role may not use, would be passed over by PostgreSQL in silence, so both are
    asked for.

    Raises:
        InvalidTenantError: The tenant's id does not have the catalog's form.
        SchemaNameError: The schema's name would be too long.
    """
    escaping: Escaping = pq.Escaping(pgconn)
    # The temporary schema last: unsaid, it would come first, and its tables would stand before the tenant's.
    shared = b", ".join([*(_identifier(escaping, schema) for schema in tenancy.shared_schemas), b"pg_temp"])
    path = b"SET LOCAL search_path TO "
    if not isinstance(scope, str):
        reason = scope.reason if isinstance(scope, Platform) else ""
        told = (_set_local(escaping, tenancy.setting, ""), _set_local(escaping, PLATFORM_SETTING, reason))
        return Settings((path + shared, *told))
    tenant_id = tenancy.with_tenant.check(scope)
    setting = _set_local(escaping, tenancy.setting, tenant_id)
    if tenancy.layout == "rows":
        return Settings((path + shared, setting))
    schema = tenancy.schema_of(tenant_id)
    own = _identifier(escaping, schema) + b", " + shared
    usable = b"pg_catalog.has_schema_privilege(" + _literal(escaping, schema.encode()) + b", 'USAGE')"
    # Set to what is no list of names, search_path raises.
    checked = b"CASE WHEN " + usable + b" THEN " + _literal(escaping, own) + b" ELSE '\"this role may not use it' END"
    return Settings(
        (path + own, setting),
        b"SELECT " + usable,
        b"SELECT pg_catalog.set_config('search_path', " + checked + b", true)",
    )


def _set_local(escaping: Escaping, name: str, value: str) -> bytes:
    quoted = b".".join(_identifier(escaping, part) for part in name.split("."))
    return b"SET LOCAL " + quoted + b" TO " + _literal(escaping, value.encode())


def _literal(escaping: Escaping, text: bytes) -> bytes:
    return bytes(escaping.escape_literal(text))


def _identifier(escaping: Escaping, name: str) -> bytes:
    return bytes(escaping.escape_identifier(name.encode()))
