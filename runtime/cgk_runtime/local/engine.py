"""What happens to jobs in memory: waiting, running, retried, ended. Everything here runs on one event loop."""

from __future__ import annotations

import asyncio
import contextvars
import os
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Final, NoReturn

from cgk_runtime.errors import (
    ClosedError,
    NoHandlerError,
    NotSupportedError,
    QueueFullError,
    WaitTimeoutError,
)
from cgk_runtime.local.listeners import Listeners
from cgk_runtime.local.queue import ReadyQueue
from cgk_runtime.local.reports import SPEAKER, log_lost
from cgk_runtime.local.rules import RunRules, are_ruled, places_of, tell_failure
from cgk_runtime.local.run import LocalRun
from cgk_runtime.local.steps import Pause
from cgk_runtime.local.store import RunStore
from cgk_runtime.provider import JobMessage, RunStatus
from cgk_runtime.rules import NO_RULES
from cgk_runtime.runner import AttemptTimeoutError, retry_delay, run_error
from cgk_runtime.step_driver import AttemptFailed, StepInterrupt

if TYPE_CHECKING:
    from cgk_runtime.local.options import LocalOptions
    from cgk_runtime.local.timers import Timer, Timers
    from cgk_runtime.runner import TaskRunner
    from cgk_runtime.tasks import TaskDefinition

_in_handler: ContextVar[bool] = ContextVar("cgk_local_in_handler", default=False)
_context_of_handlers: Final = contextvars.Context()
"""Every attempt runs in a copy of this one, which has nothing of any sender or other run."""
_context_of_handlers.run(_in_handler.set, True)


def is_in_handler() -> bool:
    """Say whether this code is part of a run."""
    return _in_handler.get()


class Engine:
    """Keeps and runs jobs; not thread-safe, `LocalProvider` sees to that.

    Args:
        runner: Runs the handlers.
        options: Bounds and clocks.
    """

    def __init__(self, runner: TaskRunner, options: LocalOptions) -> None:
        self._runner = runner
        self._options = options
        self._clock = options.clock
        self._timers: Timers = options.timers
        self._ready = ReadyQueue()
        self.store = RunStore(options.timers, options.history)
        self._idle_waiters: list[asyncio.Future[None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ids = os.urandom(12).hex()
        self._numbers = count()
        self.waiting = 0
        self.running = 0
        self.closed = False
        self.listeners = Listeners()
        self._rules = RunRules(self)

    def bind(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """Run on this loop from now on, or on none."""
        self._loop = loop
        self._timers.bind(loop)
        if loop is None:
            return
        for run in self.store.unfinished():
            if run.running is not None and run.running.done():
                # The loop before ended between its start and its first step.
                self._queue_again(run)
                self._release(run)
        self._start_ready()

    def accept(self, message: JobMessage) -> str:
        """Take a job and give its id.

        Raises:
            ClosedError: The provider was closed.
            QueueFullError: As many jobs wait as may.
        """
        options = message.options
        if self.closed:
            raise ClosedError(f'The provider is closed, "{message.event.name}" was not taken', speaker=SPEAKER)
        key = options.idempotency_key
        if key is not None and (known := self.store.job_with_key(key)) is not None:
            return known
        registered = self._runner.registry.handlers(message.event.name)
        handlers: Sequence[TaskDefinition | None] = registered or (None,)
        if self.waiting + len(handlers) > self._options.max_waiting:
            raise QueueFullError(message.event.name, self._options.max_waiting)
        job_id = f"run_{self._ids}{next(self._numbers):08x}"
        if are_ruled(registered):
            handlers, job_id = self._rules.admitted(registered, message, job_id)
            if not handlers:
                return job_id
        if key is not None:
            self.store.keep_key(key, job_id, options.idempotency_key_ttl)
        now = self._clock()
        delay = options.delay or (options.at.timestamp() - now if options.at else 0.0)
        if len(handlers) == 1:
            runs: tuple[LocalRun, ...] = (self._new_run(job_id, message, handlers[0], now),)
        else:
            ids = (job_id, *(f"{job_id}.{handler.name}" for handler in handlers[1:] if handler))
            runs = tuple(self._new_run(run_id, message, task, now) for run_id, task in zip(ids, handlers, strict=True))
            for run in runs:
                run.siblings = runs
        is_awaited = self.listeners.anybody and self.listeners.tell(message)
        for run in runs:
            self._take(run, delay, is_awaited=is_awaited)
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
        runs = self.store.find(job_id)
        if len(runs) > 1:
            names = ", ".join(run.id for run in runs)
            raise NotSupportedError(f"This job has a run per handler; wait for one of them: {names}", speaker=SPEAKER)
        (run,) = runs
        if run.is_final:
            return run
        waiter: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        run.waiters = (*run.waiters, waiter)
        deadline = None if limit is None else self._timers.after(limit, lambda: _resolve(waiter, ended=False))
        holds_place = is_in_handler()
        if holds_place:
            self._give_back_place()
        try:
            if not await waiter:
                raise WaitTimeoutError(job_id, limit or 0.0, speaker=SPEAKER)
        finally:
            if holds_place:
                self.running += 1
            if deadline is not None:
                self._timers.call_off(deadline)
            run.waiters = tuple(other for other in run.waiters if other is not waiter)
        return run

    def cancel(self, job_id: str) -> None:
        """End a job's runs, waiting or running."""
        for run in self.store.find(job_id):
            self.stop(run)

    def idle(self) -> asyncio.Future[None]:
        """Give a future that is done once nothing runs."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self.running:
            self._idle_waiters.append(waiter)
        else:
            waiter.set_result(None)
        return waiter

    async def drain(self) -> None:
        """Let what is due finish until the deadline; end the rest and list it in the log."""
        self.closed = True
        loop = asyncio.get_running_loop()
        ends = loop.time() + self._options.drain_seconds
        # A run that takes a step gives its place back before it goes on.
        while (self.running or self._ready) and loop.time() < ends:
            await asyncio.wait([self.idle()], timeout=ends - loop.time())
        rest = self.store.unfinished()
        log_lost("Closed", rest)
        stopped = [run.running for run in rest if run.running is not None]
        for run in rest:
            self.cancel(run.id)
        if stopped:
            await asyncio.wait(stopped, timeout=1.0)

    @property
    def now(self) -> float:
        """Seconds since 1970."""
        return self._clock()

    def after(self, seconds: float, action: Callable[[], object]) -> Timer:
        """Do something later."""
        return self._timers.after(seconds, action)

    def call_off(self, timer: Timer) -> None:
        """Do it not."""
        self._timers.call_off(timer)

    def stop(self, run: LocalRun, status: RunStatus = "cancelled") -> None:
        """End a run, waiting or running, with a status of its own; one that has ended stays as it is."""
        if run.is_final:
            return
        run.stopped_as = status
        run.cancelled = True
        if run.running is not None:
            run.running.cancel()
            run.running.add_done_callback(partial(self._end_unbegun, run))
        else:
            self._end(run, status)

    def resume(self, run: LocalRun) -> None:
        """Call the handler of a run that waited for a step anew; what follows the step has attempts of its own."""
        self._unpark(run)
        run.attempt = 0
        self._enqueue(run, self._clock())

    def start_child(self, parent: LocalRun, task: TaskDefinition, document: bytes) -> LocalRun:
        """Run one handler for a job of its own, which another run waits for."""
        message = JobMessage(task.event, parent.message.tenant_id, document, headers=parent.message.headers)
        run = self._new_run(f"run_{self._ids}{next(self._numbers):08x}", message, task, self._clock())
        self._take(run, 0.0, is_awaited=False)
        return run

    def _new_run(self, run_id: str, message: JobMessage, task: TaskDefinition | None, now: float) -> LocalRun:
        options = message.options
        if task is None:
            return LocalRun(run_id, message, None, 1, now)
        run = LocalRun(run_id, message, task, options.max_attempts or task.retry.max_attempts, now)
        run.start_limit = options.ttl
        if task.concurrency is not None or task.rules.bounds:
            run.places = places_of(message, task)
        if task.wants_context:
            run.host = self
        return run

    def _take(self, run: LocalRun, delay: float, *, is_awaited: bool) -> None:
        self.store.add(run)
        self.waiting += 1
        if run.task is not None and run.task.rules is not NO_RULES:
            delay += self._rules.begin(run, run.task)
        if is_awaited and run.task is None:
            self._end(run, "completed")
        elif delay > 0:
            self._delay(run, delay)
        else:
            self._enqueue(run, run.queued_at)

    def _park(self, run: LocalRun, pause: Pause) -> None:
        self.waiting += 1
        run.status = "delayed"
        pause.begin()

    def _unpark(self, run: LocalRun) -> None:
        if run.timer is not None:
            self._timers.call_off(run.timer)
            run.timer = None
        parked, run.parked = run.parked, None
        if parked is not None:
            parked()

    def _delay(self, run: LocalRun, seconds: float) -> None:
        run.status = "delayed"
        run.timer = self._timers.after(seconds, lambda: self._enqueue(run, self._clock()))

    def _enqueue(self, run: LocalRun, now: float) -> None:
        run.status = "queued"
        run.timer = None
        if run.task is None and self._options.keep_unhandled:
            return
        if run.start_limit is not None and run.started_at is None:
            run.timer = self._timers.after(run.start_limit, lambda: self._end(run, "expired"))
        self._ready.put(run, now)
        if self.running < self._options.concurrency:
            self._start_ready()

    def _start_ready(self) -> None:
        loop = self._loop
        while loop is not None and self.running < self._options.concurrency:
            run = self._ready.take()
            if run is None:
                return
            if run.timer is not None:
                self._timers.call_off(run.timer)
                run.timer = None
            self.waiting -= 1
            self.running += 1
            run.status = "running"
            run.attempt += 1
            if run.started_at is None and run.task is not None and run.task.rules is not NO_RULES:
                self._rules.started(run)
            run.started_at = self._clock()
            run.running = loop.create_task(self._attempt(run), context=_context_of_handlers.copy())

    async def _attempt(self, run: LocalRun) -> None:
        pause: Pause | None = None
        try:
            task = run.task or self._refuse(run)
            run.output = await self._runner.run_here(task, run.message.payload, run)
        except asyncio.CancelledError as error:
            this = asyncio.current_task()
            if run.cancelled:
                self._end(run, run.stopped_as)
            elif this is not None and this.cancelling():
                self._put_back(run)
            else:
                self._fail(run, error)
        except KeyboardInterrupt:
            self._put_back(run)
            raise
        except StepInterrupt as interrupt:
            pause = self._interrupted(run, interrupt)
        except BaseException as error:  # noqa: BLE001  whatever a handler raises is its run's failure
            self._fail(run, error)
        else:
            self._end(run, "completed")
        finally:
            self._release(run)
        if pause is not None:
            self._park(run, pause)

    def _interrupted(self, run: LocalRun, interrupt: StepInterrupt) -> Pause | None:
        if run.cancelled:
            self._end(run, run.stopped_as)
        elif isinstance(interrupt, AttemptFailed):
            self._fail(run, interrupt.error)
        return interrupt if isinstance(interrupt, Pause) and not run.is_final else None

    def _end_unbegun(self, run: LocalRun, _task: object) -> None:
        """An attempt that is cancelled before its first step never comes to its own ending."""
        if run.running is not None and not run.is_final:
            self._end(run, run.stopped_as)
            self._release(run)

    def _release(self, run: LocalRun) -> None:
        run.running = None
        if run.places:
            self._ready.done(run)
        self._give_back_place()

    def _put_back(self, run: LocalRun) -> None:
        """The event loop ends under a run: it starts over when another loop sends a job or asks for one."""
        self._queue_again(run)
        self.bind(None)

    def _queue_again(self, run: LocalRun) -> None:
        run.attempt -= 1
        run.status = "queued"
        self.waiting += 1
        self._ready.put(run, self._clock())

    def _fail(self, run: LocalRun, error: BaseException) -> None:
        run.error = run_error(error)
        delay = None if run.task is None else retry_delay(run.task, error, run.attempt, run.max_attempts)
        if delay is None or self.closed:
            self._end(run, "timed_out" if isinstance(error, AttemptTimeoutError) else "failed", error)
            if run.task is not None and run.task.rules.on_failure is not None and self._loop is not None:
                self.running += 1
                tell_failure(self._loop, self._runner, run, self._give_back_place)
            return
        self._options.report(run, error, delay)
        self.waiting += 1
        self._delay(run, delay)

    def _end(self, run: LocalRun, status: RunStatus, error: BaseException | None = None) -> None:
        if run.running is None:
            self.waiting -= 1
        if run.timer is not None or run.parked is not None:
            self._unpark(run)
        run.status = status
        run.ended_at = self._clock()
        if status == "completed":
            run.error = None
        self._options.report(run, error, None)
        if run.waiters:
            waiters, run.waiters = run.waiters, ()
            for waiter in waiters:
                _resolve(waiter, ended=True)
        if run.on_end is not None:
            run.on_end()
        if run.task is not None and run.task.rules is not NO_RULES:
            self._rules.ended(run)
        self.store.has_ended(run)

    def _give_back_place(self) -> None:
        self.running -= 1
        self._start_ready()
        if self.running == 0:
            for waiter in self._idle_waiters:
                if not waiter.done():
                    waiter.set_result(None)
            self._idle_waiters.clear()

    def _refuse(self, run: LocalRun) -> NoReturn:
        events = self._runner.registry.events
        known = f"registered are {', '.join(events)}" if events else "none is registered"
        raise NoHandlerError(
            f'No handler for "{run.message.event.name}" in this process: {known}. Import the module with its '
            "@task, or start `cgk dev`"
        )


def _resolve(waiter: asyncio.Future[bool], *, ended: bool) -> None:
    if not waiter.done():
        waiter.set_result(ended)
