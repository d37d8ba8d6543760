"""Options of a send."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, cast

from typing_extensions import TypedDict

from cgk_runtime.client.option_values import (
    option_count,
    option_instant,
    option_json_object,
    option_labels,
    option_seconds,
    option_text,
)
from cgk_runtime.errors import InvalidOptionError

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
    """How long the key is valid; by default the provider decides."""
    max_attempts: int
    """The number of attempts, including the first one; replaces the task's setting."""
    queue: str
    """The provider's queue to wait in."""
    concurrency_key: str
    """Jobs with the same key share one concurrency limit; the task's limit applies to each key."""
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
    """The time to wait before `WaitTimeoutError`; without a limit by default."""


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
        original_idempotency_key: The key as the caller wrote it, for display; not an option.
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
    original_idempotency_key: str | None = None

    def used(self) -> set[str]:
        """Return the names of the options that are set."""
        default = ResolvedOptions()
        names = {name for name in self.__slots__ if getattr(self, name) != getattr(default, name)}
        return names - {"original_idempotency_key"}


NO_OPTIONS: Final = ResolvedOptions()


def scoped_key(tenant_id: str, event: str, key: str) -> str:
    """Return the idempotency key on the wire: the SHA-256 of the JSON of [tenant, event, key], in hexadecimal.

    Equal keys of different tenants or events never collide. The TypeScript package computes the same values.

    Example:
        >>> scoped_key("rawdog", "order.created", "order_123")[:16]
        '772ec49d08fe6f3c'
    """
    import hashlib

    document = json.dumps([tenant_id, event, key], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(document.encode()).hexdigest()


def resolve_options(options: JobOptions, tenant_id: str, event: str) -> ResolvedOptions:
    """Validate the options of a send; all problems are reported at once.

    Raises:
        InvalidOptionError: An option is unknown or has an invalid value.
    """
    values = {name: value for name, value in options.items() if name not in {"cross_tenant", "timeout"}}
    resolved, problems = _read_options(values)
    if not isinstance(cast("object", options.get("cross_tenant", False)), bool):
        problems.append("cross_tenant must be True or False")
    elif not values:
        return NO_OPTIONS
    if "delay" in values and "at" in values:
        problems.append("pass delay or at, not both")
    if "idempotency_key_ttl" in values and "idempotency_key" not in values:
        problems.append("idempotency_key_ttl requires an idempotency_key")
    if problems:
        raise InvalidOptionError(f'Event "{event}": ' + "; ".join(problems))
    if "idempotency_key" in resolved:
        resolved["original_idempotency_key"] = resolved["idempotency_key"]
        resolved["idempotency_key"] = scoped_key(tenant_id, event, resolved["idempotency_key"])
    return ResolvedOptions(**resolved)


def check_resolved(options: ResolvedOptions, event: str) -> ResolvedOptions:
    """Return resolved options that another process sent, if they are valid.

    Raises:
        InvalidOptionError: An option has an invalid value; the error names all of them.
    """
    _, problems = _read_options({name: getattr(options, name) for name in sorted(options.used())})
    if problems:
        raise InvalidOptionError(f'Event "{event}": ' + "; ".join(problems))
    return options


def _read_options(options: Mapping[str, object]) -> tuple[dict[str, Any], list[str]]:
    """Return the validated values of options, and the problems of the others."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    for name, value in options.items():
        reader = _READERS.get(name)
        if reader is None:
            problems.append(f"unknown option {name}; the options are {', '.join(sorted(_READERS))}")
            continue
        try:
            values[name] = reader(value, name)
        except InvalidOptionError as error:
            problems.append(error.detail)
    return values, problems


_READERS: Final[dict[str, Callable[[object, str], Any]]] = {
    "delay": option_seconds,
    "at": option_instant,
    "idempotency_key": option_text,
    "idempotency_key_ttl": option_seconds,
    "max_attempts": option_count,
    "queue": option_text,
    "concurrency_key": option_text,
    "priority": partial(option_count, least=0),
    "ttl": option_seconds,
    "tags": option_labels,
    "metadata": option_json_object,
}

ALL_OPTIONS: Final = frozenset(_READERS)
"""The names of all options."""
