"""The Python process of a worker: runs one handler after the other until the worker is gone or ends it."""

from __future__ import annotations

import asyncio
import contextvars
import json
import os
import signal
import sys
import threading
import time
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime.client.client import JobClient
from cgk_runtime.client.provider import RunError
from cgk_runtime.errors import NoHandlerError, ResultError
from cgk_runtime.execution.attempt import Attempt
from cgk_runtime.execution.provider_registry import set_provider_inside
from cgk_runtime.execution.scheduler import Scheduler
from cgk_runtime.providers.trigger_dev.job_options import HEADERS_KEY
from cgk_runtime.providers.trigger_dev.run.channel import RunRequest
from cgk_runtime.providers.trigger_dev.run.failure import describe
from cgk_runtime.providers.trigger_dev.run.logs import mark_end
from cgk_runtime.providers.trigger_dev.run.provider import InRunProvider
from cgk_runtime.validation.payloads import unsafe_integers

if TYPE_CHECKING:
    from cgk_runtime.providers.trigger_dev.run.channel import Channel
    from cgk_runtime.sdk import Sdk
    from cgk_runtime.tasks.definition import TaskDefinition

LAST_SECONDS: Final = 5.0
"""How long a handler and the resources have to end when the worker is gone; the bridge gives the same on a cancel."""


class RunWorker:
    """Runs what arrives over a channel, one run at a time, as the worker of Trigger.dev does.

    Args:
        sdk: Whose handlers; its default client sends through the worker.
        channel: The way to the worker.
    """

    def __init__(self, sdk: Sdk, channel: Channel) -> None:
        self._sdk = sdk
        self._channel = channel
        self._provider = InRunProvider(channel, sdk.catalog)
        self._tasks = {task.name: task for task in sdk.registry}
        self._ways = {"task": self._run_task, "schedule": self._run_schedule, "failure": self._tell_failure}

    async def serve(self) -> None:
        """Run handlers until SIGTERM, the worker's end, or a run that leaves a thread behind."""
        loop = asyncio.get_running_loop()
        arrived: asyncio.Queue[RunRequest | None] = asyncio.Queue()
        running: list[asyncio.Task[bool]] = []

        def stop() -> None:
            arrived.put_nowait(None)
            for task in running:
                task.cancel()

        loop.add_signal_handler(signal.SIGTERM, stop)
        reader = threading.Thread(target=self._read, args=(loop, arrived, stop), name="cgk-worker", daemon=True)
        reader.start()
        set_provider_inside(self._provider)
        self._sdk.set_job_client(JobClient(self._sdk.catalog, self._provider, self._sdk.send_middleware))
        self._channel.send({"type": "ready"})
        try:
            while (body := await arrived.get()) is not None:
                # A context of its own: nothing of one run is seen in the next.
                run = loop.create_task(self._run(body), context=contextvars.Context())
                running[:] = [run]
                try:
                    if not await run:
                        break
                except asyncio.CancelledError:
                    break
        finally:
            await self._sdk.runner.close()

    def _read(self, loop: asyncio.AbstractEventLoop, arrived: asyncio.Queue[RunRequest | None], stop: Any) -> None:
        for message in self._channel.messages():
            if message["type"] == "answer":
                self._provider.answer(message)
            else:
                loop.call_soon_threadsafe(arrived.put_nowait, RunRequest.model_validate(message))
        self._provider.abandon()
        loop.call_soon_threadsafe(stop)
        # A handler that blocks the event loop, or does not end, does not outlive the worker; nor do its children.
        time.sleep(LAST_SECONDS)
        os.killpg(0, signal.SIGKILL)

    async def _run(self, body: RunRequest) -> bool:
        """Run one handler and report; say whether this process may take another run."""
        self._channel.send({"type": "started"})
        try:
            output = await self._ways[body.kind](body)
            _refuse_what_javascript_rounds(body.name, output)
            report: dict[str, object] = {"type": "done", "output": output.decode()}
        except Exception as error:  # noqa: BLE001  whatever a handler raises is reported to the worker
            report = {"type": "failed", **describe(error)}
        mark_end(body.marker)
        self._channel.send(report)
        return not report.get("replace", False)

    async def _run_task(self, body: RunRequest) -> bytes:
        task = self._task(body.name)
        metadata, headers = _apart(body)
        attempt = Attempt(
            run_id=body.run_id,
            number=body.attempt,
            max_attempts=body.max_attempts,
            queued_at=None if body.queued_at is None else body.queued_at / 1000,
            tags=body.tags,
            metadata=metadata,
            headers=headers,
        )
        return await self._sdk.runner.run(task, body.payload.encode(), attempt)

    async def _tell_failure(self, body: RunRequest) -> bytes:
        told = json.loads(body.payload)
        error = RunError(told["error"]["name"], told["error"]["message"])
        await self._sdk.runner.call_on_failure(self._task(body.name), told["payload"].encode(), body.run_id, error)
        return b"null"

    def _task(self, name: str) -> TaskDefinition:
        task = self._tasks.get(name)
        if task is None:
            raise _no_handler("task", name)
        return task

    async def _run_schedule(self, body: RunRequest) -> bytes:
        handler = self._sdk.registry.schedules.get(body.name)
        definition = handler.definition if handler else self._sdk.catalog.schedules.get(body.name)
        if definition is None:
            raise _no_handler("schedule", body.name)
        fired = json.loads(body.payload)
        await Scheduler(self._sdk).fire(
            definition, datetime.fromisoformat(fired["timestamp"]), tenant_id=fired.get("externalId")
        )
        return b"null"


def _apart(body: RunRequest) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """Part a run's metadata from what travelled beside its payload: the sender's trace, else the worker's own."""
    if body.metadata is None or HEADERS_KEY not in body.metadata:
        return body.metadata, body.headers
    metadata = {name: value for name, value in body.metadata.items() if name != HEADERS_KEY}
    return metadata or None, {**body.headers, **body.metadata[HEADERS_KEY]}


def _refuse_what_javascript_rounds(name: str, output: bytes) -> None:
    fields = unsafe_integers(output)
    if fields:
        raise ResultError(
            f'"{name}" returned integers beyond 2^53 - 1, which JavaScript rounds, in {", ".join(fields)}; '
            "return them as strings"
        )


def _no_handler(kind: str, name: str) -> NoHandlerError:
    return NoHandlerError(
        f'No handler of the {kind} "{name}" is in the modules this worker imports; run `cgk trigger:build` again',
        component="Trigger.dev",
    )


def run_worker(sdk: Sdk, channel: Channel) -> int:
    """Serve until the worker is gone.

    Returns:
        The process's exit status.
    """
    asyncio.run(RunWorker(sdk, channel).serve())
    sys.stdout.flush()
    return 0
