"""Validation of single option values. Errors describe a value without repeating it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from cgk_runtime._internal.numbers import LARGEST_COUNT, LARGEST_EXACT, is_whole
from cgk_runtime._internal.white_space import SPACES
from cgk_runtime.errors import LONGEST_SECONDS, InvalidOptionError


def option_seconds(value: object, option: str, expected: str = "seconds or a timedelta") -> float:
    """Return an option's duration in seconds.

    Args:
        value: Seconds, or a timedelta.
        option: The option's name, for the error text.
        expected: The forms that the option accepts, for the error text.

    Raises:
        InvalidOptionError: The value is not a duration, negative, or longer than 100 years.
    """
    if isinstance(value, timedelta):
        value = value.total_seconds()
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LONGEST_SECONDS:
        raise InvalidOptionError(f"{option} must be {expected}, from 0 to 100 years, not {describe_value(value)}")
    return float(value)


def option_instant(value: object, option: str) -> datetime:
    """Return an option's time in UTC.

    Raises:
        InvalidOptionError: The value is not an aware datetime, or its year in UTC is not from 1 to 9999.
    """
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise InvalidOptionError(f"{option} must be an aware datetime, not {describe_value(value)}")
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise InvalidOptionError(f"{option} must be within the years 1 to 9999 in UTC") from None


def option_text(value: object, option: str) -> str:
    """Return an option's text.

    Raises:
        InvalidOptionError: The value is not a text, is blank, or cannot be sent or stored.
    """
    if not isinstance(value, str) or not value.strip(SPACES):
        raise InvalidOptionError(f"{option} must be a string that is not blank, not {describe_value(value)}")
    problem = _text_problem(value)
    if problem:
        raise InvalidOptionError(f"{option} {problem}")
    return value


def option_count(value: object, option: str, least: int = 1) -> int:
    """Return an option's whole number.

    Raises:
        InvalidOptionError: The value is not a whole number, or too small or too large.
    """
    if not is_whole(value, least, LARGEST_COUNT):
        raise InvalidOptionError(
            f"{option} must be a whole number from {least} to {LARGEST_COUNT}, not {describe_value(value)}"
        )
    return value


def option_labels(value: object, option: str, expected: str = "a list of strings") -> tuple[str, ...]:
    """Return an option's texts.

    Args:
        value: The texts.
        option: The option's name, for the error text.
        expected: The forms that the option accepts, for the error text.

    Raises:
        InvalidOptionError: The value is not a list, or one of its items is not a text that can be sent.
    """
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise InvalidOptionError(f"{option} must be {expected}, not {describe_value(value)}")
    return tuple(option_text(item, f"an item of {option}") for item in cast("Sequence[object]", value))


def option_json_object(value: object, option: str) -> Mapping[str, Any]:
    """Return a copy of an option's JSON object.

    Raises:
        InvalidOptionError: The value is not a mapping, or cannot be stored as JSON.
    """
    if not isinstance(value, Mapping):
        raise InvalidOptionError(f"{option} must be a mapping, not {describe_value(value)}")
    check_json(cast("object", value), option)
    # Copy without the caller's own classes, which the JSON encoder does not accept.
    copy: dict[str, Any] = json.loads(json.dumps(value, default=_plain_mapping))
    return copy


def check_json(value: object, option: str) -> None:
    """Check that every provider and database can store a value as JSON.

    Raises:
        InvalidOptionError: It cannot be stored; the error does not repeat the value.
    """
    try:
        problem = _json_problem(value)
    except RecursionError:
        problem = "is nested too deeply or contains itself"
    if problem:
        raise InvalidOptionError(f"{option} must be JSON data, but a part of it {problem}")


def _json_problem(value: object) -> str | None:
    match value:
        case None | bool():
            return None
        case str():
            return _text_problem(value)
        case int():
            return None if abs(value) <= LARGEST_EXACT else "is an integer beyond 2^53 - 1, which JavaScript rounds"
        case float():
            return None if math.isfinite(value) else "is NaN or infinite"
        case Mapping():
            entries = cast("Mapping[object, object]", value)
            if not all(isinstance(key, str) for key in entries):
                return "has a key that is not a string"
            return next(filter(None, (_json_problem(part) for entry in entries.items() for part in entry)), None)
        case list() | tuple():
            return next(filter(None, map(_json_problem, cast("Sequence[object]", value))), None)
        case _:
            return f"is of type {type(value).__name__}"


def _text_problem(text: str) -> str | None:
    """Return the reason why a text cannot be sent or stored, or None."""
    if "\0" in text:
        return "contains a NUL character"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "contains a lone surrogate"
    return None


def _plain_mapping(value: object) -> dict[str, object]:
    return dict(cast("Mapping[str, object]", value))


def describe_value(value: object) -> str:
    """Describe a value without repeating it: it may be personal data, or too long to print."""
    if isinstance(value, str):
        return "a string" if value.strip(SPACES) else "a blank string"
    if isinstance(value, datetime) and value.utcoffset() is None:
        return "a datetime without a timezone"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "this number"
    return f"a value of type {type(value).__name__}"
