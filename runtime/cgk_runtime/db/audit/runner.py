"""Table of audit rules, and the function that runs them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime.db.audit.definers import security_definer, view_of_owner
from cgk_runtime.db.audit.findings import AuditContext, AuditFinding, AuditScope, Rule, UnusedIgnoreError
from cgk_runtime.db.audit.policies import (
    policy_lets_more_through,
    policy_reads_empty,
    policy_trusts_setting,
    policy_without_tenant,
    schema_table_without_policy,
)
from cgk_runtime.db.audit.queue import queue_readable
from cgk_runtime.db.audit.roles import (
    relay_sees_more,
    role_becomes_bypassing,
    role_bypasses,
    role_creates_in_shared_schema,
    role_owns_tables,
    setting_has_default,
)
from cgk_runtime.db.audit.schemas import PREFIXED_SCHEMAS, name_in_shared_schema, schema_open, schema_without_tenant
from cgk_runtime.db.audit.tables import (
    no_policies_possible,
    row_security_not_forced,
    row_security_off,
    tenant_column_default,
    tenant_column_missing,
    tenant_column_nullable,
    truncate_granted,
)
from cgk_runtime.db.signing import TENANT_FUNCTION
from cgk_runtime.errors import ConfigurationError

if TYPE_CHECKING:
    from psycopg import Connection

RULES: Final[tuple[Rule, ...]] = (
    role_bypasses,
    role_becomes_bypassing,
    role_owns_tables,
    role_creates_in_shared_schema,
    setting_has_default,
    relay_sees_more,
    row_security_off,
    row_security_not_forced,
    tenant_column_missing,
    policy_reads_empty,
    policy_without_tenant,
    policy_lets_more_through,
    policy_trusts_setting,
    schema_table_without_policy,
    tenant_column_default,
    tenant_column_nullable,
    truncate_granted,
    no_policies_possible,
    security_definer,
    view_of_owner,
    queue_readable,
    name_in_shared_schema,
    schema_without_tenant,
    schema_open,
)
"""All rules, in the order of the report."""


def audit(connection: Connection[Any], scope: AuditScope, *, ignore: Collection[str] = ()) -> list[AuditFinding]:
    """Return everything that could let one tenant see another's rows; read PostgreSQL's catalogs, change nothing.

    Args:
        connection: Connection as any role; every role may read the catalogs.
        scope: Names that the audit covers.
        ignore: Intended findings, each as `code:subject`.

    Raises:
        ConfigurationError: A role does not exist.
        UnusedIgnoreError: An ignored finding does not exist.
    """
    tenancy = scope.tenancy
    parameters: dict[str, object] = {
        "roles": list(scope.roles),
        "relay_roles": list(scope.relay_roles),
        "all_roles": [*scope.roles, *scope.relay_roles],
        "shared": list(tenancy.shared_schemas),
        "prefix": tenancy.schema_prefix,
        "column": scope.tenant_column,
        "outbox_schema": scope.outbox[0],
        "outbox_table": scope.outbox[1],
    }

    def query(text: str) -> Sequence[tuple[Any, ...]]:
        return connection.execute(text.encode(), parameters).fetchall()

    with connection.transaction():
        # With only pg_catalog in search_path, PostgreSQL prints every other name with its schema.
        connection.execute("SET LOCAL search_path = pg_catalog; SET LOCAL quote_all_identifiers = off")
        existing = query("SELECT rolname FROM pg_roles WHERE rolname = ANY(%(all_roles)s)")
        missing = [role for role in (*scope.roles, *scope.relay_roles) if (role,) not in existing]
        if missing:
            raise ConfigurationError(f"Role {', '.join(missing)} does not exist", component="TenantDatabase")
        schemas = [schema for (schema,) in query(PREFIXED_SCHEMAS)]
        parameters["tenants"] = [schema for schema in schemas if tenancy.tenant_of(schema) is not None]
        signed = bool(query(f"SELECT 1 WHERE to_regprocedure('{TENANT_FUNCTION}') IS NOT NULL"))
        context = AuditContext(scope, query, signed)
        findings = [finding for rule in RULES for finding in rule(context)]
    unused = set(ignore) - {finding.name for finding in findings}
    if unused:
        raise UnusedIgnoreError(unused)
    return [finding for finding in findings if finding.name not in ignore]
