"""Audit rules for shared tables: row-level security, tenant column, privileges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cgk_runtime.db.audit.findings import AuditContext, AuditFinding
from cgk_runtime.db.audit.policies import reads_with_nullif
from cgk_runtime.db.audit.privileges import GRANTEES, TABLE_ACL, format_grantees
from cgk_runtime.db.audit.sql_text import current_tenant, name
from cgk_runtime.db.signing import TENANT_FUNCTION

_SHARED: Final = """
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = ANY(%(shared)s)
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = %(column)s AND NOT a.attisdropped
"""


def row_security_off(audit: AuditContext) -> Iterator[AuditFinding]:
    """Find shared tables with a tenant column and without row-level security."""
    rows = audit.query(
        f"SELECT n.nspname, c.relname {_SHARED} WHERE c.relkind IN ('r', 'p') AND NOT c.relrowsecurity ORDER BY 1, 2",
    )
    for schema, table in rows:
        column, quoted = name(audit.scope.tenant_column), name(schema, table)
        tenant = current_tenant(audit.scope.tenancy.setting, signed=audit.signed)
        fix = (
            f"ALTER TABLE {quoted} ENABLE ROW LEVEL SECURITY; ALTER TABLE {quoted} FORCE ROW LEVEL SECURITY; "
            f"CREATE POLICY tenant ON {quoted} USING ({column} = {tenant});"
        )
        yield AuditFinding(
            "row-security-off", f"{schema}.{table}", "has no row-level security; every tenant sees all rows", fix
        )


def row_security_not_forced(audit: AuditContext) -> Iterator[AuditFinding]:
    """Find tables whose policies do not apply to their owner."""
    rows = audit.query(
        f"SELECT n.nspname, c.relname {_SHARED} WHERE c.relkind IN ('r', 'p') AND c.relrowsecurity "
        "AND NOT c.relforcerowsecurity ORDER BY 1, 2",
    )
    for schema, table in rows:
        problem = "has policies that do not apply to its owner, nor to functions and views that run as the owner"
        fix = f"ALTER TABLE {name(schema, table)} FORCE ROW LEVEL SECURITY;"
        yield AuditFinding("row-security-not-forced", f"{schema}.{table}", problem, fix)


def tenant_column_default(audit: AuditContext) -> Iterator[AuditFinding]:
    """Find tenant columns whose default is a fixed tenant, or can be ''."""
    rows = audit.query(
        f"SELECT n.nspname, c.relname, pg_get_expr(d.adbin, d.adrelid) {_SHARED} "
        "JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE c.relkind IN ('r', 'p') ORDER BY 1, 2",
    )
    for schema, table, expression in rows:
        if expression == TENANT_FUNCTION or expression.upper().startswith("NULL"):
            continue
        if reads_with_nullif(expression, audit.scope.tenancy.setting):
            continue
        problem = f"assigns rows without a tenant to {expression}"
        fix = (
            f"ALTER TABLE {name(schema, table)} ALTER COLUMN {name(audit.scope.tenant_column)} "
            f"SET DEFAULT {current_tenant(audit.scope.tenancy.setting, signed=False)};"  # the policy verifies it
        )
        yield AuditFinding("default-tenant", f"{schema}.{table}.{audit.scope.tenant_column}", problem, fix)


def tenant_column_nullable(audit: AuditContext) -> Iterator[AuditFinding]:
    """Find tenant columns that may be NULL."""
    rows = audit.query(
        f"SELECT n.nspname, c.relname {_SHARED} WHERE c.relkind IN ('r', 'p') AND NOT a.attnotnull ORDER BY 1, 2",
    )
    for schema, table in rows:
        fix = f"ALTER TABLE {name(schema, table)} ALTER COLUMN {name(audit.scope.tenant_column)} SET NOT NULL;"
        yield AuditFinding(
            "tenant-column-nullable",
            f"{schema}.{table}.{audit.scope.tenant_column}",
            "may be NULL",
            fix,
        )


def truncate_granted(audit: AuditContext) -> Iterator[AuditFinding]:
    """Find tables that the application may truncate; policies do not restrict TRUNCATE."""
    grantees_sql = GRANTEES.format(acl=TABLE_ACL, privileges="ARRAY['TRUNCATE']")
    rows = audit.query(
        f"SELECT r.rolname, n.nspname, c.relname, {grantees_sql} {_SHARED} CROSS JOIN pg_roles AS r "
        "WHERE c.relkind IN ('r', 'p') AND r.rolname = ANY(%(roles)s) AND NOT r.rolsuper "
        "AND has_table_privilege(r.oid, c.oid, 'TRUNCATE') ORDER BY 1, 2, 3",
    )
    for role, schema, table, grantees in rows:
        problem = f"may be truncated by {role} for all tenants; policies do not restrict TRUNCATE"
        fix = f"REVOKE TRUNCATE ON {name(schema, table)} FROM {format_grantees(grantees, role)};"
        yield AuditFinding("truncate-granted", f"{schema}.{table}", problem, fix)


def no_policies_possible(audit: AuditContext) -> Iterator[AuditFinding]:
    """Find materialized views and foreign tables with a tenant column; they cannot have policies."""
    grantees_sql = GRANTEES.format(acl=TABLE_ACL, privileges="ARRAY['SELECT']")
    rows = audit.query(
        f"SELECT r.rolname, n.nspname, c.relname, c.relkind = 'm', {grantees_sql} {_SHARED} CROSS JOIN pg_roles AS r "
        "WHERE c.relkind IN ('m', 'f') AND r.rolname = ANY(%(roles)s) AND NOT r.rolsuper "
        "AND has_table_privilege(r.oid, c.oid, 'SELECT') ORDER BY 1, 2, 3",
    )
    for role, schema, table, materialized, grantees in rows:
        kind = "a materialized view" if materialized else "a foreign table"
        problem = f"is {kind}, which cannot have policies, and {role} may read it"
        fix = f"REVOKE ALL ON {name(schema, table)} FROM {format_grantees(grantees, role)};"
        yield AuditFinding("no-policies-possible", f"{schema}.{table}", problem, fix)


def tenant_column_missing(audit: AuditContext) -> Iterator[AuditFinding]:
    """Find shared tables without tenant column and policies that the application may write."""
    grantees_sql = GRANTEES.format(acl=TABLE_ACL, privileges="ARRAY['INSERT', 'UPDATE']")
    rows = audit.query(
        f"SELECT r.rolname, n.nspname, c.relname, {grantees_sql} FROM pg_class AS c "  # noqa: S608  text of this package
        "JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = ANY(%(shared)s) CROSS JOIN pg_roles AS r "
        "WHERE c.relkind IN ('r', 'p') AND NOT c.relrowsecurity AND r.rolname = ANY(%(roles)s) AND NOT r.rolsuper "
        "AND has_any_column_privilege(r.oid, c.oid, 'INSERT, UPDATE') AND NOT EXISTS (SELECT FROM pg_attribute AS a "
        "WHERE a.attrelid = c.oid AND a.attname = %(column)s AND NOT a.attisdropped) ORDER BY 1, 2, 3",
    )
    for role, schema, table, grantees in rows:
        problem = (
            f"has no column {audit.scope.tenant_column} and no row-level security, and {role} may write it; every "
            "tenant reads what one tenant writes"
        )
        fix = (
            f"REVOKE INSERT, UPDATE ON {name(schema, table)} FROM {format_grantees(grantees, role)}; "
            f"-- or add {name(audit.scope.tenant_column)}, or a policy that follows a foreign key"
        )
        yield AuditFinding("tenant-column-missing", f"{schema}.{table}", problem, fix)
