"""Workers that run attempts: a bounded number at a time, each in its own asyncio task and context."""

from __future__ import annotations

import asyncio
import contextvars
from collections import Counter
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime.providers.local.handlers import execution_timer
from cgk_runtime.providers.local.queue import ReadyQueue
from cgk_runtime.providers.local.reporting import COMPONENT, logger
from cgk_runtime.providers.local.run import AttemptTask

if TYPE_CHECKING:
    from cgk_runtime.execution.timers import Timers
    from cgk_runtime.providers.local.run import LocalRun

current_run: Final[ContextVar[LocalRun | None]] = ContextVar("cgk_local_current_run", default=None)
"""The run that the current code is part of, or None.

It is the first variable of an attempt's new context, which holds nothing of the sender or of other runs.
"""
current_attempt: Final[ContextVar[AttemptTask | None]] = ContextVar("cgk_local_current_attempt", default=None)
"""The attempt that the current code is part of; a task that an attempt left behind may run during the next one."""


def is_current_task(task: asyncio.Task[Any] | None) -> bool:
    """Return whether a task executes this code, instead of the garbage collector after its event loop has closed."""
    try:
        return asyncio.current_task() is task
    except RuntimeError:  # no event loop runs
        return False


class Workers:
    """Workers of one provider, which start ready runs up to a limit; used on the event loop they are bound to.

    Args:
        concurrency: Maximum number of concurrent runs.
        start_attempt: Function that marks a run as started and returns the coroutine of its attempt.
        weight_of: Function that returns a lane's weight.
        timers: Clock and timers of rate limits.

    Attributes:
        ready: Runs that wait for a worker.
        attempts: Number of attempts that run, including those that freed their worker to wait for another job.
        failure_calls: Tasks that call `on_failure` of failed runs.
    """

    def __init__(
        self,
        concurrency: int,
        start_attempt: Callable[[LocalRun], Coroutine[Any, Any, None]],
        weight_of: Callable[[str], float],
        timers: Timers,
    ) -> None:
        self._concurrency = concurrency
        self._start_attempt = start_attempt
        self._loop: asyncio.AbstractEventLoop | None = None
        self._idle_waiters: list[asyncio.Future[None]] = []
        self._waits: Counter[AttemptTask | None] = Counter()
        self.ready = ReadyQueue(weight_of, timers, self.start_ready)
        self.attempts = 0
        self.failure_calls: set[asyncio.Task[None]] = set()

    @property
    def busy(self) -> int:
        """Number of busy workers."""
        return self.attempts - len(self._waits) + len(self.failure_calls)

    def bind(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """Use this event loop from now on; with None, nothing starts."""
        self._loop = loop
        # Calls on a closed loop never finish.
        self.failure_calls -= {call for call in self.failure_calls if call.get_loop().is_closed()}

    def put(self, run: LocalRun) -> None:
        """Start a run as soon as a worker is free."""
        self.ready.put(run)
        if self.busy < self._concurrency:
            self.start_ready()

    def start_ready(self) -> None:
        """Start runs while workers are free."""
        loop = self._loop
        while loop is not None and self.busy < self._concurrency:
            run = self.ready.take()
            if run is None:
                return
            self.attempts += 1
            attempt = self._start_attempt(run)
            run.attempt_task = AttemptTask(attempt, loop=loop, name=run.id, context=contextvars.Context())

    def start_failure_call(self, run: LocalRun, coroutine: Coroutine[Any, Any, None]) -> None:
        """Start the call of `on_failure` for a run at once, in an empty context, even if this exceeds the limit."""
        if self._loop is None:
            coroutine.close()
            logger.warning("[%s] on_failure of run %s is not called, because its event loop ends", COMPONENT, run.id)
            return
        call = self._loop.create_task(coroutine, context=contextvars.Context())
        self.failure_calls.add(call)
        call.add_done_callback(self._failure_call_ended)

    def _failure_call_ended(self, call: asyncio.Task[None]) -> None:
        self.failure_calls.discard(call)
        self._worker_freed()

    @contextmanager
    def free_worker(self) -> Generator[None]:
        """Free the worker of the current attempt, if any, and pause its execution timer, while it waits for a job.

        An attempt may wait for several jobs at the same time. One that continues may exceed the limit for a while.
        """
        run, attempt, timer = current_run.get(), current_attempt.get(), execution_timer.get()
        if run is None or attempt is None or run.attempt_task is not attempt:
            yield
            return
        self._waits[attempt] += 1
        if timer is not None:
            timer.pause()
        self._worker_freed()
        try:
            yield
        finally:
            if self._waits[attempt] > 1:
                self._waits[attempt] -= 1
            elif attempt in self._waits:
                del self._waits[attempt]
                if timer is not None:
                    timer.resume()

    def attempt_ended(self, run: LocalRun) -> None:
        """Free the worker of a run whose attempt has ended."""
        del self._waits[run.attempt_task]  # a task that the handler left behind may still wait
        run.attempt_task = None
        self.attempts -= 1
        self.ready.end_attempt(run)
        self._worker_freed()

    def _worker_freed(self) -> None:
        self.start_ready()
        if not self.busy:
            for waiter in self._idle_waiters:
                if not waiter.done():
                    waiter.set_result(None)
            self._idle_waiters.clear()

    def idle(self) -> asyncio.Future[None]:
        """Return a future that is done once no worker is busy."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self.busy:
            self._idle_waiters.append(waiter)
        else:
            waiter.set_result(None)
        return waiter
