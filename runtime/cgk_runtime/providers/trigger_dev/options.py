"""Options of a trigger as Trigger.dev takes them; whatever it would drop or misread is an error before sending."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from cgk_runtime.client.limits import TRIGGER_DEV
from cgk_runtime.client.options import Duration, seconds
from cgk_runtime.errors import InvalidOptionError
from cgk_runtime.providers.trigger_dev.durations import delay_text, duration_text, instant_text, single_unit_text
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
MACHINES: Final = get_args(Machine)


@dataclass(frozen=True, slots=True)
class Debounce:
    """Triggers with one key within the delay become one run.

    Attributes:
        key: At most 512 characters.
        delay: How long to wait for further ones.
        mode: Whether the first or the last payload counts.
        max_delay: However many come, the run begins after this; longer than `delay`.
    """

    key: str
    delay: Duration
    mode: Literal["leading", "trailing"] | None = None
    max_delay: Duration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerOptions:
    """Everything a trigger may ask for. Durations are seconds or a timedelta.

    Attributes:
        delay: Run it this much later, or at this instant.
        ttl: Do not begin it any more when it has waited so long.
        tags: At most ten, each at most 128 characters.
        metadata: JSON data beside the payload, at most 262,144 bytes.
        queue: A queue's name, instead of the task's own.
        concurrency_key: Runs with one key share the queue's concurrency.
        priority: Jump ahead of runs triggered up to this many seconds earlier.
        idempotency_key: Triggers of one task with the same key make one run. It is hashed as the official client does,
            unless it has 64 characters and so is a hash already.
        idempotency_key_ttl: How long the key holds; 30 days otherwise.
        idempotency_key_shown: What the dashboard shows in the hash's place.
        max_attempts: All attempts, the first one included.
        max_duration: Seconds of computing a run may take.
        machine: The machine's preset.
        region: Where it runs.
        version: The deployed version that runs it.
        external_deployment_id: The deployment that triggers.
        concurrency: Names of at most two concurrency limits.
        debounce: Make several triggers one run.
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
    debounce: Debounce | None = None

    def on_the_wire(self) -> dict[str, Any]:
        """Give the `options` of a body; what is not set is left out.

        Raises:
            InvalidOptionError: Options that Trigger.dev would refuse, drop or misread; all of them are named.
        """
        mistakes: list[str] = []
        wire: dict[str, Any] = {}
        for write in _WRITERS:
            try:
                wire.update(write(self))
            except InvalidOptionError as error:
                mistakes.append(error.detail)
        given = {name: value for name, value in wire.items() if value is not None}
        try:
            dumps(given).encode()
        except (TypeError, ValueError):
            mistakes.append("texts must be text; half of a surrogate pair is none")
        if mistakes:
            raise InvalidOptionError("; ".join(mistakes))
        return given


def of_send(options: ResolvedOptions, metadata: Mapping[str, Any] | None, tags: Sequence[str]) -> TriggerOptions:
    """Say the options of a send in Trigger.dev's terms.

    Args:
        options: What the send asked for.
        metadata: Its metadata, with what travels beside the payload.
        tags: Its tags, with the tenant's.
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


def hashed_key(key: str | Sequence[str]) -> str:
    """Make the idempotency key that travels, as the official client does outside a task.

    Example:
        >>> hashed_key("order-o_1")[:16]
        '7ec6f6bcbf32f06a'
    """
    if isinstance(key, str) and len(key) == 64:
        return key
    return hashlib.sha256(_joined(key).encode()).hexdigest()


def length(text: str) -> int:
    """Count characters as JavaScript does, in UTF-16 units."""
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


def _joined(key: str | Sequence[str]) -> str:
    return key if isinstance(key, str) else "-".join(key)


def _time(options: TriggerOptions) -> dict[str, Any]:
    delay = options.delay
    if isinstance(delay, datetime):
        return {"delay": instant_text(delay, "at")}
    return {"delay": None if delay is None else delay_text(seconds(delay, "delay"))}


def _ttl(options: TriggerOptions) -> dict[str, Any]:
    return {"ttl": None if options.ttl is None else duration_text(seconds(options.ttl, "ttl"), "ttl")}


def _tags(options: TriggerOptions) -> dict[str, Any]:
    tags = list(options.tags)
    check_tags(tags)
    return {"tags": tags or None}


def check_tags(tags: Sequence[str]) -> None:
    """Refuse tags that Trigger.dev would.

    Raises:
        InvalidOptionError: There are more than ten, or one is too long.
    """
    if len(tags) > MAX_TAGS:
        raise InvalidOptionError(f"tags: Trigger.dev takes at most {MAX_TAGS}, there are {len(tags)}")
    long = [at for at, tag in enumerate(tags) if length(tag) > MAX_TAG]
    if long:
        raise InvalidOptionError(f"tags[{long[0]}] is longer than {MAX_TAG} characters")


def _metadata(options: TriggerOptions) -> dict[str, Any]:
    if options.metadata is None:
        return {}
    try:
        size = len(dumps(options.metadata).encode())
    except (TypeError, ValueError) as error:
        raise InvalidOptionError(f"metadata wants what JSON can hold: {error}") from None
    if size > MAX_METADATA_BYTES:
        raise InvalidOptionError(f"metadata has {size} bytes, Trigger.dev takes {MAX_METADATA_BYTES}")
    return {"metadata": options.metadata}


def _queue(options: TriggerOptions) -> dict[str, Any]:
    return {
        "queue": None if options.queue is None else {"name": options.queue},
        "concurrencyKey": options.concurrency_key,
        "priority": options.priority,
    }


def _idempotency(options: TriggerOptions) -> dict[str, Any]:
    key = options.idempotency_key
    if key is None:
        return {}
    if not key or length(_joined(key)) > MAX_KEY:
        raise InvalidOptionError(f"idempotency_key wants 1 to {MAX_KEY} characters")
    shown = options.idempotency_key_shown
    if shown is not None and length(shown) > MAX_KEY:
        raise InvalidOptionError(f"idempotency_key wants at most {MAX_KEY} characters")
    hashed = hashed_key(key)
    # The official client cannot show a key that comes to it as a hash; its other keys have the scope "run".
    display = {"key": shown, "scope": "global"} if shown else {"key": _joined(key), "scope": "run"}
    ttl = options.idempotency_key_ttl
    return {
        "idempotencyKey": hashed,
        "idempotencyKeyOptions": None if hashed == key and not shown else display,
        "idempotencyKeyTTL": None
        if ttl is None
        else single_unit_text(seconds(ttl, "idempotency_key_ttl"), "idempotency_key_ttl"),
    }


def _limits(options: TriggerOptions) -> dict[str, Any]:
    if options.machine is not None and options.machine not in MACHINES:
        raise InvalidOptionError(f"machine wants one of {', '.join(MACHINES)}, not {options.machine!r}")
    if len(options.concurrency) > MAX_CONCURRENCY_LIMITS:
        raise InvalidOptionError(f"concurrency wants at most {MAX_CONCURRENCY_LIMITS} names")
    duration = options.max_duration
    return {
        "maxAttempts": options.max_attempts,
        "maxDuration": None if duration is None else _number(seconds(duration, "max_duration")),
        "machine": options.machine,
        "region": options.region,
        "lockToVersion": options.version,
        "externalDeploymentId": options.external_deployment_id,
        "concurrency": list(options.concurrency) or None,
    }


def _debounce(options: TriggerOptions) -> dict[str, Any]:
    debounce = options.debounce
    if debounce is None:
        return {}
    if not 1 <= length(debounce.key) <= MAX_DEBOUNCE_KEY:
        raise InvalidOptionError(f"debounce.key wants 1 to {MAX_DEBOUNCE_KEY} characters")
    delay = seconds(debounce.delay, "debounce.delay")
    wire = {"key": debounce.key, "delay": duration_text(delay, "debounce.delay"), "mode": debounce.mode}
    if debounce.max_delay is not None:
        longest = seconds(debounce.max_delay, "debounce.max_delay")
        if longest <= delay:
            raise InvalidOptionError("debounce.max_delay must be longer than debounce.delay")
        wire["maxDelay"] = duration_text(longest, "debounce.max_delay")
    return {"debounce": {name: value for name, value in wire.items() if value is not None}}


def _number(value: float) -> int | float:
    return int(value) if value.is_integer() else value


_WRITERS: Final[tuple[Callable[[TriggerOptions], dict[str, Any]], ...]] = (
    _time,
    _ttl,
    _tags,
    _metadata,
    _queue,
    _idempotency,
    _limits,
    _debounce,
)
