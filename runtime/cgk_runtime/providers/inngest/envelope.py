"""Conversion of jobs to Inngest events and back; headers and metadata travel in a reserved key of the event's data."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

from cgk_runtime.client.limits import INNGEST, INNGEST_ENVELOPE_BYTES, INNGEST_EVENT_BYTES
from cgk_runtime.client.options import NO_OPTIONS
from cgk_runtime.errors import FieldProblem, InvalidOptionError, InvalidPayloadError, PayloadTooLargeError
from cgk_runtime.providers.inngest.delays import requested_delay

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobMessage

METADATA_KEY: Final = "_cgk"
"""Key of an event's data that holds a job's headers, metadata and priority."""
INVOKED: Final = "inngest/function.invoked"
"""Name of the event that the server sends for a function that a step invokes."""
_RESERVED: Final = (METADATA_KEY, "_inngest")
"""Keys next to the payload's fields; the server adds the second one."""
_WITHOUT_LAST_BRACE: Final = slice(None, -1)
"""A prebuilt slice; creating one for each payload would take a fifth of the time to write a batch."""
_EARLIEST_MS: Final = 315_532_800_000
_LATEST_MS: Final = 4_102_444_800_000
"""1980 and 2100, in milliseconds since 1970; a server refuses times outside this range."""


def encode_event(message: JobMessage) -> bytes:
    """Encode a job as an event, compact JSON.

    Raises:
        InvalidPayloadError: The payload has a field that Inngest uses itself.
        InvalidOptionError: The job's time or priority is outside the server's limits.
        PayloadTooLargeError: The job's metadata makes the event too large.
    """
    refuse_reserved_fields(message.event.name, message.payload)
    options = message.options
    event = _head(message.event.name) + message.payload[_WITHOUT_LAST_BRACE] + _tail(message)
    if options.idempotency_key is not None:
        # The key includes event and tenant, because a server compares ids per function across all tenants.
        event += f',"id":"{options.idempotency_key}"'.encode()
    if options.delay is not None or options.at is not None:
        event += f',"ts":{_timestamp(message)}'.encode()
    event += b"}"
    if len(event) > INNGEST_EVENT_BYTES:
        raise PayloadTooLargeError(message.event.name, len(event), INNGEST_EVENT_BYTES, "metadata")
    return event


def encode_uniform_batch(messages: Sequence[JobMessage]) -> bytes | None:
    """Encode jobs of one event with the same headers and no options as a JSON array of events.

    Most batches are uniform. Joining their payloads takes a fraction of the time of encoding each event.

    Returns:
        The array, or None if the jobs are not uniform, or if `encode_event` refuses one.
    """
    first = messages[0]
    event, headers = first.event, first.headers
    parts = [
        message.payload[_WITHOUT_LAST_BRACE]
        for message in messages
        if message.headers is headers
        and message.options is NO_OPTIONS
        and message.event is event
        and not _reserved_fields(message.payload)
    ]
    if len(parts) != len(messages):
        return None
    head, tail = _head(event.name), _tail(first) + b"}"
    # Longer headers could make an event too large, which `encode_event` checks.
    if len(tail) > INNGEST_ENVELOPE_BYTES // 2:
        return None
    # The brackets are added to the first and last part, because adding them to the array would copy it.
    parts[0] = b"[" + head + parts[0]
    parts[-1] += tail + b"]"
    return (tail + b"," + head).join(parts)


def refuse_reserved_fields(event: str, payload: bytes) -> None:
    """Raise an error if an open payload has fields that `unwrap_event` would remove.

    Raises:
        InvalidPayloadError: It has such fields.
    """
    problem = "is a name that Inngest uses itself; give the field another one"
    problems = [FieldProblem(name, problem) for name in _reserved_fields(payload)]
    if problems:
        raise InvalidPayloadError(event, problems)


def unwrap_event(data: Mapping[str, Any]) -> tuple[bytes, Mapping[str, Any]]:
    """Return the payload in an event's data as JSON, and the `metadata` and `headers` sent with it, if any."""
    extras = data.get(METADATA_KEY)
    payload = {name: value for name, value in data.items() if name not in _RESERVED}
    document = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    return document, cast("Mapping[str, Any]", extras) if isinstance(extras, Mapping) else {}


def _reserved_fields(payload: bytes) -> list[str]:
    return [name for name in _RESERVED if name.encode() in payload and name in json.loads(payload)]


@cache
def _head(event: str) -> bytes:
    """Return the beginning of an event, up to its payload."""
    return f'{{"name":{json.dumps(event)},"data":'.encode()


def _tail(message: JobMessage) -> bytes:
    """Return what follows the last field of a payload, up to the closing brace of the event's data.

    A payload has at least the field tenantId, so a comma may follow.
    """
    options = message.options
    fields: dict[str, Any] = {}
    if message.headers:
        fields["headers"] = dict(message.headers)
    if options.metadata is not None:
        fields["metadata"] = options.metadata
    if options.priority > INNGEST.priority_seconds:
        # Inngest would clip it without an error (inngest.com/docs/reference/functions/run-priority).
        raise InvalidOptionError(
            f'Event "{message.event.name}": priority is {options.priority}; Inngest accepts at most '
            f"{INNGEST.priority_seconds}"
        )
    if options.priority:
        fields["priority"] = options.priority
    if not fields:
        return b"}"
    return b"," + json.dumps({METADATA_KEY: fields}, ensure_ascii=False, separators=(",", ":")).encode()[1:]


def _timestamp(message: JobMessage) -> int:
    options = message.options
    now = time.time()
    delay = options.at.timestamp() - now if options.at is not None else options.delay or 0
    milliseconds = round((now + requested_delay(delay)) * 1000)
    if not _EARLIEST_MS <= milliseconds < _LATEST_MS:
        option = "delay" if options.at is None else "at"
        raise InvalidOptionError(
            f'Event "{message.event.name}": {option} is too far away; Inngest runs nothing before 1980 or after 2099'
        )
    return milliseconds
