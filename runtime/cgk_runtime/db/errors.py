"""The ways in which a statement could have missed its tenant; each is raised before the statement is sent."""

from __future__ import annotations

from cgk_runtime.errors import ConfigurationError, NoTenantError, TenantError


class DatabaseTenantError(TenantError):
    """The database was about to be used for another tenant than the one meant, or for none."""

    component = "TenantDatabase"


class StatementOutsideTenantError(DatabaseTenantError, NoTenantError):
    """A statement outside any tenant's context, and outside a `platform_scope`."""

    def __init__(self) -> None:
        super().__init__(
            "A statement was refused, for no tenant was entered: use `with with_tenant(tenant_id):`, or, for what is "
            'the platform\'s own, `with platform_scope("why"):`'
        )


class TenantChangedError(DatabaseTenantError):
    """A transaction that one tenant began was about to be used for another.

    Attributes:
        began: Whose it is; None is the platform, or nobody known.
        wanted: For whom the statement was meant; None is the platform.
    """

    def __init__(self, began: str, wanted: str) -> None:
        super().__init__(
            f"A statement for {wanted} was refused: the connection's transaction belongs to {began}. Commit or roll "
            "back first, or take another connection inside `with_tenant`"
        )
        self.began = began
        self.wanted = wanted


class AutocommitError(DatabaseTenantError):
    """A tenant's statement under autocommit, where a setting would not outlive its own statement."""

    def __init__(self) -> None:
        super().__init__(
            "A tenant's statement was refused: the connection is in autocommit, and a tenant is set per transaction. "
            "Use `with connection.transaction():` around it, or turn autocommit off"
        )


class ControlStatementError(DatabaseTenantError):
    """SQL text that ends a transaction or changes whose it is, inside a tenant's context."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"SQL text with {found} was refused in a tenant's context: begin and end transactions by the connection's "
            "methods, and change tenants by `with_tenant`"
        )
        self.found = found


class MissingSchemaError(DatabaseTenantError):
    """A tenant's schema does not exist, or this role may not use it: PostgreSQL would have read `public` instead."""

    def __init__(self, tenant_id: str, schema: str) -> None:
        super().__init__(
            f'The schema "{schema}" of tenant "{tenant_id}" does not exist, or this role may not use it; '
            f"`cgk tenants create {tenant_id} --grant-to ROLE` mends both"
        )
        self.tenant_id = tenant_id
        self.schema = schema


class SchemaNameError(DatabaseTenantError, ConfigurationError):
    """The name of a tenant's schema would be longer than PostgreSQL keeps, so that two tenants could share one."""

    def __init__(self, tenant_id: str, schema: str, size: int) -> None:
        super().__init__(
            f'The schema "{schema}" of tenant "{tenant_id}" would have a name of {size} bytes; PostgreSQL cuts names '
            "at 63. Shorten the prefix, or the tenant ids that events.yaml allows"
        )
        self.tenant_id = tenant_id
        self.schema = schema
