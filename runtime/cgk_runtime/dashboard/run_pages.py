"""Pages of runs: the list, and one run."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any, Final, cast

from aiohttp import web

from cgk_runtime.dashboard.history import MAX_LINES
from cgk_runtime.dashboard.queries import (
    PAGE_SIZE,
    STATUSES,
    RunPage,
    RunQuery,
    child_runs,
    distinct_values,
    find_run_ids,
    list_runs,
    log_lines,
    runs_by_minute,
)
from cgk_runtime.dashboard.rendering import indented_json
from cgk_runtime.dashboard.services import Services, SourceLink
from cgk_runtime.dashboard.snippets import snippets_of
from cgk_runtime.dashboard.timeline import timeline_of
from cgk_runtime.errors import UnknownEventError
from cgk_runtime.validation.redaction import MASK, redact

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog

_MAX_SAVE_WAIT: Final = 2.0
"""Maximum number of seconds that a page waits until a run that was just sent is saved."""


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
        for run in page.runs:
            run["distinguishing_value"] = distinguishing_value(catalog, run["event"], run["payload"])
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
            events=await services.query(distinct_values, "event"),
            tenants=await services.query(distinct_values, "tenant"),
            last_page=max(1, ceil(page.total / PAGE_SIZE)),
            settings=services.settings,
            example_event=next(iter(services.sdk.registry.events), next(iter(catalog.events), "EVENT")),
        )

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Respond with one run, or redirect to the list of a job's runs if it has several."""
        run_id = request.match_info["id"]
        ids = await self._wait_for_run_ids(run_id)
        if ids and run_id not in ids:
            raise self._services.redirect(RunQuery(text=run_id).address())
        return await self._render_run(request, await self._services.find_run(run_id), revealed=False)

    async def reveal(self, request: web.Request) -> web.StreamResponse:
        """Respond with one run including its personal data; only for requests with the token."""
        return await self._render_run(request, await self._services.find_run(request.match_info["id"]), revealed=True)

    async def _wait_for_run_ids(self, run_id: str) -> Sequence[str]:
        """Return the ids of a run or of a job's runs; wait until the first one is saved."""
        deadline = time.monotonic() + _MAX_SAVE_WAIT
        while True:
            ids: Sequence[str] = await self._services.query(find_run_ids, run_id)
            if ids or time.monotonic() > deadline:
                return ids
            await asyncio.sleep(0.1)

    async def _render_run(self, request: web.Request, run: dict[str, Any], *, revealed: bool) -> web.Response:
        services, now = self._services, time.time()
        catalog = services.sdk.catalog
        run["first_began"] = min((span["began"] for span in json.loads(run["spans"] or "[]")), default=None)
        has_output = run["output"] is not None
        full_payload = json.loads(run["payload"])
        full_output = json.loads(run["output"]) if has_output else None
        payload = redacted_payload(catalog, run["event"], run["payload"])
        output = redacted_output(catalog, run["event"], run["output"]) if has_output else None
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
            payload=indented_json(payload),
            output=indented_json(output) if has_output else None,
            options=json.loads(run["options"] or "{}"),
            headers=headers,
            trace_id=f"{headers.get('traceparent', '')}-".split("-")[1],  # of "VERSION-TRACE-PARENT-FLAGS"
            handler=self._handler_link(run),
            took=elapsed_seconds(run, now),
            timeline=timeline_of(run, now),
            max_lines=MAX_LINES,
            logs=await services.query(log_lines, run["id"]),
            children=await services.query(child_runs, run["id"]),
            snippets=snippets_of(catalog, run, payload, output, services.settings.modules),
            is_redacted=is_redacted,
            revealed=revealed,
        )

    def _handler_link(self, run: Mapping[str, Any]) -> SourceLink | None:
        handlers = self._services.sdk.registry.handlers(run["event"])
        handler = next((handler for handler in handlers if handler.name == run["task"]), None)
        return self._services.source_link(handler.place) if handler else None


def elapsed_seconds(run: Mapping[str, Any], now: float) -> float | None:
    """Return the seconds from the start of a run's first attempt to its end or now, or None before the first one."""
    if run["started"] is None:
        return None
    first_start: float = min(run["started"], run["first_began"] or run["started"])
    return max(0.0, (run["ended"] or now) - first_start)


def redacted_payload(catalog: Catalog, event: str, document: str) -> dict[str, Any]:
    """Return a payload with its personal data masked; if the catalog does not have the event, mask every value."""
    payload: dict[str, Any] = json.loads(document)
    try:
        model = catalog.payload_model(event)
    except UnknownEventError:
        return dict.fromkeys(payload, MASK)
    return cast("dict[str, Any]", redact(payload, model))


def redacted_output(catalog: Catalog, event: str, document: str) -> object:
    """Return a result with its personal data masked; a result without a declared model is unchanged."""
    try:
        return redact(json.loads(document), catalog.result_model(event))
    except UnknownEventError:
        return MASK
    except LookupError:
        return json.loads(document)


def distinguishing_value(catalog: Catalog, event: str, document: str | None) -> str:
    """Return the first text or number of a payload, except its tenant and personal data, for the list of runs."""
    if document is None:
        return ""
    for name, value in redacted_payload(catalog, event, document).items():
        if name != catalog.tenant_field and isinstance(value, str | int | float) and value != MASK:
            return str(value)[:60]
    return ""
