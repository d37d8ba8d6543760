"""Audit queries for roles that bypass row-level security or have too many privileges.

A query returns the subject, the problem and the fix of each finding.
"""

# ruff: noqa: S608  the SQL contains only text of this package
from __future__ import annotations

from typing import Final

from cgk_runtime.db.audit.sql_text import ALL_ACLS, grantees

_SCHEMA_ACL: Final = "coalesce(nspacl, acldefault('n', nspowner))"

QUERIES: Final = (
    ("role-bypasses", """
        SELECT rolname, problem, 'ALTER ROLE ' || quote_ident(rolname) || ' ' || option || ';'
        FROM pg_roles CROSS JOIN LATERAL (VALUES
            (rolsuper, 'is a superuser and bypasses every policy', 'NOSUPERUSER'),
            (rolbypassrls, 'has BYPASSRLS and bypasses every policy', 'NOBYPASSRLS')
        ) AS possible (applies, problem, option) WHERE rolname = ANY(%(all_roles)s) AND applies ORDER BY 1, 2 DESC"""),
    ("role-creates-roles", """
        SELECT rolname, 'may create roles and grant itself more privileges',
            'ALTER ROLE ' || quote_ident(rolname) || ' NOCREATEROLE;'
        FROM pg_roles WHERE rolname = ANY(%(all_roles)s) AND rolcreaterole AND NOT rolsuper ORDER BY 1"""),
    ("role-becomes-bypassing", """
        SELECT member.rolname, 'is a member of ' || granted.rolname || ' and can become ' ||
            string_agg(bypassing.rolname, ', ' ORDER BY bypassing.rolname) ||
            ' with SET ROLE, which bypasses policies or can switch them off',
            'REVOKE ' || quote_ident(granted.rolname) || ' FROM ' || quote_ident(member.rolname) ||
            ' GRANTED BY ' || quote_ident(grantor.rolname) || ';'
        FROM pg_auth_members AS membership JOIN pg_roles AS member ON member.oid = membership.member
        JOIN pg_roles AS granted ON granted.oid = membership.roleid
        JOIN pg_roles AS grantor ON grantor.oid = membership.grantor
        JOIN pg_roles AS bypassing ON (bypassing.oid = granted.oid
            OR NOT granted.rolsuper AND pg_has_role(granted.oid, bypassing.oid, 'MEMBER'))
            AND (bypassing.rolsuper OR bypassing.rolbypassrls OR EXISTS (SELECT FROM pg_class
                JOIN pg_namespace ON pg_namespace.oid = relnamespace AND nspname = ANY(%(guarded)s)
                WHERE relowner = bypassing.oid AND relrowsecurity))
        WHERE member.rolname = ANY(%(all_roles)s) AND NOT member.rolsuper
        GROUP BY member.rolname, granted.rolname, grantor.rolname ORDER BY 1, 2"""),
    ("table-owned-by-application", """
        SELECT pg_class.oid::regclass,
            'is owned by the application''s role ' || owner.rolname || ', which can switch its policies off',
            'ALTER TABLE ' || pg_class.oid::regclass || ' OWNER TO shop_owner; -- a role the application cannot become'
        FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace AND nspname = ANY(%(guarded)s)
        JOIN pg_roles AS owner ON owner.oid = relowner AND owner.rolname = ANY(%(all_roles)s)
        WHERE relkind IN ('r', 'p') AND relrowsecurity ORDER BY 1"""),
    ("role-creates-objects", f"""
        SELECT role.rolname || ' in ' || nspname,
            'may create objects in ' || nspname || ', where statements of other tenants look up names',
            'REVOKE CREATE ON SCHEMA ' || quote_ident(nspname) || ' FROM ' || {grantees(_SCHEMA_ACL, "CREATE")} || ';'
        FROM pg_roles AS role CROSS JOIN pg_namespace WHERE role.rolname = ANY(%(roles)s) AND NOT role.rolsuper
        AND nspname = ANY(%(guarded)s) AND has_schema_privilege(role.oid, pg_namespace.oid, 'CREATE') ORDER BY 1"""),
    ("default-tenant", """
        SELECT concat_ws(' in database ', coalesce(role.rolname, 'all roles'), datname),
            'has the default ' || name || ' = ' || value || ', which applies to connections without a tenant',
            'ALTER ROLE ' || coalesce(quote_ident(role.rolname), 'ALL') ||
            coalesce(' IN DATABASE ' || quote_ident(datname), '') || ' RESET ' || name || ';'
        FROM pg_db_role_setting LEFT JOIN pg_roles AS role ON role.oid = setrole
        LEFT JOIN pg_database ON pg_database.oid = setdatabase CROSS JOIN unnest(setconfig) AS entry
        CROSS JOIN LATERAL (
            SELECT split_part(entry, '=', 1) AS name, substr(entry, strpos(entry, '=') + 1) AS value
        ) AS setting
        WHERE (setdatabase = 0 OR datname = current_database()) AND (
            name = %(setting)s AND value NOT IN ('', '""')
            OR name = 'row_security' AND value = 'off'
            OR name = 'search_path' AND %(prefix)s <> '' AND EXISTS (
                SELECT FROM unnest(string_to_array(value, ',')) AS part
                WHERE starts_with(btrim(part, ' "'), %(prefix)s))
        ) ORDER BY 1, 2"""),
    ("relay-sees-more", f"""
        SELECT role.rolname || ' on ' || pg_class.oid::regclass,
            'is a relay''s role and may use ' || pg_class.oid::regclass || '; it needs only the outbox',
            'REVOKE ALL ON ' || pg_class.oid::regclass || ' FROM '
            || {grantees(ALL_ACLS, "SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")} || ';'
        FROM pg_roles AS role CROSS JOIN pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE role.rolname = ANY(%(relay_roles)s) AND NOT role.rolsuper AND relkind IN ('r', 'p', 'v', 'm', 'f')
        AND nspname !~ '^pg_' AND nspname <> 'information_schema'
        AND (nspname, relname) <> (%(outbox_schema)s, %(outbox_table)s)
        AND (has_table_privilege(role.oid, pg_class.oid, 'DELETE, TRUNCATE')
            OR has_any_column_privilege(role.oid, pg_class.oid, 'SELECT, INSERT, UPDATE'))
        AND has_schema_privilege(role.oid, pg_namespace.oid, 'USAGE') ORDER BY 1"""),
)  # fmt: skip
"""Codes and queries, in the order of the report."""
