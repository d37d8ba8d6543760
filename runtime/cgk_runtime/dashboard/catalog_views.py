"""Pages of the catalog in this project: events with their handlers, and schedules with their next runs."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final

from aiohttp import web

from cgk_runtime.catalog import ScheduleDefinition
from cgk_runtime.catalog_pages import read_event_page
from cgk_runtime.dashboard.access import FORM
from cgk_runtime.dashboard.forms import first_value
from cgk_runtime.dashboard.queries import latest_runs
from cgk_runtime.dashboard.send_pages import ORIGIN
from cgk_runtime.dashboard.services import Services, SourceLink
from cgk_runtime.errors import error_text
from cgk_runtime.execution.isolation import run_isolated
from cgk_runtime.providers.local.observer import job_origin
from cgk_runtime.schedules.due_times import next_runs
from cgk_runtime.tasks.source_location import source_location

_SHOWN_RUNS: Final = 3
"""Number of next runs to show for each schedule."""


class CatalogViews:
    """Pages of events and schedules.

    Args:
        services: Parts of `cgk dev`.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._sdk = services.sdk

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Respond with all events; those with a handler come first."""
        latest: dict[str, dict[str, Any]] = await self._services.query(latest_runs)
        handlers = {name: self._handler_links(name) for name in self._sdk.catalog.events}
        events = sorted(self._sdk.catalog.events.values(), key=lambda event: (not handlers[event.name], event.name))
        rows = [(event, handlers[event.name], latest.get(event.name)) for event in events]
        unhandled = sum(not links for links in handlers.values())
        return self._services.render(request, "events", "Events", rows=rows, unhandled=unhandled)

    async def event(self, request: web.Request) -> web.StreamResponse:
        """Respond with one event: its fields, handlers and source code."""
        name = request.match_info["name"]
        definition = self._sdk.catalog.events.get(name)
        if definition is None:
            raise web.HTTPNotFound(text="The catalog has no such event")
        page = read_event_page(self._sdk.catalog, name)
        handlers = self._handler_links(name)
        return self._services.render(request, "event", "Events", event=definition, page=page, handlers=handlers)

    async def schedules(self, request: web.Request, *, fired: str = "", failed: str = "") -> web.Response:
        """Respond with all schedules, their handlers and next runs.

        Args:
            request: The request.
            fired: Message about the schedule that was fired, or empty.
            failed: Error text if firing failed, or empty.
        """
        now, registry = datetime.now(UTC), self._sdk.registry
        latest: dict[str, dict[str, Any]] = await self._services.query(latest_runs)
        active = self._active_schedules()
        rows: list[dict[str, Any]] = []
        for schedule in {**self._sdk.catalog.schedules, **active}.values():
            handler = registry.schedules.get(schedule.name)
            rows.append(
                {
                    "schedule": schedule,
                    "is_active": schedule.name in active,
                    "handler": self._services.source_link(source_location(handler.function)) if handler else None,
                    "next": [due.timestamp() for due in islice(next_runs(schedule, now), _SHOWN_RUNS)],
                    "last": latest.get(schedule.event) if schedule.event else None,
                }
            )
        rows.sort(key=lambda row: (not row["is_active"], row["next"][0]))
        tenants = await self._services.tenants()
        status = 422 if failed else 200
        return self._services.render(
            request, "schedules", "Schedules", status, rows=rows, tenants=tenants, fired=fired, failed=failed
        )

    async def fire(self, request: web.Request) -> web.StreamResponse:
        """Fire a schedule now, for one tenant or for all."""
        name, tenant = request.match_info["name"], first_value(request[FORM], "tenant")
        definition = self._active_schedules().get(name)
        if definition is None:
            raise web.HTTPNotFound(text="No active schedule has this name")
        job_origin.set(ORIGIN)
        try:
            await run_isolated(self._sdk.scheduler().fire(definition, datetime.now(UTC), tenant or None))
        except Exception as error:  # noqa: BLE001  the schedule's own handler may raise anything
            return await self.schedules(request, failed=f"{name}: {type(error).__name__}: {error_text(error)}")
        return await self.schedules(request, fired=f"{name} was fired for {tenant or 'all tenants'}.")

    def _active_schedules(self) -> dict[str, ScheduleDefinition]:
        return {schedule.name: schedule for schedule in self._sdk.scheduler().schedules}

    def _handler_links(self, event: str) -> list[SourceLink]:
        return [self._services.source_link(handler.place) for handler in self._sdk.registry.handlers(event)]
