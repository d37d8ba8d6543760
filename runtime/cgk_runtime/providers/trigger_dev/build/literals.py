"""TypeScript source text for JSON values, identifiers and comments."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final, cast

_IDENTIFIER: Final = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_WIDTH: Final = 100


def literal(value: object, indent: int = 0) -> str:
    """Format JSON data as a TypeScript literal, on one line if it fits.

    Args:
        value: JSON data.
        indent: Indentation of the first line.

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
    """Convert a task id to an identifier. Single words get a suffix, because they may be reserved.

    Example:
        >>> identifier("schedule-ab-hourlyMetrics"), identifier("delete"), identifier("2fa-sent")
        ('scheduleAbHourlyMetrics', 'deleteTask', 'task2faSent')
    """
    first, *rest = [part for part in re.split(r"[^A-Za-z0-9]+", task_id) if part] or ["task"]
    name = first + "".join(part[0].upper() + part[1:] for part in rest or ["task"])
    return f"task{name}" if name[0].isdigit() else name


def comment(text: str) -> str:
    """Return a text on one line that cannot end a comment."""
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
