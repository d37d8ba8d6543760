"""Pages of runs: the list, and one run."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from aiohttp import web

from cgk_runtime.dashboard.history import MAX_LINES
from cgk_runtime.dashboard.queries import (
    PAGE_SIZE,
    STATUSES,
    RunPage,
    RunQuery,
    distinct_values,
    list_runs,
    logs_of,
    runs_by_minute,
    runs_of,
    sent_by,
)
from cgk_runtime.dashboard.rendering import pretty
from cgk_runtime.dashboard.services import Services, SourceLink, is_live_part
from cgk_runtime.dashboard.snippets import snippets_of
from cgk_runtime.dashboard.timeline import timeline_of
from cgk_runtime.errors import UnknownEventError
from cgk_runtime.validation.redaction import MASK, redact

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog

_MAX_SAVE_WAIT: Final = 2.0
"""Longest time that a page waits for a run that was just sent to be saved."""


class RunPages:
    """Pages of runs.

    Args:
        services: Parts of `cgk dev`.
    """

    def __init__(self, services: Services) -> None:
        self._services = services

    async def list(self, request: web.Request) -> web.StreamResponse:
        """Respond with the list of runs."""
        services, now = self._services, time.time()
        catalog = services.sdk.catalog
        query = RunQuery.read(request.query)
        page: RunPage = await services.query(list_runs, query, now)
        minutes = await services.query(runs_by_minute, now)
        # A refresh omits the filters' choices; only an empty list needs a tenant, for its example command.
        is_live = is_live_part(request) and bool(page.runs)
        for run in page.runs:
            run["hint"] = hint_of(catalog, run["event"], run["payload"])
            run["took"] = elapsed_seconds(run, now)
        return services.render(
            request,
            "runs",
            "Runs",
            query=query,
            page=page,
            minutes=minutes,
            highest_bar=max(1, *(minute.started for minute in minutes), *(minute.failed for minute in minutes)),
            most_waiting=max(1, *(minute.waiting for minute in minutes)),
            statuses=STATUSES,
            events=[] if is_live else await services.query(distinct_values, "event"),
            tenants=[] if is_live else await services.query(distinct_values, "tenant"),
            last_page=max(1, -(-page.total // PAGE_SIZE)),
            settings=services.settings,
            example_event=next(iter(services.sdk.registry.events), next(iter(catalog.events), "EVENT")),
        )

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Respond with one run, or redirect to the list of a job's runs if it has several."""
        run_id = request.match_info["id"]
        ids = await self._saved_runs(run_id)
        if ids and run_id not in ids:
            raise self._services.redirect(RunQuery(text=run_id).address())
        return await self._page(request, await self._services.find_run(run_id), revealed=False)

    async def reveal(self, request: web.Request) -> web.StreamResponse:
        """Respond with one run including its personal data; only for requests with the token."""
        return await self._page(request, await self._services.find_run(request.match_info["id"]), revealed=True)

    async def _saved_runs(self, run_id: str) -> Sequence[str]:
        """Return the ids of a run or of a job's runs, once they are saved."""
        deadline = time.monotonic() + _MAX_SAVE_WAIT
        while True:
            ids: Sequence[str] = await self._services.query(runs_of, run_id)
            if ids or time.monotonic() > deadline:
                return ids
            await asyncio.sleep(0.1)

    async def _page(self, request: web.Request, run: dict[str, Any], *, revealed: bool) -> web.Response:
        services, now = self._services, time.time()
        catalog = services.sdk.catalog
        run["first_began"] = min((span["began"] for span in json.loads(run["spans"] or "[]")), default=None)
        has_output = run["output"] is not None
        full_payload, full_output = json.loads(run["payload"]), json.loads(run["output"]) if has_output else None
        payload = visible_payload(catalog, run["event"], run["payload"])
        output = visible_output(catalog, run["event"], run["output"]) if has_output else None
        is_redacted = payload != full_payload or output != full_output
        if revealed:
            payload, output = full_payload, full_output
        if run["traceback"]:
            run["traceback"] = run["traceback"].replace(f'File "{services.settings.directory}/', 'File "')
        headers: dict[str, str] = json.loads(run["headers"] or "{}")
        return services.render(
            request,
            "run",
            "Runs",
            run=run,
            payload=pretty(payload),
            output=pretty(output) if has_output else None,
            options=json.loads(run["options"] or "{}"),
            headers=headers,
            trace=headers.get("traceparent", "-").split("-")[1],
            handler=self._handler(run),
            took=elapsed_seconds(run, now),
            timeline=timeline_of(run, now),
            max_lines=MAX_LINES,
            logs=await services.query(logs_of, run["id"]),
            children=await services.query(sent_by, run["id"]),
            snippets=snippets_of(catalog, run, payload, output, services.settings.modules),
            is_redacted=is_redacted,
            revealed=revealed,
        )

    def _handler(self, run: Mapping[str, Any]) -> SourceLink | None:
        handlers = self._services.sdk.registry.handlers(run["event"])
        handler = next((handler for handler in handlers if handler.name == run["task"]), None)
        return self._services.source_link(handler.place) if handler else None


def elapsed_seconds(run: Mapping[str, Any], now: float) -> float | None:
    """Return the seconds from the start of a run's first attempt to its end or now, or None before the first one."""
    if run["started"] is None:
        return None
    first_start: float = min(run["started"], run["first_began"] or run["started"])
    return max(0.0, (run["ended"] or now) - first_start)


def visible_payload(catalog: Catalog, event: str, document: str) -> dict[str, Any]:
    """Return a payload with its personal data masked, or every value if the catalog does not have the event."""
    payload: dict[str, Any] = json.loads(document)
    try:
        model = catalog.payload_model(event)
    except UnknownEventError:
        return dict.fromkeys(payload, MASK)
    return cast("dict[str, Any]", redact(payload, model))


def visible_output(catalog: Catalog, event: str, document: str) -> object:
    """Return a result with its personal data masked; a result without a declared model is unchanged."""
    try:
        return redact(json.loads(document), catalog.result_model(event))
    except UnknownEventError:
        return MASK
    except LookupError:
        return json.loads(document)


def hint_of(catalog: Catalog, event: str, document: str | None) -> str:
    """Return the first text or number of a payload other than its tenant, to distinguish the runs of one event."""
    if document is None:
        return ""
    for name, value in visible_payload(catalog, event, document).items():
        if name != catalog.tenant_field and isinstance(value, str | int | float) and value != MASK:
            return str(value)[:60]
    return ""
