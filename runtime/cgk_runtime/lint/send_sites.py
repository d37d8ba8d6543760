"""Sends in an application's source, which is parsed and not run."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgk_runtime.errors import UnknownEventError
from cgk_runtime.lint.send_rules import JOB_METHODS, SEND_FUNCTIONS, called_name
from cgk_runtime.tasks.source_location import relative_place

if TYPE_CHECKING:
    from pathlib import Path

    from cgk_runtime.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Send:
    """Call that sends an event.

    Attributes:
        event: Name of the event.
        function: Function or method that is called.
        place: File and line, relative to the working directory.
        language: "python" or "typescript".
    """

    event: str
    function: str
    place: str
    language: str = "python"


def find_sends(file: Path, catalog: Catalog, directory: Path) -> Iterator[Send]:
    """Yield the sends of one file whose event is a literal or a constant of the file.

    A send is recognized by the name of its function, so any `x.send_job("order.created")` counts.

    Args:
        file: A Python source file.
        catalog: The catalog; calls with other names are left out.
        directory: Folder that places are relative to.
    """
    tree = ast.parse(file.read_bytes(), str(file))
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            event = event_or_none(catalog, _literal_text(_event_argument(node), constants))
            if event is not None:
                yield Send(event, called_name(node), relative_place(f"{file}:{node.lineno}", directory))


def event_or_none(catalog: Catalog, name: str | None) -> str | None:
    """Return the current name of an event by its current or a former name; None if the catalog does not have it."""
    try:
        return None if name is None else catalog.event(name).name
    except UnknownEventError:
        return None


def _event_argument(call: ast.Call) -> ast.expr | None:
    """Return the expression of the event's name, or None if the call is not a send."""
    name = called_name(call)
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    if name in JOB_METHODS and isinstance(owner, ast.Subscript):
        return owner.slice
    if name not in SEND_FUNCTIONS:
        return None
    keyword = next((keyword.value for keyword in call.keywords if keyword.arg == "event"), None)
    return call.args[0] if call.args else keyword


def _literal_text(value: ast.expr | None, constants: Mapping[str, str]) -> str | None:
    if isinstance(value, ast.Name):
        return constants.get(value.id)
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None
