"""Stack of entered scopes of the current context, and the generators that must not enter one."""

from __future__ import annotations

import inspect
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from types import FrameType

ScopeT = TypeVar("ScopeT")

_GENERATOR: Final = inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR
_DRIVERS: Final = frozenset({"contextlib", "_pytest", "pytest_asyncio"})
_DRIVING_FUNCTIONS: Final = frozenset(
    {"__enter__", "__aenter__", "_run_tests_and_fixtures"}  # the last one is anyio's pytest plugin
)


class ScopeStack(Generic[ScopeT]):
    """Stack of scopes of one kind in a context variable, which follows `await`, new asyncio tasks and threads.

    Args:
        name: The name of the context variable.
    """

    def __init__(self, name: str) -> None:
        self._entries: ContextVar[tuple[tuple[ScopeT, object], ...]] = ContextVar(name, default=())

    def enter(self, scope: ScopeT, manager: object) -> None:
        """Enter a scope, until `leave` is called with the same manager."""
        self._entries.set((*self._entries.get(), (scope, manager)))

    def leave(self, manager: object) -> None:
        """Leave the scope that a manager entered last in this context, and no other one.

        Contexts that were copied while it was open, such as those of tasks, keep it.
        """
        entries = self._entries.get()
        for at in reversed(range(len(entries))):
            if entries[at][1] is manager:
                self._entries.set(entries[:at] + entries[at + 1 :])
                return

    def replace(self, scope: ScopeT) -> None:
        """Make a scope the only one of the current context, for as long as the context exists."""
        self._entries.set(((scope, None),))

    def current(self) -> ScopeT | None:
        """Return the scope that was entered last and not left, or None."""
        entries = self._entries.get()
        return entries[-1][0] if entries else None


def entering_generator(frame: FrameType | None) -> str | None:
    """Return the name of the generator that enters a context manager, or None if a function or coroutine does.

    A generator shares the context of its consumer, so a scope it leaves open at a `yield` would be the consumer's too.
    That is intended where contextlib or a test framework runs it, as for `@contextmanager` functions and fixtures; then
    the code that uses the context manager decides.

    Args:
        frame: The frame of the context manager's `__enter__`, or a later one.
    """
    while frame is not None:
        code = frame.f_code
        is_generator = bool(code.co_flags & _GENERATOR)
        if is_generator and not _drives(frame.f_back):
            return code.co_qualname if hasattr(code, "co_qualname") else code.co_name
        if not is_generator and not _drives(frame):
            return None
        frame = frame.f_back
    return None


def _drives(frame: FrameType | None) -> bool:
    """Return whether a frame belongs to a context manager or to the code that runs one."""
    if frame is None:
        return False
    module: str = frame.f_globals.get("__name__", "")
    return frame.f_code.co_name in _DRIVING_FUNCTIONS or module.partition(".")[0] in _DRIVERS
