"""Compensation for short delays, which an Inngest server shortens further."""

from __future__ import annotations

from typing import Final

_SHORTENED_BELOW: Final = 2.0
"""Delays of fewer seconds can be shortened."""
_SERVER_TICK: Final = 1.0
"""Seconds between the times at which a server starts such jobs."""


def requested_delay(seconds: float) -> float:
    """Return the delay to request from a server, which then waits for at least the given delay.

    A server starts a job that is due in less than a second at the next full second of its clock, which can be almost
    now. Delays below two seconds get one more second, because less than a second of them may remain when the request
    arrives.

    Example:
        >>> requested_delay(1.0), requested_delay(2.0), requested_delay(0)
        (2.0, 2.0, 0)
    """
    return seconds + _SERVER_TICK if 0 < seconds < _SHORTENED_BELOW else seconds
