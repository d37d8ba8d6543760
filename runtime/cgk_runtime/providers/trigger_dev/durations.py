"""Durations and instants in Trigger.dev's notation: `150m`, in whole seconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from cgk_runtime.errors import InvalidOptionError
from cgk_runtime.providers.trigger_dev.superjson import format_date

_UNITS: Final = (("d", 86_400), ("h", 3600), ("m", 60), ("s", 1))


def format_duration(seconds: float, option: str) -> str:
    """Format a duration in a single unit, as the API requires for the lifetime of an idempotency key.

    Args:
        seconds: Whole seconds, at least 1.
        option: Name of the option, for the error.

    Raises:
        InvalidOptionError: The duration is not a whole number of seconds.

    Example:
        >>> format_duration(5400, "ttl")
        '90m'
    """
    whole = _whole(seconds, option)
    unit, size = next((unit, size) for unit, size in _UNITS if whole % size == 0)
    return f"{whole // size}{unit}"


def format_delay(seconds: float, now: datetime | None = None) -> str | None:
    """Format a delay: as a duration, or as its end if it is not a whole number of seconds.

    Args:
        seconds: Seconds from now.
        now: Current time; the clock by default.

    Returns:
        The text, or None for no delay.

    Raises:
        InvalidOptionError: The delay is more precise than milliseconds.
    """
    if seconds == 0:
        return None
    if seconds == int(seconds):
        return format_duration(seconds, "delay")
    milliseconds = seconds * 1000
    if abs(milliseconds - round(milliseconds)) > 1e-6:
        raise InvalidOptionError("delay must be whole milliseconds")
    return format_date((now or datetime.now(UTC)) + timedelta(milliseconds=round(milliseconds)))


def format_instant(moment: datetime, option: str, now: datetime | None = None) -> str:
    """Format an instant in the future.

    Raises:
        InvalidOptionError: The instant has no timezone, or it is past; Trigger.dev would silently run the job at once.
    """
    if moment.utcoffset() is None:
        raise InvalidOptionError(f"{option} must be a datetime with a timezone")
    if moment <= (now or datetime.now(UTC)):
        raise InvalidOptionError(f"{option} is in the past; omit it to run the job at once")
    return format_date(moment)


def _whole(seconds: float, option: str) -> int:
    whole = round(seconds)
    if abs(seconds - whole) > 1e-9 or whole < 1:
        raise InvalidOptionError(f"{option} must be whole seconds, at least 1")
    return whole
