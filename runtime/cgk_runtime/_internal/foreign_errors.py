"""Safe access to exceptions of an application, whose class, text or causes may themselves raise when they are read."""

from __future__ import annotations

import traceback
from typing import Any

from cgk_runtime.errors import JobsError, error_text


class UnreadableExceptionError(JobsError):
    """An application raised an exception whose class cannot be read, so it cannot be reported or retried."""

    component = "Task"

    def __init__(self) -> None:
        super().__init__("The function raised an exception whose class cannot be read")


def is_readable(error: BaseException) -> bool:
    """Return whether the name and the class of an exception can be read.

    A metaclass may define `__name__`, and a class `__class__`, as properties that raise.
    """
    error_class: Any = type(error)  # Any: the attributes may be of any type
    try:
        names = (error_class.__name__, error_class.__qualname__, error_class.__module__)
        _ = error.__class__
        return all(isinstance(name, str) and name.isprintable() for name in names)
    except BaseException:  # noqa: BLE001  an application's properties may raise anything, also SystemExit
        return False


class SuppressUnreadable:
    """Context manager that suppresses an exception whose class cannot be read.

    The code after the block raises `UnreadableExceptionError`. If the block itself raised it, the unreadable exception
    would be its context, and error reports read the class of a context as well.

    It is not a `@contextmanager` function, because contextlib reads the class of the exception.
    """

    def __enter__(self) -> None:
        """Begin the block."""

    def __exit__(self, _error_type: object, error: BaseException | None, _traceback: object) -> bool:
        """Return whether to suppress the exception of the block."""
        return error is not None and not is_readable(error)


def traceback_text(error: BaseException) -> str:
    """Format a readable exception with its traceback; without its causes if they cannot be read."""
    try:
        return "".join(traceback.format_exception(error))
    except Exception:  # noqa: BLE001  a cause may be any exception of an application
        return "".join([*traceback.format_tb(error.__traceback__), f"{type(error).__name__}: {error_text(error)}"])
