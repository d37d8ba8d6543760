"""Rules about sends in an application's source, which is parsed and not run."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from cgk_runtime.tasks.violations import Violation

JOB_METHODS: Final = frozenset({"send", "send_sync", "trigger_and_wait", "trigger_and_wait_sync", "item"})
"""Methods of `jobs["order.created"]` that accept the options of a send."""
SEND_FUNCTIONS: Final = frozenset(
    f"{name}{suffix}"
    for name in ("send_job", "trigger_and_wait")
    for suffix in ("", "_sync", "_dynamic", "_dynamic_sync")
)
"""Functions that accept the options of a send; the first argument is an event's name."""
_UNSCOPED_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "TriggerOptions": ("idempotency_key", "concurrency_key"),
    "Debounce": ("key",),
}
"""Classes of Trigger.dev's own client whose keys are sent unchanged, with the names of the keys."""
_TENANT: Final = "tenant"
Problem = tuple[str, str, ast.expr]
"""Code and text of a problem, and the expression of the key that has it."""
_COMPUTED_NODES: Final = ast.Attribute | ast.Subscript | ast.Call | ast.FormattedValue


def find_send_violations(file: Path, provider: str) -> Iterator[Violation]:
    """Check the calls in one file; the subject of a violation is the file.

    Args:
        file: A Python source file.
        provider: The provider's name.
    """
    tree = ast.parse(file.read_bytes(), str(file))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    for scope in (tree, *functions):
        assignments = {
            target.id: node.value
            for node in ast.walk(scope)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in _calls(scope):
            for code, text, key in _check_call(call, assignments, provider):
                yield Violation(code, str(file), text, f"{file}:{key.lineno}")


def called_name(call: ast.Call) -> str:
    """Return the name of the called function or method, or "" for another expression."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _calls(scope: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls in a scope, except those in nested functions."""
    # Not recursive, because a long sum of literals is deeper than Python's recursion limit.
    nodes = list(ast.iter_child_nodes(scope))
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Call):
            yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            nodes += ast.iter_child_nodes(node)


def _check_call(call: ast.Call, assignments: Mapping[str, ast.expr], provider: str) -> Iterator[Problem]:
    name = called_name(call)
    options = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg is not None}
    if name in JOB_METHODS | SEND_FUNCTIONS:
        yield from _check_keys(options, assignments, provider)
    elif provider == "trigger.dev" and name in _UNSCOPED_KEYS:
        for option in _UNSCOPED_KEYS[name]:
            value = options.get(option)
            if value is not None and _is_computed(value, assignments) and not _contains_tenant(value, assignments):
                text = f"{name}({option}=...) is built without the tenant, and is sent unchanged"
                yield "TASK123", text, value


def _check_keys(
    options: Mapping[str, ast.expr], assignments: Mapping[str, ast.expr], provider: str
) -> Iterator[Problem]:
    idempotency, concurrency = options.get("idempotency_key"), options.get("concurrency_key")
    if idempotency is not None and _contains_tenant(idempotency, assignments):
        yield "TASK120", "idempotency_key contains the tenant, which is added anyway", idempotency
    if concurrency is None or provider == "inngest":  # Inngest refuses the option
        return
    if _is_computed(concurrency, assignments) and not _contains_tenant(concurrency, assignments):
        text = "concurrency_key is built without the tenant: tenants with the same value wait for each other"
        yield "TASK121", text, concurrency


def _is_computed(value: ast.expr, assignments: Mapping[str, ast.expr]) -> bool:
    """Return whether a key is computed from data; a name whose value is unknown does not count."""
    if isinstance(value, ast.Name):
        assigned = assignments.get(value.id)
        return assigned is not None and not isinstance(assigned, ast.Name) and _is_computed(assigned, assignments)
    return any(isinstance(node, _COMPUTED_NODES) for node in ast.walk(value))


def _contains_tenant(value: ast.expr, assignments: Mapping[str, ast.expr]) -> bool:
    """Return whether a name or a text in an expression, or in the value assigned to a name, contains "tenant"."""
    for node in ast.walk(value):
        # The text of a name, an attribute or a literal.
        text = getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "value", None)
        if isinstance(text, str) and _TENANT in text.lower():
            return True
        if isinstance(node, ast.Name) and not isinstance(assignments.get(node.id, node), ast.Name):
            # Each name is followed once, so `key = key + "x"` comes to an end.
            others = {name: expression for name, expression in assignments.items() if name != node.id}
            if _contains_tenant(assignments[node.id], others):
                return True
    return False
