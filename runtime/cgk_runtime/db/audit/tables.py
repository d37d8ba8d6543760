"""Audit queries for shared tables, views and functions, and for the queue's tables.

A query returns the subject, the problem and the fix of each finding.
"""

# ruff: noqa: S608  the SQL contains only text of this package
from __future__ import annotations

from typing import Final

from cgk_runtime.db.audit.sql_text import TABLE_ACL, grantees

_TENANT_TABLES: Final = """
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = ANY(%(shared)s)
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = %(column)s AND NOT a.attisdropped
"""
"""FROM clause for the relations in shared schemas that have a tenant column."""
_NOT_OF_EXTENSIONS: Final = "NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = {oid} AND d.deptype = 'e')"

QUERIES: Final = (
    ("row-security-off", f"""
        SELECT c.oid::regclass, 'has no row-level security; every tenant sees all rows',
            'ALTER TABLE ' || c.oid::regclass || ' ENABLE ROW LEVEL SECURITY; '
            'ALTER TABLE ' || c.oid::regclass || ' FORCE ROW LEVEL SECURITY; '
            'CREATE POLICY tenant ON ' || c.oid::regclass || ' USING ('
            || quote_ident(%(column)s) || ' = ' || %(tenant)s || ');'
        {_TENANT_TABLES} WHERE c.relkind IN ('r', 'p') AND NOT c.relrowsecurity ORDER BY 1"""),
    ("row-security-not-forced", f"""
        SELECT c.oid::regclass,
            'has policies that do not apply to its owner, nor to functions and views that run as the owner',
            'ALTER TABLE ' || c.oid::regclass || ' FORCE ROW LEVEL SECURITY;'
        {_TENANT_TABLES} WHERE c.relkind IN ('r', 'p') AND c.relrowsecurity AND NOT c.relforcerowsecurity ORDER BY 1
        """),
    ("tenant-column-missing", f"""
        SELECT c.oid::regclass, 'has no column ' || %(column)s || ' and no row-level security, and ' || r.rolname ||
            ' may write it; every tenant reads what one tenant writes',
            'REVOKE INSERT, UPDATE ON ' || c.oid::regclass || ' FROM ' || {grantees(TABLE_ACL, "INSERT", "UPDATE")} ||
            '; -- or add ' || quote_ident(%(column)s) || ', or a policy that follows a foreign key'
        FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = ANY(%(shared)s)
        CROSS JOIN pg_roles AS r
        WHERE c.relkind IN ('r', 'p') AND NOT c.relrowsecurity AND r.rolname = ANY(%(roles)s) AND NOT r.rolsuper
        AND has_any_column_privilege(r.oid, c.oid, 'INSERT, UPDATE') AND NOT EXISTS (
            SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = %(column)s AND NOT a.attisdropped
        ) ORDER BY 1, 2"""),
    ("default-tenant", f"""
        SELECT c.oid::regclass || '.' || quote_ident(%(column)s), 'assigns rows without a tenant to ' || expression,
            'ALTER TABLE ' || c.oid::regclass || ' ALTER COLUMN ' || quote_ident(%(column)s) || ' SET DEFAULT '
            || %(unsigned_tenant)s || ';'
        {_TENANT_TABLES} JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
        CROSS JOIN pg_get_expr(d.adbin, d.adrelid) AS expression
        WHERE c.relkind IN ('r', 'p')
        AND expression !~ ('^(\\(?' || %(pattern)s || '\\)?|NULL)(::[\\w ]+)?$') ORDER BY 1"""),
    ("truncate-granted", f"""
        SELECT c.oid::regclass,
            'may be truncated by ' || r.rolname || ' for all tenants; policies do not restrict TRUNCATE',
            'REVOKE TRUNCATE ON ' || c.oid::regclass || ' FROM ' || {grantees(TABLE_ACL, "TRUNCATE")} || ';'
        {_TENANT_TABLES} CROSS JOIN pg_roles AS r WHERE c.relkind IN ('r', 'p') AND r.rolname = ANY(%(roles)s)
        AND NOT r.rolsuper AND has_table_privilege(r.oid, c.oid, 'TRUNCATE') ORDER BY 1, 2"""),
    ("no-policies-possible", f"""
        SELECT c.oid::regclass, 'is a ' || CASE c.relkind WHEN 'm' THEN 'materialized view' ELSE 'foreign table' END ||
            ', which cannot have policies, and ' || r.rolname || ' may read it',
            'REVOKE ALL ON ' || c.oid::regclass || ' FROM ' || {grantees(TABLE_ACL, "SELECT")} || ';'
        {_TENANT_TABLES} CROSS JOIN pg_roles AS r WHERE c.relkind IN ('m', 'f') AND r.rolname = ANY(%(roles)s)
        AND NOT r.rolsuper AND has_table_privilege(r.oid, c.oid, 'SELECT') ORDER BY 1, 2"""),
    ("security-definer", f"""
        SELECT DISTINCT p.oid::regprocedure::text, 'is SECURITY DEFINER: it reads and writes as ' || owner.rolname ||
            CASE WHEN owner.rolsuper OR owner.rolbypassrls THEN ', which bypasses policies' ELSE '' END ||
            ', not as the calling role', 'ALTER ROUTINE ' || p.oid::regprocedure || ' SECURITY INVOKER;'
        FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
        JOIN pg_roles AS owner ON owner.oid = p.proowner JOIN pg_roles AS r ON r.rolname = ANY(%(roles)s)
        WHERE p.prosecdef AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND has_function_privilege(r.oid, p.oid, 'EXECUTE') AND {_NOT_OF_EXTENSIONS.format(oid="p.oid")}
        AND p.oid IS DISTINCT FROM to_regprocedure('cgk.tenant()')
        -- It only inserts jobs, with a fixed search_path.
        AND p.oid IS DISTINCT FROM to_regprocedure('cgk_jobs.send(text[],text[],text[],text[],text[])') ORDER BY 1"""),
    ("view-of-owner", f"""
        SELECT DISTINCT c.oid::regclass::text,
            'reads its tables as its owner ' || owner.rolname || ', not as the querying role',
            'ALTER VIEW ' || c.oid::regclass || ' SET (security_invoker = true);'
        FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = ANY(%(shared)s)
        JOIN pg_roles AS owner ON owner.oid = c.relowner JOIN pg_roles AS r ON r.rolname = ANY(%(roles)s)
        WHERE c.relkind = 'v' AND has_table_privilege(r.oid, c.oid, 'SELECT')
        AND {_NOT_OF_EXTENSIONS.format(oid="c.oid")} AND NOT EXISTS (
            SELECT FROM pg_options_to_table(c.reloptions)
            WHERE option_name = 'security_invoker' AND option_value::boolean
        ) ORDER BY 1"""),
    ("queue-readable", f"""
        SELECT c.oid::regclass, 'may be read or written by ' || r.rolname || '; it is about the jobs of all tenants',
            'REVOKE ALL ON ' || c.oid::regclass || ' FROM '
            || {grantees(TABLE_ACL, "SELECT", "INSERT", "UPDATE", "DELETE")} || ';'
        FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = 'cgk_jobs'
        CROSS JOIN pg_roles AS r WHERE c.relkind IN ('r', 'p') AND r.rolname = ANY(%(roles)s) AND NOT r.rolsuper
        AND has_any_column_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE') ORDER BY 1, 2"""),
)  # fmt: skip
"""Codes and queries, in the order of the report."""
