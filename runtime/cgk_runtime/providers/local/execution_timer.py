"""Limit on the execution time of a run; time spent waiting for other jobs does not count."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from cgk_runtime.execution.timers import Timer, Timers
    from cgk_runtime.providers.local.run import LocalRun


class ExecutionTimer:
    """Context manager that measures one attempt and calls back when its run reaches the limit.

    Args:
        run: The run; `execution_seconds` holds the time its earlier attempts took.
        limit: Seconds.
        timers: Clock and timers of the provider.
        on_timeout: Called when the limit is reached.
    """

    def __init__(self, run: LocalRun, limit: float, timers: Timers, on_timeout: Callable[[], object]) -> None:
        self._run = run
        self._limit = limit
        self._timers = timers
        self._on_timeout = on_timeout
        self._resumed_at = 0.0
        self._pauses = 1
        self._timer: Timer | None = None

    def __enter__(self) -> Self:
        """Start measuring."""
        _current.set(self)
        self.resume()
        return self

    def __exit__(self, *_exception: object) -> None:
        """Stop measuring."""
        self.pause()

    def pause(self) -> None:
        """Stop the timer; concurrent parts of a handler may each pause it."""
        self._pauses += 1
        if self._timer is not None:
            self._timers.cancel(self._timer)
            self._timer = None
            self._run.execution_seconds += self._timers.now() - self._resumed_at

    def resume(self) -> None:
        """Undo one pause; the timer runs again when none is left."""
        self._pauses -= 1
        if self._pauses == 0:
            self._resumed_at = self._timers.now()
            remaining = max(0.0, self._limit - self._run.execution_seconds)
            self._timer = self._timers.after(remaining, self._on_timeout)


_current: ContextVar[ExecutionTimer | None] = ContextVar("cgk_local_execution_timer", default=None)


def current_execution_timer() -> ExecutionTimer | None:
    """Return the timer of the attempt this code belongs to, or None if its task has no limit."""
    return _current.get()
