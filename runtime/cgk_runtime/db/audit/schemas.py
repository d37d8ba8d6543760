"""Audit rules for tenant schemas: ambiguous names and grants to PUBLIC."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cgk_runtime.db.audit.findings import AuditContext, AuditFinding
from cgk_runtime.db.audit.sql_text import name

PREFIXED_SCHEMAS: Final = "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %(prefix)s) ORDER BY 1"
"""All schemas with the prefix of tenant schemas."""


def name_in_shared_schema(audit: AuditContext) -> Iterator[AuditFinding]:
    """Find tables in shared schemas that have the name of a tenant's table."""
    rows = audit.query(
        "SELECT n.nspname, c.relname, count(*), min(t.nspname) FROM pg_class AS c "
        "JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_class AS own ON own.relname = c.relname "
        "AND own.relkind IN ('r', 'p', 'v', 'm', 'f') JOIN pg_namespace AS t ON t.oid = own.relnamespace "
        "AND t.nspname = ANY(%(tenants)s) "
        "WHERE n.nspname = ANY(%(shared)s) AND c.relkind IN ('r', 'p', 'v', 'm', 'f') GROUP BY 1, 2 ORDER BY 1, 2",
    )
    for schema, table, count, first in rows:
        more = f" and {count - 1} more" if count > 1 else ""
        problem = f"has the name of a table in {first}{more}; a tenant without that table would read this one"
        quoted = name(schema, table)
        fix = f"ALTER TABLE {quoted} RENAME TO {name(f'shared_{table}')}; -- or DROP TABLE {quoted};"
        yield AuditFinding("name-in-shared-schema", f"{schema}.{table}", problem, fix)


def schema_without_tenant(audit: AuditContext) -> Iterator[AuditFinding]:
    """Find schemas with the tenant prefix whose rest is not a valid tenant id."""
    if not audit.scope.tenancy.schema_prefix:
        return
    for (schema,) in audit.query(PREFIXED_SCHEMAS):
        if audit.scope.tenancy.tenant_of(schema) is None:
            problem = "has the prefix of tenant schemas, but the rest does not match the tenant pattern of events.yaml"
            renamed = name(audit.scope.tenancy.schema_prefix + "new_id")
            fix = f"ALTER SCHEMA {name(schema)} RENAME TO {renamed}; -- choose the id"
            yield AuditFinding("schema-without-tenant", schema, problem, fix)


def schema_open(audit: AuditContext) -> Iterator[AuditFinding]:
    """Find tenant schemas that PUBLIC may use, and default privileges that grant future tables to PUBLIC."""
    rows = audit.query(
        "SELECT DISTINCT n.nspname, acl.privilege_type FROM pg_namespace AS n CROSS JOIN aclexplode(n.nspacl) AS acl "
        "WHERE n.nspname = ANY(%(tenants)s) AND acl.grantee = 0 ORDER BY 1, 2",
    )
    for schema, privilege in rows:
        fix = f"REVOKE ALL ON SCHEMA {name(schema)} FROM PUBLIC;"
        yield AuditFinding("schema-open", schema, f"grants {privilege} to PUBLIC, that is to every role", fix)
    rows = audit.query(
        "SELECT DISTINCT coalesce(n.nspname, ''), owner.rolname FROM pg_default_acl AS d "
        "LEFT JOIN pg_namespace AS n ON n.oid = d.defaclnamespace JOIN pg_roles AS owner ON owner.oid = d.defaclrole "
        "CROSS JOIN aclexplode(d.defaclacl) AS acl WHERE d.defaclobjtype = 'r' AND acl.grantee = 0 "
        "AND (n.nspname IS NULL OR n.nspname = ANY(%(tenants)s) OR n.nspname = ANY(%(shared)s)) ORDER BY 1, 2"
    )
    for schema, owner in rows:
        where = f" IN SCHEMA {name(schema)}" if schema else ""
        fix = f"ALTER DEFAULT PRIVILEGES FOR ROLE {name(owner)}{where} REVOKE ALL ON TABLES FROM PUBLIC;"
        problem = f"grants PUBLIC access to every table that {owner} will create"
        yield AuditFinding("default-privileges", schema or f"role {owner}", problem, fix)
