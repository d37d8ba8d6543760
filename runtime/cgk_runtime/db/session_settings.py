"""Columns of the SELECT that sets the tenant of a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from cgk_runtime.db.session_reset import quote_literal
from cgk_runtime.db.signing import sign_tenant

if TYPE_CHECKING:
    from cgk_runtime.db.config import TenancyConfig
    from cgk_runtime.db.owner import Owner

_INVALID_PATH: Final = b"'\"no usage privilege'"
"""A literal that PostgreSQL rejects as a `search_path`, because its double quote is not closed."""


class SessionSettings(NamedTuple):
    """Columns of the SELECT that sets the tenant or the platform as the owner of a transaction.

    Attributes:
        columns: Function calls, one of which fails if the tenant's schema cannot be used.
        signature: Value of the parameter `$1` if tenants are signed. A literal would be visible in `pg_stat_activity`.
    """

    columns: bytes
    signature: bytes | None


def session_settings(config: TenancyConfig, owner: Owner) -> SessionSettings:
    """Build the columns that set `search_path` and the tenant until the transaction ends.

    PostgreSQL skips a schema in `search_path` that is missing or that the role may not use. If it is the tenant's,
    these columns fail instead, with InvalidSchemaName or InvalidParameterValue.

    Raises:
        InvalidTenantError: The tenant id does not match the catalog's pattern.
        SchemaNameError: The name of the tenant's schema is too long, or that of a shared schema.
    """
    tenant_id = config.with_tenant.check(owner) if isinstance(owner, str) else None
    columns = [
        _set_local("search_path", _search_path(config, tenant_id)),
        _set_local(config.setting, quote_literal(tenant_id or "")),
    ]
    signature = None
    if config.signing_key is not None and tenant_id is not None:
        columns.append(_set_local(config.signature_setting, b"$1"))
        signature = sign_tenant(config.signing_key, tenant_id)
    return SessionSettings(b", ".join(columns), signature)


def _search_path(config: TenancyConfig, tenant_id: str | None) -> bytes:
    # pg_temp is last. PostgreSQL searches it first if it is not named, and temporary tables would hide the tenant's.
    shared = [*map(_quote_identifier, config.shared_schemas), "pg_temp"]
    if config.layout == "rows" or tenant_id is None:
        return quote_literal(", ".join(shared))
    schema = config.schema_of(tenant_id)
    usable = b"pg_catalog.has_schema_privilege(" + quote_literal(schema) + b", 'USAGE')"
    path = quote_literal(", ".join([_quote_identifier(schema), *shared]))
    return b"CASE WHEN " + usable + b" THEN " + path + b" ELSE " + _INVALID_PATH + b" END"


def _set_local(name: str, value: bytes) -> bytes:
    return b"pg_catalog.set_config(" + quote_literal(name) + b", " + value + b", true)"


def _quote_identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
