"""What each provider takes of the sends that stand in an app's source: the source is read, nothing is called."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cgk_runtime.client.limits import LIMITS, ProviderLimits
from cgk_runtime.client.options import ALL_OPTIONS

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobProvider

_SENDS: Final = frozenset(
    {
        *("send_job", "send_job_sync", "send_job_dynamic", "send", "send_sync", "item"),
        *("trigger_and_wait", "trigger_and_wait_sync", "trigger_and_wait_dynamic"),
    }
)
"""What takes the options of a send."""
_OWN_CLIENT: Final[Mapping[str, tuple[str, ...]]] = {
    "TriggerOptions": ("idempotency_key", "concurrency_key"),
    "Debounce": ("key",),
}
"""What of Trigger.dev's own client takes keys as they are."""
_TENANT: Final = "tenant"
_OF_DATA: Final = (ast.Attribute, ast.Subscript, ast.Call, ast.FormattedValue)


@dataclass(frozen=True, slots=True)
class SendProblem:
    """What is found of one call.

    Attributes:
        code: `TASK12` or `TASK13` and a digit.
        text: What it is.
        line: From 1.
        column: From 1.
    """

    code: str
    text: str
    line: int
    column: int


def find_send_problems(file: Path, provider: str, kind: type[JobProvider] | None) -> Iterator[SendProblem]:
    """Look at the calls of one file.

    Args:
        file: A Python source file.
        provider: The provider's name.
        kind: Its class, which says which options it honours, where it is known.
    """
    tree = ast.parse(file.read_text(encoding="utf-8"), str(file))
    for scope in _scopes(tree):
        known = {
            target.id: node.value
            for node in ast.walk(scope)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in _calls(scope):
            yield from _of_call(call, known, provider, kind)


def _scopes(tree: ast.Module) -> Iterator[ast.AST]:
    yield tree
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _calls(scope: ast.AST) -> Iterator[ast.Call]:
    """Give the calls of a scope, without those of functions inside it."""
    for child in ast.iter_child_nodes(scope):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(child, ast.Call):
            yield child
        yield from _calls(child)


def _of_call(
    call: ast.Call, known: Mapping[str, ast.expr], provider: str, kind: type[JobProvider] | None
) -> Iterator[SendProblem]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    given = {one.arg: one.value for one in call.keywords if one.arg is not None}
    if name in _SENDS:
        options = {option: value for option, value in given.items() if option in ALL_OPTIONS}
        yield from _of_support(options, kind)
        yield from _of_values(options, LIMITS.get(provider))
        yield from _of_keys(options, known, kind)
    elif provider == "trigger.dev" and name in _OWN_CLIENT:
        for option in _OWN_CLIENT[name]:
            value = given.get(option)
            if value is not None and _is_derived(value, known) and not _says_tenant(value, known):
                text = f"{name}({option}=...) is made without the tenant, and travels as it is"
                yield _problem("TASK123", text, value)


def _of_support(options: Mapping[str, ast.expr], kind: type[JobProvider] | None) -> Iterator[SendProblem]:
    if kind is None:
        return
    supported: frozenset[str] = getattr(kind, "supported_options", ALL_OPTIONS)
    reasons: Mapping[str, str] = getattr(kind, "unsupported_reasons", {})
    for option in sorted(options.keys() - supported):
        reason = f": {reasons[option]}" if option in reasons else ""
        yield _problem("TASK130", f"{option}= is refused{reason}", options[option])


def _of_values(options: Mapping[str, ast.expr], limits: ProviderLimits | None) -> Iterator[SendProblem]:
    if limits is None:
        return
    tags = options.get("tags")
    if isinstance(tags, ast.List | ast.Tuple):
        if len(tags.elts) > limits.tags:
            yield _problem("TASK131", f"{len(tags.elts)} tags; there may be {limits.tags}", tags)
        long = [tag for tag in tags.elts if len(_text(tag)) > limits.tag_characters]
        yield from (_problem("TASK131", f"a tag longer than {limits.tag_characters} characters", tag) for tag in long)
    key, priority = options.get("idempotency_key"), options.get("priority")
    if key is not None and len(_text(key)) > limits.key_characters:
        yield _problem("TASK131", f"a key longer than {limits.key_characters} characters", key)
    earlier = priority.value if isinstance(priority, ast.Constant) else None
    if priority is not None and isinstance(earlier, int) and earlier > limits.priority_seconds:
        yield _problem("TASK131", f"a priority of {earlier}; it may be {limits.priority_seconds}", priority)


def _of_keys(
    options: Mapping[str, ast.expr], known: Mapping[str, ast.expr], kind: type[JobProvider] | None
) -> Iterator[SendProblem]:
    supported: Iterable[str] = getattr(kind, "supported_options", ALL_OPTIONS)
    once, together = options.get("idempotency_key"), options.get("concurrency_key")
    if once is not None and _says_tenant(once, known):
        yield _problem("TASK120", "idempotency_key has the tenant in it, which is added anyway", once)
    if together is None or "concurrency_key" not in supported:
        return
    if _is_derived(together, known) and not _says_tenant(together, known):
        text = "concurrency_key is made without the tenant: tenants with the same value wait for each other"
        yield _problem("TASK121", text, together)


def _is_derived(value: ast.expr, known: Mapping[str, ast.expr]) -> bool:
    """Whether a key is made from data; of a name whose value is not seen nothing is said."""
    if isinstance(value, ast.Name):
        made = known.get(value.id)
        return made is not None and not isinstance(made, ast.Name) and _is_derived(made, known)
    return any(
        isinstance(node, ast.Attribute | ast.Subscript | ast.Call | ast.FormattedValue) for node in ast.walk(value)
    )


def _says_tenant(value: ast.expr, known: Mapping[str, ast.expr]) -> bool:
    for node in ast.walk(value):
        said = getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "value", None)
        if isinstance(said, str) and _TENANT in said.lower():
            return True
        if isinstance(node, ast.Name) and not isinstance(known.get(node.id, node), ast.Name):
            made = {name: expression for name, expression in known.items() if name != node.id}
            if _says_tenant(known[node.id], made):
                return True
    return False


def _text(value: ast.expr) -> str:
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""


def _problem(code: str, text: str, at: ast.expr) -> SendProblem:
    return SendProblem(code, text, at.lineno, at.col_offset + 1)
