"""Table of audit rules, and the function that runs them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime.db.audit.definers import security_definer, view_of_owner
from cgk_runtime.db.audit.findings import AuditFinding, AuditScope, Query, Rule, UnusedIgnoreError
from cgk_runtime.db.audit.policies import policy_lets_more_through, policy_reads_empty, policy_without_tenant
from cgk_runtime.db.audit.roles import (
    relay_sees_more,
    role_becomes_bypassing,
    role_bypasses,
    role_creates_in_shared_schema,
    role_owns_tables,
    setting_has_default,
)
from cgk_runtime.db.audit.schemas import name_in_shared_schema, schema_open, schema_without_tenant
from cgk_runtime.db.audit.tables import (
    no_policies_possible,
    row_security_not_forced,
    row_security_off,
    tenant_column_default,
    tenant_column_missing,
    tenant_column_nullable,
    truncate_granted,
)
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
    tenant_column_default,
    tenant_column_nullable,
    truncate_granted,
    no_policies_possible,
    security_definer,
    view_of_owner,
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

    def query(text: Any, **values: Any) -> Sequence[tuple[Any, ...]]:
        return connection.execute(text, values).fetchall()

    with connection.transaction():
        # With only pg_catalog in search_path, PostgreSQL prints every other name with its schema.
        connection.execute("SET LOCAL search_path = pg_catalog; SET LOCAL quote_all_identifiers = off")
        _require_roles(query, [*scope.roles, *scope.relay_roles])
        findings = [finding for rule in RULES for finding in rule(scope, query)]
    unused = set(ignore) - {finding.name for finding in findings}
    if unused:
        raise UnusedIgnoreError(unused)
    return [finding for finding in findings if finding.name not in ignore]


def _require_roles(query: Query, names: Sequence[str]) -> None:
    rows = query("SELECT rolname FROM pg_roles WHERE rolname = ANY(%(roles)s)", roles=list(names))
    missing = [name for name in names if (name,) not in rows]
    if missing:
        raise ConfigurationError(f"Role {', '.join(missing)} does not exist", component="TenantDatabase")
