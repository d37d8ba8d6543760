"""What a send may ask for beyond event and payload."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast

from typing_extensions import TypedDict

from cgk_runtime.errors import InvalidOptionError

Duration = float | timedelta
"""A length of time: seconds, or a timedelta."""


class JobOptions(TypedDict, total=False):
    """What a job may be sent with."""

    delay: Duration
    """Run it this much later."""
    at: datetime
    """Run it then; an aware datetime. Not together with `delay`."""
    idempotency_key: str
    """Sends of one event for one tenant with the same key make one run."""
    idempotency_key_ttl: Duration
    """How long the key holds; the provider's own default otherwise."""
    max_attempts: int
    """All attempts, the first one included; instead of the task's figure."""
    queue: str
    """The queue to wait in, by its name at the provider."""
    concurrency_key: str
    """Jobs with the same key share the task's concurrency; other keys have their own."""
    priority: int
    """Jump ahead of jobs that were sent up to this many seconds earlier."""
    ttl: Duration
    """Do not run it any more when it has waited this long."""
    tags: Sequence[str]
    """Labels to find the run by."""
    metadata: Mapping[str, Any]
    """Data of your own beside the payload, as JSON."""
    cross_tenant: bool
    """This job is meant for another tenant than the one whose context it is sent in."""


class SendOptions(JobOptions, total=False, closed=True):
    """The options of a send, keyword-only.

    A provider that cannot honour one refuses the send; none is dropped in silence.
    """


class WaitOptions(JobOptions, total=False, closed=True):
    """The options of a send whose result is waited for."""

    timeout: Duration
    """How long to wait before `WaitTimeoutError`; without it, as long as the run takes."""


@dataclass(frozen=True, slots=True)
class ResolvedOptions:
    """Options as a provider is handed them: checked, durations in seconds, the key scoped to event and tenant.

    Attributes:
        delay: Seconds from now, or None.
        at: An instant, in UTC, or None.
        idempotency_key: 64 hexadecimal characters, or None.
        idempotency_key_ttl: Seconds, or None.
        max_attempts: At least 1, or None.
        queue: A name, or None.
        concurrency_key: A key, or None.
        priority: Seconds, 0 for none.
        ttl: Seconds, or None.
        tags: Labels.
        metadata: JSON data, or None.
        idempotency_key_given: The key as the caller wrote it, for people to read; no option of its own.
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
        """Name the options that were given."""
        default = ResolvedOptions()
        used = {name for name in self.__slots__ if getattr(self, name) != getattr(default, name)}
        return used - {"idempotency_key_given"}


NO_OPTIONS: Final = ResolvedOptions()


def seconds(value: object, option: str) -> float:
    """Give a duration in seconds.

    Args:
        value: Seconds, or a timedelta.
        option: Its name, for the error.

    Raises:
        InvalidOptionError: It is no duration, negative or not finite.
    """
    if isinstance(value, timedelta):
        value = value.total_seconds()
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise InvalidOptionError(f"{option} wants seconds or a timedelta, at least 0, not {value!r}")
    return float(value)


def scoped_key(tenant_id: str, event: str, key: str) -> str:
    """Make the idempotency key that travels: the sha256 of the JSON of [tenant, event, key], in hexadecimal.

    No key crosses a tenant or an event, and the TypeScript package makes the same one.

    Example:
        >>> scoped_key("rawdog", "order.created", "order_123")[:16]
        '772ec49d08fe6f3c'
    """
    import hashlib

    document = json.dumps([tenant_id, event, key], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(document.encode()).hexdigest()


def resolve(options: JobOptions, tenant_id: str, event: str) -> ResolvedOptions:
    """Check the options of a send; all mistakes are reported at once.

    Raises:
        InvalidOptionError: An option is unknown or has a value that makes no sense.
    """
    given = {name: value for name, value in options.items() if name not in {"cross_tenant", "timeout"}}
    if not given:
        return NO_OPTIONS
    resolved: dict[str, Any] = {}
    mistakes: list[str] = []
    for name, value in given.items():
        reader = _READERS.get(name)
        if reader is None:
            mistakes.append(f"there is no option {name}; there are {', '.join(sorted(_READERS))}")
            continue
        try:
            resolved[name] = reader(value, name)
        except InvalidOptionError as error:
            mistakes.append(error.detail)
    if "delay" in given and "at" in given:
        mistakes.append("give delay or at, not both")
    if "idempotency_key_ttl" in given and "idempotency_key" not in given:
        mistakes.append("idempotency_key_ttl wants an idempotency_key")
    if mistakes:
        raise InvalidOptionError(f'Event "{event}": ' + "; ".join(mistakes))
    if "idempotency_key" in resolved:
        resolved["idempotency_key_given"] = resolved["idempotency_key"]
        resolved["idempotency_key"] = scoped_key(tenant_id, event, resolved["idempotency_key"])
    return ResolvedOptions(**resolved)


def _instant(value: object, option: str) -> datetime:
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise InvalidOptionError(f"{option} wants an aware datetime, not {value!r}")
    return value.astimezone(UTC)


def _text(value: object, option: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InvalidOptionError(f"{option} wants a string that is not blank, not {value!r}")
    return value


def _count(value: object, option: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise InvalidOptionError(f"{option} wants a whole number, at least 1, not {value!r}")
    return value


def _whole_seconds(value: object, option: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InvalidOptionError(f"{option} wants whole seconds, at least 0, not {value!r}")
    return value


def _labels(value: object, option: str) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise InvalidOptionError(f"{option} wants a list of strings, not {value!r}")
    return tuple(_text(item, option) for item in cast("Sequence[object]", value))


def _json_object(value: object, option: str) -> Mapping[str, Any]:
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise InvalidOptionError(f"{option} wants what JSON can hold: {error}") from None
    if not isinstance(value, Mapping):
        raise InvalidOptionError(f"{option} wants a mapping, not a {type(value).__name__}")
    return cast("Mapping[str, Any]", value)


_READERS: Final[dict[str, Callable[[object, str], Any]]] = {
    "delay": seconds,
    "at": _instant,
    "idempotency_key": _text,
    "idempotency_key_ttl": seconds,
    "max_attempts": _count,
    "queue": _text,
    "concurrency_key": _text,
    "priority": _whole_seconds,
    "ttl": seconds,
    "tags": _labels,
    "metadata": _json_object,
}

ALL_OPTIONS: Final = frozenset(_READERS)
"""The names of the options that a provider may honour."""
