"""Asking for runs over REST: past the server's caches, errors inside HTTP 200 seen, final only what has ended."""

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
from cgk_runtime.providers.http import HttpResponse, RequestFailed
from cgk_runtime.providers.http.api_errors import api_error, connection_error
from cgk_runtime.providers.inngest.sending import COMPONENT

if TYPE_CHECKING:
    from cgk_runtime.providers.http import HttpClient
    from cgk_runtime.providers.inngest.settings import InngestSettings

_ENDED: Final[dict[str, RunStatus]] = {
    "Completed": "completed",
    "Failed": "failed",
    "Cancelled": "cancelled",
    "Skipped": "cancelled",
    "Overflowed": "failed",
}
_ALWAYS_FINAL: Final = frozenset({"Cancelled", "Skipped"})
_TIMED_OUT: Final = "AttemptTimeoutError"


class RunReader:
    """Reads events and runs.

    Args:
        http: What makes requests.
        settings: Where and with which key.
    """

    def __init__(self, http: HttpClient, settings: InngestSettings) -> None:
        self._http = http
        self._settings = settings
        self._numbers = count()

    async def runs_of_event(self, event_id: str) -> list[Run]:
        """Give the runs an event has made; none where it is unknown, has not been looked at, or has no function."""
        data = await self._get(f"/v1/events/{quote(event_id, safe='')}/runs", event_id)
        return [_run(one) for one in cast("list[dict[str, Any]]", data or [])]

    async def run(self, run_id: str) -> Run | None:
        """Give a run by its own id, or None."""
        data = await self._get(f"/v1/runs/{quote(run_id, safe='')}", run_id)
        return None if data is None else _run(cast("dict[str, Any]", data))

    async def event(self, event_id: str) -> tuple[str, Mapping[str, Any]] | None:
        """Give an event's name and data, or None."""
        data = await self._get(f"/v1/events/{quote(event_id, safe='')}", event_id)
        if not isinstance(data, dict):
            return None
        event = cast("dict[str, Any]", data)
        return str(event.get("name")), cast("Mapping[str, Any]", event.get("data") or {})

    async def event_of_run(self, run_id: str) -> str | None:
        """Give the id of the event that made a run, or None."""
        data = await self._get(f"/v1/runs/{quote(run_id, safe='')}", run_id)
        return cast("dict[str, str]", data).get("event_id") if isinstance(data, dict) else None

    async def cancel(self, run_id: str) -> None:
        """End a run; one that has ended stays as it is.

        Raises:
            RunNotFoundError: There is none.
        """
        answer = await self._request("DELETE", f"/v1/runs/{quote(run_id, safe='')}", "cancel a run")
        if answer.status == 404:
            raise RunNotFoundError(run_id, component=COMPONENT)
        if not answer.is_success:
            raise api_error(answer, COMPONENT)

    async def check_key(self) -> None:
        """Pass where the signing key is accepted.

        Raises:
            ApiError: It is not, or the server cannot be reached.
        """
        await self._get("/v1/events", "", query="limit=1&")

    async def server_kind(self) -> str | None:
        """Give "dev" or "cloud" as the server calls itself, or None where it does not say.

        Raises:
            ApiError: It cannot be reached.
        """
        answer = await self._request("GET", "/health", "ask for health", expects_json=False)
        return answer.headers.get("x-inngest-server-kind")

    async def _get(self, path: str, asked_for: str, query: str = "") -> Any:  # JSON: whatever the server says
        # Servers keep answers for up to 15 seconds, by the whole address: a number that grows makes each a new one.
        answer = await self._request("GET", f"{path}?{query}_={next(self._numbers)}", f"get {path}")
        data: object = answer.data
        inside = cast("dict[str, Any]", data) if isinstance(data, dict) else {}
        if answer.is_success and inside.get("error"):
            # Cached answers come with HTTP 200, whatever they are; their own status is inside.
            answer = HttpResponse(int(inside.get("status") or 500), answer.headers, answer.body, answer.attempts, data)
        if _is_unknown(answer, inside):
            return None
        if answer.status == 400 and asked_for:
            raise RunNotFoundError(asked_for, component=COMPONENT)
        if not answer.is_success:
            raise api_error(answer, COMPONENT, hint=_hint(answer.status))
        return inside.get("data")

    async def _request(self, method: str, path: str, what: str, *, expects_json: bool | None = None) -> HttpResponse:
        headers = {"user-agent": "cgk-jobs"}
        key = self._settings.require_signing_key("Asking for runs") if path != "/health" else self._settings.signing_key
        if key is not None and path != "/health":
            headers["authorization"] = f"Bearer {key}"
        if self._settings.environment is not None:
            headers["x-inngest-env"] = self._settings.environment
        try:
            return await self._http.request(
                method,
                self._settings.api_origin + path,
                operation=what,
                headers=headers,
                expects_json=method == "GET" if expects_json is None else expects_json,
            )
        except RequestFailed as error:
            raise connection_error(error, COMPONENT) from None


def _is_unknown(answer: HttpResponse, inside: Mapping[str, Any]) -> bool:
    said = str(inside.get("error") or "")
    # A run that does not exist is a 404 or, where the answer is cached, a 500 with these words.
    return answer.status == 404 or said.startswith("Unable to load function run")


def _hint(status: int) -> str:
    return "; INNGEST_SIGNING_KEY is not a key of this server" if status == 401 else ""


def _run(data: Mapping[str, Any]) -> Run:
    ended = _instant(data.get("ended_at"))
    said = str(data.get("status"))
    # "Completed" and "Failed" are also said after a step or an attempt: those count only of a run that has ended.
    is_over = ended is not None or said in _ALWAYS_FINAL
    status: RunStatus = _ENDED.get(said, "failed") if is_over else _unfinished(said, data)
    output = data.get("output")
    error = _error(output) if status == "failed" else None
    if error is not None and error.type == _TIMED_OUT:
        status = "timed_out"
    return Run(
        id=str(data.get("run_id")),
        event=None,
        status=status,
        output=json.dumps(output, ensure_ascii=False).encode() if status == "completed" else None,
        error=error,
        started_at=_instant(data.get("run_started_at")),
        ended_at=ended,
    )


def _unfinished(said: str, data: Mapping[str, Any]) -> RunStatus:
    if said != "Scheduled":
        return "running"
    starts = _instant(data.get("run_started_at"))
    return "delayed" if starts is not None and starts > datetime.now(starts.tzinfo) else "queued"


def _error(output: object) -> RunError:
    if isinstance(output, dict):
        said = cast("dict[str, Any]", output)
        return RunError(str(said.get("name") or "Error"), str(said.get("message") or said.get("error") or ""))
    return RunError("Error", str(output) if output is not None else "")


def _instant(value: object) -> datetime | None:
    if not isinstance(value, str) or not value or value.startswith("0001-"):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def described(run: Run, event: str, data: Mapping[str, Any]) -> Run:
    """Add what only the event says: its name and its tenant."""
    tenant = data.get("tenantId")
    return replace(run, event=event, tenant_id=tenant if isinstance(tenant, str) else None)
