"""Audit rules for policies: they must let only the tenant's rows through."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from psycopg import sql

from cgk_runtime.db.audit.findings import AuditFinding, AuditScope
from cgk_runtime.db.audit.sql_text import quote_name, tenant_expression, tenant_pattern
from cgk_runtime.db.signing import TENANT_FUNCTION

POLICY_CLAUSES: Final = """
SELECT nspname, relname, polname, clause.kind, pg_get_expr(clause.expression, polrelid)
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace AND nspname = ANY(%(shared)s)
JOIN pg_attribute ON attrelid = pg_class.oid AND attname = %(column)s AND NOT attisdropped
JOIN pg_policy ON polrelid = pg_class.oid
CROSS JOIN LATERAL (VALUES ('USING', polqual), ('WITH CHECK', polwithcheck)) AS clause (kind, expression)
WHERE polpermissive AND (polroles = '{0}' OR EXISTS (
    SELECT FROM pg_roles AS role JOIN pg_roles AS policy_role ON policy_role.oid = ANY(polroles)
    WHERE role.rolname = ANY(%(roles)s) AND pg_has_role(role.oid, policy_role.oid, 'MEMBER')))
-- An INSERT has no USING; without a WITH CHECK, the other commands apply USING instead.
AND CASE clause.kind WHEN 'USING' THEN polcmd <> 'a' ELSE polcmd = 'a' OR clause.expression IS NOT NULL END
ORDER BY 1, 2, 3, 4
"""
"""Clauses of the permissive policies that apply to the application's roles."""
SCHEMA_TABLES: Final = """
SELECT nspname, relname, relrowsecurity,
    coalesce(array_agg(pg_get_expr(polqual, polrelid)) FILTER (WHERE polpermissive), '{}')
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace AND nspname = ANY(%(tenants)s)
LEFT JOIN pg_policy ON polrelid = pg_class.oid
WHERE relkind IN ('r', 'p') GROUP BY nspname, relname, relrowsecurity ORDER BY 1, 2
"""


def shared_table_policies(
    scope: AuditScope, clauses: Sequence[tuple[Any, ...]], *, signed: bool
) -> Iterator[AuditFinding]:
    """Find policies that do not require the tenant, or trust a setting that statements can change.

    Args:
        scope: Names that the audit covers.
        clauses: The rows of `POLICY_CLAUSES`.
        signed: Whether the database verifies signed tenants, so policies must not trust the setting.
    """
    setting = scope.tenancy.setting
    pattern, column = tenant_pattern(setting), re.escape(scope.tenant_column)
    condition = f"{quote_name(scope.tenant_column)} = {tenant_expression(setting, signed=signed)}"
    for schema, table, policy, kind, expression in clauses:
        text = expression or "true"
        reads_setting = f"current_setting('{setting}'" in text
        # The setting is '' after a tenant's transaction has ended.
        reads_empty = f"current_setting('{setting}'" in re.sub(pattern, "", text)
        if not reads_setting and TENANT_FUNCTION not in text:
            code, problem = "policy-without-tenant", f"does not depend on {setting}, {kind}: {text}"
        elif reads_empty:
            code = "policy-reads-empty"
            problem = f"reads {setting} in {kind} without nullif and so treats '' as a tenant: {text}"
        elif not _requires(text, f'"?{column}"?', pattern):
            code = "policy-lets-more-through"
            problem = (
                f"does not require that {scope.tenant_column} equals {setting}, {kind}: {text}; it may let other "
                "tenants' rows through"
            )
        elif signed and reads_setting:
            code = "policy-trusts-setting"
            problem = f"trusts {setting}, which a statement can set, {kind}: {text}"
        else:
            continue
        fix = f"ALTER POLICY {quote_name(policy)} ON {quote_name(schema, table)} {kind} ({condition});"
        yield AuditFinding(code, f"{schema}.{table}.{policy}", problem, fix)


def schema_table_policies(scope: AuditScope, tables: Sequence[tuple[Any, ...]]) -> Iterator[AuditFinding]:
    """Find tables in tenants' schemas that other tenants' statements can use under their full names.

    Args:
        scope: Names that the audit covers.
        tables: The rows of `SCHEMA_TABLES`.
    """
    for schema, table, row_security, expressions in tables:
        tenant = sql.Literal(scope.tenancy.tenant_of(schema)).as_string(None)
        patterns = re.escape(tenant), re.escape(TENANT_FUNCTION)
        if row_security and all(_requires(text or "true", *patterns) for text in expressions):
            continue
        quoted = quote_name(schema, table)
        drop = " -- and drop its other policies" if row_security else ""
        fix = (
            f"ALTER TABLE {quoted} ENABLE ROW LEVEL SECURITY; "
            f"CREATE POLICY tenant ON {quoted} USING ((SELECT {TENANT_FUNCTION}) = {tenant});{drop}"
        )
        problem = "can be read and written by every tenant's statements under its full name"
        yield AuditFinding("schema-without-policy", f"{schema}.{table}", problem, fix)


def _requires(expression: str, left_pattern: str, right_pattern: str) -> bool:
    """Return whether one of the ANDed conditions compares two sides that match the patterns, in either order."""
    for condition in _split(_unwrap(expression), " AND "):
        sides = [_unwrap(side) for side in _split(_unwrap(condition), " = ")]
        if len(sides) == 2 and any(
            re.fullmatch(left_pattern, left) and re.fullmatch(right_pattern, right)
            for left, right in (sides, reversed(sides))
        ):
            return True
    return False


_TOKEN: Final = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]|\bCASE\b|\bEND\b| AND | = """)
_DEPTH: Final = {"(": 1, "CASE": 1, ")": -1, "END": -1}
_WRAPPED: Final = re.compile(r"SELECT (?P<selected>.*) AS \S+|(?P<cast>.*[^:])::[\w ]+", re.DOTALL)


def _unwrap(expression: str) -> str:
    """Remove outer parentheses, casts and SELECT, none of which changes the value."""
    while True:
        expression = expression.strip()
        if _is_enclosed(expression):
            expression = expression[1:-1]
        elif match := _WRAPPED.fullmatch(expression):
            expression = match["selected"] or match["cast"]
        else:
            return expression


def _split(expression: str, operator: str) -> list[str]:
    """Split at an operator outside parentheses, CASE and strings."""
    parts: list[str] = []
    depth = start = 0
    for token in _TOKEN.finditer(expression):
        depth += _DEPTH.get(token[0], 0)
        if token[0] == operator and depth == 0:
            parts.append(expression[start : token.start()])
            start = token.end()
    return [*parts, expression[start:]]


def _is_enclosed(expression: str) -> bool:
    """Return whether one pair of parentheses encloses the whole expression."""
    depth = 0
    for token in _TOKEN.finditer(expression):
        depth += _DEPTH.get(token[0], 0)
        if depth == 0:
            return token.end() == len(expression) and expression.startswith("(")
    return False
