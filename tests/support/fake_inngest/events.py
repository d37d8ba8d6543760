"""Acceptance of events: like a real server, it accepts them in order until one is refused; the accepted ones run."""

from __future__ import annotations

import base64
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MAX_EVENT_BYTES = 3_145_728
MAX_EVENTS = 5000
EARLIEST_MS, LATEST_MS = 315_532_800_000, 4_102_444_800_000
"""The years 1980 and 2100, in milliseconds since 1970."""


@dataclass(frozen=True)
class Event:
    """An accepted event.

    Attributes:
        internal_id: The server's own id, a ULID.
        name: The event's name.
        data: The event's data.
        id: The sender's id, or else the server's.
        ts: Time of the event, in milliseconds since 1970.
        sender_id: The sender's id, or None.
    """

    internal_id: str
    name: str
    data: dict[str, Any]
    id: str
    ts: int
    sender_id: str | None

    def for_functions(self) -> dict[str, Any]:
        """Return the event as functions receive it."""
        return {"name": self.name, "data": self.data, "id": self.id, "ts": self.ts}


def ulid(milliseconds: int, random_bytes: bytes, offset: int = 0) -> str:
    """Return the ULID of an event: the time and the random bytes of its batch, plus its offset in the batch."""
    value = (milliseconds << 80) | ((int.from_bytes(random_bytes) + offset) % (1 << 80))
    return "".join(ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5))


def new_ulid() -> str:
    """Return a ULID with the current time."""
    return ulid(time.time_ns() // 1_000_000, os.urandom(10))


def accept_events(body: bytes, seed: str | None, ingest: Callable[[Event], None]) -> tuple[int, dict[str, Any]]:
    """Accept a request's events and return status and body of the response.

    Args:
        body: Body of the request.
        seed: Header from which the ids are derived (milliseconds, a comma, and random bytes in base64), or None.
        ingest: Function to call with each accepted event.
    """
    try:
        parsed: object = json.loads(body) if body.strip() else []
    except json.JSONDecodeError:
        error = "unexpected EOF" if body.lstrip().startswith(b"[") else "unexpected end of JSON input"
        return 400, {"ids": [""], "status": 400, "error": error}
    if not isinstance(parsed, dict | list):
        text = "Request body must contain an event object or an array of event objects"
        return 400, {"ids": [""], "status": 400, "error": text}
    raw_events = cast("list[object]", [parsed] if isinstance(parsed, dict) else parsed)
    milliseconds, _, encoded_bytes = (seed or "").partition(",")
    ids: list[str] = []
    for index, raw_event in enumerate(raw_events):
        # A real server accepts 4999 events of a batch that is too large.
        if index + 1 >= MAX_EVENTS and len(raw_events) > MAX_EVENTS:
            return 400, {"ids": ids, "status": 400, "error": "Cannot have more than 5000 events in a batch"}
        raw: dict[str, Any] = cast("dict[str, Any]", raw_event) if isinstance(raw_event, dict) else {"data": raw_event}
        problem = _refusal(raw)
        if problem is not None:
            return 400, {"ids": ids or [""], "status": 400, "error": problem}
        internal_id = ulid(int(milliseconds), base64.b64decode(encoded_bytes), index) if encoded_bytes else new_ulid()
        event = Event(
            internal_id, raw["name"], raw.get("data") or {}, raw.get("id") or internal_id,
            raw.get("ts") or time.time_ns() // 1_000_000, raw.get("id") or None,
        )  # fmt: skip
        ingest(event)
        ids.append(internal_id)
    return 200, {"ids": ids or [""], "status": 200}


def _refusal(raw: dict[str, Any]) -> str | None:
    data, ts, name = raw.get("data"), raw.get("ts"), raw.get("name")
    if data is not None and not isinstance(data, dict):
        kind = "array" if isinstance(data, list) else "string" if isinstance(data, str) else "number"
        return f"json: cannot unmarshal {kind} into Go struct field raw.data of type map[string]interface {{}}"
    if isinstance(ts, str):
        return "json: cannot unmarshal string into Go struct field raw.ts of type int64"
    if isinstance(ts, float):
        return f"json: cannot unmarshal number {ts} into Go struct field raw.ts of type int64"
    if not name:
        return "event name is empty"
    if name.startswith("inngest/"):
        return f"event name is reserved for internal use: {name}"
    size = len(json.dumps(raw, separators=(",", ":"), ensure_ascii=False).encode())
    if size > MAX_EVENT_BYTES:
        return f"Event is over the max size: Max {MAX_EVENT_BYTES} bytes / Size {size} bytes"
    if ts and not EARLIEST_MS <= ts < LATEST_MS:
        return "timestamp is before Jan 1, 1980"  # a real server says so of late ones as well
    return None
