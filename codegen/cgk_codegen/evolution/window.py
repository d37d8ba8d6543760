"""Window of an event: the days in which a job that was already sent can still arrive."""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil
from typing import Final

from cgk_codegen.resolve import Event

DEFAULT_DELAY: Final = timedelta(days=14)
"""Longest delay or ttl if the catalog sets none: Trigger.dev's cloud keeps a waiting run for at most this time."""
ATTEMPT: Final = timedelta(hours=1)
"""Assumed longest duration of one attempt."""
_MAX_ATTEMPTS: Final = 1000


def window_end(event: Event, deployed: date) -> date:
    """Return the last day on which a job sent before a deployment can arrive.

    The window is the event's longest delay, plus all attempts and the waits between them.

    Args:
        event: The event with the settings under which the job was sent.
        deployed: Day on which the last producer with these settings was replaced.
    """
    retry = event.retry
    attempts = min(retry.max_attempts, _MAX_ATTEMPTS)
    waits, wait = 0.0, float(retry.min_timeout_ms)
    for _ in range(attempts - 1):
        waits += min(wait, retry.max_timeout_ms)
        wait = min(wait * retry.factor, retry.max_timeout_ms)
    window = (event.longest_delay or DEFAULT_DELAY) + ATTEMPT * attempts + timedelta(milliseconds=waits)
    return deployed + timedelta(days=ceil(window / timedelta(days=1)))
