"""Audit queries for tables and views in the schemas that tenants share, for functions, and for the queue's tables.

A query returns the subject, the problem and the fix of each finding.
"""

# ruff: noqa: S608  the SQL contains only text of this package
from __future__ import annotations

from typing import Final

from cgk_runtime.db.audit.sql_text import ALL_ACLS, TABLE_ACL, grantees

_TENANT_TABLES: Final = """
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace AND nspname = ANY(%(shared)s)
JOIN pg_attribute ON attrelid = pg_class.oid AND attname = %(column)s AND NOT attisdropped
"""
"""FROM clause for the relations in shared schemas that have a tenant column."""
_GUARDED_TABLES: Final = """
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace AND nspname = ANY(%(guarded)s)
LEFT JOIN pg_attribute ON attrelid = pg_class.oid AND attname = %(column)s AND NOT attisdropped
JOIN pg_roles AS role ON role.rolname = ANY(%(roles)s) AND NOT role.rolsuper
    AND (attrelid IS NOT NULL OR nspname <> ALL(%(shared)s))
"""
"""FROM clause for the same relations and those in signed tenants' schemas, with the application's roles."""
_NAME: Final = "pg_class.oid::regclass"
"""Expression for the quoted name of a relation."""
_NOT_OF_EXTENSIONS: Final = "NOT EXISTS (SELECT FROM pg_depend WHERE objid = {oid} AND deptype = 'e')"

QUERIES: Final = (
    ("row-security-off", f"""
        SELECT {_NAME}, 'has no row-level security; every tenant sees all rows',
            'ALTER TABLE ' || {_NAME} || ' ENABLE ROW LEVEL SECURITY; '
            'ALTER TABLE ' || {_NAME} || ' FORCE ROW LEVEL SECURITY; '
            'CREATE POLICY tenant ON ' || {_NAME} || ' USING ('
            || quote_ident(%(column)s) || ' = ' || %(tenant_expression)s || ');'
        {_TENANT_TABLES} WHERE relkind IN ('r', 'p') AND NOT relrowsecurity ORDER BY 1"""),
    ("row-security-not-forced", f"""
        SELECT {_NAME},
            'has policies that do not apply to its owner, nor to functions and views that run as the owner',
            'ALTER TABLE ' || {_NAME} || ' FORCE ROW LEVEL SECURITY;'
        {_TENANT_TABLES} WHERE relkind IN ('r', 'p') AND relrowsecurity AND NOT relforcerowsecurity ORDER BY 1
        """),
    ("tenant-column-missing", f"""
        SELECT {_NAME}, 'has no column ' || %(column)s || ' and no row-level security, and ' || role.rolname ||
            ' may write it; every tenant reads what one tenant writes',
            'REVOKE INSERT, UPDATE ON ' || {_NAME} || ' FROM ' || {grantees(ALL_ACLS, "INSERT", "UPDATE")} ||
            '; -- or add ' || quote_ident(%(column)s) || ', or a policy that follows a foreign key'
        FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace AND nspname = ANY(%(shared)s)
        CROSS JOIN pg_roles AS role
        WHERE relkind IN ('r', 'p') AND NOT relrowsecurity AND role.rolname = ANY(%(roles)s) AND NOT role.rolsuper
        AND has_any_column_privilege(role.oid, pg_class.oid, 'INSERT, UPDATE') AND NOT EXISTS (
            SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = %(column)s AND NOT attisdropped
        ) ORDER BY 1, 2"""),
    ("default-tenant", f"""
        SELECT {_NAME} || '.' || quote_ident(%(column)s), 'assigns rows without a tenant to ' || expression,
            'ALTER TABLE ' || {_NAME} || ' ALTER COLUMN ' || quote_ident(%(column)s) || ' SET DEFAULT '
            || %(unsigned_tenant_expression)s || ';'
        {_TENANT_TABLES} JOIN pg_attrdef ON adrelid = pg_class.oid AND adnum = attnum
        CROSS JOIN pg_get_expr(adbin, adrelid) AS expression
        WHERE relkind IN ('r', 'p')
        AND expression !~ ('^(\\(?' || %(pattern)s || '\\)?|NULL)(::[\\w ]+)?$') ORDER BY 1"""),
    ("truncate-granted", f"""
        SELECT {_NAME},
            'may be truncated by ' || role.rolname || ' for all tenants; policies do not restrict TRUNCATE',
            'REVOKE TRUNCATE ON ' || {_NAME} || ' FROM ' || {grantees(TABLE_ACL, "TRUNCATE")} || ';'
        {_GUARDED_TABLES} WHERE relkind IN ('r', 'p')
        AND has_table_privilege(role.oid, pg_class.oid, 'TRUNCATE') ORDER BY 1, 2"""),
    ("no-policies-possible", f"""
        SELECT {_NAME}, 'is a ' || CASE relkind WHEN 'm' THEN 'materialized view' ELSE 'foreign table' END ||
            ', which cannot have policies, and ' || role.rolname || ' may read it',
            'REVOKE ALL ON ' || {_NAME} || ' FROM ' || {grantees(ALL_ACLS, "SELECT")} || ';'
        {_GUARDED_TABLES} WHERE relkind IN ('m', 'f')
        AND has_any_column_privilege(role.oid, pg_class.oid, 'SELECT') ORDER BY 1, 2"""),
    ("security-definer", f"""
        SELECT DISTINCT pg_proc.oid::regprocedure::text,
            'is SECURITY DEFINER: it reads and writes as ' || owner.rolname ||
            CASE WHEN owner.rolsuper OR owner.rolbypassrls THEN ', which bypasses policies' ELSE '' END ||
            ', not as the calling role', 'ALTER ROUTINE ' || pg_proc.oid::regprocedure || ' SECURITY INVOKER;'
        FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace
        JOIN pg_roles AS owner ON owner.oid = proowner JOIN pg_roles AS role ON role.rolname = ANY(%(roles)s)
        WHERE prosecdef AND nspname !~ '^pg_' AND nspname <> 'information_schema'
        AND has_function_privilege(role.oid, pg_proc.oid, 'EXECUTE') AND {_NOT_OF_EXTENSIONS.format(oid="pg_proc.oid")}
        AND pg_proc.oid IS DISTINCT FROM to_regprocedure('cgk.tenant()')
        -- This function only inserts jobs, and its search_path is fixed.
        AND pg_proc.oid IS DISTINCT FROM to_regprocedure('cgk_jobs.send(text[],text[],text[],text[],text[])')
        ORDER BY 1"""),
    ("view-of-owner", f"""
        SELECT DISTINCT {_NAME}::text,
            'reads and writes its tables as its owner ' || owner.rolname || ', not as the querying role',
            'ALTER VIEW ' || {_NAME} || ' SET (security_invoker = true);'
        FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace AND nspname = ANY(%(guarded)s)
        JOIN pg_roles AS owner ON owner.oid = relowner JOIN pg_roles AS role ON role.rolname = ANY(%(roles)s)
        WHERE relkind = 'v' AND (has_any_column_privilege(role.oid, pg_class.oid, 'SELECT, INSERT, UPDATE')
            OR has_table_privilege(role.oid, pg_class.oid, 'DELETE'))
        AND {_NOT_OF_EXTENSIONS.format(oid="pg_class.oid")} AND NOT EXISTS (
            SELECT FROM pg_options_to_table(reloptions)
            WHERE option_name = 'security_invoker' AND option_value::boolean
        ) ORDER BY 1"""),
    ("queue-readable", f"""
        SELECT {_NAME}, 'may be read or written by ' || role.rolname || '; it is about the jobs of all tenants',
            'REVOKE ALL ON ' || {_NAME} || ' FROM '
            || {grantees(ALL_ACLS, "SELECT", "INSERT", "UPDATE", "DELETE")} || ';'
        FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace AND nspname = 'cgk_jobs'
        CROSS JOIN pg_roles AS role WHERE relkind IN ('r', 'p') AND role.rolname = ANY(%(roles)s) AND NOT role.rolsuper
        AND has_any_column_privilege(role.oid, pg_class.oid, 'SELECT, INSERT, UPDATE') ORDER BY 1, 2"""),
)  # fmt: skip
"""Codes and queries, in the order of the report."""
