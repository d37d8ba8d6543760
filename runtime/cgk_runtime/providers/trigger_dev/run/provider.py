"""The provider inside a run: everything goes through the worker to Trigger.dev, for the worker has the key."""

from __future__ import annotations

import asyncio
import concurrent.futures
import itertools
import json
import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime.client.limits import TRIGGER_DEV
from cgk_runtime.client.options import ALL_OPTIONS
from cgk_runtime.client.provider import Health, JobMessage, Run
from cgk_runtime.errors import ClosedError, JobsError, ProviderError
from cgk_runtime.providers.http.api_errors import error_class
from cgk_runtime.providers.trigger_dev.batch_item_ids import BatchItemId
from cgk_runtime.providers.trigger_dev.job_options import COMPONENT
from cgk_runtime.providers.trigger_dev.run.wire import item_request, job_request, run_from_result

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog
    from cgk_runtime.providers.trigger_dev.client import TriggerDevClient
    from cgk_runtime.providers.trigger_dev.provider import TriggerDevProvider
    from cgk_runtime.providers.trigger_dev.run.channel import Channel

_BATCH: Final = 1_000


class InRunProvider:
    """Sends the jobs of handlers that run on Trigger.dev.

    `trigger_and_wait` becomes the SDK's `triggerAndWait`: the waiting run holds no slot, and nothing polls. With a
    `timeout`, and for a handle that waits, there is no such call; those ask for the run, ever less often, and hold
    their slot.

    Args:
        channel: The way to the worker.
        catalog: What knows the events.
    """

    name: str = "trigger.dev"
    supported_options: frozenset[str] = ALL_OPTIONS
    max_payload_bytes: int = TRIGGER_DEV.payload_bytes

    def __init__(self, channel: Channel, catalog: Catalog) -> None:
        self._channel = channel
        self._catalog = catalog
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._asked: dict[int, concurrent.futures.Future[Any]] = {}
        self._is_gone = False

    @property
    def client(self) -> TriggerDevClient:
        """The rest of Trigger.dev's API: lists of runs, schedules per tenant, tags, metadata."""
        return self._api.client

    @cached_property
    def _api(self) -> TriggerDevProvider:
        """What sends over HTTP outside runs; its requests go through the worker here. Loaded when it is needed."""
        from cgk_runtime.providers.trigger_dev.provider import TriggerDevProvider
        from cgk_runtime.providers.trigger_dev.run.bridge_http import bridge_client

        client = bridge_client(self.ask)
        return TriggerDevProvider(client.api.settings, self._catalog, client=client)

    async def send(self, message: JobMessage) -> str:
        """Trigger one task and give its run's id."""
        return str(await self.ask("trigger", message.event.name, job=job_request(message)))

    async def send_many(self, messages: Sequence[JobMessage]) -> Sequence[str | JobsError]:
        """Trigger tasks, at most 1000 in a batch; the ids say which batch and which item they are."""
        outcomes: dict[int, str | JobsError] = {}
        bodies: dict[int, dict[str, Any]] = {}
        for at, message in enumerate(messages):
            try:
                bodies[at] = item_request(message)
            except JobsError as error:
                outcomes[at] = error
        places = list(bodies)
        for start in range(0, len(places), _BATCH):
            part = places[start : start + _BATCH]
            outcomes.update(zip(part, await self._send_batch([bodies[at] for at in part]), strict=True))
        return [outcomes[at] for at in range(len(messages))]

    async def send_and_wait(self, message: JobMessage) -> Run:
        """Trigger one task and suspend this run until it has ended; several at once become one batch."""
        answer = await self.ask("triggerAndWait", message.event.name, job=job_request(message))
        return run_from_result(answer, message)

    async def runs(self, job_id: str) -> Sequence[Run]:
        """Describe a job's run."""
        return await self._api.runs(job_id)

    async def wait(self, job_id: str, timeout: float | None) -> Run:  # noqa: ASYNC109  given by the protocol
        """Ask for a job's run, ever less often, until it has ended."""
        return await self._api.wait(job_id, timeout)

    async def cancel(self, job_id: str) -> None:
        """Stop a job's run."""
        await self._api.cancel(job_id)

    async def replay(self, job_id: str) -> str:
        """Run a job's payload once more."""
        return await self._api.replay(job_id)

    async def check_health(self) -> Health:
        """Say that this process is inside a run, which has reached Trigger.dev already."""
        return Health(self.name, not self._is_gone, "inside a run; jobs go through the worker's own client")

    async def close(self) -> None:
        """Do nothing: the worker owns the connection."""

    def answer(self, message: Mapping[str, Any]) -> None:
        """Take the worker's answer to a call."""
        with self._lock:
            asked = self._asked.pop(message["to"], None)
        if asked is None or asked.done():
            return
        if "error" in message:
            asked.set_exception(_error(message["error"]))
        else:
            asked.set_result(message.get("value"))

    def abandon(self) -> None:
        """Fail every call that waits for an answer, and every later one: the worker is gone."""
        with self._lock:
            self._is_gone = True
            asked, self._asked = self._asked, {}
        for future in asked.values():
            if not future.done():
                future.set_exception(ClosedError("The worker of Trigger.dev is gone, nothing can be sent any more"))

    async def ask(self, method: str, about: str, **arguments: object) -> Any:  # JSON, checked by who asked
        """Have the worker do something and give what it says.

        Args:
            method: What to do, as the bridge calls it.
            about: What it is for, for errors.
            **arguments: What it needs, as JSON.

        Raises:
            ProviderError: The worker, or Trigger.dev, refused; the subclass says which status.
            ClosedError: The worker is gone.
        """
        future: concurrent.futures.Future[Any] = concurrent.futures.Future()
        number = next(self._numbers)
        with self._lock:
            if self._is_gone:
                raise ClosedError(f"The worker of Trigger.dev is gone, {about} was not sent")
            self._asked[number] = future
        try:
            self._channel.send({"type": "call", "number": number, "method": method, **arguments})
        except OSError as error:
            with self._lock:
                self._asked.pop(number, None)
            raise ClosedError(f"The worker of Trigger.dev is gone, {about} was not sent") from error
        return await asyncio.wrap_future(future)

    async def _send_batch(self, bodies: Sequence[dict[str, Any]]) -> list[str | JobsError]:
        try:
            batch_id = str(await self.ask("batchTrigger", "a batch", jobs=bodies))
        except JobsError as error:
            return [error for _ in bodies]
        return [str(BatchItemId(batch_id, at, body["options"]["idempotencyKey"])) for at, body in enumerate(bodies)]


def _error(fields: Mapping[str, Any]) -> ProviderError:
    status = fields.get("status")
    text = str(fields.get("message") or fields.get("name") or json.dumps(dict(fields)))
    if isinstance(status, int):
        return error_class(status)(f"API error {status}: {text}", component=COMPONENT, status=status)
    return ProviderError(text, component=COMPONENT)
