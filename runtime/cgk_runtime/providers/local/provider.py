"""Local provider: jobs wait in memory and run in this process."""

from __future__ import annotations

import asyncio
import atexit
import os
import threading
import time
import weakref
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cgk_runtime._internal.loop_calls import LoopEndedError, call_on_loop
from cgk_runtime._internal.plurals import pluralize
from cgk_runtime.client.batch import send_one_by_one
from cgk_runtime.client.limits import LOCAL
from cgk_runtime.client.options import ALL_OPTIONS
from cgk_runtime.client.provider import Health, JobMessage, Run, version_header
from cgk_runtime.execution.timers import Timers
from cgk_runtime.providers.local.engine import Engine
from cgk_runtime.providers.local.options import LocalOptions
from cgk_runtime.providers.local.reporting import COMPONENT, log_lost, logger

if TYPE_CHECKING:
    from cgk_runtime.client.administration import RunFilter
    from cgk_runtime.errors import JobsError
    from cgk_runtime.execution.runner import TaskRunner
    from cgk_runtime.providers.local.waiting_runs import Receiver, WaitingRun

T = TypeVar("T")

_POLL_SECONDS: Final = 0.01
_MAX_ENDING_SECONDS: Final = 1.0
"""Seconds to wait for the end of a loop that has canceled its tasks."""


class LocalProvider:
    """Provider that runs jobs in this process.

    Jobs run on the event loop of the first send. Sends from other loops and threads are handed over to it. When that
    loop has ended, the next loop that sends or waits takes over the remaining jobs; interrupted ones start over.

    Args:
        runner: Runner that calls the handlers.
        options: Limits and clocks.
        announce: Whether to log a warning at the first use, and the lost jobs when the process ends.
    """

    name: str = "local"
    supported_options: frozenset[str] = ALL_OPTIONS
    max_payload_bytes: int = LOCAL.payload_bytes
    """The same limit as Trigger.dev's, so a job that is accepted here is accepted there."""

    def __init__(self, runner: TaskRunner, options: LocalOptions | None = None, *, announce: bool = True) -> None:
        self._runner = runner
        self._options = options or LocalOptions()
        self._has_announced = not announce
        self._reset()
        _providers.add(self)

    def _reset(self) -> None:
        self._engine = Engine(self._runner, self._options)
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def reset_after_fork(self) -> None:
        """Forget all jobs in a forked process; they and the event loop belong to its parent."""
        self._options = replace(self._options, timers=Timers())
        self._reset()

    async def send(self, message: JobMessage) -> str:
        """Accept a job; it runs soon, or after its delay.

        Raises:
            QueueFullError: The limit on waiting jobs is reached.
            ClosedError: The provider is closed.
        """
        if self._loop is asyncio.get_running_loop():
            return self._engine.accept(message)
        return await self._on_own_loop(lambda: self._engine.accept(message))

    async def send_many(self, messages: Sequence[JobMessage]) -> Sequence[str | JobsError]:
        """Accept or refuse each of several jobs."""
        return await send_one_by_one(messages, self.send)

    async def runs(self, job_id: str) -> Sequence[Run]:
        """Return a job's runs."""
        return await self._on_own_loop(lambda: [run.describe() for run in self._engine.store.find(job_id)])

    async def read_payload(self, job_id: str) -> bytes | None:
        """Return the payload of a job."""
        return await self._on_own_loop(lambda: self._engine.store.find(job_id)[0].message.payload)

    async def wait(self, job_id: str, timeout: float | None) -> Run:  # noqa: ASYNC109  required by the protocol
        """Wait for the end of a job's run; a handler that waits frees its worker meanwhile."""
        return (await self._await_on_own_loop(lambda: self._engine.wait(job_id, timeout))).describe()

    async def cancel(self, job_id: str) -> None:
        """Cancel a job's runs; the thread of a synchronous handler cannot be stopped and is abandoned."""
        await self._on_own_loop(lambda: self._engine.cancel(job_id))

    async def replay(self, job_id: str) -> str:
        """Send a job's payload again, without its options: to all handlers, or to the handler of one run."""

        def send_again() -> str:
            run = self._engine.store.find(job_id)[0]
            message, headers = run.message, version_header(run.message.headers)
            copy = JobMessage(message.event, message.tenant_id, message.payload, headers=headers)
            return self._engine.accept(copy, run.task if run.id == job_id else None)

        return await self._on_own_loop(send_again)

    async def list_runs(self, conditions: RunFilter) -> AsyncIterator[Run]:
        """Iterate over the matching runs in memory, newest first, without their outputs."""
        newest_first = await self._on_own_loop(lambda: [run.describe() for run in reversed(self._engine.store.all())])
        for run in newest_first:
            if conditions.matches(run):
                yield replace(run, output=None)

    async def check_health(self) -> Health:
        """Return the numbers of jobs and of events with handlers."""
        engine = self._engine
        running, waiting = engine.workers.busy, engine.waiting_count
        events = pluralize(len(self._runner.registry.events), "event")
        detail = f"handlers for {events} in this process; jobs: {running} running, {waiting} waiting"
        return Health(self.name, not engine.closed, detail)

    async def restore(self, waiting_runs: Sequence[WaitingRun]) -> None:
        """Add the runs that waited in another process when it ended."""
        await self._on_own_loop(lambda: self._engine.restore(waiting_runs))

    def hand_over_to(self, receiver: Receiver) -> None:
        """Pass waiting runs to a function when the provider closes, instead of losing them."""
        self._engine.receiver = receiver

    async def close(self) -> None:
        """Accept no more jobs, let due ones finish until the deadline, and log the rest."""
        await self._await_on_own_loop(self._drain)
        atexit.unregister(self._log_lost)

    async def _drain(self) -> None:
        await self._engine.drain()
        await self._runner.resources.close()

    async def _on_own_loop(self, function: Callable[[], T]) -> T:
        async def call() -> T:
            return function()

        return await self._await_on_own_loop(call)

    async def _await_on_own_loop(self, function: Callable[[], Coroutine[Any, Any, T]]) -> T:
        current_loop = asyncio.get_running_loop()
        while True:
            loop = self._take_over(current_loop)
            if loop is current_loop:
                return await function()
            try:
                return await call_on_loop(loop, function)
            except LoopEndedError:
                await _wait_for_end(loop)

    def _take_over(self, current_loop: asyncio.AbstractEventLoop) -> asyncio.AbstractEventLoop:
        """Return the loop that runs the jobs: the current one if no other does."""
        with self._lock:
            if self._loop is None or not self._loop.is_running():
                self._loop = current_loop
                self._engine.lifecycle.bind(current_loop)
                self._announce()
            return self._loop

    def _announce(self) -> None:
        if self._has_announced:
            return
        self._has_announced = True
        atexit.register(self._log_lost)
        logger.warning("[%s] Jobs run in this process and are lost when it ends; for development only", COMPONENT)
        for task in self._runner.registry:
            if task.machine is not None:
                logger.warning(
                    '[%s] "%s" asks for machine "%s"; the local provider runs it in this process',
                    COMPONENT, task.name, task.machine,
                )  # fmt: skip

    def _log_lost(self) -> None:
        log_lost("The process ends before its jobs have finished", self._engine.store.unfinished())


async def _wait_for_end(loop: asyncio.AbstractEventLoop) -> None:
    """Wait until a loop that has canceled its tasks stops running; until then it accepts calls but never ends them."""
    deadline = time.monotonic() + _MAX_ENDING_SECONDS
    while loop.is_running() and time.monotonic() < deadline:  # noqa: ASYNC110  a loop has no event for its end
        await asyncio.sleep(_POLL_SECONDS)


def _reset_after_fork() -> None:
    for provider in _providers:
        provider.reset_after_fork()


_providers: Final[weakref.WeakSet[LocalProvider]] = weakref.WeakSet()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_reset_after_fork)
