"""Import of recorded jobs: logs of the local provider, and exports of Trigger.dev and Inngest."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import unquote

from aiohttp import web
from pydantic_core import PydanticSerializationError, to_json

from cgk_runtime._internal.plurals import pluralize
from cgk_runtime.client.provider import CATALOG_VERSION, JobMessage
from cgk_runtime.dashboard.access import FORM
from cgk_runtime.dashboard.forms import FormError, first_value
from cgk_runtime.dashboard.services import Services
from cgk_runtime.errors import InvalidPayloadError, JobsError
from cgk_runtime.providers.local.observer import job_origin
from cgk_runtime.validation.payloads import parse_received_payload
from cgk_runtime.validation.problems import as_list, as_mapping

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog

_TRIGGER_DEV_SEND_PATH: Final = re.compile(r"/api/v\d+/tasks/(?P<task>[^/?]+)/trigger(?:\?|$)")
"""Path of the request that triggers a task on Trigger.dev."""
_INNGEST_SEND_PATH: Final = re.compile(r"(?:^|//[^/]+)/(?:e/[^/?]+|v2/events)(?:\?|$)")
"""Path of the request that sends events to Inngest."""
_SUPER_JSON: Final = "application/super+json"
"""Content type of payloads that Trigger.dev wraps: {"json": payload, "meta": ...}."""
_INTERNAL_PREFIX: Final = "inngest/"
"""Prefix of events that Inngest sends itself."""
_METADATA_KEYS: Final = frozenset({"_cgk", "_inngest"})
RecordedJob = tuple[str, object]
"""Event name or task id, and the payload."""


class ImportPages:
    """Form for recorded jobs and its submission.

    Args:
        services: Parts of `cgk dev`.
    """

    def __init__(self, services: Services) -> None:
        self._services = services

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Respond with the form."""
        return self._render_page(request, "", "", 200)

    async def submit(self, request: web.Request) -> web.StreamResponse:
        """Send the recorded jobs to the handlers of this project."""
        form = request[FORM]
        catalog, provider = self._services.sdk.catalog, self._services.client.provider
        problems: list[str] = []
        messages: list[JobMessage] = []
        try:
            for number, (name, payload) in enumerate(read_records(first_value(form, "records")), 1):
                try:
                    messages.append(build_message(catalog, name, payload))
                except JobsError as error:
                    problems.append(f"job {number}: {error}")
        except FormError as error:
            return self._render_page(request, str(error), "", 422)
        job_origin.set("an import")
        outcomes = await provider.send_many(messages)
        problems += [str(outcome) for outcome in outcomes if isinstance(outcome, JobsError)]
        sent = sum(isinstance(outcome, str) for outcome in outcomes)
        return self._render_page(request, f"Sent {pluralize(sent, 'job')}.", "\n".join(problems), 200)

    def _render_page(self, request: web.Request, outcome: str, problems: str, status: int) -> web.Response:
        return self._services.render(request, "import", "Import", status, outcome=outcome, problems=problems)


def build_message(catalog: Catalog, name: str, payload: object) -> JobMessage:
    """Build the job of a record, without its idempotency key and delay.

    Args:
        catalog: The catalog.
        name: Event name or task id.
        payload: The recorded payload.

    Raises:
        JobsError: The catalog has no such event or task, or the payload is invalid.
    """
    events_by_task = {event.task_id: event for event in catalog.events.values()}
    event = events_by_task.get(name) or catalog.event(name)
    if not isinstance(payload, dict):
        raise InvalidPayloadError(event.name, ())
    try:
        document = to_json(payload)
    except PydanticSerializationError:  # a text has a lone surrogate
        raise InvalidPayloadError(event.name, (), f'Event "{event.name}" has a payload that is not Unicode') from None
    tenant_id = parse_received_payload(catalog, event.name, document)[1]
    return JobMessage(event, tenant_id, document, headers={CATALOG_VERSION: catalog.version})


def read_records(text: str) -> Iterator[RecordedJob]:
    """Yield the jobs of a JSON document or of JSON lines.

    Raises:
        FormError: A line is not JSON, or has no known format.
    """
    try:
        values: list[object] = [json.loads(text)]
    except (ValueError, RecursionError):
        values = []
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                try:
                    values.append(json.loads(line))
                except (ValueError, RecursionError):
                    raise FormError(f"Line {number} is not valid JSON") from None
    for number, value in enumerate(values, 1):
        try:
            yield from _parse_jobs(value)
        except _UnknownFormatError:
            raise FormError(f"Record {number} is not a job of a known format") from None


class _UnknownFormatError(Exception):
    """A value is not a recorded job, a list of them, or an envelope around them."""


def _parse_jobs(value: object) -> list[RecordedJob]:
    """Return the jobs in a JSON value, which may be a list of records."""
    items = as_list(value)
    if items is not None:
        return [record for item in items for record in _parse_jobs(item)]
    for parse in (_parse_local, _parse_trigger_dev, _parse_inngest):
        records = parse(_mapping_or_empty(value))
        if records is not None:
            return records
    raise _UnknownFormatError


def _parse_local(document: Mapping[str, Any]) -> list[RecordedJob] | None:
    """Parse a line of the local provider's log."""
    event = document.get("event")
    return [(event, document["payload"])] if isinstance(event, str) and "payload" in document else None


def _parse_trigger_dev(document: Mapping[str, Any]) -> list[RecordedJob] | None:
    """Parse a run of Trigger.dev, or a recorded request that triggers a task."""
    task = document.get("taskIdentifier", document.get("task"))
    path = _TRIGGER_DEV_SEND_PATH.search(str(document.get("path") or document.get("url") or ""))
    body: object = document
    if path is not None:
        task, body = unquote(path["task"]), document.get("body")
    fields = _mapping_or_empty(body)
    if not isinstance(task, str) or "payload" not in fields:
        return None
    payload: object = fields["payload"]
    payload_type: object = _mapping_or_empty(fields.get("options")).get("payloadType")
    if isinstance(payload, str) and payload_type in ("application/json", _SUPER_JSON):
        try:
            payload = json.loads(payload)
        except (ValueError, RecursionError):
            return None
        if payload_type == _SUPER_JSON:
            payload = _mapping_or_empty(payload).get("json")
    return [(task, payload)]


def _parse_inngest(document: Mapping[str, Any]) -> list[RecordedJob] | None:
    """Parse an event of Inngest, a call of a function, or a recorded request that sends events."""
    name: object = document.get("name")
    data: object = document.get("data")
    if isinstance(name, str) and ("data" in document or "ts" in document):
        if name.startswith(_INTERNAL_PREFIX):
            return []
        return [(name, {key: value for key, value in _mapping_or_empty(data).items() if key not in _METADATA_KEYS})]
    if isinstance(document.get("event"), dict):
        return _parse_jobs(document["event"])  # the call of a function, with the event that triggered it
    if _INNGEST_SEND_PATH.search(str(document.get("path") or document.get("url") or "")):
        return _parse_jobs(document.get("body"))
    # A response of a provider's API.
    return _parse_jobs(cast("object", data)) if isinstance(data, list | dict) else None


def _mapping_or_empty(value: object) -> Mapping[str, Any]:
    return as_mapping(value) or {}
