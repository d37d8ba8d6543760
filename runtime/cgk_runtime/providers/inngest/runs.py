"""Reading of events and runs over Inngest's REST API."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import quote, urlencode

from cgk_runtime.client.provider import Run, RunError, RunStatus
from cgk_runtime.errors import RunNotFoundError
from cgk_runtime.providers.http.api_errors import api_error
from cgk_runtime.providers.http.response import HttpResponse
from cgk_runtime.providers.inngest.envelope import INVOKED
from cgk_runtime.providers.inngest.sending import COMPONENT

if TYPE_CHECKING:
    from cgk_runtime.errors import ApiError
    from cgk_runtime.providers.http.client import HttpClient
    from cgk_runtime.providers.inngest.settings import InngestSettings

_STATUSES: Final[dict[str, RunStatus]] = {
    "Completed": "completed",
    "Failed": "failed",
    "Cancelled": "cancelled",
    "Skipped": "cancelled",
    "Overflowed": "failed",
}
_REFUSED_KEY: Final = frozenset({401, 403})
_ALWAYS_FINAL: Final = frozenset({"Cancelled", "Skipped"})
_TIMEOUT_ERROR: Final = "AttemptTimeoutError"
_MAX_CANCELLED_IDS: Final = 10_000


@dataclass(frozen=True, slots=True)
class SentEvent:
    """An event that the server has stored.

    Attributes:
        name: Name.
        data: The payload's fields, and those that the SDK and the server added.
        starts_at: When its functions start; in the future for a delayed job.
    """

    name: str
    data: Mapping[str, Any]
    starts_at: datetime | None


class RunReader:
    """Reader of events and runs.

    Args:
        http: HTTP client.
        settings: Address and keys.
    """

    def __init__(self, http: HttpClient, settings: InngestSettings) -> None:
        self._http = http
        self._settings = settings
        self._numbers = count()
        self._cancelled: OrderedDict[str, None] = OrderedDict()

    async def runs_of_event(self, event_id: str) -> list[Run]:
        """Return an event's runs: none if the event is unknown, not processed yet or without a function."""
        data = await self._get(f"/v1/events/{quote(event_id, safe='')}/runs")
        rows: dict[str, list[dict[str, Any]]] = {}
        for row in cast("list[dict[str, Any]]", data or []):
            rows.setdefault(str(row.get("run_id")), []).append(row)
        return [await self._run_of_rows(run_id, run_rows) for run_id, run_rows in rows.items()]

    async def run(self, run_id: str) -> Run | None:
        """Return the run with this id, or None if the server does not know it."""
        data = await self._get(f"/v1/runs/{quote(run_id, safe='')}")
        return None if data is None else self._parse(cast("dict[str, Any]", data))

    async def event_of(self, job_id: str) -> SentEvent | None:
        """Return the event with this id, or the event that made the run with this id."""
        event = await self._event(job_id)
        if event is not None:
            return event
        run = await self._get(f"/v1/runs/{quote(job_id, safe='')}")
        event_id = cast("dict[str, str]", run).get("event_id") if isinstance(run, dict) else None
        return None if event_id is None else await self._event(event_id)

    async def events_page(self, query: Mapping[str, str]) -> list[dict[str, Any]]:
        """Return one page of events, newest first, as the server describes them.

        Args:
            query: Parameters `limit`, `name`, `received_after` and `cursor`.
        """
        return cast("list[dict[str, Any]]", await self._get("/v1/events", f"{urlencode(query)}&") or [])

    async def cancel(self, run_id: str) -> None:
        """Cancel a run; an ended run stays as it is.

        Raises:
            RunNotFoundError: The run is unknown.
        """
        response = await self._request(
            "DELETE", f"/v1/runs/{quote(run_id, safe='')}", "cancel a run", expects_json=False
        )
        if response.status == 404:
            raise RunNotFoundError(run_id, component=COMPONENT)
        if not response.is_success:
            raise _to_error(response)
        self._cancelled[run_id] = None
        if len(self._cancelled) > _MAX_CANCELLED_IDS:
            self._cancelled.popitem(last=False)

    async def server_mode(self) -> str | None:
        """Return the mode that the server reports, "dev" or "cloud", or None.

        Raises:
            ApiError: The server cannot be reached.
        """
        response = await self._request_with_key(None, "GET", "/health", "check the server", expects_json=False)
        return response.headers.get("x-inngest-server-kind")

    async def _run_of_rows(self, run_id: str, rows: Sequence[dict[str, Any]]) -> Run:
        """Return the run that some rows of a list describe.

        The list has two rows for a run that was canceled while its handler ran, and a row's status may be older than
        its end time. In both cases the run is requested by its id, because that response is consistent.
        """
        if len(rows) > 1 or (_parse_time(rows[0].get("ended_at")) and rows[0].get("status") not in _STATUSES):
            run = await self.run(run_id)
            if run is not None:
                return run
        return self._parse(rows[0])

    def _parse(self, data: Mapping[str, Any]) -> Run:
        run = _parse_run(data)
        # The server shows a delayed run as scheduled for some time after it was canceled.
        is_cancelled = run.id in self._cancelled and run.status in {"delayed", "queued"}
        return replace(run, status="cancelled") if is_cancelled else run

    async def _event(self, event_id: str) -> SentEvent | None:
        data = await self._get(f"/v1/events/{quote(event_id, safe='')}")
        return read_event(cast("dict[str, Any]", data)) if isinstance(data, dict) else None

    async def _get(self, path: str, query: str = "") -> Any:  # JSON of any kind
        # Servers cache responses by address for up to 15 seconds; a number makes each address new.
        response = await self._request("GET", f"{path}?{query}_={next(self._numbers)}", f"get {path}")
        data: object = response.data
        body = cast("dict[str, Any]", data) if isinstance(data, dict) else {}
        if response.is_success and body.get("error"):
            # Cached errors arrive with HTTP 200; the original status is in the body.
            status = int(body.get("status") or 500)
            response = HttpResponse(status, response.headers, response.body, response.attempts, data)
        # An unknown run is a 404 or, if cached, a 500 with this message.
        if response.status == 404 or str(body.get("error") or "").startswith("Unable to load function run"):
            return None
        if not response.is_success:
            raise _to_error(response)
        return body.get("data")

    async def _request(self, method: str, path: str, operation: str, *, expects_json: bool = True) -> HttpResponse:
        """Send a request, again with the key before a rotation if the server refuses the current one."""
        key, fallback = self._settings.require_signing_key("Reading runs"), self._settings.fallback_key
        response = await self._request_with_key(key, method, path, operation, expects_json=expects_json)
        if response.status in _REFUSED_KEY and fallback is not None:
            return await self._request_with_key(fallback, method, path, operation, expects_json=expects_json)
        return response

    async def _request_with_key(
        self, key: str | None, method: str, path: str, operation: str, *, expects_json: bool
    ) -> HttpResponse:
        headers = {"user-agent": "cgk-jobs"}
        if key is not None:
            headers["authorization"] = f"Bearer {key}"
        if self._settings.environment is not None:
            headers["x-inngest-env"] = self._settings.environment
        url = self._settings.api_origin + path
        return await self._http.request(method, url, operation=operation, headers=headers, expects_json=expects_json)


def read_event(event: Mapping[str, Any]) -> SentEvent:
    """Parse an event as the server describes it."""
    data = cast("Mapping[str, Any]", event.get("data") or {})
    timestamp = event.get("ts")
    starts_at = datetime.fromtimestamp(timestamp / 1000, UTC) if isinstance(timestamp, int | float) else None
    return SentEvent(str(event.get("name")), data, starts_at)


def with_event(run: Run, event: SentEvent, tenant_field: str) -> Run:
    """Return a run with its event's name, tenant and delay, which only the event holds.

    A run that a step invoked has no name of an event: the server's event names the function only.
    """
    tenant = event.data.get(tenant_field)
    name = None if event.name == INVOKED else event.name
    run = replace(run, event=name, tenant_id=tenant if isinstance(tenant, str) else None)
    if run.status == "queued" and event.starts_at is not None and event.starts_at > datetime.now(UTC):
        return replace(run, status="delayed", starts_at=event.starts_at)
    return run


def _to_error(response: HttpResponse) -> ApiError:
    hint = "; INNGEST_SIGNING_KEY is not a key of this server" if response.status == 401 else ""
    return api_error(response, COMPONENT, hint=hint)


def _parse_run(data: Mapping[str, Any]) -> Run:
    ended_at = _parse_time(data.get("ended_at"))
    raw_status = str(data.get("status"))
    # "Completed" and "Failed" also describe a single step or attempt; they are final only with an end time.
    is_final = raw_status in _STATUSES and (ended_at is not None or raw_status in _ALWAYS_FINAL)
    status: RunStatus = _STATUSES[raw_status] if is_final else "queued" if raw_status == "Scheduled" else "running"
    output = data.get("output")
    error = _parse_error(output) if status == "failed" else None
    if error is not None and error.type == _TIMEOUT_ERROR:
        status = "timed_out"
    return Run(
        id=str(data.get("run_id")),
        event=None,
        status=status,
        output=json.dumps(output, ensure_ascii=False).encode() if status == "completed" else None,
        error=error,
        # The server reports a start time for waiting runs as well.
        started_at=None if status == "queued" else _parse_time(data.get("run_started_at")),
        ended_at=ended_at if is_final else None,
    )


def _parse_error(output: object) -> RunError:
    if isinstance(output, dict):
        fields = cast("dict[str, Any]", output)
        return RunError(str(fields.get("name") or "Error"), str(fields.get("message") or fields.get("error") or ""))
    return RunError("Error", str(output) if output is not None else "")


def _parse_time(value: object) -> datetime | None:
    """Parse a time; a server writes the year 1 for a time that is not set."""
    if not isinstance(value, str) or not value or value.startswith("0001-"):
        return None
    return datetime.fromisoformat(value)
