"""All of Trigger.dev's API that a backend needs, in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from cgk_runtime.providers.trigger_dev.api import TriggerDevApi, TriggerDevOptions
from cgk_runtime.providers.trigger_dev.batches import Batches
from cgk_runtime.providers.trigger_dev.packets import Packets
from cgk_runtime.providers.trigger_dev.runs import Runs
from cgk_runtime.providers.trigger_dev.schedules import Schedules
from cgk_runtime.providers.trigger_dev.tasks import Tasks

if TYPE_CHECKING:
    from cgk_runtime.providers.trigger_dev.settings import TriggerDevSettings


class TriggerDevClient:
    """Trigger.dev's API, for what goes beyond sending jobs: any task, lists of runs, schedules per tenant.

    It is an async context manager that closes its connections.

    Args:
        settings: Where jobs go, and with which key.
        options: How requests are made.
        api: Instead of one of its own.

    Attributes:
        api: Makes the requests.
        tasks: Triggers tasks.
        batches: Triggers many at once.
        runs: Knows runs.
        schedules: Makes and changes schedules.
        packets: Uploads and fetches what is large.

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
        api: TriggerDevApi | None = None,
    ) -> None:
        self.api = api or TriggerDevApi(settings, options)
        self.packets = Packets(self.api)
        self.tasks = Tasks(self.api, self.packets)
        self.batches = Batches(self.api)
        self.runs = Runs(self.api, self.packets)
        self.schedules = Schedules(self.api)

    async def close(self) -> None:
        """Close the connections."""
        await self.api.http.close()

    async def __aenter__(self) -> Self:
        """Give the client."""
        return self

    async def __aexit__(self, *_exception: object) -> None:
        """Close its connections."""
        await self.close()
