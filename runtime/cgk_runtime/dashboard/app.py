"""The dashboard: routes of its pages, and the stream of changes."""

from __future__ import annotations

import asyncio
from typing import Final

from aiohttp import web

from cgk_runtime.dashboard.actions import Actions
from cgk_runtime.dashboard.catalog_views import CatalogViews
from cgk_runtime.dashboard.imports import ImportPages
from cgk_runtime.dashboard.rendering import send_asset
from cgk_runtime.dashboard.run_pages import RunPages
from cgk_runtime.dashboard.send_pages import SendPages
from cgk_runtime.dashboard.services import Services

_POLL_SECONDS: Final = 0.25
_KEEPALIVE_POLLS: Final = 60


class Dashboard:
    """Pages of one `cgk dev`.

    Args:
        services: Parts of `cgk dev`.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._closing = False

    def install(self, application: web.Application) -> None:
        """Add routes and checks to an application, whose paths below /v1/ are left alone."""
        runs, actions = RunPages(self._services), Actions(self._services)
        sending, imports, views = SendPages(self._services), ImportPages(self._services), CatalogViews(self._services)
        application.middlewares.append(self._services.access.middleware)
        application.on_shutdown.append(self._close)
        root = self._services.access.root
        application.add_routes(
            [
                web.get(f"{root}/", runs.list),
                web.get(f"{root}/runs/{{id}}", runs.show),
                web.post(f"{root}/runs/{{id}}/reveal", runs.reveal),
                web.post(f"{root}/runs/{{id}}/cancel", actions.cancel),
                web.post(f"{root}/runs/{{id}}/replay", actions.replay),
                web.post(f"{root}/runs/{{id}}/edit", sending.edit),
                web.post(f"{root}/bulk", actions.bulk),
                web.get(f"{root}/send", sending.show),
                web.post(f"{root}/send", sending.submit),
                web.get(f"{root}/events", views.events),
                web.get(f"{root}/events/{{name}}", views.event),
                web.get(f"{root}/schedules", views.schedules),
                web.post(f"{root}/schedules/{{name}}/fire", views.fire),
                web.get(f"{root}/import", imports.show),
                web.post(f"{root}/import", imports.submit),
                web.get(f"{root}/live", self._live),
                web.get(f"{root}/assets/{{name}}", send_asset),
            ]
        )

    async def _close(self, _application: web.Application) -> None:
        self._closing = True

    async def _live(self, request: web.Request) -> web.StreamResponse:
        """Send an event whenever the history has changed, at most four times a second."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        seen, polls = self._services.version(), 0
        try:
            await response.write(b"retry: 500\n\n")
            while not self._closing:
                await asyncio.sleep(_POLL_SECONDS)
                version, polls = self._services.version(), polls + 1
                if version != seen:
                    seen = version
                    await response.write(b"data: changed\n\n")
                elif polls % _KEEPALIVE_POLLS == 0:
                    await response.write(b": alive\n\n")
        except ConnectionResetError:
            pass  # the page was closed
        return response
