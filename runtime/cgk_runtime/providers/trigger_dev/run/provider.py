"""Provider inside a run. It sends everything through the worker, because only the worker has the key."""

from __future__ import annotations

import asyncio
import concurrent.futures
import itertools
import json
import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cgk_runtime.client.provider import Health, JobMessage, Run
from cgk_runtime.errors import ClosedError, JobsError, ProviderError, RateLimitError
from cgk_runtime.providers.http.api_errors import error_class
from cgk_runtime.providers.trigger_dev.api import COMPONENT
from cgk_runtime.providers.trigger_dev.batch_item_ids import item_ids
from cgk_runtime.providers.trigger_dev.batches import BatchItem
from cgk_runtime.providers.trigger_dev.provider import TriggerDevProvider
from cgk_runtime.providers.trigger_dev.run.bridge_http import bridge_client
from cgk_runtime.providers.trigger_dev.run.wire import job_request, run_from_result

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog
    from cgk_runtime.providers.trigger_dev.run.channel import Channel


class InRunProvider(TriggerDevProvider):
    """Provider for the jobs of handlers that run on Trigger.dev.

    Sends become calls of the SDK; other requests go through the worker as they are. `trigger_and_wait` becomes the
    SDK's `triggerAndWait`: the waiting run holds no slot and does not poll. The SDK has no such call with a `timeout`
    or for a handle. In these cases, this process polls the run, and the waiting run keeps its slot.

    Args:
        channel: Channel to the worker.
        catalog: Catalog of events.
    """

    def __init__(self, channel: Channel, catalog: Catalog) -> None:
        client = bridge_client(self.call)
        super().__init__(client.api.settings, catalog, client=client)
        self._channel = channel
        self._call_numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._pending: dict[int, concurrent.futures.Future[Any]] = {}
        self._is_closed = False

    async def send(self, message: JobMessage) -> str:
        """Trigger one task and return the run id."""
        return str(await self.call("trigger", message.event.name, job=job_request(message)))

    async def send_and_wait(self, message: JobMessage) -> Run:
        """Trigger one task and suspend this run until it has ended.

        Simultaneous calls become one batch. A later call sends its job after the current wait has ended.
        """
        result = await self.call("triggerAndWait", message.event.name, job=job_request(message))
        return run_from_result(result, message)

    async def check_health(self) -> Health:
        """Report whether the worker is connected."""
        return Health(self.name, not self._is_closed, "inside a run; jobs go through the worker's own client")

    async def close(self) -> None:
        """Do nothing: the worker owns the connection."""

    def receive_answer(self, message: Mapping[str, Any]) -> None:
        """Complete a pending call with the worker's answer."""
        with self._lock:
            future = self._pending.pop(message["to"], None)
        # Once the future is set to running, a caller that gives up can no longer cancel it.
        if future is None or not future.set_running_or_notify_cancel():
            return
        if "error" in message:
            future.set_exception(_answer_error(message["error"]))
        else:
            future.set_result(message.get("value"))

    def fail_pending(self) -> None:
        """Fail all pending and later calls because the worker has ended."""
        with self._lock:
            self._is_closed = True
            pending, self._pending = self._pending, {}
        for future in pending.values():
            if future.set_running_or_notify_cancel():
                future.set_exception(_worker_ended("nothing more can be sent"))

    async def call(self, method: str, subject: str, **arguments: object) -> Any:  # JSON, checked by the caller
        """Call a method of the bridge and return its result.

        Args:
            method: Name of the bridge's method.
            subject: Name of what is sent, for error texts.
            **arguments: Arguments as JSON data.

        Raises:
            ProviderError: The worker or Trigger.dev rejected the call; its class depends on the status.
            ClosedError: The worker has ended.
        """
        future: concurrent.futures.Future[Any] = concurrent.futures.Future()
        number = next(self._call_numbers)
        with self._lock:
            if self._is_closed:
                raise _worker_ended(f"{subject} was not sent")
            self._pending[number] = future
        try:
            self._channel.send({"type": "call", "number": number, "method": method, **arguments})
        except OSError as error:
            with self._lock:
                self._pending.pop(number, None)
            raise _worker_ended(f"{subject} was not sent") from error
        return await asyncio.wrap_future(future)

    async def _batch_items(self, messages: Sequence[JobMessage]) -> list[BatchItem | JobsError]:
        """Return the batch items of jobs; the worker uploads large payloads."""
        return [_batch_item(message) for message in messages]

    async def _send_batch(self, items: Sequence[BatchItem]) -> list[str | JobsError]:
        batch_id = str(await self.call("batchTrigger", "a batch", jobs=[item.body for item in items]))
        return item_ids(batch_id, items)


def _batch_item(message: JobMessage) -> BatchItem | JobsError:
    try:
        return BatchItem(message.event.task_id, job_request(message))
    except JobsError as error:
        return error


def _worker_ended(consequence: str) -> ClosedError:
    return ClosedError(f"The worker of Trigger.dev has ended; {consequence}")


def _answer_error(fields: Mapping[str, Any]) -> ProviderError:
    status = fields.get("status")
    text = str(fields.get("message") or fields.get("name") or json.dumps(dict(fields)))
    if isinstance(status, int):
        error = error_class(status)(f"API error {status}: {text}", component=COMPONENT, status=status)
        if isinstance(error, RateLimitError):
            error.retry_after, error.remaining = fields.get("retryAfter"), fields.get("remaining")
        return error
    return ProviderError(text, component=COMPONENT)
