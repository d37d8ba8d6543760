"""A job as an Inngest event, and back: what is beside the payload travels in a key of its own."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

from cgk_runtime.errors import InvalidOptionError, JobsError, PayloadTooLargeError
from cgk_runtime.options import NO_OPTIONS
from cgk_runtime.provider_limits import INNGEST, INNGEST_EVENT_BYTES

if TYPE_CHECKING:
    from cgk_runtime.provider import JobMessage

BESIDE: Final = "_cgk"
"""The key of an event's data that holds what is no field of the payload."""
_SERVER_OWN: Final = "_inngest"
_FIRST: Final = 315_532_800_000
_LAST: Final = 4_102_444_800_000
"""1980 and 2100 in milliseconds: a server refuses what lies outside, and says "before 1980" to both."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What travelled beside a payload.

    Attributes:
        metadata: The data it was sent with.
        headers: Such as `traceparent`.
    """

    metadata: Mapping[str, Any] | None = None
    headers: Mapping[str, str] | None = None


def event_of(message: JobMessage, now: float | None = None) -> bytes:
    """Write a job as an event, compact JSON.

    Args:
        message: The job.
        now: Seconds since 1970, instead of the clock's.

    Raises:
        InvalidOptionError: It is to run at a time no server takes, or ahead of more than may be.
        PayloadTooLargeError: Metadata makes it larger than a server takes.
    """
    options = message.options
    if options is NO_OPTIONS and not message.headers:
        return head_of(message.event.name) + message.payload + b"}"
    parts = [head_of(message.event.name)[1:] + _data(message)]
    if options.idempotency_key is not None:
        # It names event and tenant already; a server counts ids per function, whatever the tenant.
        parts.append(f'"id":"{options.idempotency_key}"'.encode())
    instant = _instant(message, time.time() if now is None else now)
    if instant is not None:
        parts.append(f'"ts":{instant}'.encode())
    document = b"{" + b",".join(parts) + b"}"
    if len(document) > INNGEST_EVENT_BYTES:
        raise PayloadTooLargeError(message.event.name, len(document), INNGEST_EVENT_BYTES, "metadata")
    return document


def payloads_alike(messages: Sequence[JobMessage]) -> list[bytes] | None:
    """Give the payloads of jobs of one event without options, as nearly all batches are, or None of any others."""
    event = messages[0].event
    alike = [
        message.payload
        for message in messages
        if message.event is event and message.options is NO_OPTIONS and message.headers is None
    ]
    return alike if len(alike) == len(messages) else None


def events_of(messages: Sequence[JobMessage]) -> tuple[list[bytes], dict[int, JobsError]]:
    """Write jobs as events.

    Returns:
        The events that could be written, and what was wrong with the others, by their place.
    """
    now = time.time()
    events: list[bytes] = []
    refused: dict[int, JobsError] = {}
    for at, message in enumerate(messages):
        try:
            events.append(event_of(message, now))
        except JobsError as error:
            refused[at] = error
    return events, refused


def opened(data: Mapping[str, Any]) -> tuple[bytes, Envelope]:
    """Give an event's payload as a document, and what travelled beside it."""
    given = data.get(BESIDE)
    beside: Mapping[str, Any] = cast("Mapping[str, Any]", given) if isinstance(given, Mapping) else {}
    envelope = Envelope(beside.get("metadata"), beside.get("headers"))
    payload = {name: value for name, value in data.items() if name not in {BESIDE, _SERVER_OWN}}
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode(), envelope


@cache
def head_of(event: str) -> bytes:
    """Give what an event begins with, up to its payload."""
    return f'{{"name":{json.dumps(event)},"data":'.encode()


def _data(message: JobMessage) -> bytes:
    beside: dict[str, Any] = {}
    if message.headers:
        beside["headers"] = dict(message.headers)
    if message.options.metadata is not None:
        beside["metadata"] = message.options.metadata
    priority = message.options.priority
    if priority > INNGEST.priority_seconds:
        # It would be clipped there in silence (inngest.com/docs/reference/functions/run-priority).
        most = f"Inngest takes {INNGEST.priority_seconds} at most"
        raise InvalidOptionError(f'Event "{message.event.name}": priority is {priority}; {most}')
    if priority:
        beside["priority"] = priority
    if not beside:
        return message.payload
    added = json.dumps({BESIDE: beside}, ensure_ascii=False, separators=(",", ":")).encode()
    # A payload is one JSON object and holds tenantId at least, so this is one as well.
    return message.payload[:-1] + b"," + added[1:]


def _instant(message: JobMessage, now: float) -> int | None:
    options = message.options
    if options.delay is None and options.at is None:
        return None
    seconds = options.at.timestamp() if options.at is not None else now + (options.delay or 0)
    instant = round(seconds * 1000)
    if not _FIRST <= instant < _LAST:
        raise InvalidOptionError(f'Event "{message.event.name}": Inngest runs nothing before 1980 or after 2099')
    return instant
