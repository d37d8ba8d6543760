"""How long a job may wait between its send and its last attempt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Final

from cgk_codegen.resolve import Event

DEFAULT_DELAY: Final = timedelta(days=14)
"""The longest delay or ttl where the catalog does not say: Trigger.dev's cloud keeps no waiting run longer."""
ATTEMPT: Final = timedelta(hours=1)
"""What one attempt is taken to last at most."""


@dataclass(frozen=True, slots=True)
class Window:
    """How long a job of one event may wait.

    Attributes:
        delay: Its longest delay or ttl.
        retries: What all its attempts and the waits between them may take.
    """

    delay: timedelta
    retries: timedelta

    @property
    def days(self) -> int:
        """Both together, in whole days."""
        return ceil((self.delay + self.retries) / timedelta(days=1))

    def until(self, deployed: date) -> date:
        """Return the day until which a job may arrive that was sent before a deployment.

        Args:
            deployed: The day the last old producer ended.
        """
        return deployed + timedelta(days=self.days)


def window_of(event: Event) -> Window:
    """Return the window of an event, computed from its settings."""
    retry = event.retry
    waits, wait = 0.0, float(retry.min_timeout_ms)
    for _ in range(min(retry.max_attempts - 1, 1000)):
        waits += min(wait, retry.max_timeout_ms)
        wait = min(wait * retry.factor, retry.max_timeout_ms)
    retries = ATTEMPT * min(retry.max_attempts, 1000) + timedelta(milliseconds=waits)
    return Window(event.longest_delay or DEFAULT_DELAY, retries)
