"""A clock that moves when a test says so."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from cgk_runtime.execution.timers import Timers

_START: Final = datetime(2026, 1, 1, tzinfo=UTC)


class VirtualClock:
    """The time for jobs under test, and the timers that fire as it passes.

    Attributes:
        time: Seconds since 1970.
        timers: What waits on this clock; no event loop fires them.
    """

    def __init__(self, start: datetime = _START) -> None:
        self.time = start.timestamp()
        self.timers = Timers(clock=self.now)

    def now(self) -> float:
        """Give the time, in seconds since 1970."""
        return self.time

    @property
    def instant(self) -> datetime:
        """The time, in UTC."""
        return datetime.fromtimestamp(self.time, UTC)

    def step(self, limit: float = float("inf")) -> bool:
        """Move on to the next timer and fire what is due then.

        Args:
            limit: Not beyond this time.

        Returns:
            Whether there was a timer to fire.
        """
        due = self.timers.next_due()
        if due is None or due > limit:
            return False
        self.time = max(self.time, due)
        self.timers.fire_due()
        return True
