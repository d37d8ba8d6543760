"""Lengths of time as Trigger.dev writes them: `2h30m`, whole seconds at the finest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from cgk_runtime.errors import InvalidOptionError
from cgk_runtime.providers.trigger_dev.superjson import date_text

_UNITS: Final = (("d", 86_400), ("h", 3600), ("m", 60), ("s", 1))


def duration_text(seconds: float, option: str) -> str:
    """Write a duration.

    Args:
        seconds: At least 1, whole.
        option: Its name, for the error.

    Raises:
        InvalidOptionError: Trigger.dev cannot express it.

    Example:
        >>> duration_text(5400, "ttl")
        '1h30m'
    """
    rest = _whole(seconds, option)
    text = ""
    for unit, size in _UNITS:
        count, rest = divmod(rest, size)
        text += f"{count}{unit}" if count else ""
    return text


def single_unit_text(seconds: float, option: str) -> str:
    """Write a duration in one unit, as the life of an idempotency key is written.

    Raises:
        InvalidOptionError: Trigger.dev cannot express it.

    Example:
        >>> single_unit_text(5400, "idempotency_key_ttl")
        '90m'
    """
    whole = _whole(seconds, option)
    unit, size = next((unit, size) for unit, size in _UNITS if whole % size == 0)
    return f"{whole // size}{unit}"


def delay_text(seconds: float, now: datetime | None = None) -> str | None:
    """Write a delay: as a duration, or where it is no whole number of seconds as the instant it ends.

    Args:
        seconds: From now on.
        now: Instead of the clock.

    Raises:
        InvalidOptionError: It is finer than milliseconds.
    """
    if seconds == 0:
        return None
    if seconds == int(seconds):
        return duration_text(seconds, "delay")
    milliseconds = seconds * 1000
    if abs(milliseconds - round(milliseconds)) > 1e-6:
        raise InvalidOptionError(f"delay wants whole milliseconds, not {seconds:g} s")
    return date_text((now or datetime.now(UTC)) + timedelta(milliseconds=round(milliseconds)))


def instant_text(moment: datetime, option: str, now: datetime | None = None) -> str:
    """Write an instant that is to come.

    Raises:
        InvalidOptionError: It has no timezone, or it is past; Trigger.dev would run the job at once and say nothing.
    """
    if moment.utcoffset() is None:
        raise InvalidOptionError(f"{option} wants an aware datetime, not {moment.isoformat()}")
    if moment <= (now or datetime.now(UTC)):
        raise InvalidOptionError(
            f"{option} is past ({date_text(moment)}) and the job would run at once; leave it out if that is meant"
        )
    return date_text(moment)


def _whole(seconds: float, option: str) -> int:
    whole = round(seconds)
    if abs(seconds - whole) > 1e-9 or whole < 1:
        raise InvalidOptionError(f"{option} wants whole seconds, at least 1, not {seconds:g} s")
    return whole
