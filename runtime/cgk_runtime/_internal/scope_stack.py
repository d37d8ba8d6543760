"""Stack of entered scopes of the current context, with a check that generators do not enter one."""

from __future__ import annotations

import asyncio
import inspect
import sys
import threading
import weakref
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from cgk_runtime.errors import ScopeInGeneratorError, TenantError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

ScopeT = TypeVar("ScopeT")

_GENERATOR_FLAGS: Final = inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR
_CONTEXT_MANAGER_MODULES: Final = frozenset({"contextlib", "_pytest", "pytest_asyncio"})
"""Modules that run generators as context managers or fixtures."""
_CONTEXT_MANAGER_FUNCTIONS: Final = frozenset(
    {"__enter__", "__aenter__", "_run_tests_and_fixtures", "run_asyncgen_fixture"}  # the last two are anyio's
)


@dataclass(slots=True, eq=False)
class _Entry(Generic[ScopeT]):
    """One entered scope.

    Attributes:
        scope: The scope.
        manager: The context manager that entered it.
        generator: The innermost generator that ran when it was entered, or None.
        flow: The asyncio task or thread that entered it.
        in_generator: Whether it, or an entry below it, was entered while a generator ran.
    """

    scope: ScopeT
    manager: object
    generator: FrameType | None = None
    flow: weakref.ref[object] | None = None
    in_generator: bool = False


class ScopeStack(Generic[ScopeT]):
    """Stack of scopes of one kind in a context variable, which follows `await`, new asyncio tasks and threads.

    Args:
        name: The name of the context variable.
    """

    def __init__(self, name: str) -> None:
        self._entries: ContextVar[tuple[_Entry[ScopeT], ...]] = ContextVar(name, default=())

    def enter(self, scope: ScopeT, manager: object) -> None:
        """Enter a scope, until `leave` is called with the same manager.

        Raises:
            ScopeInGeneratorError: A generator enters it, and its consumer would be in the scope too.
            TenantError: The manager is already open, and another scope was entered inside it.
        """
        entries = self._entries.get()
        # Leaving cannot distinguish the two blocks of one manager, and would restore the wrong tenant.
        if entries and entries[-1].manager is not manager and any(entry.manager is manager for entry in entries):
            raise TenantError(
                "This context manager is open already, and another scope was entered inside it; create one for each "
                "block: `with with_tenant(tenant_id):`"
            )
        frame = sys._getframe(1)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # no other way
        generator, is_direct = _consumed_generator(frame)
        if generator is None:
            entry = _Entry(scope, manager, in_generator=bool(entries) and entries[-1].in_generator)
        elif is_direct:
            raise ScopeInGeneratorError(generator.f_code.co_qualname)
        else:
            entry = _Entry(scope, manager, generator, weakref.ref(_flow()), in_generator=True)
        self._entries.set((*entries, entry))

    def leave(self, manager: object) -> None:
        """Leave the scope that a manager entered last in this context, and no other one.

        Contexts that were copied while the scope was open, such as those of tasks, keep it.
        """
        entries = self._entries.get()
        for index in reversed(range(len(entries))):
            if entries[index].manager is manager:
                self._entries.set(entries[:index] + entries[index + 1 :])
                return

    def replace(self, scope: ScopeT) -> None:
        """Make a scope the only one of the current context, for as long as the context exists."""
        self._entries.set((_Entry(scope, None),))

    def current(self) -> ScopeT | None:
        """Return the scope that was entered last and not left, or None.

        Raises:
            ScopeInGeneratorError: A scope was left open across a `yield`, so the current one is ambiguous: a generator
                entered it and the generator's consumer reads it, or the reverse.
        """
        entries = self._entries.get()
        if not entries:
            return None
        last = entries[-1]
        if last.in_generator:
            flow = _flow()
            # The generator of each entry, or None if another task or thread entered it.
            owners = [entry.generator if entry.flow is not None and entry.flow() is flow else None for entry in entries]
            current_frame = sys._getframe(1)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # no other way
            running = next((frame for frame in _call_stack(current_frame) if frame in owners), None)
            # The last scope must belong to the running generator, or to none if none of the owners runs.
            if owners[-1] is not running and (generator := owners[-1] or running) is not None:
                raise ScopeInGeneratorError(generator.f_code.co_qualname)
        return last.scope


def _consumed_generator(frame: FrameType | None) -> tuple[FrameType | None, bool]:
    """Return the innermost generator that has a consumer of its own, and whether it runs the context manager itself.

    A generator shares the context of its consumer, so a scope it leaves open at a `yield` would be the consumer's too.
    That is intended if contextlib or a test framework runs it, as for `@contextmanager` functions and fixtures. The
    search then continues with the code that uses the context manager.

    Args:
        frame: The frame of the context manager's `__enter__`.
    """
    is_direct = True
    for running in _call_stack(frame):
        code = running.f_code
        if code.co_flags & _GENERATOR_FLAGS and code.co_name not in _CONTEXT_MANAGER_FUNCTIONS:
            if not _runs_context_manager(running.f_back):
                return running, is_direct
        elif is_direct:
            is_direct = _runs_context_manager(running)  # False if an ordinary function entered the scope
    return None, False


def _runs_context_manager(frame: FrameType | None) -> bool:
    """Return whether a frame belongs to a context manager, or to code that runs a generator as one."""
    if frame is None:
        return False
    module: str = frame.f_globals.get("__name__", "")
    return frame.f_code.co_name in _CONTEXT_MANAGER_FUNCTIONS or module.partition(".")[0] in _CONTEXT_MANAGER_MODULES


def _call_stack(frame: FrameType | None) -> Iterator[FrameType]:
    """Yield the running frames, innermost first, through greenlets, in which SQLAlchemy runs its asyncio drivers."""
    library = sys.modules.get("greenlet")
    greenlet: Any = library and library.getcurrent()  # Any: an optional package without types
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
