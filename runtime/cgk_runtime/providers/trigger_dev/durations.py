"""Durations and instants in Trigger.dev's notation: whole seconds such as `150m`, and dates as in JavaScript."""

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
    seconds = option_seconds(duration, option)
    whole_seconds = round(seconds)
    if abs(seconds - whole_seconds) > 1e-9 or whole_seconds < 1:
        raise InvalidOptionError(f"{option} must be whole seconds, at least 1")
    unit, size = next((unit, size) for unit, size in _UNITS if whole_seconds % size == 0)
    return f"{whole_seconds // size}{unit}"


def format_delay(delay: Duration | datetime, option: str = "delay") -> str | None:
    """Format a delay: whole seconds as a duration, anything else as the instant at which the delay ends.

    Args:
        delay: Time from now, or the instant.
        option: Name of the option, for the error.

    Returns:
        The text, or None for no delay.

    Raises:
        InvalidOptionError: The delay is more precise than milliseconds, or the instant has no timezone or is past;
            Trigger.dev would silently run the job at once.
    """
    now = datetime.now(UTC)
    if isinstance(delay, datetime):
        moment = option_instant(delay, option)
        if moment <= now:
            raise InvalidOptionError(f"{option} is in the past; omit it to run the job at once")
        return format_date(moment)
    seconds = option_seconds(delay, option, "seconds, a timedelta or an aware datetime")
    if seconds.is_integer():
        return format_duration(seconds, option) if seconds else None
    milliseconds = seconds * 1000
    if abs(milliseconds - round(milliseconds)) > 1e-6:
        raise InvalidOptionError(f"{option} must be whole milliseconds")
    return format_date(now + timedelta(milliseconds=round(milliseconds)))
