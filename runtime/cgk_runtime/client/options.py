"""Options of a send."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast

from typing_extensions import TypedDict

from cgk_runtime._internal.numbers import LARGEST_COUNT, LARGEST_EXACT, is_whole
from cgk_runtime._internal.white_space import SPACES
from cgk_runtime.errors import LONGEST_SECONDS, InvalidOptionError

Duration = float | timedelta
"""A duration: seconds, or a timedelta."""


class JobOptions(TypedDict, total=False):
    """The options that all sends share."""

    delay: Duration
    """Run the job after this duration."""
    at: datetime
    """Run the job at this time, an aware datetime. Not together with `delay`."""
    idempotency_key: str
    """Sends of one event and tenant with the same key start one run."""
    idempotency_key_ttl: Duration
    """How long the key is valid; the provider's own default otherwise."""
    max_attempts: int
    """The number of attempts, including the first one; replaces the task's setting."""
    queue: str
    """The provider's queue to wait in."""
    concurrency_key: str
    """Jobs with the same key share the task's concurrency; other keys have their own."""
    priority: int
    """Run before jobs that were sent up to this many seconds earlier."""
    ttl: Duration
    """Drop the job if it has waited this long."""
    tags: Sequence[str]
    """Labels to find the run by."""
    metadata: Mapping[str, Any]
    """Your own data next to the payload, as JSON."""
    cross_tenant: bool
    """Allow a job for another tenant than the current one."""


class SendOptions(JobOptions, total=False, closed=True):
    """Options of a send, keyword-only.

    A provider refuses a send with an option that it does not support; no option is ignored.
    """


class WaitOptions(JobOptions, total=False, closed=True):
    """Options of a send that waits for the result."""

    timeout: Duration
    """The time to wait before `WaitTimeoutError`; by default as long as the run takes."""


@dataclass(frozen=True, slots=True)
class ResolvedOptions:
    """Validated options as passed to a provider: durations in seconds, the key scoped to event and tenant.

    Attributes:
        delay: Seconds from now, or None.
        at: A datetime in UTC, or None.
        idempotency_key: 64 hexadecimal characters, or None.
        idempotency_key_ttl: Seconds, or None.
        max_attempts: At least 1, or None.
        queue: A name, or None.
        concurrency_key: A key, or None.
        priority: Seconds, 0 for none.
        ttl: Seconds, or None.
        tags: Labels.
        metadata: JSON data, or None.
        idempotency_key_given: The key as the caller wrote it, for people to read; not an option.
    """

    delay: float | None = None
    at: datetime | None = None
    idempotency_key: str | None = None
    idempotency_key_ttl: float | None = None
    max_attempts: int | None = None
    queue: str | None = None
    concurrency_key: str | None = None
    priority: int = 0
    ttl: float | None = None
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, Any] | None = None
    idempotency_key_given: str | None = None

    def used(self) -> set[str]:
        """Return the names of the given options."""
        default = ResolvedOptions()
        used = {name for name in self.__slots__ if getattr(self, name) != getattr(default, name)}
        return used - {"idempotency_key_given"}


NO_OPTIONS: Final = ResolvedOptions()


def seconds(value: object, option: str) -> float:
    """Convert a duration to seconds.

    Args:
        value: Seconds, or a timedelta.
        option: The option's name, for the error.

    Raises:
        InvalidOptionError: The value is not a duration, negative, or longer than 100 years.
    """
    if isinstance(value, timedelta):
        value = value.total_seconds()
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LONGEST_SECONDS:
        raise InvalidOptionError(f"{option} must be seconds or a timedelta, from 0 to 100 years, not {_kind(value)}")
    return float(value)


def scoped_key(tenant_id: str, event: str, key: str) -> str:
    """Return the idempotency key on the wire: the SHA-256 of the JSON of [tenant, event, key], in hexadecimal.

    Keys never apply across tenants or events, and the TypeScript package computes the same ones.

    Example:
        >>> scoped_key("rawdog", "order.created", "order_123")[:16]
        '772ec49d08fe6f3c'
    """
    import hashlib

    document = json.dumps([tenant_id, event, key], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(document.encode()).hexdigest()


def resolve(options: JobOptions, tenant_id: str, event: str) -> ResolvedOptions:
    """Validate the options of a send; all problems are reported at once.

    Raises:
        InvalidOptionError: An option is unknown or has an invalid value.
    """
    given = {name: value for name, value in options.items() if name not in {"cross_tenant", "timeout"}}
    if not given:
        return NO_OPTIONS
    resolved: dict[str, Any] = {}
    mistakes: list[str] = []
    for name, value in given.items():
        reader = _READERS.get(name)
        if reader is None:
            mistakes.append(f"unknown option {name}; the options are {', '.join(sorted(_READERS))}")
            continue
        try:
            resolved[name] = reader(value, name)
        except InvalidOptionError as error:
            mistakes.append(error.detail)
    if "delay" in given and "at" in given:
        mistakes.append("pass delay or at, not both")
    if "idempotency_key_ttl" in given and "idempotency_key" not in given:
        mistakes.append("idempotency_key_ttl requires an idempotency_key")
    if mistakes:
        raise InvalidOptionError(f'Event "{event}": ' + "; ".join(mistakes))
    if "idempotency_key" in resolved:
        resolved["idempotency_key_given"] = resolved["idempotency_key"]
        resolved["idempotency_key"] = scoped_key(tenant_id, event, resolved["idempotency_key"])
    return ResolvedOptions(**resolved)


def check_resolved(options: ResolvedOptions, event: str) -> ResolvedOptions:
    """Return resolved options that another process sent, if they are valid.

    Raises:
        InvalidOptionError: An option has an invalid value; the error names all of them.
    """
    mistakes: list[str] = []
    for name in sorted(options.used()):
        try:
            _READERS[name](getattr(options, name), name)
        except InvalidOptionError as error:
            mistakes.append(error.detail)
    if mistakes:
        raise InvalidOptionError(f'Event "{event}": ' + "; ".join(mistakes))
    return options


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
            return next(filter(None, (_json_problem(one) for entry in entries.items() for one in entry)), None)
        case list() | tuple():
            return next(filter(None, map(_json_problem, cast("Sequence[object]", value))), None)
        case _:
            return f"is of type {type(value).__name__}"


def _text_problem(text: str) -> str | None:
    """Return why a text cannot be sent or stored, or None."""
    if "\0" in text:
        return "contains a NUL character"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "contains half of a surrogate pair"
    return None


def option_instant(value: object, option: str) -> datetime:
    """Return an option's time in UTC.

    Raises:
        InvalidOptionError: The value is not an aware datetime, or its year in UTC is not from 1 to 9999.
    """
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise InvalidOptionError(f"{option} must be an aware datetime, not {_kind(value)}")
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
        raise InvalidOptionError(f"{option} must be a string that is not blank, not {_kind(value)}")
    problem = _text_problem(value)
    if problem:
        raise InvalidOptionError(f"{option} {problem}")
    return value


def option_count(value: object, option: str) -> int:
    """Return an option's whole number.

    Raises:
        InvalidOptionError: The value is not a whole number, or not positive, or too large.
    """
    if not is_whole(value, 1, LARGEST_COUNT):
        raise InvalidOptionError(f"{option} must be a whole number from 1 to {LARGEST_COUNT}, not {_kind(value)}")
    return value


def _whole_seconds(value: object, option: str) -> int:
    if not is_whole(value, 0, LARGEST_COUNT):
        raise InvalidOptionError(f"{option} must be whole seconds from 0 to {LARGEST_COUNT}, not {_kind(value)}")
    return value


def _labels(value: object, option: str) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise InvalidOptionError(f"{option} must be a list of strings, not {_kind(value)}")
    return tuple(option_text(item, option) for item in cast("Sequence[object]", value))


def _json_object(value: object, option: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InvalidOptionError(f"{option} must be a mapping, not {_kind(value)}")
    check_json(cast("object", value), option)
    # A copy without the caller's own classes, which the JSON encoder does not accept.
    copy: dict[str, Any] = json.loads(json.dumps(value, default=_plain_mapping))
    return copy


def _plain_mapping(value: object) -> dict[str, object]:
    return dict(cast("Mapping[str, object]", value))


def _kind(value: object) -> str:
    """Describe a value without repeating it: it may be personal data, or too long to print."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | datetime):
        return f"a value of type {type(value).__name__}"
    match value:
        case str():
            return "a string" if value.strip(SPACES) else "a blank string"
        case datetime():
            return "a datetime without a timezone"
        case float() if not value.is_integer():
            return "NaN" if math.isnan(value) else "this fraction" if math.isfinite(value) else "an infinite number"
        case _:
            return "a negative number" if value < 0 else "zero" if not value else "this number"


_READERS: Final[dict[str, Callable[[object, str], Any]]] = {
    "delay": seconds,
    "at": option_instant,
    "idempotency_key": option_text,
    "idempotency_key_ttl": seconds,
    "max_attempts": option_count,
    "queue": option_text,
    "concurrency_key": option_text,
    "priority": _whole_seconds,
    "ttl": seconds,
    "tags": _labels,
    "metadata": _json_object,
}

ALL_OPTIONS: Final = frozenset(_READERS)
"""The names of all options."""
