"""Shared tables: row-level security, the policies, and what the tenant's column is when nobody says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from cgk_runtime.db.audit.findings import Finding
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


_POLICIES: Final = f"""
SELECT n.nspname, c.relname, p.polname, p.polcmd,
    pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
{_SHARED} JOIN pg_policy AS p ON p.polrelid = c.oid
WHERE p.polpermissive AND (p.polroles = '{{0}}' OR EXISTS (
    SELECT FROM pg_roles AS r JOIN pg_roles AS t ON t.oid = ANY(p.polroles)
    WHERE r.rolname = ANY(%(roles)s) AND pg_has_role(r.oid, t.oid, 'MEMBER')))
ORDER BY 1, 2, 3
"""  # noqa: S608  text of this module
"""The policies that let the application's roles see or write rows."""


def policy_reads_empty_as_tenant(scope: AuditScope, query: Query) -> Iterator[Finding]:
    """Find policies for which the setting's '' is a tenant; it reads '' once a transaction with a tenant has ended."""
    for schema, table, policy, _, using, check in query(_POLICIES, roles=list(scope.roles), **_of(scope)):
        for clause, expression in (("USING", using), ("WITH CHECK", check)):
            if (
                expression
                and _reads(expression, scope.tenancy.setting)
                and not _guards(expression, scope.tenancy.setting)
            ):
                problem = (
                    f"reads {scope.tenancy.setting} in {clause} without nullif, so that '' is a tenant: {expression}"
                )
                fix = _alter(scope, schema, table, policy, clause)
                yield Finding("policy-reads-empty", f"{schema}.{table}.{policy}", problem, fix)


def policy_without_tenant(scope: AuditScope, query: Query) -> Iterator[Finding]:
    """Find policies that let rows through whatever the tenant is."""
    for schema, table, policy, command, using, check in query(_POLICIES, roles=list(scope.roles), **_of(scope)):
        needed = {"r": ("USING",), "a": ("WITH CHECK",), "d": ("USING",)}.get(_text(command), ("USING", "WITH CHECK"))
        for clause, expression in (("USING", using), ("WITH CHECK", check)):
            if clause not in needed or (clause == "WITH CHECK" and expression is None):
                continue
            if expression is None or not _reads(expression, scope.tenancy.setting):
                problem = f"lets rows through whatever {scope.tenancy.setting} is, {clause}: {expression or 'true'}"
                fix = _alter(scope, schema, table, policy, clause)
                yield Finding("policy-without-tenant", f"{schema}.{table}.{policy}", problem, fix)


def tenant_column_default(scope: AuditScope, query: Query) -> Iterator[Finding]:
    """Find defaults that give a row to a tenant nobody named, or to ''."""
    rows = query(
        f"SELECT n.nspname, c.relname, pg_get_expr(d.adbin, d.adrelid) {_SHARED} "
        "JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE c.relkind IN ('r', 'p') ORDER BY 1, 2",
        **_of(scope),
    )
    for schema, table, expression in rows:
        if _guards(expression, scope.tenancy.setting) or expression.upper().startswith("NULL"):
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
    rows = query(
        f"SELECT r.rolname, n.nspname, c.relname {_SHARED} CROSS JOIN pg_roles AS r WHERE c.relkind IN ('r', 'p') "
        "AND r.rolname = ANY(%(roles)s) AND NOT r.rolsuper "
        "AND has_table_privilege(r.oid, c.oid, 'TRUNCATE') ORDER BY 1, 2, 3",
        roles=list(scope.roles),
        **_of(scope),
    )
    for role, schema, table in rows:
        problem = f"may be emptied by {role}, for all tenants: no policy holds for TRUNCATE"
        fix = f"REVOKE TRUNCATE ON {name(schema, table)} FROM {name(role)};"
        yield Finding("truncate-granted", f"{schema}.{table}", problem, fix)


def foreign_or_materialized(scope: AuditScope, query: Query) -> Iterator[Finding]:
    """Find what has tenants' rows and can have no policies."""
    rows = query(
        f"SELECT r.rolname, n.nspname, c.relname, c.relkind {_SHARED} CROSS JOIN pg_roles AS r "
        "WHERE c.relkind IN ('m', 'f') AND r.rolname = ANY(%(roles)s) AND NOT r.rolsuper "
        "AND has_table_privilege(r.oid, c.oid, 'SELECT') ORDER BY 1, 2, 3",
        roles=list(scope.roles),
        **_of(scope),
    )
    for role, schema, table, kind in rows:
        what = "a materialized view" if _text(kind) == "m" else "a foreign table"
        problem = f"is {what}, which can have no policies, and {role} may read it"
        yield Finding(
            "no-policies-possible",
            f"{schema}.{table}",
            problem,
            f"REVOKE ALL ON {name(schema, table)} FROM {name(role)};",
        )


def _of(scope: AuditScope) -> dict[str, object]:
    return {"shared": list(scope.tenancy.shared_schemas), "column": scope.tenant_column}


def _alter(scope: AuditScope, schema: str, table: str, policy: str, clause: str) -> str:
    equal = f"{name(scope.tenant_column)} = {current_tenant(scope.tenancy.setting)}"
    return f"ALTER POLICY {name(policy)} ON {name(schema, table)} {clause} ({equal});"


def _reads(expression: str, setting: str) -> bool:
    return f"current_setting('{setting}'" in expression


def _guards(expression: str, setting: str) -> bool:
    """Whether each reading of the setting is inside nullif, as PostgreSQL prints it."""
    readings = expression.count(f"current_setting('{setting}'")
    guarded = re.findall(
        rf"NULLIF\(current_setting\('{re.escape(setting)}'::text(?:, (?:true|false))?\), ''::text\)", expression
    )
    return readings > 0 and len(guarded) == readings


def _text(char: object) -> str:
    """Give PostgreSQL's one-byte "char" as text."""
    return char.decode() if isinstance(char, bytes) else str(char)
