"""Lookup of the runs of batch items."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cgk_runtime.client.options import scoped_key
from cgk_runtime.client.provider import Run, RunError
from cgk_runtime.errors import NotFoundError, RunNotFoundError
from cgk_runtime.providers.trigger_dev.administration import describe_run
from cgk_runtime.providers.trigger_dev.api import COMPONENT

if TYPE_CHECKING:
    from cgk_runtime.catalog import EventDefinition
    from cgk_runtime.providers.trigger_dev.batch_item_ids import BatchItemId
    from cgk_runtime.providers.trigger_dev.batches import TriggerDevBatch
    from cgk_runtime.providers.trigger_dev.client import TriggerDevClient
    from cgk_runtime.providers.trigger_dev.run_model import TriggerDevRun

_CACHE_SIZE: Final = 10_000

ResultT = TypeVar("ResultT")


class BatchRunResolver:
    """Resolver that finds the runs of batch items and caches their ids.

    All items of a batch share the request for the batch, which is repeated after `poll_first` seconds at the earliest.

    Args:
        client: Client for Trigger.dev's API.
        events: Events by task id.
    """

    def __init__(self, client: TriggerDevClient, events: Mapping[str, EventDefinition]) -> None:
        self._client = client
        self._events = events
        self._run_ids: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._lookups = _SharedLookups(client.api.options.poll_first)

    async def resolve(self, item: BatchItemId) -> TriggerDevRun | Run:
        """Return the run of an item. For an item that failed or has no run yet, return a `Run` that describes it.

        Raises:
            RunNotFoundError: The batch does not exist, or has ended with neither a run nor an error for the item.
        """
        run_id = self._cached_run_id(item)
        if run_id is not None:
            return await self._client.runs.retrieve(run_id)
        batch = await self._retrieve_batch(item)
        for error in batch.errors:
            if error.index == item.index:
                return Run(
                    str(item),
                    event=None,
                    status="failed",
                    error=RunError(error.error_code or "BatchItemError", error.error),
                )
        if item.index < len(batch.runs):
            # The run is almost always at the item's position; its key confirms it.
            run = await self._client.runs.retrieve(batch.runs[item.index])
            self._cache_run(item.batch_id, run)
            if item.key in self._keys_of(run):
                return run
        if batch.runs and self._cached_run_id(item) is None:
            await self._lookups.share("runs", item.batch_id, lambda: self._cache_runs(batch))
        run_id = self._cached_run_id(item)
        if run_id is not None:
            return await self._client.runs.retrieve(run_id)
        if not batch.is_final:
            return Run(str(item), event=None, status="queued")
        raise RunNotFoundError(str(item), component=COMPONENT)

    async def _cache_runs(self, batch: TriggerDevBatch) -> None:
        """Cache the ids of all runs of a batch."""
        async for run in self._client.runs.list(batch=batch.id):
            self._cache_run(batch.id, run)
        # The list leaves out a run that an earlier send with the same key created.
        known = {run_id for (batch_id, _key), run_id in self._run_ids.items() if batch_id == batch.id}
        for run_id in batch.runs:
            if run_id not in known:
                self._cache_run(batch.id, await self._client.runs.retrieve(run_id))

    async def _retrieve_batch(self, item: BatchItemId) -> TriggerDevBatch:
        try:
            return await self._lookups.share(
                "batch", item.batch_id, lambda: self._client.batches.retrieve(item.batch_id)
            )
        except NotFoundError as error:
            raise RunNotFoundError(str(item), component=COMPONENT, api_error=error) from error

    def _cached_run_id(self, item: BatchItemId) -> str | None:
        return self._run_ids.get((item.batch_id, item.key))

    def _cache_run(self, batch_id: str, run: TriggerDevRun) -> None:
        for key in self._keys_of(run):
            self._run_ids[batch_id, key] = run.id
        while len(self._run_ids) > _CACHE_SIZE:
            self._run_ids.popitem(last=False)

    def _keys_of(self, run: TriggerDevRun) -> list[str]:
        """Return the keys that can be a run's idempotency key: the displayed one, and its hash for the run's tenant."""
        displayed_key = run.idempotency_key
        if displayed_key is None:
            return []
        # A run that a single send created displays the caller's own key.
        described = describe_run(run, self._events)
        if described.event is None or described.tenant_id is None:
            return [displayed_key]
        return [displayed_key, scoped_key(described.tenant_id, described.event, displayed_key)]


class _SharedLookups:
    """Lookups whose result is shared by all callers of an event loop for a short time.

    Args:
        seconds: How long a result is shared.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._tasks: dict[tuple[object, str, str], tuple[float, asyncio.Task[Any]]] = {}

    async def share(self, purpose: str, batch_id: str, look_up: Callable[[], Coroutine[Any, Any, ResultT]]) -> ResultT:
        """Return the result of the shared lookup; start it if there is none."""
        now = time.monotonic()
        self._tasks = {
            key: (expires_at, task)
            for key, (expires_at, task) in list(self._tasks.items())
            if expires_at > now or not task.done()
        }
        key = (asyncio.get_running_loop(), purpose, batch_id)
        if key not in self._tasks:
            self._tasks[key] = now + self._seconds, asyncio.create_task(look_up())
        # Shielded, because a caller that is canceled must not cancel the lookup of the others.
        return await asyncio.shield(self._tasks[key][1])
