"""Audit rules for functions and views that run as their owner and so under the owner's policies."""

from __future__ import annotations

from collections.abc import Iterator

from cgk_runtime.db.audit.findings import AuditContext, AuditFinding
from cgk_runtime.db.audit.sql_text import name


def security_definer(audit: AuditContext) -> Iterator[AuditFinding]:
    """Find SECURITY DEFINER functions that the application may execute."""
    rows = audit.query(
        "SELECT DISTINCT n.nspname, p.oid::regprocedure::text, owner.rolname, owner.rolsuper OR owner.rolbypassrls, "
        "p.prokind = 'p' FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace "
        "JOIN pg_roles AS owner ON owner.oid = p.proowner JOIN pg_roles AS r ON r.rolname = ANY(%(roles)s) "
        "WHERE p.prosecdef AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' "
        "AND has_function_privilege(r.oid, p.oid, 'EXECUTE') "
        "AND p.oid IS DISTINCT FROM to_regprocedure('cgk.tenant()') "
        # It only inserts jobs, with a fixed search_path.
        "AND p.oid IS DISTINCT FROM to_regprocedure('cgk_jobs.send(text[],text[],text[],text[],text[])') "
        "AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = p.oid AND d.deptype = 'e') ORDER BY 1, 2",
    )
    for _, signature, owner, bypasses, is_procedure in rows:
        unlimited = ", which bypasses policies" if bypasses else ""
        kind = "PROCEDURE" if is_procedure else "FUNCTION"
        problem = f"is SECURITY DEFINER: it reads and writes as {owner}{unlimited}, not as the calling role"
        yield AuditFinding("security-definer", signature, problem, f"ALTER {kind} {signature} SECURITY INVOKER;")


def view_of_owner(audit: AuditContext) -> Iterator[AuditFinding]:
    """Find views without security_invoker that the application may read."""
    rows = audit.query(
        "SELECT DISTINCT n.nspname, c.relname, owner.rolname FROM pg_class AS c "
        "JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_roles AS owner ON owner.oid = c.relowner "
        "JOIN pg_roles AS r ON r.rolname = ANY(%(roles)s) "
        "WHERE c.relkind = 'v' AND n.nspname = ANY(%(shared)s) AND has_table_privilege(r.oid, c.oid, 'SELECT') "
        "AND NOT coalesce((SELECT option_value::boolean FROM pg_options_to_table(c.reloptions) "
        "WHERE option_name = 'security_invoker'), false) "
        "AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 1, 2",
    )
    for schema, view, owner in rows:
        problem = f"reads its tables as its owner {owner}, not as the querying role"
        fix = f"ALTER VIEW {name(schema, view)} SET (security_invoker = true);"
        yield AuditFinding("view-of-owner", f"{schema}.{view}", problem, fix)
