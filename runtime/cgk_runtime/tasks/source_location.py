"""Source locations of handlers, for messages."""

from __future__ import annotations

import inspect
from collections.abc import Callable


def source_location(function: Callable[..., object]) -> str:
    """Return the file and line that define a function, such as `/app/tasks.py:12`."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    return f"{code.co_filename}:{code.co_firstlineno}" if code else repr(function)
