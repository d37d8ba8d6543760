"""Jobs in memory: taking them in, waiting for them, ending them. Everything here runs on one event loop."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING

from cgk_runtime.errors import ClosedError, NotSupportedError, QueueFullError, WaitTimeoutError
from cgk_runtime.providers.local.computing import computing
from cgk_runtime.providers.local.lifecycle import Lifecycle
from cgk_runtime.providers.local.reports import SPEAKER, log_lost
from cgk_runtime.providers.local.rules import are_ruled
from cgk_runtime.providers.local.workers import is_in_handler

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobMessage
    from cgk_runtime.execution.runner import TaskRunner
    from cgk_runtime.providers.local.options import LocalOptions
    from cgk_runtime.providers.local.run import LocalRun
    from cgk_runtime.tasks.task import TaskDefinition


class Engine:
    """Keeps and runs jobs; not thread-safe, `LocalProvider` sees to that.

    Args:
        runner: Runs the handlers.
        options: Bounds and clocks.

    Attributes:
        runs: What happens to the runs.
        store: The runs there are.
        closed: Whether no job is taken any more.
    """

    def __init__(self, runner: TaskRunner, options: LocalOptions) -> None:
        self._registry = runner.registry
        self._options = options
        self._clock = options.clock
        self._ids = os.urandom(12).hex()
        self._numbers = count()
        self.runs = Lifecycle(runner, options, self._new_id)
        self.store = self.runs.store
        self.closed = False

    @property
    def waiting(self) -> int:
        """How many runs wait, delayed ones included."""
        return self.runs.waiting

    @property
    def running(self) -> int:
        """How many runs go on."""
        return self.runs.workers.running

    def bind(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """Run on this loop from now on, or on none."""
        self.runs.bind(loop)

    def accept(self, message: JobMessage) -> str:
        """Take a job and give its id.

        Raises:
            ClosedError: The provider was closed.
            QueueFullError: As many jobs wait as may.
            ProviderError: The log of jobs cannot be written.
        """
        event, options, runs = message.event, message.options, self.runs
        if self.closed:
            raise ClosedError(f'The provider is closed, "{event.name}" was not taken', speaker=SPEAKER)
        key = options.idempotency_key
        if key is not None and (known := self.store.job_with_key(key)) is not None:
            return known
        registered = self._registry.handlers(event.name)
        handlers: Sequence[TaskDefinition | None] = registered or (None,)
        if runs.waiting + len(handlers) > self._options.max_waiting:
            raise QueueFullError(event.name, self._options.max_waiting)
        job_id = self._new_id()
        self._log(job_id, message)
        if are_ruled(registered):
            handlers, job_id = runs.rules.admitted(registered, message, job_id)
            if not handlers:
                return job_id
        if key is not None:
            self.store.keep_key(key, job_id, options.idempotency_key_ttl)
        now = self._clock()
        delay = options.delay or (options.at.timestamp() - now if options.at else 0.0)
        is_awaited = runs.listeners.anybody and runs.listeners.tell(message)
        if len(handlers) == 1:
            runs.take(runs.new_run(job_id, message, handlers[0], now), delay, is_awaited=is_awaited)
            return job_id
        ids = (f"{job_id}.{handler.name}" for handler in handlers if handler)
        siblings = tuple(runs.new_run(run_id, message, task, now) for run_id, task in zip(ids, handlers, strict=True))
        self.store.add_job(job_id, siblings)
        for run in siblings:
            runs.take(run, delay, is_awaited=is_awaited)
        return job_id

    async def wait(self, job_id: str, limit: float | None) -> LocalRun:
        """Wait until a run has ended; a handler that waits gives its place to other runs meanwhile.

        Args:
            job_id: The job's id, or that of one of its runs.
            limit: Seconds, or None.

        Raises:
            WaitTimeoutError: The time is over.
            NotSupportedError: The job has several runs.
        """
        found = self.store.find(job_id)
        if len(found) > 1:
            names = ", ".join(run.id for run in found)
            raise NotSupportedError(f"This job has a run per handler; wait for one of them: {names}", speaker=SPEAKER)
        (run,) = found
        if run.is_final:
            return run
        waiter: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        run.waiters = (*run.waiters, waiter)
        deadline = None if limit is None else self.runs.after(limit, lambda: _give_up(waiter))
        workers = self.runs.workers
        holds_place, computes = is_in_handler(), computing()
        if holds_place:
            workers.give_back_place()
        if computes is not None:
            computes.pause()
        try:
            if not await waiter:
                raise WaitTimeoutError(job_id, limit or 0.0, speaker=SPEAKER)
        finally:
            if holds_place:
                workers.take_place()
            if computes is not None:
                computes.go_on()
            if deadline is not None:
                self.runs.call_off(deadline)
            run.waiters = tuple(other for other in run.waiters if other is not waiter)
        return run

    def cancel(self, job_id: str) -> None:
        """End a job's runs, waiting or running."""
        for run in self.store.find(job_id):
            self.runs.stop(run)

    def idle(self) -> asyncio.Future[None]:
        """Give a future that is done once nothing runs."""
        return self.runs.workers.idle()

    async def drain(self) -> None:
        """Let what is due finish until the deadline; end the rest and list it in the log."""
        self.closed = self.runs.closed = True
        loop, workers = asyncio.get_running_loop(), self.runs.workers
        ends = loop.time() + self._options.drain_seconds
        # A run that takes a step gives its place back before it goes on.
        while (workers.running or workers.ready) and loop.time() < ends:
            await asyncio.wait([self.idle()], timeout=ends - loop.time())
        rest = self.store.unfinished()
        log_lost("Closed", rest)
        stopped = [run.running for run in rest if run.running is not None]
        for run in rest:
            self.cancel(run.id)
        if stopped:
            await asyncio.wait(stopped, timeout=1.0)

    def _log(self, job_id: str, message: JobMessage) -> None:
        if self._options.log is not None:
            self._options.log.write(job_id, message, self._clock())

    def _new_id(self) -> str:
        return f"run_{self._ids}{next(self._numbers):08x}"


def _give_up(waiter: asyncio.Future[bool]) -> None:
    if not waiter.done():
        waiter.set_result(False)
