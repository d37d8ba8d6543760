"""Audit queries for tenant schemas: ambiguous names and grants to PUBLIC.

A query returns the subject, the problem and the fix of each finding.
"""

from __future__ import annotations

from typing import Final

QUERIES: Final = (
    ("name-in-shared-schema", """
        SELECT c.oid::regclass, 'has the name of a table in ' || min(t.nspname) ||
            CASE WHEN count(*) > 1 THEN ' and ' || count(*) - 1 || ' more' ELSE '' END ||
            '; a tenant without that table would read this one',
            'ALTER TABLE ' || c.oid::regclass || ' RENAME TO ' || quote_ident('shared_' || c.relname) ||
            '; -- or DROP TABLE ' || c.oid::regclass || ';'
        FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = ANY(%(shared)s)
        JOIN pg_class AS own ON own.relname = c.relname AND own.relkind IN ('r', 'p', 'v', 'm', 'f')
        JOIN pg_namespace AS t ON t.oid = own.relnamespace AND t.nspname = ANY(%(tenants)s)
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') GROUP BY c.oid, c.relname ORDER BY 1"""),
    ("schema-open", """
        SELECT DISTINCT n.nspname, 'grants ' || acl.privilege_type || ' to PUBLIC, that is to every role',
            'REVOKE ALL ON SCHEMA ' || quote_ident(n.nspname) || ' FROM PUBLIC;'
        FROM pg_namespace AS n CROSS JOIN aclexplode(n.nspacl) AS acl
        WHERE n.nspname = ANY(%(tenants)s) AND acl.grantee = 0 ORDER BY 1, 2"""),
    ("default-privileges", """
        SELECT DISTINCT coalesce(n.nspname, 'role ' || owner.rolname),
            'grants PUBLIC access to every table that ' || owner.rolname || ' will create',
            'ALTER DEFAULT PRIVILEGES FOR ROLE ' || quote_ident(owner.rolname) ||
            coalesce(' IN SCHEMA ' || quote_ident(n.nspname), '') || ' REVOKE ALL ON TABLES FROM PUBLIC;'
        FROM pg_default_acl AS d LEFT JOIN pg_namespace AS n ON n.oid = d.defaclnamespace
        JOIN pg_roles AS owner ON owner.oid = d.defaclrole CROSS JOIN aclexplode(d.defaclacl) AS acl
        WHERE d.defaclobjtype = 'r' AND acl.grantee = 0
        AND (n.nspname IS NULL OR n.nspname = ANY(%(tenants)s) OR n.nspname = ANY(%(shared)s)) ORDER BY 1, 2"""),
)  # fmt: skip
"""Codes and queries, in the order of the report."""
