"""Source locations of handlers, for messages."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def source_location(function: Callable[..., object]) -> str:
    """Return the file and line that define a function, such as `/app/tasks.py:12`."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    return f"{code.co_filename}:{code.co_firstlineno}" if code else repr(function)


def relative_place(place: str, directory: Path) -> str:
    """Return a file, with or without a line, relative to a folder: `app/tasks.py:12`."""
    from pathlib import Path  # each send imports this module, and pathlib takes 2 ms

    path = Path(place)
    return str(path.relative_to(directory)) if path.is_relative_to(directory) else place
