"""Reading of events and runs over Inngest's REST API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import quote

from cgk_runtime.client.provider import Run, RunError, RunStatus
from cgk_runtime.errors import RunNotFoundError
from cgk_runtime.providers.http.api_errors import api_error, connection_error
from cgk_runtime.providers.http.response import HttpResponse, RequestFailed
from cgk_runtime.providers.inngest.sending import COMPONENT

if TYPE_CHECKING:
    from cgk_runtime.providers.http.client import HttpClient
    from cgk_runtime.providers.inngest.settings import InngestSettings

_STATUSES: Final[dict[str, RunStatus]] = {
    "Completed": "completed",
    "Failed": "failed",
    "Cancelled": "cancelled",
    "Skipped": "cancelled",
    "Overflowed": "failed",
}
_ALWAYS_FINAL: Final = frozenset({"Cancelled", "Skipped"})
_TIMEOUT_ERROR: Final = "AttemptTimeoutError"


class RunReader:
    """Reads events and runs.

    Args:
        http: HTTP client.
        settings: Address and key.
    """

    def __init__(self, http: HttpClient, settings: InngestSettings) -> None:
        self._http = http
        self._settings = settings
        self._numbers = count()

    async def runs_of_event(self, event_id: str) -> list[Run]:
        """Return an event's runs; empty if the event is unknown, not processed yet or without a function."""
        data = await self._get(f"/v1/events/{quote(event_id, safe='')}/runs", event_id)
        return [_parse_run(run) for run in cast("list[dict[str, Any]]", data or [])]

    async def run(self, run_id: str) -> Run | None:
        """Return a run, or None."""
        data = await self._get(f"/v1/runs/{quote(run_id, safe='')}", run_id)
        return None if data is None else _parse_run(cast("dict[str, Any]", data))

    async def event_of(self, job_id: str) -> tuple[str, Mapping[str, Any]] | None:
        """Return name and data of the event with this id, or of the event that made the run with this id."""
        event = await self._event(job_id)
        if event is not None:
            return event
        run = await self._get(f"/v1/runs/{quote(job_id, safe='')}", job_id)
        event_id = cast("dict[str, str]", run).get("event_id") if isinstance(run, dict) else None
        return None if event_id is None else await self._event(event_id)

    async def cancel(self, run_id: str) -> None:
        """Cancel a run; an ended run stays as it is.

        Raises:
            RunNotFoundError: The run is unknown.
        """
        response = await self._request("DELETE", f"/v1/runs/{quote(run_id, safe='')}", "cancel a run")
        if response.status == 404:
            raise RunNotFoundError(run_id, component=COMPONENT)
        if not response.is_success:
            raise api_error(response, COMPONENT)

    async def check_key(self) -> None:
        """Check the signing key.

        Raises:
            ApiError: The key is refused, or the server cannot be reached.
        """
        await self._get("/v1/events", "", query="limit=1&")

    async def server_kind(self) -> str | None:
        """Return the server's own name for its mode, "dev" or "cloud", or None if it reports none.

        Raises:
            ApiError: The server cannot be reached.
        """
        response = await self._request("GET", "/health", "check the server", signed=False, expects_json=False)
        return response.headers.get("x-inngest-server-kind")

    async def _event(self, event_id: str) -> tuple[str, Mapping[str, Any]] | None:
        data = await self._get(f"/v1/events/{quote(event_id, safe='')}", event_id)
        if not isinstance(data, dict):
            return None
        event = cast("dict[str, Any]", data)
        return str(event.get("name")), cast("Mapping[str, Any]", event.get("data") or {})

    async def _get(self, path: str, item_id: str, query: str = "") -> Any:  # JSON of any kind
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
        if response.status == 400 and item_id:
            raise RunNotFoundError(item_id, component=COMPONENT)
        if not response.is_success:
            hint = "; INNGEST_SIGNING_KEY is not a key of this server" if response.status == 401 else ""
            raise api_error(response, COMPONENT, hint=hint)
        return body.get("data")

    async def _request(
        self, method: str, path: str, operation: str, *, signed: bool = True, expects_json: bool | None = None
    ) -> HttpResponse:
        headers = {"user-agent": "cgk-jobs"}
        key = self._settings.require_signing_key("Reading runs") if signed else None
        if key is not None:
            headers["authorization"] = f"Bearer {key}"
        if self._settings.environment is not None:
            headers["x-inngest-env"] = self._settings.environment
        try:
            return await self._http.request(
                method,
                self._settings.api_origin + path,
                operation=operation,
                headers=headers,
                expects_json=method == "GET" if expects_json is None else expects_json,
            )
        except RequestFailed as error:
            raise connection_error(error, COMPONENT) from None


def with_event(run: Run, event: str, data: Mapping[str, Any]) -> Run:
    """Return a run with its event's name and tenant, which only the event holds."""
    tenant = data.get("tenantId")
    return replace(run, event=event, tenant_id=tenant if isinstance(tenant, str) else None)


def _parse_run(data: Mapping[str, Any]) -> Run:
    ended_at = _parse_time(data.get("ended_at"))
    raw_status = str(data.get("status"))
    # "Completed" and "Failed" also describe a single step or attempt; they are final only with an end time.
    is_final = ended_at is not None or raw_status in _ALWAYS_FINAL
    status: RunStatus = _STATUSES.get(raw_status, "failed") if is_final else _unfinished_status(raw_status, data)
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
        started_at=_parse_time(data.get("run_started_at")),
        ended_at=ended_at,
    )


def _unfinished_status(raw_status: str, data: Mapping[str, Any]) -> RunStatus:
    if raw_status != "Scheduled":
        return "running"
    starts_at = _parse_time(data.get("run_started_at"))
    return "delayed" if starts_at is not None and starts_at > datetime.now(starts_at.tzinfo) else "queued"


def _parse_error(output: object) -> RunError:
    if isinstance(output, dict):
        fields = cast("dict[str, Any]", output)
        return RunError(str(fields.get("name") or "Error"), str(fields.get("message") or fields.get("error") or ""))
    return RunError("Error", str(output) if output is not None else "")


def _parse_time(value: object) -> datetime | None:
    if not isinstance(value, str) or not value or value.startswith("0001-"):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None
