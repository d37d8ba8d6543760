"""Audit rules for policies: they must let only the tenant's rows through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from psycopg import sql

from cgk_runtime.db.audit.findings import AuditContext, AuditFinding, AuditScope
from cgk_runtime.db.audit.sql_text import current_tenant, name
from cgk_runtime.db.signing import TENANT_FUNCTION

_POLICIES: Final = """
SELECT n.nspname, c.relname, p.polname, p.polcmd::text,
    pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = ANY(%(shared)s)
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = %(column)s AND NOT a.attisdropped
JOIN pg_policy AS p ON p.polrelid = c.oid
WHERE p.polpermissive AND (p.polroles = '{0}' OR EXISTS (
    SELECT FROM pg_roles AS r JOIN pg_roles AS t ON t.oid = ANY(p.polroles)
    WHERE r.rolname = ANY(%(roles)s) AND pg_has_role(r.oid, t.oid, 'MEMBER')))
ORDER BY 1, 2, 3
"""
"""Permissive policies that apply to the application's roles."""


class _Clause(NamedTuple):
    schema: str
    table: str
    policy: str
    kind: str
    expression: str | None

    def finding(self, audit: AuditContext, code: str, problem: str) -> AuditFinding:
        scope = audit.scope
        equal = f"{name(scope.tenant_column)} = {current_tenant(scope.tenancy.setting, signed=audit.signed)}"
        fix = f"ALTER POLICY {name(self.policy)} ON {name(self.schema, self.table)} {self.kind} ({equal});"
        return AuditFinding(code, f"{self.schema}.{self.table}.{self.policy}", problem, fix)


def policy_reads_empty(audit: AuditContext) -> Iterator[AuditFinding]:
    """Find policies that treat '' as a tenant; the setting is '' after a tenant's transaction has ended."""
    setting = audit.scope.tenancy.setting
    for clause in _clauses(audit):
        expression = clause.expression
        if expression and reads(expression, setting) and not reads_with_nullif(expression, setting):
            problem = f"reads {setting} in {clause.kind} without nullif and so treats '' as a tenant: {expression}"
            yield clause.finding(audit, "policy-reads-empty", problem)


def policy_without_tenant(audit: AuditContext) -> Iterator[AuditFinding]:
    """Find policies that do not depend on the tenant."""
    setting = audit.scope.tenancy.setting
    for clause in _clauses(audit):
        if clause.expression is None or not reads(clause.expression, setting):
            problem = f"does not depend on {setting}, {clause.kind}: {clause.expression or 'true'}"
            yield clause.finding(audit, "policy-without-tenant", problem)


def policy_lets_more_through(audit: AuditContext) -> Iterator[AuditFinding]:
    """Find policies that read the tenant but let rows through for another reason too, such as an OR."""
    setting = audit.scope.tenancy.setting
    for clause in _clauses(audit):
        expression = clause.expression
        if expression and reads_with_nullif(expression, setting) and not _requires_tenant(expression, audit.scope):
            problem = (
                f"does not require that {audit.scope.tenant_column} equals {setting}, {clause.kind}: {expression}; it "
                "may let other tenants' rows through"
            )
            yield clause.finding(audit, "policy-lets-more-through", problem)


def policy_trusts_setting(audit: AuditContext) -> Iterator[AuditFinding]:
    """Find policies that read the setting although the database can verify signed tenants."""
    if not audit.signed:
        return
    for clause in _clauses(audit):
        if clause.expression and _reads_setting(clause.expression, audit.scope.tenancy.setting):
            problem = (
                f"trusts {audit.scope.tenancy.setting}, which a statement can set, {clause.kind}: {clause.expression}"
            )
            yield clause.finding(audit, "policy-trusts-setting", problem)


_SCHEMA_TABLES: Final = """
SELECT n.nspname, c.relname, c.relrowsecurity,
    coalesce(array_agg(pg_get_expr(p.polqual, p.polrelid)) FILTER (WHERE p.polpermissive), '{}')
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = ANY(%(tenants)s)
LEFT JOIN pg_policy AS p ON p.polrelid = c.oid
WHERE c.relkind IN ('r', 'p') GROUP BY n.nspname, c.relname, c.relrowsecurity ORDER BY 1, 2
"""


def schema_table_without_policy(audit: AuditContext) -> Iterator[AuditFinding]:
    """Find tables in tenants' schemas that other tenants' statements can name in full, if tenants are signed."""
    if not audit.signed:
        return
    for schema, table, row_security, expressions in audit.query(_SCHEMA_TABLES):
        tenant = sql.Literal(audit.scope.tenancy.tenant_of(schema)).as_string(None)
        if row_security and all(_compares(text or "true", tenant) for text in expressions):
            continue
        quoted = name(schema, table)
        drop = " -- and drop its other policies" if row_security else ""
        fix = (
            f"ALTER TABLE {quoted} ENABLE ROW LEVEL SECURITY; "
            f"CREATE POLICY tenant ON {quoted} USING ((SELECT {TENANT_FUNCTION}) = {tenant});{drop}"
        )
        problem = "can be read and written by every tenant's statements under its full name"
        yield AuditFinding("schema-without-policy", f"{schema}.{table}", problem, fix)


def _compares(expression: str, literal: str) -> bool:
    """Return whether one of the ANDed conditions is `cgk.tenant() = literal`."""
    for condition in _split(_unwrap(expression), " AND "):
        sides = {_unwrap(side) for side in _split(_unwrap(condition), " = ")}
        if sides == {TENANT_FUNCTION, literal}:
            return True
    return False


def reads(expression: str, setting: str) -> bool:
    """Return whether an expression, as PostgreSQL prints it, reads the tenant, signed or not."""
    return _reads_setting(expression, setting) or TENANT_FUNCTION in expression


def _reads_setting(expression: str, setting: str) -> bool:
    return f"current_setting('{setting}'" in expression


def reads_with_nullif(expression: str, setting: str) -> bool:
    """Return whether an expression, as PostgreSQL prints it, reads the tenant, and the setting only inside nullif."""
    readings = expression.count(f"current_setting('{setting}'")
    return reads(expression, setting) and len(re.findall(_nullif_pattern(setting), expression)) == readings


def _clauses(audit: AuditContext) -> Iterator[_Clause]:
    needed = {"r": ("USING",), "a": ("WITH CHECK",), "d": ("USING",)}
    for schema, table, policy, command, using, check in audit.query(_POLICIES):
        for kind, expression in (("USING", using), ("WITH CHECK", check)):
            if kind not in needed.get(command, ("USING", "WITH CHECK")):
                continue
            if kind == "WITH CHECK" and expression is None and command != "a":
                continue  # PostgreSQL applies USING instead
            yield _Clause(schema, table, policy, kind, expression)


def _nullif_pattern(setting: str) -> str:
    return rf"NULLIF\(current_setting\('{re.escape(setting)}'::text(?:, (?:true|false))?\), ''::text\)"


def _requires_tenant(expression: str, scope: AuditScope) -> bool:
    """Return whether one of the ANDed conditions is `tenant column = tenant`."""
    column = re.compile(re.escape(scope.tenant_column))
    current = re.compile(f"{_nullif_pattern(scope.tenancy.setting)}|{re.escape(TENANT_FUNCTION)}")
    for condition in _split(_unwrap(expression), " AND "):
        sides = [_unwrap(side) for side in _split(_unwrap(condition), " = ")]
        if len(sides) == 2 and any(
            column.fullmatch(one.strip('"')) and current.fullmatch(other) for one, other in (sides, reversed(sides))
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
        elif found := _WRAPPED.fullmatch(expression):
            expression = found["selected"] or found["cast"]
        else:
            return expression


def _split(expression: str, operator: str) -> list[str]:
    """Split at an operator outside parentheses, CASE and strings."""
    parts: list[str] = []
    depth = begin = 0
    for found in _TOKEN.finditer(expression):
        depth += _DEPTH.get(found[0], 0)
        if found[0] == operator and depth == 0:
            parts.append(expression[begin : found.start()])
            begin = found.end()
    return [*parts, expression[begin:]]


def _is_enclosed(expression: str) -> bool:
    depth = 0
    for found in _TOKEN.finditer(expression):
        depth += _DEPTH.get(found[0], 0)
        if depth == 0:
            return found.end() == len(expression) and expression.startswith("(")
    return False
