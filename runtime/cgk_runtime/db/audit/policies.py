"""Policies: whether rows pass for their tenant, and for nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from cgk_runtime.db.audit.findings import Finding
from cgk_runtime.db.audit.quoting import current_tenant, name

if TYPE_CHECKING:
    from cgk_runtime.db.audit.findings import AuditScope, Query

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
"""The policies that let the application's roles see or write rows."""


class _Clause(NamedTuple):
    schema: str
    table: str
    policy: str
    kind: str
    expression: str | None

    def finding(self, scope: AuditScope, code: str, problem: str) -> Finding:
        equal = f"{name(scope.tenant_column)} = {current_tenant(scope.tenancy.setting)}"
        fix = f"ALTER POLICY {name(self.policy)} ON {name(self.schema, self.table)} {self.kind} ({equal});"
        return Finding(code, f"{self.schema}.{self.table}.{self.policy}", problem, fix)


def policy_reads_empty_as_tenant(scope: AuditScope, query: Query) -> Iterator[Finding]:
    """Find policies for which the setting's '' is a tenant; it reads '' once a transaction with a tenant has ended."""
    setting = scope.tenancy.setting
    for clause in _clauses(scope, query):
        if clause.expression and reads(clause.expression, setting) and not guards(clause.expression, setting):
            problem = f"reads {setting} in {clause.kind} without nullif, so that '' is a tenant: {clause.expression}"
            yield clause.finding(scope, "policy-reads-empty", problem)


def policy_without_tenant(scope: AuditScope, query: Query) -> Iterator[Finding]:
    """Find policies that let rows through whatever the tenant is."""
    setting = scope.tenancy.setting
    for clause in _clauses(scope, query):
        if clause.expression is None or not reads(clause.expression, setting):
            problem = f"lets rows through whatever {setting} is, {clause.kind}: {clause.expression or 'true'}"
            yield clause.finding(scope, "policy-without-tenant", problem)


def policy_lets_more_through(scope: AuditScope, query: Query) -> Iterator[Finding]:
    """Find policies that ask for the tenant, and let rows through for another reason too, such as an OR."""
    setting = scope.tenancy.setting
    for clause in _clauses(scope, query):
        expression = clause.expression
        if expression and guards(expression, setting) and not _demands_tenant(expression, scope):
            problem = (
                f"does not demand that {scope.tenant_column} equals {setting}, {clause.kind}: {expression}; what "
                "stands beside it may let other tenants' rows through"
            )
            yield clause.finding(scope, "policy-lets-more-through", problem)


def reads(expression: str, setting: str) -> bool:
    """Say whether an expression, as PostgreSQL prints it, reads the setting."""
    return f"current_setting('{setting}'" in expression


def guards(expression: str, setting: str) -> bool:
    """Say whether each reading of the setting is inside nullif, as PostgreSQL prints it."""
    readings = expression.count(f"current_setting('{setting}'")
    return readings > 0 and len(re.findall(_guarded(setting), expression)) == readings


def _clauses(scope: AuditScope, query: Query) -> Iterator[_Clause]:
    needed = {"r": ("USING",), "a": ("WITH CHECK",), "d": ("USING",)}
    values = {"shared": list(scope.tenancy.shared_schemas), "column": scope.tenant_column, "roles": list(scope.roles)}
    for schema, table, policy, command, using, check in query(_POLICIES, **values):
        for kind, expression in (("USING", using), ("WITH CHECK", check)):
            if kind not in needed.get(command, ("USING", "WITH CHECK")):
                continue
            if kind == "WITH CHECK" and expression is None and command != "a":
                continue  # what USING says holds for it too
            yield _Clause(schema, table, policy, kind, expression)


def _guarded(setting: str) -> str:
    return rf"NULLIF\(current_setting\('{re.escape(setting)}'::text(?:, (?:true|false))?\), ''::text\)"


def _demands_tenant(expression: str, scope: AuditScope) -> bool:
    """Say whether one of the conditions that must all hold is the tenant's column being equal to the setting."""
    column, current = re.compile(re.escape(scope.tenant_column)), re.compile(_guarded(scope.tenancy.setting))
    for condition in _split(_bare(expression), " AND "):
        sides = [_bare(side) for side in _split(_bare(condition), " = ")]
        if len(sides) == 2 and any(
            column.fullmatch(one.strip('"')) and current.fullmatch(other) for one, other in (sides, reversed(sides))
        ):
            return True
    return False


_TOKEN: Final = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]|\bCASE\b|\bEND\b| AND | = """)
_DEPTH: Final = {"(": 1, "CASE": 1, ")": -1, "END": -1}
_WRAPPED: Final = re.compile(r"SELECT (?P<selected>.*) AS \S+|(?P<cast>.*[^:])::[\w ]+", re.DOTALL)


def _bare(expression: str) -> str:
    """Take off what changes nothing about which value it is: parentheses, casts, a SELECT around it."""
    while True:
        expression = expression.strip()
        if _is_enclosed(expression):
            expression = expression[1:-1]
        elif found := _WRAPPED.fullmatch(expression):
            expression = found["selected"] or found["cast"]
        else:
            return expression


def _split(expression: str, sign: str) -> list[str]:
    """Split at a sign that stands in no parentheses and no CASE; strings may hold anything."""
    parts: list[str] = []
    depth = begin = 0
    for found in _TOKEN.finditer(expression):
        depth += _DEPTH.get(found[0], 0)
        if found[0] == sign and depth == 0:
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
