"""Trigger.dev's formats: runs of its API, alone and in lists, batch items, and captured trigger requests."""

from __future__ import annotations

import json
import re
from typing import Any, Final, cast
from urllib.parse import unquote

from cgk_codegen.live.records import Json, Record, as_object, tenants_of, text_of, version_of

HEADERS_KEY: Final = "cgkHeaders"
"""Key of a run's metadata that holds the job's headers."""
_TRIGGER_PATH: Final = re.compile(r"/api/v\d+/tasks/(?P<task>[^/?]+)/trigger(?:\?|$)")
_OFFLOADED: Final = "application/store"
"""Content type of a large payload: the request has its address in an object store instead."""
_SUPER_JSON: Final = "application/super+json"


def records(document: Json) -> list[Record] | None:
    """Return the records of a document, None if it has another format."""
    data = document.get("data")
    if isinstance(data, list):
        runs = [as_object(run) for run in cast("list[object]", data)]
        if "pagination" in document or (runs and "taskIdentifier" in runs[0]):
            return [_run(run) for run in runs]
    if isinstance(document.get("taskIdentifier"), str):
        return [_run(document)]
    if isinstance(document.get("task"), str) and ("payload" in document or "options" in document):
        return [_trigger_request(document["task"], document)]
    match = _TRIGGER_PATH.search(text_of(document.get("path")) or text_of(document.get("url")) or "")
    if match is not None:
        return [_trigger_request(unquote(match["task"]), as_object(document.get("body")))]
    return None


def _run(run: Json) -> Record:
    """Read a run; a run in a list has no payload, and neither has a run whose payload is stored elsewhere."""
    return _record(text_of(run.get("taskIdentifier")), run, run.get("payload"), has_payload="payload" in run)


def _trigger_request(task: str, body: Json) -> Record:
    """Read a trigger request; its payload is text in the format that its options name."""
    options = as_object(body.get("options"))
    payload, has_payload = _payload_of(body, options.get("payloadType"))
    return _record(task, options, payload, has_payload=has_payload)


def _record(task: str | None, details: Json, payload: object, *, has_payload: bool) -> Record:
    """Return a record with the tags and the metadata of a run or of a request's options."""
    metadata = as_object(details.get("metadata"))
    headers = metadata.get(HEADERS_KEY)
    tenants = tenants_of(tags=details.get("tags"), headers=headers, metadata=metadata)
    return Record(None, task, payload, has_payload, tenants, version_of(headers))


def _payload_of(body: Json, content_type: object) -> tuple[Any, bool]:
    """Return a request's payload, and whether it has one; SuperJSON wraps it as `{"json": ..., "meta": ...}`."""
    payload: object = body.get("payload")
    if "payload" not in body or content_type == _OFFLOADED:
        return None, False
    if not isinstance(payload, str) or content_type not in (_SUPER_JSON, "application/json"):
        return payload, True
    try:
        parsed: object = json.loads(payload)
    except (ValueError, RecursionError):
        return payload, True  # reported later, because a payload must be an object
    return (as_object(parsed).get("json"), True) if content_type == _SUPER_JSON else (parsed, True)
