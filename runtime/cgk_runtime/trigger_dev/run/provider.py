"""The provider inside a run: everything goes through the worker to Trigger.dev's own SDK, which has the key."""

from __future__ import annotations

import asyncio
import concurrent.futures
import itertools
import json
import threading
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime.api_errors import error_class
from cgk_runtime.errors import ClosedError, JobsError, ProviderError, RunNotFoundError, WaitTimeoutError
from cgk_runtime.options import ResolvedOptions
from cgk_runtime.provider import FINAL_STATUSES, Health, JobMessage, Run
from cgk_runtime.trigger_dev.run.wire import job_body, run_of, run_of_result

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog
    from cgk_runtime.trigger_dev.run.channel import Channel

SPEAKER: Final = "TriggerDevProvider"
_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 10.0


class InRunProvider:
    """Sends the jobs of handlers that run on Trigger.dev.

    `trigger_and_wait` becomes the SDK's `triggerAndWait`: the waiting run holds no slot, and nothing polls. With a
    `timeout`, and for a handle that waits, there is no such call; those ask for the run with growing pauses, and hold
    their slot.

    Args:
        channel: The way to the worker.
        catalog: What knows the events.
    """

    name: str = "trigger.dev"
    supported_options: frozenset[str] = frozenset(ResolvedOptions.__slots__)
    max_payload_bytes: int = 10 * 1024 * 1024

    def __init__(self, channel: Channel, catalog: Catalog) -> None:
        self._channel = channel
        self._events = {event.task_id: event.name for event in catalog.events.values()}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._asked: dict[int, concurrent.futures.Future[Any]] = {}
        self._closed = False

    async def send(self, message: JobMessage) -> str:
        """Trigger one task and give its run's id."""
        return str(await self._ask("trigger", message.event.name, job=job_body(message)))

    async def send_many(self, messages: Sequence[JobMessage]) -> Sequence[str | JobsError]:
        """Trigger tasks; each is taken or refused on its own."""
        answers = await self._ask("triggerMany", "a batch", jobs=[job_body(message) for message in messages])
        return [_outcome(answer) for answer in answers]

    async def send_and_wait(self, message: JobMessage) -> Run:
        """Trigger one task and suspend this run until it has ended; several at once become one batch."""
        answer = await self._ask("triggerAndWait", message.event.name, job=job_body(message))
        return run_of_result(answer, message)

    async def runs(self, job_id: str) -> Sequence[Run]:
        """Describe a run."""
        return [run_of(await self._ask("retrieve", job_id, id=job_id), self._events)]

    async def wait(self, job_id: str, timeout: float | None) -> Run:  # noqa: ASYNC109  given by the protocol
        """Ask for a run with growing pauses until it has ended."""
        deadline = None if timeout is None else time.monotonic() + timeout
        pause = _FIRST_PAUSE
        while True:
            run = (await self.runs(job_id))[0]
            if run.status in FINAL_STATUSES:
                return run
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                raise WaitTimeoutError(job_id, timeout or 0.0, speaker=SPEAKER)
            await asyncio.sleep(pause if left is None else min(pause, left))
            pause = min(pause * 1.5, _LONGEST_PAUSE)

    async def cancel(self, job_id: str) -> None:
        """Cancel a run."""
        await self._ask("cancel", job_id, id=job_id)

    async def replay(self, job_id: str) -> str:
        """Run a run's payload once more."""
        return str(await self._ask("replay", job_id, id=job_id))

    async def check_health(self) -> Health:
        """Say that this process is inside a run, which has reached Trigger.dev already."""
        return Health(self.name, not self._closed, "inside a run; jobs go through the worker's own client")

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
            self._closed = True
            asked, self._asked = self._asked, {}
        for future in asked.values():
            if not future.done():
                future.set_exception(ClosedError("The worker of Trigger.dev is gone, nothing can be sent any more"))

    async def _ask(self, method: str, about: str, **arguments: object) -> Any:  # JSON, checked by who asked
        future: concurrent.futures.Future[Any] = concurrent.futures.Future()
        number = next(self._numbers)
        with self._lock:
            if self._closed:
                raise ClosedError(f"The worker of Trigger.dev is gone, {about} was not sent")
            self._asked[number] = future
        try:
            self._channel.send({"type": "call", "number": number, "method": method, **arguments})
        except OSError as error:
            with self._lock:
                self._asked.pop(number, None)
            raise ClosedError(f"The worker of Trigger.dev is gone, {about} was not sent") from error
        try:
            return await asyncio.wrap_future(future)
        except ProviderError as error:
            if error.status == 404 and "id" in arguments:
                raise RunNotFoundError(about, speaker=SPEAKER) from None
            raise


def _outcome(answer: Mapping[str, Any]) -> str | JobsError:
    return str(answer["id"]) if "id" in answer else _error(answer["error"])


def _error(fields: Mapping[str, Any]) -> ProviderError:
    status = fields.get("status")
    text = str(fields.get("message") or fields.get("name") or json.dumps(dict(fields)))
    if isinstance(status, int):
        return error_class(status)(f"API error {status}: {text}", speaker=SPEAKER, status=status)
    return ProviderError(text, speaker=SPEAKER)
