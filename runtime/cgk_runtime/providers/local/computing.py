"""Stopping runs that have computed for longer than their task allows: what they wait for does not count."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from cgk_runtime.client.provider import RunStatus
    from cgk_runtime.providers.local.run import LocalRun
    from cgk_runtime.providers.local.timers import Timer


class ComputingHost(Protocol):
    """What keeps the time and ends runs."""

    @property
    def now(self) -> float:
        """Seconds since 1970."""
        ...

    def after(self, seconds: float, action: Callable[[], object]) -> Timer:
        """Do something later."""
        ...

    def call_off(self, timer: Timer) -> None:
        """Do it not."""
        ...

    def stop(self, run: LocalRun, status: RunStatus) -> None:
        """End a run."""
        ...


class Computing:
    """Counts while an attempt runs, and stops its run once that has computed long enough; a context manager.

    Args:
        run: The run; `computed` has what earlier attempts took.
        limit: Seconds.
        host: What keeps the time.
    """

    def __init__(self, run: LocalRun, limit: float, host: ComputingHost) -> None:
        self._run = run
        self._limit = limit
        self._host = host
        self._since = 0.0
        self._waits = 1
        self._timer: Timer | None = None

    def __enter__(self) -> Self:
        """Begin to count; `pause_computing` of this context means this."""
        _current.set(self)
        self.go_on()
        return self

    def __exit__(self, *_exception: object) -> None:
        """Count no more."""
        self.pause()

    def pause(self) -> None:
        """Wait for something; several parts of a handler may."""
        self._waits += 1
        if self._timer is not None:
            self._host.call_off(self._timer)
            self._timer = None
            self._run.computed += self._host.now - self._since

    def go_on(self) -> None:
        """Go on after one wait."""
        self._waits -= 1
        if self._waits == 0:
            self._since = self._host.now
            left = max(0.0, self._limit - self._run.computed)
            self._timer = self._host.after(left, lambda: self._host.stop(self._run, "timed_out"))


_current: ContextVar[Computing | None] = ContextVar("cgk_local_computing", default=None)


def computing() -> Computing | None:
    """Give what counts for the attempt that this code is part of, or None where nobody does."""
    return _current.get()
