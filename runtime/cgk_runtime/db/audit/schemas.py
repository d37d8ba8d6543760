"""Audit queries for tenant schemas: ambiguous names and grants to PUBLIC.

A query returns the subject, the problem and the fix of each finding.
"""

from __future__ import annotations

from typing import Final

QUERIES: Final = (
    ("name-in-shared-schema", """
        SELECT shared.oid::regclass, 'has the name of a table in ' || min(own_schema.nspname) ||
            CASE WHEN count(*) > 1 THEN ' and ' || count(*) - 1 || ' more' ELSE '' END ||
            '; a tenant without that table would read this one',
            'ALTER TABLE ' || shared.oid::regclass || ' RENAME TO ' || quote_ident('shared_' || shared.relname) ||
            '; -- or DROP TABLE ' || shared.oid::regclass || ';'
        FROM pg_class AS shared JOIN pg_namespace AS shared_schema ON shared_schema.oid = shared.relnamespace
        JOIN pg_class AS own ON own.relname = shared.relname AND own.relkind IN ('r', 'p', 'v', 'm', 'f')
        JOIN pg_namespace AS own_schema ON own_schema.oid = own.relnamespace AND own_schema.nspname = ANY(%(tenants)s)
        WHERE shared.relkind IN ('r', 'p', 'v', 'm', 'f') AND shared_schema.nspname = ANY(%(shared)s)
        GROUP BY shared.oid, shared.relname ORDER BY 1"""),
    ("schema-open", """
        SELECT DISTINCT nspname, 'grants ' || acl.privilege_type || ' to PUBLIC, that is to every role',
            'REVOKE ALL ON SCHEMA ' || quote_ident(nspname) || ' FROM PUBLIC;'
        FROM pg_namespace CROSS JOIN aclexplode(nspacl) AS acl
        WHERE nspname = ANY(%(tenants)s) AND acl.grantee = 0 ORDER BY 1, 2"""),
    ("default-privileges", """
        SELECT DISTINCT coalesce(nspname, 'role ' || owner.rolname),
            'grants PUBLIC access to every table that ' || owner.rolname || ' will create',
            'ALTER DEFAULT PRIVILEGES FOR ROLE ' || quote_ident(owner.rolname) ||
            coalesce(' IN SCHEMA ' || quote_ident(nspname), '') || ' REVOKE ALL ON TABLES FROM PUBLIC;'
        FROM pg_default_acl LEFT JOIN pg_namespace ON pg_namespace.oid = defaclnamespace
        JOIN pg_roles AS owner ON owner.oid = defaclrole CROSS JOIN aclexplode(defaclacl) AS acl
        WHERE defaclobjtype = 'r' AND acl.grantee = 0
        AND (nspname IS NULL OR nspname = ANY(%(tenants)s) OR nspname = ANY(%(shared)s)) ORDER BY 1, 2"""),
)  # fmt: skip
"""Codes and queries, in the order of the report."""
