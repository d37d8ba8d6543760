"""The dashboard of one worker of `cgk dev`: its history, the routes of its pages, and the stream of changes."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aiohttp import web

from cgk_runtime._internal.project_files import create_dev_folder
from cgk_runtime.dashboard.actions import Actions
from cgk_runtime.dashboard.catalog_views import CatalogViews
from cgk_runtime.dashboard.history import HISTORY_FILE, History, HistoryReader, delete_history
from cgk_runtime.dashboard.imports import ImportPages
from cgk_runtime.dashboard.recorder import Recorder
from cgk_runtime.dashboard.rendering import ASSETS
from cgk_runtime.dashboard.run_output import capture_output
from cgk_runtime.dashboard.run_pages import RunPages
from cgk_runtime.dashboard.send_pages import SendPages
from cgk_runtime.dashboard.services import DashboardSettings, Services

if TYPE_CHECKING:
    from cgk_runtime.client.client import JobClient
    from cgk_runtime.dashboard.access import Access
    from cgk_runtime.sdk import Sdk

_TEMPORARY_FILE: Final = "dev-temporary.sqlite"
"""Name of the database with `--no-history`; deleted when the worker ends."""
_POLL_SECONDS: Final = 0.25


@dataclass(slots=True)
class Dashboard:
    """Dashboard of one worker.

    Attributes:
        sdk: The catalog and the handlers.
        settings: Settings of the pages.
        access: Access control.
        recorder: Observer for the provider, which writes the history.
        reader: Reader of the history.
    """

    sdk: Sdk
    settings: DashboardSettings
    access: Access
    recorder: Recorder
    reader: HistoryReader
    _closing: bool = False

    def install(self, application: web.Application, client: JobClient) -> None:
        """Add the pages to an application, with access control for all paths except those below /v1/.

        Args:
            application: The application.
            client: Client that sends the jobs of forms.
        """
        services = Services(self.sdk, client, self.reader, self.access, self.settings)
        runs, actions = RunPages(services), Actions(services)
        sending, imports, views = SendPages(services), ImportPages(services), CatalogViews(services)
        self.access.protect(application)
        application.on_shutdown.append(self._close)
        root = self.access.root
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
                web.get(f"{root}/live", self._stream_changes),
                web.static(f"{root}/assets", ASSETS),
            ]
        )

    async def _close(self, _application: web.Application) -> None:
        self._closing = True

    async def _stream_changes(self, request: web.Request) -> web.StreamResponse:
        """Send an event whenever the history has changed, at most four times a second."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        sent_version = self.recorder.version
        try:
            await response.write(b"retry: 500\n\n")
            while not self._closing and request.transport is not None:
                await asyncio.sleep(_POLL_SECONDS)
                if sent_version != self.recorder.version:
                    sent_version = self.recorder.version
                    await response.write(b"data: changed\n\n")
        except ConnectionResetError:
            pass  # the page was closed
        return response


@contextmanager
def open_dashboard(sdk: Sdk, settings: DashboardSettings, access: Access) -> Generator[Dashboard]:
    """Open the history in `.cgk` below the project's root, and record runs and their output within the block.

    Args:
        sdk: The catalog and the handlers.
        settings: Settings of the pages.
        access: Access control.

    Raises:
        ConfigurationError: The folder is a link or belongs to another user, or the history cannot be read.
    """
    folder = Path(create_dev_folder(str(settings.directory)))
    file, temporary_file = folder / HISTORY_FILE, folder / _TEMPORARY_FILE
    delete_history(temporary_file)  # a killed process leaves it
    with ExitStack() as stack:
        if not settings.persistent:
            file = temporary_file
            stack.callback(delete_history, file)
        recorder = Recorder(History(file, settings.keep))
        stack.callback(recorder.close)
        stack.enter_context(capture_output(recorder.log))
        yield Dashboard(sdk, settings, access, recorder, HistoryReader(file))
