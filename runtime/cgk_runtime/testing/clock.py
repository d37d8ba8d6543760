"""Virtual clock that a test advances."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from cgk_runtime.execution.timers import Timers

_START: Final = datetime(2026, 1, 1, tzinfo=UTC)


class VirtualClock:
    """Clock of the jobs under test, and their timers.

    Attributes:
        time: Seconds since 1970.
        timers: Timers of this clock; `step` fires them, not an event loop.
    """

    def __init__(self, start: datetime = _START) -> None:
        self.time = start.timestamp()
        self.timers = Timers(clock=self.now)

    def now(self) -> float:
        """Return the time, in seconds since 1970."""
        return self.time

    @property
    def instant(self) -> datetime:
        """The time, in UTC."""
        return datetime.fromtimestamp(self.time, UTC)

    def step(self, limit: float = float("inf")) -> bool:
        """Advance to the next timer and fire what is due.

        Args:
            limit: Latest time to advance to.

        Returns:
            True if a timer fired.
        """
        due = self.timers.next_due()
        if due is None or due > limit:
            return False
        self.time = max(self.time, due)
        self.timers.fire_due()
        return True
