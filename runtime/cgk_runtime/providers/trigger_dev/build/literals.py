"""TypeScript source text for JSON values, identifiers and comments."""

from __future__ import annotations

import json
import re


def literal(value: object, indent: int | None = None) -> str:
    """Format JSON data as a TypeScript literal: on one line, or indented.

    Args:
        value: JSON data.
        indent: Number of spaces before the first line, to indent the others equally; None for one line.

    Example:
        >>> literal({"maxAttempts": 3})
        '{"maxAttempts": 3}'
    """
    if indent is None:
        return json.dumps(value, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False, indent=2).replace("\n", "\n" + " " * indent)


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
