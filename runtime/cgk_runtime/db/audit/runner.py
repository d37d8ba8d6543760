"""Runner of the audit's rules, in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from cgk_runtime.db.audit import roles, schemas, tables
from cgk_runtime.db.audit.findings import AuditFinding, AuditScope
from cgk_runtime.db.audit.policies import (
    POLICY_CLAUSES,
    SCHEMA_TABLES,
    schema_table_policies,
    shared_table_policies,
)
from cgk_runtime.db.audit.sql_text import tenant_expression, tenant_pattern
from cgk_runtime.db.schemas import tenant_schemas
from cgk_runtime.db.signing import TENANT_FUNCTION
from cgk_runtime.errors import ConfigurationError

if TYPE_CHECKING:
    from psycopg import Connection


def audit(connection: Connection[Any], scope: AuditScope, *, ignore: Collection[str] = ()) -> list[AuditFinding]:
    """Audit a database, and return everything that could let one tenant see another's rows.

    Only PostgreSQL's catalogs are read; nothing is changed.

    Args:
        connection: Connection as any role; every role may read the catalogs.
        scope: Names that the audit covers.
        ignore: Intended findings, each as `code:subject`.

    Raises:
        ConfigurationError: A role or an ignored finding does not exist.
    """
    tenancy = scope.tenancy
    parameters: dict[str, object] = {
        "roles": list(scope.roles),
        "relay_roles": list(scope.relay_roles),
        "all_roles": [*scope.roles, *scope.relay_roles],
        "shared": list(tenancy.shared_schemas),
        "prefix": tenancy.schema_prefix,
        "setting": tenancy.setting,
        "pattern": tenant_pattern(tenancy.setting),
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
        tenants = [tenant.schema for tenant in tenant_schemas(connection, tenancy)]
        signed = bool(query(f"SELECT 1 WHERE to_regprocedure('{TENANT_FUNCTION}') IS NOT NULL"))
        parameters["tenants"] = tenants
        # Schemas in which policies keep tenants apart; without signatures, a statement can read any tenant's schema.
        parameters["guarded"] = [*tenancy.shared_schemas, *(tenants if signed else ())]
        parameters["tenant_expression"] = tenant_expression(tenancy.setting, signed=signed)
        parameters["unsigned_tenant_expression"] = tenant_expression(tenancy.setting, signed=False)
        findings = [
            AuditFinding(code, *row)
            for code, text in (*roles.QUERIES, *tables.QUERIES, *schemas.QUERIES)
            for row in query(text)
        ]
        findings += shared_table_policies(scope, query(POLICY_CLAUSES), signed=signed)
        if signed:
            findings += schema_table_policies(scope, query(SCHEMA_TABLES))
    unused = set(ignore) - {finding.name for finding in findings}
    if unused:
        raise ConfigurationError(
            f"No such finding: {', '.join(sorted(unused))}; remove it from `ignore`", component="TenantDatabase"
        )
    return [finding for finding in findings if finding.name not in ignore]
