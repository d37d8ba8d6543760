"""Stack of entered scopes, which stays right when generators and their consumers enter scopes in turn.

A context variable holds the stack: it follows `await` and new asyncio tasks, and never leaks into another request or
job. Generators need more, because a generator shares the context of its consumer: a scope entered by one must not be
current in the other. Each entry therefore records its owner, the running generator around it, and is current only while
that generator runs.
"""

from __future__ import annotations

import asyncio
import inspect
import sys
import threading
import weakref
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

ScopeT = TypeVar("ScopeT")

_GENERATOR: Final = inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR
_FORWARDING_MODULES: Final = frozenset({"contextlib", "_pytest", "pytest_asyncio"})
_FORWARDING_FUNCTIONS: Final = frozenset(
    {"__enter__", "__aenter__", "__exit__", "__aexit__", "_run_tests_and_fixtures"}  # the last one is anyio's
)
_CALLBACK: Final = asyncio.Handle._run.__code__  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # below each callback


class AmbiguousScopeError(Exception):
    """A task or thread was started while a generator was in one scope and its consumer in another."""


@dataclass(eq=False, slots=True)
class _Entry(Generic[ScopeT]):
    """One entered scope.

    Attributes:
        scope: The scope.
        manager: The context manager that entered it.
        owner: The innermost running generator that has entered a scope, or None.
        flow: The asyncio task or thread that entered it.
        is_left: True once it was left; contexts copied earlier still hold it.
    """

    scope: ScopeT
    manager: object
    owner: FrameType | None
    flow: weakref.ref[object]
    is_left: bool = False


class ScopeStack(Generic[ScopeT]):
    """Stack of scopes of one kind.

    Args:
        name: The name of its context variable.
    """

    def __init__(self, name: str) -> None:
        self._entries: ContextVar[tuple[_Entry[ScopeT], ...]] = ContextVar(name, default=())
        self._by_generator: dict[FrameType, list[_Entry[ScopeT]]] = {}

    def enter(self, scope: ScopeT, manager: object) -> None:
        """Enter a scope, until `leave` is called with the same manager."""
        user = _user_frame(sys._getframe(1))  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        is_generator = user is not None and bool(user.f_code.co_flags & _GENERATOR)
        owner = user if is_generator else self._running_owner(user)[0]
        entry = _Entry(scope, manager, owner, weakref.ref(_flow()))
        self._entries.set((*self._current_entries(), entry))
        if is_generator and user is not None:
            self._by_generator.setdefault(user, []).append(entry)

    def leave(self, manager: object) -> None:
        """Leave the scope that a manager entered last, and no other one."""
        user = _user_frame(sys._getframe(1))  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        owner = user if user in self._by_generator else self._running_owner(user)[0]
        entries = self._entries.get()
        # A generator may be resumed in another context than that of its first step.
        mine = [one for one in (*self._by_generator.get(user, ()), *entries) if one.manager is manager] if user else []
        if not mine:
            return
        entry = next((one for one in reversed(mine) if one.owner is owner), mine[-1])
        entry.is_left = True
        self._entries.set(tuple(one for one in entries if one is not entry))
        if entry.owner is not None:
            others = [one for one in self._by_generator.get(entry.owner, ()) if one is not entry]
            if others:
                self._by_generator[entry.owner] = others
            else:
                self._by_generator.pop(entry.owner, None)

    def replace(self, scope: ScopeT) -> None:
        """Make a scope the only one of the current context, for as long as the context exists."""
        owner = self._running_owner(sys._getframe(1))[0]  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        self._entries.set((_Entry(scope, None, owner, weakref.ref(_flow())),))

    def current(self) -> ScopeT | None:
        """Return the scope of the innermost block around the caller, or None.

        Raises:
            AmbiguousScopeError: The scope was inherited from a generator or its consumer, which are in different ones.
        """
        entries = self._entries.get()
        if not self._by_generator and not any(entry.owner for entry in entries):
            return entries[-1].scope if entries else None
        owner, is_same_flow = self._running_owner(sys._getframe(1))  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        if owner is not None:
            for entry in reversed(entries):
                if entry.owner is owner:
                    return entry.scope
            # Each step of the generator runs in a context of its own, as in a thread pool.
            return self._by_generator[owner][-1].scope if is_same_flow else None
        return self._outside_generators()

    def _outside_generators(self) -> ScopeT | None:
        here = _flow()
        entries = self._current_entries()
        plain = [entry for entry in entries if entry.owner is None]
        inherited = [entry for entry in entries if entry.owner is not None and entry.flow() is not here]
        if not plain:
            # The context may have been copied after a generator that was never resumed left its scope.
            inherited = [entry for entry in inherited if not entry.is_left]
        if not inherited or (plain and plain[-1].flow() is here):
            return plain[-1].scope if plain else None
        # The context was copied by the generator or by its consumer; nothing tells which.
        scopes = {entry.scope for entry in (*plain[-1:], *inherited)}
        if len(scopes) > 1:
            raise AmbiguousScopeError
        return inherited[-1].scope

    def _current_entries(self) -> tuple[_Entry[ScopeT], ...]:
        """Return the entries without those that were left from another context, as by the garbage collector."""
        entries = self._entries.get()
        if not any(entry.is_left for entry in entries):
            return entries
        here = _flow()
        return tuple(entry for entry in entries if not (entry.is_left and entry.flow() is here))

    def _running_owner(self, frame: FrameType | None) -> tuple[FrameType | None, bool]:
        """Return the innermost running generator with a scope, and whether it runs in the caller's own task."""
        is_same_flow = True
        if self._by_generator:
            for one in _call_stack(frame):
                if one in self._by_generator:
                    return one, is_same_flow
                if one.f_code is _CALLBACK:
                    is_same_flow = False
        return None, is_same_flow


def _user_frame(frame: FrameType | None) -> FrameType | None:
    """Return the frame that uses a context manager, below the methods, generators and fixtures that forward to it."""
    while frame is not None:
        is_generator = bool(frame.f_code.co_flags & _GENERATOR)
        if not _forwards(frame) and not (is_generator and frame.f_back is not None and _forwards(frame.f_back)):
            return frame
        frame = frame.f_back
    return None


def _forwards(frame: FrameType) -> bool:
    module: str = frame.f_globals.get("__name__", "")
    return frame.f_code.co_name in _FORWARDING_FUNCTIONS or module.partition(".")[0] in _FORWARDING_MODULES


def _call_stack(frame: FrameType | None) -> Iterator[FrameType]:
    """Yield the running frames, innermost first, through greenlets, in which SQLAlchemy runs its asyncio drivers."""
    library = sys.modules.get("greenlet")
    greenlet: Any = library and library.getcurrent()  # Any: an optional package, which has no types
    while frame is not None:
        yield frame
        frame = frame.f_back
        while frame is None and greenlet is not None:
            greenlet = greenlet.parent
            frame = greenlet and greenlet.gr_frame


def _flow() -> object:
    """Return the current asyncio task, or else the current thread."""
    try:
        task = asyncio.current_task()
    except RuntimeError:
        task = None
    return task or threading.current_thread()
