"""Options of a trigger, checked before sending for everything that Trigger.dev would drop or misread."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal, cast, get_args

from cgk_runtime.client.limits import TRIGGER_DEV
from cgk_runtime.client.option_values import check_json, option_count, option_instant, option_text, seconds
from cgk_runtime.client.options import Duration
from cgk_runtime.errors import InvalidOptionError
from cgk_runtime.providers.trigger_dev.durations import format_delay, format_duration, format_instant
from cgk_runtime.providers.trigger_dev.superjson import dumps
from cgk_runtime.tasks.options import Machine

if TYPE_CHECKING:
    from cgk_runtime.client.options import ResolvedOptions

MAX_TAGS: Final = TRIGGER_DEV.tags
MAX_TAG: Final = TRIGGER_DEV.tag_characters
MAX_KEY: Final = TRIGGER_DEV.key_characters
MAX_DEBOUNCE_KEY: Final = 512
MAX_METADATA_BYTES: Final = TRIGGER_DEV.metadata_bytes
MAX_CONCURRENCY_LIMITS: Final = 2
_CONCURRENCY_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,122}")
MACHINES: Final = get_args(Machine)


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
        concurrency_key: Runs with the same key share the queue's concurrency.
        priority: Overtake runs triggered up to this many seconds earlier.
        idempotency_key: Triggers of one task with the same key create one run. The key is hashed as the official client
            does, unless it has 64 characters and therefore is a hash.
        idempotency_key_ttl: Lifetime of the key; 30 days by default.
        idempotency_key_shown: Key to show in the dashboard instead of the hash.
        max_attempts: Maximum number of attempts, including the first.
        max_duration: Maximum seconds of computing time.
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
            InvalidOptionError: Trigger.dev would reject, drop or misread options; the error lists all of them.
        """
        mistakes: list[str] = []
        wire: dict[str, Any] = {}
        for write in _OPTION_WRITERS:
            try:
                wire.update(write(self))
            except InvalidOptionError as error:
                mistakes.append(error.detail)
        fields = {name: value for name, value in wire.items() if value is not None}
        if not mistakes:
            check_json(fields, "options")
        if mistakes:
            raise InvalidOptionError("; ".join(mistakes))
        return fields


def from_send_options(
    options: ResolvedOptions, metadata: Mapping[str, Any] | None, tags: Sequence[str]
) -> TriggerOptions:
    """Convert the options of a send to those of a trigger.

    Args:
        options: Options of the send.
        metadata: Metadata of the run, including the job's headers.
        tags: Tags of the run, including the tenant's.
    """
    return TriggerOptions(
        delay=options.at if options.at is not None else options.delay,
        ttl=options.ttl,
        tags=tags,
        metadata=metadata,
        queue=options.queue,
        concurrency_key=options.concurrency_key,
        priority=options.priority or None,
        idempotency_key=options.idempotency_key,
        idempotency_key_ttl=options.idempotency_key_ttl,
        idempotency_key_shown=options.idempotency_key_given,
        max_attempts=options.max_attempts,
    )


def hash_idempotency_key(key: str | Sequence[str]) -> str:
    """Hash an idempotency key as the official client does outside a task.

    Example:
        >>> hash_idempotency_key("order-o_1")[:16]
        '7ec6f6bcbf32f06a'
    """
    if isinstance(key, str) and len(key) == 64:
        return key
    return hashlib.sha256(_joined(key).encode()).hexdigest()


def random_idempotency_key() -> str:
    """Return a key for one trigger without a key of its own, to be sent with each of its attempts.

    Servers ignore the key of a repeated request, so without this key a trigger whose response was lost would run twice.
    """
    return secrets.token_hex(32)


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 units, which JavaScript counts."""
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


def _joined(key: str | Sequence[str]) -> str:
    return key if isinstance(key, str) else "-".join(key)


def _time(options: TriggerOptions) -> dict[str, Any]:
    delay = options.delay
    if isinstance(delay, datetime):
        return {"delay": format_instant(option_instant(delay, "delay"), "at")}
    return {"delay": None if delay is None else format_delay(seconds(delay, "delay"))}


def _ttl(options: TriggerOptions) -> dict[str, Any]:
    return {"ttl": None if options.ttl is None else format_duration(seconds(options.ttl, "ttl"), "ttl")}


def _tags(options: TriggerOptions) -> dict[str, Any]:
    check_tags(options.tags)
    return {"tags": list(options.tags) or None}


def check_tags(tags: Sequence[str]) -> None:
    """Validate tags.

    Raises:
        InvalidOptionError: There are more than ten tags, or one is too long or cannot be sent.
    """
    _check_list(tags, "tags")
    for at, tag in enumerate(tags):
        option_text(tag, f"tags[{at}]")
    if len(tags) > MAX_TAGS:
        raise InvalidOptionError(f"tags: Trigger.dev accepts at most {MAX_TAGS}, not {len(tags)}")
    long = [at for at, tag in enumerate(tags) if utf16_length(tag) > MAX_TAG]
    if long:
        raise InvalidOptionError(f"tags[{long[0]}] is longer than {MAX_TAG} characters")


def _metadata(options: TriggerOptions) -> dict[str, Any]:
    if options.metadata is None:
        return {}
    check_json(options.metadata, "metadata")
    size = len(dumps(options.metadata).encode())
    if size > MAX_METADATA_BYTES:
        raise InvalidOptionError(f"metadata has {size} bytes; Trigger.dev accepts at most {MAX_METADATA_BYTES}")
    return {"metadata": options.metadata}


def _queue(options: TriggerOptions) -> dict[str, Any]:
    return {
        "queue": None if options.queue is None else {"name": option_text(options.queue, "queue")},
        "concurrencyKey": _optional_text(options.concurrency_key, "concurrency_key"),
        "priority": None if options.priority is None else _number(seconds(options.priority, "priority")),
    }


def _idempotency(options: TriggerOptions) -> dict[str, Any]:
    key = options.idempotency_key
    if key is None:
        return {}
    if not isinstance(key, str):
        _check_list(key, "idempotency_key")
    for part in [key] if isinstance(key, str) else key:
        option_text(part, "idempotency_key")
    if not key or utf16_length(_joined(key)) > MAX_KEY:
        raise InvalidOptionError(f"idempotency_key must have 1 to {MAX_KEY} characters")
    shown = options.idempotency_key_shown
    if shown is not None and utf16_length(shown) > MAX_KEY:
        raise InvalidOptionError(f"idempotency_key must have at most {MAX_KEY} characters")
    hashed = hash_idempotency_key(key)
    # The official client shows no key for a hash; its other keys have the scope "run".
    display = {"key": shown, "scope": "global"} if shown else {"key": _joined(key), "scope": "run"}
    ttl = options.idempotency_key_ttl
    return {
        "idempotencyKey": hashed,
        "idempotencyKeyOptions": None if hashed == key and not shown else display,
        "idempotencyKeyTTL": None
        if ttl is None
        else format_duration(seconds(ttl, "idempotency_key_ttl"), "idempotency_key_ttl"),
    }


def _limits(options: TriggerOptions) -> dict[str, Any]:
    if options.machine is not None and options.machine not in MACHINES:
        raise InvalidOptionError(f"machine must be one of {', '.join(MACHINES)}")
    _check_list(options.concurrency, "concurrency")
    if len(options.concurrency) > MAX_CONCURRENCY_LIMITS:
        raise InvalidOptionError(f"concurrency accepts at most {MAX_CONCURRENCY_LIMITS} names")
    if not all(_CONCURRENCY_NAME.fullmatch(option_text(name, "concurrency")) for name in options.concurrency):
        raise InvalidOptionError("concurrency: names have letters, digits, - and _, at most 122 of them")
    duration = options.max_duration
    return {
        "maxAttempts": None if options.max_attempts is None else option_count(options.max_attempts, "max_attempts"),
        "maxDuration": None if duration is None else _number(seconds(duration, "max_duration")),
        "machine": options.machine,
        "region": _optional_text(options.region, "region"),
        "lockToVersion": _optional_text(options.version, "version"),
        "externalDeploymentId": _optional_text(options.external_deployment_id, "external_deployment_id"),
        "concurrency": list(options.concurrency) or None,
    }


def _debounce(options: TriggerOptions) -> dict[str, Any]:
    debounce = options.debounce
    if debounce is None:
        return {}
    if not isinstance(cast("object", debounce), TriggerDebounce):
        raise InvalidOptionError("debounce must be a TriggerDebounce")
    if not 1 <= utf16_length(option_text(debounce.key, "debounce.key")) <= MAX_DEBOUNCE_KEY:
        raise InvalidOptionError(f"debounce.key must have 1 to {MAX_DEBOUNCE_KEY} characters")
    delay = seconds(debounce.delay, "debounce.delay")
    wire = {"key": debounce.key, "delay": format_duration(delay, "debounce.delay"), "mode": debounce.mode}
    if debounce.max_delay is not None:
        longest = seconds(debounce.max_delay, "debounce.max_delay")
        if longest <= delay:
            raise InvalidOptionError("debounce.max_delay must be longer than debounce.delay")
        wire["maxDelay"] = format_duration(longest, "debounce.max_delay")
    return {"debounce": {name: value for name, value in wire.items() if value is not None}}


def _check_list(value: object, option: str) -> None:
    if not isinstance(value, list | tuple):
        raise InvalidOptionError(f"{option} must be a list of strings, not a value of type {type(value).__name__}")


def _optional_text(value: str | None, option: str) -> str | None:
    return None if value is None else option_text(value, option)


def _number(value: float) -> int | float:
    return int(value) if value.is_integer() else value


_OPTION_WRITERS: Final[tuple[Callable[[TriggerOptions], dict[str, Any]], ...]] = (
    _time,
    _ttl,
    _tags,
    _metadata,
    _queue,
    _idempotency,
    _limits,
    _debounce,
)
