"""Errors raised before a statement could run for the wrong tenant."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from cgk_runtime.errors import ConfigurationError, NoTenantError, TenantError


class DatabaseTenantError(TenantError):
    """A database operation would have run for the wrong tenant, or without one."""

    component = "TenantDatabase"


class StatementOutsideTenantError(DatabaseTenantError, NoTenantError):
    """A statement was refused because neither a tenant nor a `platform_scope` was entered."""

    def __init__(self) -> None:
        super().__init__(
            "Statement refused: no tenant was entered. Use `with with_tenant(tenant_id):`, or "
            '`with platform_scope("reason"):` for work of the platform itself'
        )


Resource: TypeAlias = Literal["transaction", "session", "object", "channels", "cursor"]
"""Resource that belongs to one tenant."""

_REFUSALS: Final[dict[Resource, str]] = {
    "transaction": (
        "Statement for {requested} refused: the connection's transaction belongs to {owner}. Commit or roll back "
        "first, or use another connection inside `with_tenant`"
    ),
    "session": (
        "Session refused for {requested}: it belongs to {owner} until it is closed or emptied. Close it, or use "
        "another session inside `with_tenant`"
    ),
    "object": "Object of {owner} refused in a session of {requested}: it would copy values. Create a new object",
    "channels": (
        "Notifications refused for {requested}: the connection listens for {owner}. Run LISTEN inside "
        "`with_tenant` first"
    ),
    "cursor": "Cursor refused for {requested}: it belongs to {owner}. Open a new cursor inside `with_tenant`",
}


class TenantChangedError(DatabaseTenantError):
    """A transaction, session, object or cursor of one tenant was about to be used for another."""

    def __init__(self, owner: str, requested: str, *, resource: Resource = "transaction") -> None:
        super().__init__(_REFUSALS[resource].format(owner=owner, requested=requested))


class AutocommitError(DatabaseTenantError):
    """A tenant's statement was refused in autocommit, because the tenant is set per transaction."""

    def __init__(self) -> None:
        super().__init__(
            "Statement refused: the connection is in autocommit, and a tenant is set per transaction. Use "
            "`with connection.transaction():` around the statement, or turn autocommit off"
        )


class ControlStatementError(DatabaseTenantError):
    """SQL text in a tenant's context was refused because it ends the transaction or changes the tenant."""

    def __init__(self, control: str) -> None:
        super().__init__(
            f"SQL text with {control} refused in a tenant's context: begin and end transactions with the connection's "
            "methods, and change the tenant with `with_tenant`"
        )


class MissingSchemaError(DatabaseTenantError):
    """A tenant's schema does not exist, or the role may not use it.

    PostgreSQL itself would skip the schema and read `public` instead.
    """

    def __init__(self, tenant_id: str, schema: str) -> None:
        super().__init__(
            f'Schema "{schema}" of tenant "{tenant_id}" does not exist, or this role may not use it; run '
            f"`cgk tenants create {tenant_id} --grant-to ROLE`"
        )
        self.tenant_id = tenant_id


class SchemaNameError(DatabaseTenantError, ConfigurationError):
    """Two tenants could share the schema of this name, because PostgreSQL would truncate it or all tenants use it."""

    def __init__(self, tenant_id: str, schema: str, problem: str) -> None:
        super().__init__(f'Schema name "{schema}" of tenant "{tenant_id}" {problem}')
