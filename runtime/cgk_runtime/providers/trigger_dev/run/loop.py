"""Main loop of Python in Trigger.dev's worker: runs one handler at a time until the worker ends."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import json
import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime.client.client import JobClient
from cgk_runtime.client.provider import RunError
from cgk_runtime.errors import NoHandlerError, ResultError
from cgk_runtime.execution.attempt import Attempt
from cgk_runtime.execution.isolation import run_isolated
from cgk_runtime.execution.provider_registry import set_run_provider
from cgk_runtime.providers.trigger_dev.job_options import HEADERS_KEY
from cgk_runtime.providers.trigger_dev.run.channel import RunRequest
from cgk_runtime.providers.trigger_dev.run.failure import describe_error
from cgk_runtime.providers.trigger_dev.run.logs import write_end_marker
from cgk_runtime.providers.trigger_dev.run.provider import InRunProvider
from cgk_runtime.validation.problems import unsafe_integers

if TYPE_CHECKING:
    from cgk_runtime.providers.trigger_dev.run.channel import Channel
    from cgk_runtime.sdk import Sdk
    from cgk_runtime.tasks.definition import TaskDefinition

GRACE_SECONDS: Final = 5.0
"""Seconds for a handler to end and resources to close after the worker's end, as GRACE_MS in python.ts."""


class RunLoop:
    """Loop that runs the handlers that Trigger.dev's worker requests, one at a time.

    Args:
        sdk: SDK with the handlers; its default client sends through the worker.
        channel: Channel to the worker.
    """

    def __init__(self, sdk: Sdk, channel: Channel) -> None:
        self._sdk = sdk
        self._channel = channel
        self._provider = InRunProvider(channel, sdk.catalog)
        self._tasks = {task.name: task for task in sdk.registry}
        self._run_by_kind = {"task": self._run_task, "schedule": self._run_schedule, "failure": self._call_on_failure}

    async def serve(self) -> None:
        """Run handlers until SIGTERM, the worker's end, or a run whose thread cannot be stopped."""
        loop = asyncio.get_running_loop()
        requests: asyncio.Queue[RunRequest | None] = asyncio.Queue()
        run: asyncio.Task[bool] | None = None

        def stop() -> None:
            while not requests.empty():
                requests.get_nowait()  # a run that has just arrived must not start
            requests.put_nowait(None)
            if run is not None:
                run.cancel()

        loop.add_signal_handler(signal.SIGTERM, stop)
        reader = threading.Thread(target=self._read, args=(loop, requests, stop), name="cgk-channel", daemon=True)
        reader.start()
        set_run_provider(self._provider)
        self._sdk.set_job_client(JobClient(self._sdk.catalog, self._provider, self._sdk.send_middleware))
        self._channel.send({"type": "ready"})
        try:
            while (request := await requests.get()) is not None:
                # In a new context, because a run must not see the context variables of an earlier one.
                run = loop.create_task(self._run(request), context=contextvars.Context())
                try:
                    if not await run:
                        break
                except asyncio.CancelledError:
                    break
        finally:
            await self._sdk.runner.resources.close()

    def _read(
        self, loop: asyncio.AbstractEventLoop, requests: asyncio.Queue[RunRequest | None], stop: Callable[[], None]
    ) -> None:
        """Receive answers and requests until the worker ends, and then end this process."""
        for message in self._channel.messages():
            if message["type"] == "answer":
                self._provider.receive_answer(message)
            else:
                loop.call_soon_threadsafe(requests.put_nowait, RunRequest.model_validate(message))
        self._provider.fail_pending()
        with contextlib.suppress(RuntimeError):  # the loop is closed, but a thread of a handler may still run
            loop.call_soon_threadsafe(stop)
        # End a handler that blocks the event loop or ignores its cancellation, together with its child processes.
        time.sleep(GRACE_SECONDS)
        os.killpg(0, signal.SIGKILL)

    async def _run(self, request: RunRequest) -> bool:
        """Run one handler and send its result; return whether this process can run another one."""
        self._channel.send({"type": "started"})
        try:
            output = await self._run_by_kind[request.kind](request)
            _check_integers(request.name, output)
            report: dict[str, object] = {"type": "done", "output": output.decode()}
        except Exception as error:  # noqa: BLE001  any exception of a handler is reported to the worker
            report = {"type": "failed", **describe_error(error)}
        write_end_marker(request.marker)
        self._channel.send(report)
        return not report.get("replace", False)

    async def _run_task(self, request: RunRequest) -> bytes:
        task = self._task(request.name)
        metadata, headers = _split_metadata(request)
        queued_at = None if request.queued_at is None else request.queued_at / 1000
        attempt = Attempt(
            run_id=request.run_id,
            number=request.attempt,
            max_attempts=request.max_attempts,
            queued_at=queued_at,
            tags=request.tags,
            metadata=metadata,
            headers=headers,
            provider_name="trigger.dev",
            waiting_since=queued_at if request.attempt == 1 else None,
        )
        return await self._sdk.runner.run(task, request.payload.encode(), attempt)

    async def _call_on_failure(self, request: RunRequest) -> bytes:
        failure = json.loads(request.payload)
        error = RunError(failure["error"]["name"], failure["error"]["message"])
        task, document = self._task(request.name), failure["payload"].encode()
        _, headers = _split_metadata(request)
        await run_isolated(self._sdk.runner.call_on_failure(task, document, request.run_id, error, headers=headers))
        return b"null"

    def _task(self, name: str) -> TaskDefinition:
        task = self._tasks.get(name)
        if task is None:
            raise _no_handler("task", name)
        return task

    async def _run_schedule(self, request: RunRequest) -> bytes:
        handler = self._sdk.registry.schedules.get(request.name)
        definition = handler.definition if handler else self._sdk.catalog.schedules.get(request.name)
        if definition is None:
            raise _no_handler("schedule", request.name)
        due = json.loads(request.payload)
        await run_isolated(
            self._sdk.scheduler().fire(
                definition, datetime.fromisoformat(due["timestamp"]), tenant_id=due.get("externalId")
            )
        )
        return b"null"


def _split_metadata(request: RunRequest) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """Split a run's metadata into the sender's metadata and the job's headers."""
    if request.metadata is None or HEADERS_KEY not in request.metadata:
        return request.metadata, request.headers
    metadata = {name: value for name, value in request.metadata.items() if name != HEADERS_KEY}
    return metadata or None, {**request.headers, **request.metadata[HEADERS_KEY]}


def _check_integers(name: str, output: bytes) -> None:
    fields = unsafe_integers(output)
    if fields:
        raise ResultError(
            f'"{name}" returned integers beyond 2^53 - 1 in {", ".join(fields)}, which JavaScript rounds; '
            "return them as strings"
        )


def _no_handler(noun: str, name: str) -> NoHandlerError:
    return NoHandlerError(
        f'The modules of this worker have no handler for the {noun} "{name}"; run `cgk trigger:build` again',
        component="Trigger.dev",
    )
