"""Local provider whose runs are recorded, and the dashboard that shows them."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, CookieJar, FormData, web
from cgk_runtime import Sdk
from cgk_runtime.client.administration import RunFilter
from cgk_runtime.client.client import JobClient
from cgk_runtime.dashboard.access import Access
from cgk_runtime.dashboard.app import Dashboard
from cgk_runtime.dashboard.history import History, HistoryReader
from cgk_runtime.dashboard.recorder import Recorder
from cgk_runtime.dashboard.services import DashboardSettings
from cgk_runtime.providers.local import LocalOptions, LocalProvider
from cgk_runtime.providers.local.dev.server import DevServer

KEEP = 100
"""Number of runs that the history of most tests keeps."""
API_TOKEN = "bearer"  # noqa: S105  of a server in this process


class Recording:
    """Local provider with a recorder, and the history that it writes.

    Args:
        sdk: The handlers.
        file: The history's file.
        keep: Number of runs to keep.
    """

    def __init__(self, sdk: Sdk, file: Path, keep: int = KEEP) -> None:
        self.file = file
        self.recorder = Recorder(History(file, keep))
        self.provider = LocalProvider(sdk.runner, LocalOptions(observer=self.recorder, drain_seconds=1), announce=False)
        self.client = JobClient(sdk.catalog, self.provider)
        self.reader = HistoryReader(file)

    async def end(self) -> list[dict[str, Any]]:
        """Close everything and return the recorded runs, in the order they were sent."""
        await self.provider.close()
        self.recorder.close()
        return self.reader.rows("SELECT * FROM runs ORDER BY queued, id")


@pytest.fixture
def record(sdk: Sdk, tmp_path: Path) -> Iterator[Callable[..., Recording]]:
    """Create recordings that share one history file; the fixture closes recorders that a test leaves open."""
    recordings: list[Recording] = []

    def create(keep: int = KEEP) -> Recording:
        recordings.append(Recording(sdk, tmp_path / "dev.sqlite", keep))
        return recordings[-1]

    yield create
    for recording in recordings:
        recording.recorder.close()


class Pages:
    """Dashboard of a recording on a free port, and the session of a browser.

    Attributes:
        recording: The recording.
        access: Access control of the pages.
        announced: One-time addresses that were announced.
        port: The port.
        session: The session; its cookie gives access.
    """

    def __init__(self, sdk: Sdk, recording: Recording, folder: Path) -> None:
        self.recording = recording
        self.announced: list[str] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.access = Access("secret", self.port, self.announced.append)
        application = DevServer(sdk, recording.provider, API_TOKEN).application()
        dashboard = Dashboard(sdk, DashboardSettings(folder), self.access, recording.recorder, recording.reader)
        dashboard.install(application, recording.client)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
        self.session = ClientSession(f"http://127.0.0.1:{self.port}", cookie_jar=CookieJar(unsafe=True))

    async def open(self) -> None:
        """Start the server, and log in."""
        await self._runner.setup()
        await web.SockSite(self._runner, self._socket).start()
        async with self.session.get(self.access.address) as response:
            assert response.status == 200, await response.text()

    def url(self, path: str) -> str:
        """Return the path of a page, below the session's path."""
        return self.access.root + path

    async def get(self, path: str, **headers: str) -> str:
        """Return a page."""
        async with self.session.get(self.url(path), headers=headers) as response:
            text = await response.text()
            assert response.status == 200, text
            return text

    async def post(self, path: str, **fields: str | list[str]) -> tuple[int, str]:
        """Send a form as the pages do; return status and text of the last response."""
        form = FormData([("token", self.access.token)])
        for name, value in fields.items():
            for item in value if isinstance(value, list) else [value]:
                form.add_field(name, item)
        headers = {"Origin": f"http://127.0.0.1:{self.port}"}
        async with self.session.post(self.url(path), data=form, headers=headers) as sent:
            return sent.status, await sent.text()

    async def wait_until_saved(self, run_id: str = "") -> None:
        """Wait until no run is queued or running, and the history has the status of every run.

        Args:
            run_id: Id of the only run to wait for; empty for all runs.
        """
        async with asyncio.timeout(60):
            while True:
                runs = [run async for run in self.recording.provider.list_runs(RunFilter()) if run_id in ("", run.id)]
                rows = self.recording.reader.rows("SELECT id, status FROM runs")
                is_idle = all(run.status not in ("queued", "running") for run in runs)
                if is_idle and {(run.id, run.status) for run in runs} <= {(row["id"], row["status"]) for row in rows}:
                    return
                await asyncio.sleep(0.02)

    async def close(self) -> None:
        """Stop the server."""
        await self.session.close()
        await self._runner.cleanup()
        self._socket.close()


@pytest.fixture
async def pages(sdk: Sdk, record: Callable[..., Recording], tmp_path: Path) -> AsyncIterator[Pages]:
    """Dashboard of a new recording, with a browser that has logged in."""
    dashboard = Pages(sdk, record(), tmp_path)
    await dashboard.open()
    yield dashboard
    await dashboard.recording.provider.close()
    await dashboard.close()
