"""Options of a trigger. Values that Trigger.dev would drop or misread are refused before sending."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from cgk_runtime.client.limits import TRIGGER_DEV
from cgk_runtime.client.option_values import (
    check_json,
    describe_value,
    option_count,
    option_labels,
    option_seconds,
    option_text,
)
from cgk_runtime.client.options import Duration
from cgk_runtime.errors import InvalidOptionError
from cgk_runtime.providers.trigger_dev.durations import format_delay, format_duration
from cgk_runtime.providers.trigger_dev.superjson import dumps
from cgk_runtime.tasks.options import Machine

if TYPE_CHECKING:
    from cgk_runtime.client.options import ResolvedOptions


@dataclass(frozen=True, slots=True)
class TriggerDebounce:
    """Debouncing: triggers with the same key within the delay become one run.

    Attributes:
        key: Debounce key, at most 512 characters.
        delay: How long to wait for further triggers.
        mode: Run with the first ("leading") or the last ("trailing") payload.
        max_delay: Longest time before the run starts, however many triggers arrive; must exceed `delay`.
    """

    key: str
    delay: Duration
    mode: Literal["leading", "trailing"] | None = None
    max_delay: Duration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerOptions:
    """All options of a trigger. Durations are seconds or a timedelta.

    Attributes:
        delay: Delay, or the instant to run at.
        ttl: Longest time in the queue; afterwards the run expires.
        tags: At most ten tags of at most 128 characters.
        metadata: JSON data of the run, at most 262,144 bytes.
        queue: Name of the queue; the task's own by default.
        concurrency_key: Runs with the same key share a copy of the queue; each copy has the full concurrency limit.
        priority: Seconds; the run overtakes runs that were triggered up to this much earlier.
        idempotency_key: Triggers of one task with the same key create one run. The key is hashed as the official client
            does; a key with 64 characters counts as a hash already.
        idempotency_key_ttl: Lifetime of the key; 30 days by default.
        idempotency_key_shown: Key to show in the dashboard instead of the hash.
        max_attempts: Maximum number of attempts, including the first.
        max_duration: Maximum computing time.
        machine: Machine preset.
        region: Region to run in.
        version: Deployed version to run.
        external_deployment_id: Id of the deployment that triggers.
        concurrency: Names of at most two concurrency limits.
        debounce: Debouncing of several triggers.
    """

    delay: Duration | datetime | None = None
    ttl: Duration | None = None
    tags: Sequence[str] = ()
    metadata: Mapping[str, Any] | None = None
    queue: str | None = None
    concurrency_key: str | None = None
    priority: float | None = None
    idempotency_key: str | Sequence[str] | None = None
    idempotency_key_ttl: Duration | None = None
    idempotency_key_shown: str | None = None
    max_attempts: int | None = None
    max_duration: Duration | None = None
    machine: Machine | None = None
    region: str | None = None
    version: str | None = None
    external_deployment_id: str | None = None
    concurrency: Sequence[str] = ()
    debounce: TriggerDebounce | None = None

    def to_wire(self) -> dict[str, Any]:
        """Return the `options` of a request body, without unset ones.

        Raises:
            InvalidOptionError: Options are invalid, or Trigger.dev would drop or misread them; the error lists all.
        """
        return _encode(self, {})


def encode_send_options(
    options: ResolvedOptions, metadata: Mapping[str, Any] | None, tags: Sequence[str]
) -> dict[str, Any]:
    """Return the `options` of a request body for the options of a send.

    Args:
        options: Options of the send.
        metadata: Metadata of the run, including the job's headers.
        tags: Tags of the run, including the tenant's.

    Raises:
        InvalidOptionError: Trigger.dev would reject, drop or misread options; the error lists all of them.
    """
    trigger_options = TriggerOptions(
        delay=options.at if options.at is not None else options.delay,
        ttl=options.ttl,
        tags=tags,
        metadata=metadata,
        queue=options.queue,
        concurrency_key=options.concurrency_key,
        priority=options.priority or None,
        idempotency_key=options.idempotency_key,
        idempotency_key_ttl=options.idempotency_key_ttl,
        idempotency_key_shown=options.original_idempotency_key,
        max_attempts=options.max_attempts,
    )
    written_names = {"idempotency_key_shown": "idempotency_key"}
    if options.at is not None:
        written_names["delay"] = "at"
    if metadata is not options.metadata:
        written_names["metadata"] = "metadata with the job's headers"
    return _encode(trigger_options, written_names)


def hash_idempotency_key(key: str | Sequence[str]) -> str:
    """Hash an idempotency key as the official client does outside a task.

    Example:
        >>> hash_idempotency_key("order-o_1")[:16]
        '7ec6f6bcbf32f06a'
    """
    if isinstance(key, str) and utf16_length(key) == 64:
        return key
    return hashlib.sha256(_join_key(key).encode()).hexdigest()


def random_idempotency_key() -> str:
    """Return a key for a trigger without a key of its own; every attempt sends the same one.

    Servers ignore the header `x-trigger-request-idempotency-key`. Without this key, a trigger whose response was lost
    would run twice.
    """
    return secrets.token_hex(32)


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 units, which JavaScript counts."""
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


def check_tags(tags: Sequence[str], option: str = "tags") -> list[str]:
    """Return tags as a list.

    Raises:
        InvalidOptionError: There are more than ten tags, or one is too long or cannot be sent.
    """
    labels = list(option_labels(tags, option))
    if len(labels) > TRIGGER_DEV.tags:
        raise InvalidOptionError(f"{option}: Trigger.dev accepts at most {TRIGGER_DEV.tags}, not {len(labels)}")
    for index, tag in enumerate(labels):
        if utf16_length(tag) > TRIGGER_DEV.tag_characters:
            raise InvalidOptionError(f"{option}[{index}] is longer than {TRIGGER_DEV.tag_characters} characters")
    return labels


def _encode(options: TriggerOptions, written_names: Mapping[str, str]) -> dict[str, Any]:
    """Return the `options` of a request body; errors name an option as its caller wrote it."""
    problems: list[str] = []
    wire: dict[str, Any] = {}
    for option, (wire_name, convert) in _CONVERTERS.items():
        value = getattr(options, option)
        try:
            wire[wire_name] = None if value is None else convert(value, written_names.get(option, option))
        except InvalidOptionError as error:
            problems.append(error.detail)
    if problems:
        raise InvalidOptionError("; ".join(problems))
    if options.idempotency_key is not None and options.idempotency_key_shown is None:
        key = _join_key(options.idempotency_key)
        if key != wire["idempotencyKey"]:  # the official client shows no key for a hash
            wire["idempotencyKeyOptions"] = {"key": key, "scope": "run"}
    return {name: value for name, value in wire.items() if value not in (None, [], ())}


def _join_key(key: str | Sequence[str]) -> str:
    return key if isinstance(key, str) else "-".join(key)


def _queue(name: str, option: str) -> dict[str, str]:
    return {"name": option_text(name, option)}


def _seconds(duration: Duration, option: str) -> float:
    seconds = option_seconds(duration, option)
    return int(seconds) if seconds.is_integer() else seconds


def _metadata(metadata: Mapping[str, Any], option: str) -> Mapping[str, Any]:
    check_json(metadata, option)
    size, limit = len(dumps(metadata).encode()), TRIGGER_DEV.metadata_bytes
    if size > limit:
        raise InvalidOptionError(f"{option} has {size} bytes; Trigger.dev accepts at most {limit}")
    return metadata


def _hashed_key(key: str | Sequence[str], option: str) -> str:
    expected = "a string or a list of strings"
    parts = option_text(key, option) if isinstance(key, str) else option_labels(key, option, expected)
    _check_key_length(_join_key(parts), option)
    return hash_idempotency_key(key)


def _shown_key(key: str, option: str) -> dict[str, Any]:
    _check_key_length(option_text(key, option), option)
    return {"key": key, "scope": "global"}


def _check_key_length(key: str, option: str) -> None:
    if not 1 <= utf16_length(key) <= TRIGGER_DEV.key_characters:
        raise InvalidOptionError(f"{option} must have 1 to {TRIGGER_DEV.key_characters} characters")


def _debounce(debounce: object, option: str) -> dict[str, Any]:
    if not isinstance(debounce, TriggerDebounce):
        raise InvalidOptionError(f"{option} must be TriggerDebounce(...), not {describe_value(debounce)}")
    if debounce.mode not in {None, "leading", "trailing"}:
        raise InvalidOptionError(f'{option}.mode must be "leading" or "trailing"')
    wire = {
        "key": option_text(debounce.key, f"{option}.key"),
        "delay": format_duration(debounce.delay, f"{option}.delay"),
        "mode": debounce.mode,
        "maxDelay": None if debounce.max_delay is None else format_duration(debounce.max_delay, f"{option}.max_delay"),
    }
    return {name: value for name, value in wire.items() if value is not None}


_CONVERTERS: Final[Mapping[str, tuple[str, Callable[[Any, str], object]]]] = {  # Any: each option has its own type
    "delay": ("delay", format_delay),
    "ttl": ("ttl", format_duration),
    "tags": ("tags", check_tags),
    "metadata": ("metadata", _metadata),
    "queue": ("queue", _queue),
    "concurrency_key": ("concurrencyKey", option_text),
    "priority": ("priority", _seconds),
    "idempotency_key": ("idempotencyKey", _hashed_key),
    "idempotency_key_ttl": ("idempotencyKeyTTL", format_duration),
    "idempotency_key_shown": ("idempotencyKeyOptions", _shown_key),
    "max_attempts": ("maxAttempts", option_count),
    "max_duration": ("maxDuration", _seconds),
    "machine": ("machine", option_text),
    "region": ("region", option_text),
    "version": ("lockToVersion", option_text),
    "external_deployment_id": ("externalDeploymentId", option_text),
    "concurrency": ("concurrency", option_labels),
    "debounce": ("debounce", _debounce),
}
"""Wire name of each option, and the function that checks and converts its value."""
