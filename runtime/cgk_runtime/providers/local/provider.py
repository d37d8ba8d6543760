"""The local provider: jobs wait in memory and run in this process, on the event loop that sends them."""

from __future__ import annotations

import asyncio
import atexit
import logging
import os
import threading
import weakref
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

from cgk_runtime.client.limits import LOCAL
from cgk_runtime.client.options import ALL_OPTIONS
from cgk_runtime.client.provider import Health, JobMessage, Run, version_header
from cgk_runtime.errors import JobsError
from cgk_runtime.providers.local.engine import Engine
from cgk_runtime.providers.local.options import LocalOptions
from cgk_runtime.providers.local.reports import SPEAKER, log_lost
from cgk_runtime.providers.local.timers import Timers

if TYPE_CHECKING:
    from cgk_runtime.execution.runner import TaskRunner

P = ParamSpec("P")
T = TypeVar("T")

_logger: Final = logging.getLogger("cgk_jobs.local")


class LocalProvider:
    """Runs jobs in this process.

    They run on the event loop that sends first; sends from other loops and threads are handed over to it. When that
    loop has ended, the next one to send takes over what is left.

    Args:
        runner: Runs the handlers.
        options: Bounds and clocks.
        announce: Whether to say in the log that jobs are lost when the process ends, once at start and for each then.
    """

    name: str = "local"
    supported_options: frozenset[str] = ALL_OPTIONS
    max_payload_bytes: int = LOCAL.payload_bytes
    """As much as Trigger.dev takes, so that what passes here passes there."""

    def __init__(self, runner: TaskRunner, options: LocalOptions | None = None, *, announce: bool = True) -> None:
        self._runner = runner
        self._options = options or LocalOptions()
        self._announced = not announce
        self._begin()
        _providers.add(self)

    def _begin(self) -> None:
        self._engine = Engine(self._runner, self._options)
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def start_over(self) -> None:
        """Forget all jobs, as a forked child must: they and the event loop are its parent's."""
        self._options = replace(self._options, timers=Timers())
        self._begin()

    async def send(self, message: JobMessage) -> str:
        """Take a job; it runs soon, or when its delay is over.

        Raises:
            QueueFullError: As many jobs wait as may.
            ClosedError: The provider was closed.
        """
        if self._loop is asyncio.get_running_loop():
            return self._engine.accept(message)
        return await self._on_own_loop(self._engine.accept, message)

    async def send_many(self, messages: Sequence[JobMessage]) -> Sequence[str | JobsError]:
        """Take jobs; each is taken or refused on its own."""

        def accept_each() -> list[str | JobsError]:
            outcomes: list[str | JobsError] = []
            for message in messages:
                try:
                    outcomes.append(self._engine.accept(message))
                except JobsError as error:
                    outcomes.append(error)
            return outcomes

        return await self._on_own_loop(accept_each)

    async def runs(self, job_id: str) -> Sequence[Run]:
        """Describe a job's runs."""
        return await self._on_own_loop(lambda: [run.describe() for run in self._engine.store.find(job_id)])

    async def wait(self, job_id: str, timeout: float | None) -> Run:  # noqa: ASYNC109  given by the protocol
        """Wait until a job's run has ended; a handler that waits gives its place to others meanwhile."""
        return (await self._await_on_own_loop(lambda: self._engine.wait(job_id, timeout))).describe()

    async def cancel(self, job_id: str) -> None:
        """Stop a job's runs; a thread cannot be stopped, it is left to itself."""
        await self._on_own_loop(self._engine.cancel, job_id)

    async def replay(self, job_id: str) -> str:
        """Run a job's payload once more, at once."""
        sent = (await self._on_own_loop(self._engine.store.find, job_id))[0].message
        headers = version_header(sent.headers)
        return await self.send(JobMessage(sent.event, sent.tenant_id, sent.payload, headers=headers))

    async def check_health(self) -> Health:
        """Say how many jobs there are and how many events have handlers."""
        engine = self._engine
        handled = len(self._runner.registry.events)
        detail = f"{engine.running} jobs run, {engine.waiting} wait, {handled} events have a handler in this process"
        return Health(self.name, not engine.closed, detail)

    async def close(self) -> None:
        """Take no more jobs, let those that are due finish until the deadline, list the rest in the log."""
        await self._await_on_own_loop(self._drain)
        atexit.unregister(self._report_lost)

    async def _drain(self) -> None:
        await self._engine.drain()
        await self._runner.close()

    async def _on_own_loop(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        async def call() -> T:
            return function(*args, **kwargs)

        return await self._await_on_own_loop(call)

    async def _await_on_own_loop(self, function: Callable[[], Coroutine[Any, Any, T]]) -> T:
        here = asyncio.get_running_loop()
        with self._lock:
            loop = self._loop
            if loop is None or not loop.is_running():
                self._loop = loop = here
                self._engine.bind(here)
                self._announce()
        if loop is here:
            return await function()
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(function(), loop))

    def _announce(self) -> None:
        if not self._announced:
            self._announced = True
            atexit.register(self._report_lost)
            _logger.warning("[%s] Jobs run in this process and are lost when it ends; for development only", SPEAKER)
            for task in self._runner.registry:
                if task.machine is not None:
                    _logger.warning(
                        '[%s] "%s" wants a machine of its own, %s: here it runs in this process',
                        SPEAKER, task.name, task.machine,
                    )  # fmt: skip

    def _report_lost(self) -> None:
        log_lost("The process ends without waiting for them or closing the client", self._engine.store.unfinished())


def _start_over() -> None:
    for provider in _providers:
        provider.start_over()


_providers: Final[weakref.WeakSet[LocalProvider]] = weakref.WeakSet()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_over)
