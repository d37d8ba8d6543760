"""Audit rules for tenant schemas: ambiguous names and grants to PUBLIC."""

from __future__ import annotations

from collections.abc import Iterator

from cgk_runtime.db.audit.findings import AuditFinding, AuditScope, Query
from cgk_runtime.db.audit.sql_text import name

_SCHEMAS = "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %(prefix)s) ORDER BY 1"


def name_in_shared_schema(scope: AuditScope, query: Query) -> Iterator[AuditFinding]:
    """Find tables in shared schemas that have the name of a tenant's table."""
    rows = query(
        "SELECT n.nspname, c.relname, count(*), min(t.nspname) FROM pg_class AS c "
        "JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_class AS own ON own.relname = c.relname "
        "AND own.relkind IN ('r', 'p', 'v', 'm', 'f') JOIN pg_namespace AS t ON t.oid = own.relnamespace "
        "AND t.nspname = ANY(%(tenants)s) "
        "WHERE n.nspname = ANY(%(shared)s) AND c.relkind IN ('r', 'p', 'v', 'm', 'f') GROUP BY 1, 2 ORDER BY 1, 2",
        tenants=_tenant_schemas(scope, query),
        shared=list(scope.tenancy.shared_schemas),
    )
    for schema, table, count, first in rows:
        more = f" and {count - 1} more" if count > 1 else ""
        problem = f"has the name of a table in {first}{more}; a tenant without that table would read this one"
        quoted = name(schema, table)
        fix = f"ALTER TABLE {quoted} RENAME TO {name(f'shared_{table}')}; -- or DROP TABLE {quoted};"
        yield AuditFinding("name-in-shared-schema", f"{schema}.{table}", problem, fix)


def schema_without_tenant(scope: AuditScope, query: Query) -> Iterator[AuditFinding]:
    """Find schemas with the tenant prefix whose rest is not a valid tenant id."""
    if not scope.tenancy.schema_prefix:
        return
    for (schema,) in query(_SCHEMAS, prefix=scope.tenancy.schema_prefix):
        if scope.tenancy.tenant_of(schema) is None:
            problem = "has the prefix of tenant schemas, but the rest does not match the tenant pattern of events.yaml"
            renamed = name(scope.tenancy.schema_prefix + "new_id")
            fix = f"ALTER SCHEMA {name(schema)} RENAME TO {renamed}; -- choose the id"
            yield AuditFinding("schema-of-nobody", schema, problem, fix)


def schema_open(scope: AuditScope, query: Query) -> Iterator[AuditFinding]:
    """Find tenant schemas that PUBLIC may use, and default privileges that grant future tables to PUBLIC."""
    tenants = _tenant_schemas(scope, query)
    rows = query(
        "SELECT DISTINCT n.nspname, acl.privilege_type FROM pg_namespace AS n CROSS JOIN aclexplode(n.nspacl) AS acl "
        "WHERE n.nspname = ANY(%(tenants)s) AND acl.grantee = 0 ORDER BY 1, 2",
        tenants=tenants,
    )
    for schema, privilege in rows:
        fix = f"REVOKE ALL ON SCHEMA {name(schema)} FROM PUBLIC;"
        yield AuditFinding("schema-open", schema, f"grants {privilege} to PUBLIC, that is to every role", fix)
    rows = query(
        "SELECT DISTINCT coalesce(n.nspname, ''), owner.rolname FROM pg_default_acl AS d "
        "LEFT JOIN pg_namespace AS n ON n.oid = d.defaclnamespace JOIN pg_roles AS owner ON owner.oid = d.defaclrole "
        "CROSS JOIN aclexplode(d.defaclacl) AS acl WHERE d.defaclobjtype = 'r' AND acl.grantee = 0 "
        "AND (n.nspname IS NULL OR n.nspname = ANY(%(schemas)s)) ORDER BY 1, 2",
        schemas=[*tenants, *scope.tenancy.shared_schemas],
    )
    for schema, owner in rows:
        where = f" IN SCHEMA {name(schema)}" if schema else ""
        fix = f"ALTER DEFAULT PRIVILEGES FOR ROLE {name(owner)}{where} REVOKE ALL ON TABLES FROM PUBLIC;"
        problem = f"grants PUBLIC access to every table that {owner} will create"
        yield AuditFinding("default-privileges", schema or f"role {owner}", problem, fix)


def _tenant_schemas(scope: AuditScope, query: Query) -> list[str]:
    found = [str(schema) for (schema,) in query(_SCHEMAS, prefix=scope.tenancy.schema_prefix)]
    return [schema for schema in found if scope.tenancy.tenant_of(schema) is not None]
