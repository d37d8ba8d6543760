"""Shared tables: row-level security, the policies, and what the tenant's column is when nobody says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from cgk_runtime.db.audit.findings import Finding
from cgk_runtime.db.audit.policies import guards
from cgk_runtime.db.audit.privileges import GRANTEES, TABLE_ACL, listed
from cgk_runtime.db.audit.quoting import current_tenant, name

if TYPE_CHECKING:
    from cgk_runtime.db.audit.findings import AuditScope, Query

_SHARED: Final = """
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = ANY(%(shared)s)
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = %(column)s AND NOT a.attisdropped
"""


def row_security_off(scope: AuditScope, query: Query) -> Iterator[Finding]:
    """Find shared tables with a tenant's column and without row-level security."""
    rows = query(
        f"SELECT n.nspname, c.relname {_SHARED} WHERE c.relkind IN ('r', 'p') AND NOT c.relrowsecurity ORDER BY 1, 2",
        **_of(scope),
    )
    for schema, table in rows:
        column, quoted = name(scope.tenant_column), name(schema, table)
        fix = (
            f"ALTER TABLE {quoted} ENABLE ROW LEVEL SECURITY; ALTER TABLE {quoted} FORCE ROW LEVEL SECURITY; "
            f"CREATE POLICY tenant ON {quoted} USING ({column} = {current_tenant(scope.tenancy.setting)});"
        )
        yield Finding(
            "row-security-off", f"{schema}.{table}", "has no row-level security: every tenant sees all rows", fix
        )


def row_security_not_forced(scope: AuditScope, query: Query) -> Iterator[Finding]:
    """Find tables whose policies do not hold for their owner."""
    rows = query(
        f"SELECT n.nspname, c.relname {_SHARED} WHERE c.relkind IN ('r', 'p') AND c.relrowsecurity "
        "AND NOT c.relforcerowsecurity ORDER BY 1, 2",
        **_of(scope),
    )
    for schema, table in rows:
        problem = "has policies that do not hold for its owner, nor for functions and views that run as it"
        fix = f"ALTER TABLE {name(schema, table)} FORCE ROW LEVEL SECURITY;"
        yield Finding("row-security-not-forced", f"{schema}.{table}", problem, fix)


def tenant_column_default(scope: AuditScope, query: Query) -> Iterator[Finding]:
    """Find defaults that give a row to a tenant nobody named, or to ''."""
    rows = query(
        f"SELECT n.nspname, c.relname, pg_get_expr(d.adbin, d.adrelid) {_SHARED} "
        "JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE c.relkind IN ('r', 'p') ORDER BY 1, 2",
        **_of(scope),
    )
    for schema, table, expression in rows:
        if guards(expression, scope.tenancy.setting) or expression.upper().startswith("NULL"):
            continue
        problem = f"gives rows of nobody in particular to {expression}"
        fix = (
            f"ALTER TABLE {name(schema, table)} ALTER COLUMN {name(scope.tenant_column)} "
            f"SET DEFAULT {current_tenant(scope.tenancy.setting)};"
        )
        yield Finding("default-tenant", f"{schema}.{table}.{scope.tenant_column}", problem, fix)


def tenant_column_nullable(scope: AuditScope, query: Query) -> Iterator[Finding]:
    """Find tables whose rows may be nobody's."""
    rows = query(
        f"SELECT n.nspname, c.relname {_SHARED} WHERE c.relkind IN ('r', 'p') AND NOT a.attnotnull ORDER BY 1, 2",
        **_of(scope),
    )
    for schema, table in rows:
        fix = f"ALTER TABLE {name(schema, table)} ALTER COLUMN {name(scope.tenant_column)} SET NOT NULL;"
        yield Finding(
            "tenant-column-nullable", f"{schema}.{table}.{scope.tenant_column}", "may be NULL: rows of nobody", fix
        )


def truncate_granted(scope: AuditScope, query: Query) -> Iterator[Finding]:
    """Find tables that a tenant could empty for all, for no policy holds for TRUNCATE."""
    grantees = GRANTEES.format(acl=TABLE_ACL, privileges="ARRAY['TRUNCATE']")
    rows = query(
        f"SELECT r.rolname, n.nspname, c.relname, {grantees} {_SHARED} CROSS JOIN pg_roles AS r "
        "WHERE c.relkind IN ('r', 'p') AND r.rolname = ANY(%(roles)s) AND NOT r.rolsuper "
        "AND has_table_privilege(r.oid, c.oid, 'TRUNCATE') ORDER BY 1, 2, 3",
        roles=list(scope.roles),
        **_of(scope),
    )
    for role, schema, table, whose in rows:
        problem = f"may be emptied by {role}, for all tenants: no policy holds for TRUNCATE"
        fix = f"REVOKE TRUNCATE ON {name(schema, table)} FROM {listed(whose, role)};"
        yield Finding("truncate-granted", f"{schema}.{table}", problem, fix)


def foreign_or_materialized(scope: AuditScope, query: Query) -> Iterator[Finding]:
    """Find what has tenants' rows and can have no policies."""
    grantees = GRANTEES.format(acl=TABLE_ACL, privileges="ARRAY['SELECT']")
    rows = query(
        f"SELECT r.rolname, n.nspname, c.relname, c.relkind = 'm', {grantees} {_SHARED} CROSS JOIN pg_roles AS r "
        "WHERE c.relkind IN ('m', 'f') AND r.rolname = ANY(%(roles)s) AND NOT r.rolsuper "
        "AND has_table_privilege(r.oid, c.oid, 'SELECT') ORDER BY 1, 2, 3",
        roles=list(scope.roles),
        **_of(scope),
    )
    for role, schema, table, materialized, whose in rows:
        what = "a materialized view" if materialized else "a foreign table"
        problem = f"is {what}, which can have no policies, and {role} may read it"
        fix = f"REVOKE ALL ON {name(schema, table)} FROM {listed(whose, role)};"
        yield Finding("no-policies-possible", f"{schema}.{table}", problem, fix)


def tenant_column_missing(scope: AuditScope, query: Query) -> Iterator[Finding]:
    """Find shared tables that the application writes, and whose rows have neither a tenant nor a policy."""
    grantees = GRANTEES.format(acl=TABLE_ACL, privileges="ARRAY['INSERT', 'UPDATE']")
    rows = query(
        f"SELECT r.rolname, n.nspname, c.relname, {grantees} FROM pg_class AS c "  # noqa: S608  text of this package
        "JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = ANY(%(shared)s) CROSS JOIN pg_roles AS r "
        "WHERE c.relkind IN ('r', 'p') AND NOT c.relrowsecurity AND r.rolname = ANY(%(roles)s) AND NOT r.rolsuper "
        "AND has_any_column_privilege(r.oid, c.oid, 'INSERT, UPDATE') AND NOT EXISTS (SELECT FROM pg_attribute AS a "
        "WHERE a.attrelid = c.oid AND a.attname = %(column)s AND NOT a.attisdropped) ORDER BY 1, 2, 3",
        roles=list(scope.roles),
        **_of(scope),
    )
    for role, schema, table, whose in rows:
        problem = (
            f"has no column {scope.tenant_column} and no row-level security, and {role} may write it: what one tenant "
            "writes, all read"
        )
        fix = (
            f"REVOKE INSERT, UPDATE ON {name(schema, table)} FROM {listed(whose, role)}; "
            f"-- or give it {name(scope.tenant_column)}, or a policy by the table it refers to"
        )
        yield Finding("tenant-column-missing", f"{schema}.{table}", problem, fix)


def _of(scope: AuditScope) -> dict[str, object]:
    return {"shared": list(scope.tenancy.shared_schemas), "column": scope.tenant_column}
