"""Which run a job of a batch became."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from cgk_runtime.client.provider import Run, RunError
from cgk_runtime.errors import NotFoundError, RunNotFoundError
from cgk_runtime.providers.trigger_dev.api import COMPONENT

if TYPE_CHECKING:
    from cgk_runtime.providers.trigger_dev.batches import Batch
    from cgk_runtime.providers.trigger_dev.client import TriggerDevClient
    from cgk_runtime.providers.trigger_dev.item_ids import ItemId
    from cgk_runtime.providers.trigger_dev.runs import TriggerDevRun

_KEPT: Final = 10_000


class FoundRuns:
    """Finds the runs of batches' items, and remembers them.

    Args:
        client: Where to look.
    """

    def __init__(self, client: TriggerDevClient) -> None:
        self._client = client
        self._known: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def find(self, item: ItemId) -> str | Run:
        """Give an item's run's id; or, where it has none (yet), what can be said about it.

        Raises:
            RunNotFoundError: The batch does not exist, or the item became no run and nobody says why.
        """
        known = self._known.get((item.batch_id, item.key))
        if known is not None:
            return known
        batch = await self._batch(item)
        for error in batch.processing.errors:
            if error.index == item.index:
                return Run(str(item), None, "failed", error=RunError(error.error_code or "BatchItemError", error.error))
        await self._search(item, batch)
        found = self._known.get((item.batch_id, item.key))
        if found is not None:
            return found
        if not batch.is_final:
            return Run(str(item), None, "queued")
        raise RunNotFoundError(str(item), component=COMPONENT)

    async def _search(self, item: ItemId, batch: Batch) -> None:
        wanted = (item.batch_id, item.key)
        if item.index < len(batch.runs):
            # It almost always is in its place; its key must say so.
            self._remember(item.batch_id, await self._client.runs.retrieve(batch.runs[item.index]))
        if wanted in self._known:
            return
        async for run in self._client.runs.list(batch=item.batch_id):
            self._remember(item.batch_id, run)
        # A run that another send with the same key had already made is not listed as the batch's own.
        for run_id in batch.runs:
            if wanted in self._known:
                return
            if run_id not in self._known.values():
                self._remember(item.batch_id, await self._client.runs.retrieve(run_id))

    async def _batch(self, item: ItemId) -> Batch:
        try:
            return await self._client.batches.retrieve(item.batch_id)
        except NotFoundError:
            pass
        raise RunNotFoundError(str(item), component=COMPONENT)

    def _remember(self, batch_id: str, run: TriggerDevRun) -> None:
        if run.idempotency_key is not None:
            self._known[batch_id, run.idempotency_key] = run.id
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
