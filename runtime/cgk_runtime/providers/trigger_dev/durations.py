"""Durations and instants in Trigger.dev's notation: `150m`, in whole seconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from cgk_runtime.client.option_values import option_instant, option_seconds
from cgk_runtime.client.options import Duration
from cgk_runtime.errors import InvalidOptionError
from cgk_runtime.providers.trigger_dev.superjson import format_date

_UNITS: Final = (("d", 86_400), ("h", 3600), ("m", 60), ("s", 1))


def format_duration(duration: Duration, option: str) -> str:
    """Format a duration in a single unit, as the API requires for the lifetime of an idempotency key.

    Args:
        duration: Whole seconds, at least 1, or a timedelta.
        option: Name of the option, for the error.

    Raises:
        InvalidOptionError: The duration is not a whole number of seconds.

    Example:
        >>> format_duration(5400, "ttl")
        '90m'
    """
    length = option_seconds(duration, option)
    whole = round(length)
    if abs(length - whole) > 1e-9 or whole < 1:
        raise InvalidOptionError(f"{option} must be whole seconds, at least 1")
    unit, size = next((unit, size) for unit, size in _UNITS if whole % size == 0)
    return f"{whole // size}{unit}"


def format_delay(delay: Duration | datetime, instant: str = "delay") -> str | None:
    """Format a delay: as a duration, or as its end if it is an instant or not a whole number of seconds.

    Args:
        delay: Time from now, or the instant.
        instant: Name of the option that holds an instant, for the error.

    Returns:
        The text, or None for no delay.

    Raises:
        InvalidOptionError: The delay is more precise than milliseconds, or the instant has no timezone or is past;
            Trigger.dev would silently run the job at once.
    """
    now = datetime.now(UTC)
    if isinstance(delay, datetime):
        moment = option_instant(delay, "delay")
        if moment <= now:
            raise InvalidOptionError(f"{instant} is in the past; omit it to run the job at once")
        return format_date(moment)
    length = option_seconds(delay, "delay")
    if length.is_integer():
        return format_duration(length, "delay") if length else None
    milliseconds = length * 1000
    if abs(milliseconds - round(milliseconds)) > 1e-6:
        raise InvalidOptionError("delay must be whole milliseconds")
    return format_date(now + timedelta(milliseconds=round(milliseconds)))
