"""A job as an Inngest event, and back: what is beside the payload travels in a key of its own."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, cast

from cgk_runtime.client.limits import INNGEST, INNGEST_ENVELOPE_BYTES, INNGEST_EVENT_BYTES
from cgk_runtime.client.options import NO_OPTIONS
from cgk_runtime.errors import InvalidOptionError, JobsError, PayloadTooLargeError

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobMessage

BESIDE: Final = "_cgk"
"""The key of an event's data that holds what is no field of the payload."""
_SERVER_OWN: Final = "_inngest"
_WITHOUT_ITS_END: Final = slice(None, -1)
"""A payload up to its last brace; a slice that is there already takes a fifth off the time for a batch."""
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
    if options is NO_OPTIONS:
        if not message.headers:
            return head_of(message.event.name) + message.payload + b"}"
        if len(beside := _headers_beside(tuple(message.headers.items()))) <= INNGEST_ENVELOPE_BYTES // 2:
            return head_of(message.event.name) + message.payload[:-1] + beside + b"}"
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


def array_of_alike(messages: Sequence[JobMessage]) -> bytes | None:
    """Write jobs as an array of events, where they have one event, one set of headers and no options.

    Nearly all batches are of such jobs, and written piece by piece each would cost more than sending it.

    Returns:
        The array, or None where the jobs differ in more than their payloads.
    """
    first = messages[0]
    event, headers = first.event, first.headers
    parts = [
        message.payload[_WITHOUT_ITS_END]
        for message in messages
        if message.headers is headers and message.options is NO_OPTIONS and message.event is event
    ]
    if len(parts) != len(messages):
        return None
    head = head_of(event.name)
    tail = b"}}" if not headers else _headers_beside(tuple(headers.items())) + b"}"
    if len(tail) > INNGEST_ENVELOPE_BYTES // 2:
        return None  # perhaps too large with its payload, which whoever writes one by one looks at
    # Written at once: to put something before or behind a large array is to copy all of it, which takes longer.
    parts[0] = b"[" + head + parts[0]
    parts[-1] += tail + b"]"
    return (tail + b"," + head).join(parts)


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
    # A payload is one JSON object and holds tenantId at least, so this is one as well.
    return message.payload[:-1] + _beside(beside) if beside else message.payload


@lru_cache(maxsize=256)
def _headers_beside(headers: tuple[tuple[str, str], ...]) -> bytes:
    """Headers alone are the catalog's version, nearly always the same, and a trace's."""
    return _beside({"headers": dict(headers)})


def _beside(beside: Mapping[str, Any]) -> bytes:
    """Write what follows a payload's last field."""
    return b"," + json.dumps({BESIDE: beside}, ensure_ascii=False, separators=(",", ":")).encode()[1:]


def _instant(message: JobMessage, now: float) -> int | None:
    options = message.options
    if options.delay is None and options.at is None:
        return None
    seconds = options.at.timestamp() if options.at is not None else now + (options.delay or 0)
    instant = round(seconds * 1000)
    if not _FIRST <= instant < _LAST:
        raise InvalidOptionError(f'Event "{message.event.name}": Inngest runs nothing before 1980 or after 2099')
    return instant
