"""Timers on one heap, with one event loop callback for the next one."""

from __future__ import annotations

import asyncio
import contextvars
import heapq
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Final

_MIN_CANCELLED: Final = 64
"""Number of canceled timers that stay on the heap in any case, because removing them takes time."""


@dataclass(order=True, slots=True)
class Timer:
    """A timer; timers are ordered by time, then by number.

    Attributes:
        when: The time on the clock of its `Timers`, in seconds.
        number: Order of timers with the same time.
        action: The callback; None once the timer fired or was canceled.
    """

    when: float
    number: int
    action: Callable[[], object] | None = field(compare=False)


class Timers:
    """Heap of timers that fire on one event loop.

    Args:
        clock: A monotonic clock in seconds, such as `time.monotonic`.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._heap: list[Timer] = []
        self._numbers = count()
        self._cancelled_count = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._handle: asyncio.TimerHandle | None = None
        self._handle_when = float("inf")
        # Callbacks must not inherit the context of the job that created the timer.
        self._context = contextvars.Context()

    def bind(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """Use this event loop from now on; with None, no timer fires."""
        if self._handle is not None:
            self._handle.cancel()
        self._loop = loop
        self._handle = None
        self._handle_when = float("inf")
        self._schedule_next()

    def now(self) -> float:
        """Return the clock's time, in seconds."""
        return self._clock()

    def after(self, seconds: float, action: Callable[[], object]) -> Timer:
        """Create a timer.

        Args:
            seconds: The delay in seconds.
            action: The callback; it must not raise.
        """
        timer = Timer(self._clock() + seconds, next(self._numbers), action)
        heapq.heappush(self._heap, timer)
        if timer.when < self._handle_when:
            self._schedule_next()
        return timer

    def cancel(self, timer: Timer) -> None:
        """Cancel a timer."""
        if timer.action is None:
            return
        timer.action = None
        self._cancelled_count += 1
        if self._cancelled_count > _MIN_CANCELLED and self._cancelled_count * 2 > len(self._heap):
            self._heap = [entry for entry in self._heap if entry.action is not None]
            heapq.heapify(self._heap)
            self._cancelled_count = 0

    def next_due(self) -> float | None:
        """Return the time of the next timer on this clock, or None."""
        while self._heap and self._heap[0].action is None:
            heapq.heappop(self._heap)
            self._cancelled_count -= 1
        return self._heap[0].when if self._heap else None

    def fire_due(self) -> None:
        """Call all due timers."""
        self._handle = None
        self._handle_when = float("inf")
        now = self._clock()
        while self._heap and self._heap[0].when <= now:
            timer = heapq.heappop(self._heap)
            action, timer.action = timer.action, None
            if action is None:
                self._cancelled_count -= 1
            else:
                action()
        self._schedule_next()

    def _schedule_next(self) -> None:
        if self._loop is None or not self._heap or self._heap[0].when >= self._handle_when:
            return
        if self._handle is not None:
            self._handle.cancel()
        self._handle_when = self._heap[0].when
        delay = max(0.0, self._handle_when - self._clock())
        self._handle = self._loop.call_later(delay, self.fire_due, context=self._context)
