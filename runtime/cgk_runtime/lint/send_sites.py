"""Sends in an application's source, which is parsed and not run."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cgk_runtime.lint.send_rules import SEND_FUNCTIONS

_OF_JOBS: Final = frozenset({"send", "send_sync", "item", "wait", "wait_sync", "trigger_and_wait"})
"""Methods of `jobs["order.created"]`."""


@dataclass(frozen=True, slots=True)
class SendSite:
    """Call that sends an event.

    Attributes:
        event: The event's name as the source has it.
        function: The function's or method's name.
        line: From 1.
    """

    event: str
    function: str
    line: int


def find_send_sites(file: Path, is_event: Callable[[str], bool]) -> Iterator[SendSite]:
    """Yield the sends of one file whose event is a literal or a constant of the file.

    Args:
        file: A Python source file.
        is_event: Returns whether the catalog has an event of a name.
    """
    tree = ast.parse(file.read_text(encoding="utf-8"), str(file))
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function, named = _call(node)
            event = None if named is None else _text(named, constants)
            if event is not None and is_event(event):
                yield SendSite(event, function, node.lineno)


def _call(call: ast.Call) -> tuple[str, ast.expr | None]:
    """Return the function of a call, and the expression that names the event or None."""
    function = call.func
    if isinstance(function, ast.Attribute):
        if function.attr in _OF_JOBS and isinstance(function.value, ast.Subscript):
            return function.attr, function.value.slice
        name = function.attr
    else:
        name = function.id if isinstance(function, ast.Name) else ""
    return name, call.args[0] if name in SEND_FUNCTIONS and call.args else None


def _text(value: ast.expr, constants: Mapping[str, str]) -> str | None:
    if isinstance(value, ast.Name):
        return constants.get(value.id)
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None
