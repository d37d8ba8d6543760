"""Lookup of the runs that batch items became."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from cgk_runtime.client.provider import Run, RunError
from cgk_runtime.errors import NotFoundError, RunNotFoundError
from cgk_runtime.providers.trigger_dev.api import COMPONENT

if TYPE_CHECKING:
    from cgk_runtime.providers.trigger_dev.batch_item_ids import BatchItemId
    from cgk_runtime.providers.trigger_dev.batches import TriggerDevBatch
    from cgk_runtime.providers.trigger_dev.client import TriggerDevClient
    from cgk_runtime.providers.trigger_dev.runs import TriggerDevRun

_CACHE_SIZE: Final = 10_000


class BatchRunResolver:
    """Finds the runs of batch items and caches them.

    Args:
        client: Client for Trigger.dev's API.
    """

    def __init__(self, client: TriggerDevClient) -> None:
        self._client = client
        self._cache: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def resolve(self, item: BatchItemId) -> str | Run:
        """Return the run id of an item, or a description if the item has no run or not yet.

        Raises:
            RunNotFoundError: The batch does not exist, or the item has no run and the server reports no error for it.
        """
        cached = self._cache.get((item.batch_id, item.key))
        if cached is not None:
            return cached
        batch = await self._batch(item)
        for error in batch.processing.errors:
            if error.index == item.index:
                return Run(str(item), None, "failed", error=RunError(error.error_code or "BatchItemError", error.error))
        await self._search(item, batch)
        found = self._cache.get((item.batch_id, item.key))
        if found is not None:
            return found
        if not batch.is_final:
            return Run(str(item), None, "queued")
        raise RunNotFoundError(str(item), component=COMPONENT)

    async def _search(self, item: BatchItemId, batch: TriggerDevBatch) -> None:
        key = (item.batch_id, item.key)
        if item.index < len(batch.runs):
            # The run is almost always at the item's position; its key confirms it.
            self._cache_run(item.batch_id, await self._client.runs.retrieve(batch.runs[item.index]))
        if key in self._cache:
            return
        async for run in self._client.runs.list(batch=item.batch_id):
            self._cache_run(item.batch_id, run)
        # The list leaves out a run that an earlier send with the same key created.
        for run_id in batch.runs:
            if key in self._cache:
                return
            if run_id not in self._cache.values():
                self._cache_run(item.batch_id, await self._client.runs.retrieve(run_id))

    async def _batch(self, item: BatchItemId) -> TriggerDevBatch:
        try:
            return await self._client.batches.retrieve(item.batch_id)
        except NotFoundError:
            pass
        raise RunNotFoundError(str(item), component=COMPONENT)

    def _cache_run(self, batch_id: str, run: TriggerDevRun) -> None:
        if run.idempotency_key is not None:
            self._cache[batch_id, run.idempotency_key] = run.id
            while len(self._cache) > _CACHE_SIZE:
                self._cache.popitem(last=False)
