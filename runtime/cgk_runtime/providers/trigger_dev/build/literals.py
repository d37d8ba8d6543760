"""Values of JSON and names of ids as TypeScript writes them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final, cast

_IDENTIFIER: Final = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_RESERVED: Final = frozenset(
    [
        "arguments",
        "await",
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "debugger",
        "default",
        "delete",
        "do",
        "else",
        "enum",
        "eval",
        "export",
        "extends",
        "false",
        "finally",
        "for",
        "function",
        "if",
        "implements",
        "import",
        "in",
        "instanceof",
        "interface",
        "let",
        "new",
        "null",
        "package",
        "private",
        "protected",
        "public",
        "return",
        "static",
        "super",
        "switch",
        "this",
        "throw",
        "true",
        "try",
        "typeof",
        "var",
        "void",
        "while",
        "with",
        "yield",
    ]
)
_WIDTH: Final = 100


def literal(value: object, indent: int = 0) -> str:
    """Write a JSON value as a TypeScript literal, on one line where it fits.

    Args:
        value: What JSON can hold.
        indent: How many spaces its first line stands behind.

    Example:
        >>> literal({"maxAttempts": 3, "x-y": [True, None]})
        '{ maxAttempts: 3, "x-y": [true, null] }'
    """
    line = _on_one_line(value)
    if len(line) + indent <= _WIDTH or not isinstance(value, Mapping | list) or not value:
        return line
    inner = " " * (indent + 2)
    if isinstance(value, Mapping):
        fields = cast("Mapping[str, object]", value)
        lines = [f"{inner}{_key(name)}: {literal(item, indent + 2)},\n" for name, item in fields.items()]
        return "{\n" + "".join(lines) + " " * indent + "}"
    lines = [f"{inner}{literal(item, indent + 2)},\n" for item in cast("list[object]", value)]
    return "[\n" + "".join(lines) + " " * indent + "]"


def identifier(task_id: str) -> str:
    """Make a variable's name of a task's id.

    Example:
        >>> identifier("schedule-ab-hourlyMetrics"), identifier("delete"), identifier("2fa-sent")
        ('scheduleAbHourlyMetrics', 'deleteTask', 'task2faSent')
    """
    first, *rest = [part for part in re.split(r"[^A-Za-z0-9]+", task_id) if part] or ["task"]
    name = first + "".join(part[0].upper() + part[1:] for part in rest)
    if name in _RESERVED:
        return f"{name}Task"
    return name if not name[0].isdigit() else f"task{name}"


def comment(text: str) -> str:
    """Make a text safe inside a comment."""
    return " ".join(text.split()).replace("*/", "* /")


def _on_one_line(value: object) -> str:
    if isinstance(value, Mapping):
        fields = cast("Mapping[str, object]", value)
        return (
            "{ " + ", ".join(f"{_key(name)}: {_on_one_line(item)}" for name, item in fields.items()) + " }"
            if fields
            else "{}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(_on_one_line(item) for item in cast("list[object]", value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _key(name: str) -> str:
    return name if _IDENTIFIER.fullmatch(name) else json.dumps(name, ensure_ascii=False)
