"""SQL statements that set the tenant of a transaction; libpq quotes every name and value in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from psycopg import pq

from cgk_runtime.db.signing import tenant_proof
from cgk_runtime.tenant import Platform

if TYPE_CHECKING:
    from psycopg.pq.abc import Escaping, PGconn

    from cgk_runtime.db.config import TenancyConfig

PLATFORM_SETTING: Final = "app.platform_scope"
"""Setting that holds the reason of a `platform_scope`, for the database's triggers and logs."""

_INVALID_PATH: Final = b"'\"no usage privilege'"
"""A literal that PostgreSQL rejects as a `search_path`, because its double quote is not closed."""


class SessionSettings(NamedTuple):
    """Statements that set the owner until the transaction ends.

    Attributes:
        checked: One SELECT, which fails if the tenant's schema cannot be used.
        unchecked: Commands that do the same without looking at the schema, in a quarter of the time; None if there is
            nothing to gain.
        proof: Value of the parameter `$1` of `checked` if tenants are signed. A literal would be visible in
            `pg_stat_activity`.
    """

    checked: bytes
    unchecked: bytes | None
    proof: bytes | None


def session_settings(config: TenancyConfig, pgconn: PGconn, scope: str | Platform | None) -> SessionSettings:
    """Build the statements that set `search_path` and the tenant until the transaction ends.

    PostgreSQL skips a schema in `search_path` that is missing or that the role may not use. The checked statement fails
    instead, with InvalidSchemaName or InvalidParameterValue.

    Raises:
        InvalidTenantError: The tenant id does not match the catalog's pattern.
        SchemaNameError: The name of the tenant's schema is too long.
    """
    escaping: Escaping = pq.Escaping(pgconn)
    # pg_temp is last. PostgreSQL searches it first if it is not named, and temporary tables would hide the tenant's.
    shared = b", ".join([*(_identifier(escaping, schema) for schema in config.shared_schemas), b"pg_temp"])
    if not isinstance(scope, str):
        reason = scope.reason if isinstance(scope, Platform) else ""
        return SessionSettings(
            _select(
                _set_local(escaping, "search_path", _literal(escaping, shared)),
                _set_local(escaping, config.setting, b"''"),
                _set_local(escaping, PLATFORM_SETTING, _literal(escaping, reason.encode())),
            ),
            None,
            None,
        )
    tenant_id = config.with_tenant.check(scope)
    calls = [
        _set_local(escaping, "search_path", _search_path(config, escaping, tenant_id, shared)),
        _set_local(escaping, config.setting, _literal(escaping, tenant_id.encode())),
    ]
    if config.signing_key is not None:
        calls.append(_set_local(escaping, config.proof_setting, b"$1"))
        return SessionSettings(_select(*calls), None, tenant_proof(config.signing_key, tenant_id))
    path = shared if config.layout == "rows" else _identifier(escaping, config.schema_of(tenant_id)) + b", " + shared
    name = b".".join(_identifier(escaping, part) for part in config.setting.split("."))
    unchecked = b"SET LOCAL search_path TO %b; SET LOCAL %b TO %b" % (
        path,
        name,
        _literal(escaping, tenant_id.encode()),
    )
    return SessionSettings(_select(*calls), unchecked, None)


def _search_path(config: TenancyConfig, escaping: Escaping, tenant_id: str, shared: bytes) -> bytes:
    if config.layout == "rows":
        return _literal(escaping, shared)
    schema = config.schema_of(tenant_id)
    usable = b"pg_catalog.has_schema_privilege(" + _literal(escaping, schema.encode()) + b", 'USAGE')"
    path = _literal(escaping, _identifier(escaping, schema) + b", " + shared)
    return b"CASE WHEN " + usable + b" THEN " + path + b" ELSE " + _INVALID_PATH + b" END"


def _select(*calls: bytes) -> bytes:
    return b"SELECT " + b", ".join(calls)


def _set_local(escaping: Escaping, name: str, value: bytes) -> bytes:
    return b"pg_catalog.set_config(" + _literal(escaping, name.encode()) + b", " + value + b", true)"


def _literal(escaping: Escaping, text: bytes) -> bytes:
    return bytes(escaping.escape_literal(text))


def _identifier(escaping: Escaping, name: str) -> bytes:
    return bytes(escaping.escape_identifier(name.encode()))
