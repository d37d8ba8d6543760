"""Client for the parts of Trigger.dev's API that a backend needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from cgk_runtime.providers.trigger_dev.api import TriggerDevApi, TriggerDevOptions
from cgk_runtime.providers.trigger_dev.batches import Batches
from cgk_runtime.providers.trigger_dev.packets import Packets
from cgk_runtime.providers.trigger_dev.runs import Runs
from cgk_runtime.providers.trigger_dev.schedules import Schedules
from cgk_runtime.providers.trigger_dev.tasks import Tasks

if TYPE_CHECKING:
    from cgk_runtime.providers.http import HttpClient
    from cgk_runtime.providers.trigger_dev.settings import TriggerDevSettings


class TriggerDevClient:
    """Client for Trigger.dev's API beyond sending jobs: any task, lists of runs, schedules per tenant.

    As an async context manager it closes its connections on exit.

    Args:
        settings: Server, key and environment.
        options: Timeouts, retries and polling.
        http: HTTP client; created from `options` by default.

    Attributes:
        api: Client for the requests.
        tasks: Client for triggering tasks.
        batches: Client for triggering many tasks at once.
        runs: Client for listing, reading and changing runs.
        schedules: Client for creating and changing schedules.
        packets: Client for uploading large payloads and downloading large outputs.

    Example:
        async with TriggerDevClient(TriggerDevSettings.read(Settings.read())) as client:
            async for run in client.runs.list(tag=["tenant:rawdog"], status=["FAILED"]):
                print(run.id, run.error)
    """

    def __init__(
        self,
        settings: TriggerDevSettings,
        options: TriggerDevOptions | None = None,
        *,
        http: HttpClient | None = None,
    ) -> None:
        self.api = TriggerDevApi(settings, options, http)
        self.packets = Packets(self.api)
        self.tasks = Tasks(self.api, self.packets)
        self.batches = Batches(self.api)
        self.runs = Runs(self.api, self.packets, self.tasks)
        self.schedules = Schedules(self.api)

    async def close(self) -> None:
        """Close all connections."""
        await self.api.http.close()

    async def __aenter__(self) -> Self:
        """Return the client itself."""
        return self

    async def __aexit__(self, *_exception: object) -> None:
        """Close all connections."""
        await self.close()
