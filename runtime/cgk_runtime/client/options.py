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
    option_text,
    seconds,
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
    resolved, mistakes = _read(given)
    if not isinstance(cast("object", options.get("cross_tenant", False)), bool):
        mistakes.append("cross_tenant must be True or False")
    elif not given:
        return NO_OPTIONS
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
    _, mistakes = _read({name: getattr(options, name) for name in sorted(options.used())})
    if mistakes:
        raise InvalidOptionError(f'Event "{event}": ' + "; ".join(mistakes))
    return options


def _read(options: Mapping[str, object]) -> tuple[dict[str, Any], list[str]]:
    """Return the validated values of options, and what is wrong with the others."""
    values: dict[str, Any] = {}
    mistakes: list[str] = []
    for name, value in options.items():
        reader = _READERS.get(name)
        if reader is None:
            mistakes.append(f"unknown option {name}; the options are {', '.join(sorted(_READERS))}")
            continue
        try:
            values[name] = reader(value, name)
        except InvalidOptionError as error:
            mistakes.append(error.detail)
    return values, mistakes


_READERS: Final[dict[str, Callable[[object, str], Any]]] = {
    "delay": seconds,
    "at": option_instant,
    "idempotency_key": option_text,
    "idempotency_key_ttl": seconds,
    "max_attempts": option_count,
    "queue": option_text,
    "concurrency_key": option_text,
    "priority": partial(option_count, least=0),
    "ttl": seconds,
    "tags": option_labels,
    "metadata": option_json_object,
}

ALL_OPTIONS: Final = frozenset(_READERS)
"""The names of all options."""
