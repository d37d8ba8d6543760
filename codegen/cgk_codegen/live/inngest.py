"""Inngest's formats: events of its API and event log, function calls, and captured send requests."""

from __future__ import annotations

import re
from typing import Final, cast

from cgk_codegen.live.records import Json, Record, as_object, records_of_all, tenants_of, text_of, version_of

METADATA_KEY: Final = "_cgk"
"""Key of an event's data that holds headers and metadata next to the payload's fields."""
_SERVER_KEY: Final = "_inngest"
_INTERNAL_PREFIX: Final = "inngest/"
"""Start of the names of Inngest's own events."""
_SEND_PATH: Final = re.compile(r"(?:^|//[^/]+)/(?:e/[^/?]+|v2/events)(?:\?|$)")


def records(document: Json) -> list[Record] | None:
    """Return the records of a document, None if it has another format."""
    if isinstance(document.get("name"), str) and ("data" in document or "ts" in document):
        return [_event(document)]
    event = document.get("event")
    if isinstance(event, dict):  # the body of a call: {"event", "events", "steps", "ctx"}
        return records(cast("Json", event))
    if _SEND_PATH.search(text_of(document.get("path")) or text_of(document.get("url")) or ""):
        return _records_of_data(document.get("body"))
    if "run_id" in document and "function_id" in document:
        return [Record()]  # a run, which names no event
    if "data" in document:
        return _records_of_data(document["data"])
    return None


def _records_of_data(data: object) -> list[Record] | None:
    listed = cast("list[object]", data) if isinstance(data, list) else [data]
    return records_of_all(listed, lambda value: records(as_object(value)))


def _event(document: Json) -> Record:
    """Read an event; its data holds headers and metadata next to the payload's fields."""
    name: str = document["name"]
    if name.startswith(_INTERNAL_PREFIX):
        return Record(event=name, is_internal=True)
    data = document.get("data")
    entry = as_object(as_object(data).get(METADATA_KEY))
    payload: object = {} if data is None else data
    if isinstance(payload, dict):
        fields = cast("Json", payload)
        payload = {field: value for field, value in fields.items() if field not in (METADATA_KEY, _SERVER_KEY)}
    headers = entry.get("headers")
    return Record(
        event=name,
        payload=payload,
        has_payload=True,
        tenants=tenants_of(envelope_tenant=document.get("tenantId"), headers=headers, metadata=entry.get("metadata")),
        catalog_version=version_of(headers),
    )
