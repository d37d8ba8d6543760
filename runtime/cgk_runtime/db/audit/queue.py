"""Audit rule for the queue of the provider `postgres`, which holds the payloads of all tenants."""

from __future__ import annotations

from collections.abc import Iterator

from cgk_runtime.db.audit.findings import AuditContext, AuditFinding
from cgk_runtime.db.audit.privileges import GRANTEES, TABLE_ACL, format_grantees
from cgk_runtime.db.audit.sql_text import name

QUEUE_SCHEMA = "cgk_jobs"


def queue_readable(audit: AuditContext) -> Iterator[AuditFinding]:
    """Find tables of the queue that the application may read or write; its role needs the function `send` only."""
    grantees_sql = GRANTEES.format(acl=TABLE_ACL, privileges="ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']")
    rows = audit.query(
        f"SELECT r.rolname, c.relname, {grantees_sql} FROM pg_class AS c "  # noqa: S608  text of this package
        f"JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = '{QUEUE_SCHEMA}' CROSS JOIN pg_roles AS r "
        "WHERE c.relkind IN ('r', 'p') AND r.rolname = ANY(%(roles)s) AND NOT r.rolsuper "
        "AND has_any_column_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE') ORDER BY 1, 2"
    )
    for role, table, grantees in rows:
        problem = f"may be read or written by {role}; it is about the jobs of all tenants"
        fix = f"REVOKE ALL ON {name(QUEUE_SCHEMA, table)} FROM {format_grantees(grantees, role)};"
        yield AuditFinding("queue-readable", f"{QUEUE_SCHEMA}.{table}", problem, fix)
