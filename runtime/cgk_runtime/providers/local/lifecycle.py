"""What happens to a run in memory: taken, delayed, ready, tried, parked, ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgk_runtime.client.provider import CATALOG_VERSION, JobMessage
from cgk_runtime.execution.retries import AttemptTimeoutError, retry_delay, run_error
from cgk_runtime.providers.local.listeners import Listeners
from cgk_runtime.providers.local.rules import RunRules, places_of
from cgk_runtime.providers.local.run import LocalRun
from cgk_runtime.providers.local.store import RunStore
from cgk_runtime.providers.local.workers import Workers

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from cgk_runtime.client.provider import RunStatus
    from cgk_runtime.execution.runner import TaskRunner
    from cgk_runtime.providers.local.options import LocalOptions
    from cgk_runtime.providers.local.steps import Pause
    from cgk_runtime.providers.local.timers import Timer, Timers
    from cgk_runtime.tasks.task import TaskDefinition


class Lifecycle:
    """Moves runs from state to state; steps, rules and workers tell it what happens.

    Args:
        runner: Runs the handlers.
        options: Bounds and clocks.
        new_id: Gives the id of a run that another one starts.

    Attributes:
        store: The runs there are.
        listeners: Who waits for which event.
        rules: What tasks declare of their runs together.
        workers: Who runs attempts.
        waiting: How many runs wait, delayed and parked ones included.
        closed: Whether a failed attempt is a run's last one.
    """

    def __init__(self, runner: TaskRunner, options: LocalOptions, new_id: Callable[[], str]) -> None:
        self._options = options
        self._clock = options.clock
        self._timers: Timers = options.timers
        self._new_id = new_id
        self._version = runner.catalog.version
        self.store = RunStore(options.timers, options.history)
        self.listeners = Listeners()
        self.rules = RunRules(self)
        self.workers = Workers(runner, options.concurrency, self)
        self.waiting = 0
        self.closed = False

    def bind(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """Run on this loop from now on, or on none."""
        self.workers.bind(loop)
        self._timers.bind(loop)
        if loop is None:
            return
        for run in self.store.unfinished():
            if run.running is not None and run.running.done():
                # The loop before ended between its start and its first step.
                self._queue_again(run)
                self.workers.release(run)
        self.workers.start_ready()

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

    def new_run(self, run_id: str, message: JobMessage, task: TaskDefinition | None, now: float) -> LocalRun:
        """Make a run of a job for one handler."""
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

    def take(self, run: LocalRun, delay: float, *, is_awaited: bool) -> None:
        """Begin with a new run.

        Args:
            run: The run.
            delay: Seconds until it may start.
            is_awaited: Whether its event was what others wait for, so that it needs no handler of its own.
        """
        self.store.add(run)
        self.waiting += 1
        if run.task is not None and run.task.is_ruled:
            delay += self.rules.begin(run, run.task)
        if is_awaited and run.task is None:
            self.end(run, "completed")
        elif delay > 0:
            self._delay(run, delay)
        else:
            self._enqueue(run, run.queued_at)

    def start_child(self, parent: LocalRun, task: TaskDefinition, document: bytes) -> LocalRun:
        """Run one handler for a job of its own, which another run waits for."""
        headers = {**(parent.message.headers or {}), CATALOG_VERSION: self._version}
        message = JobMessage(task.event, parent.message.tenant_id, document, headers=headers)
        run = self.new_run(self._new_id(), message, task, self._clock())
        self.take(run, 0.0, is_awaited=False)
        return run

    def resume(self, run: LocalRun) -> None:
        """Call the handler of a run that waited for a step anew; what follows the step has attempts of its own."""
        self._unpark(run)
        run.attempt = 0
        self._enqueue(run, self._clock())

    def stop(self, run: LocalRun, status: RunStatus = "cancelled") -> None:
        """End a run, waiting or running, with a status of its own; one that has ended stays as it is."""
        if run.is_final:
            return
        run.stopped_as = status
        run.cancelled = True
        if run.running is not None:
            self.workers.stop(run)
        else:
            self.end(run, status)

    def begins(self, run: LocalRun) -> None:
        """An attempt begins."""
        if run.timer is not None:
            self._timers.call_off(run.timer)
            run.timer = None
        self.waiting -= 1
        run.status = "running"
        run.attempt += 1
        if run.started_at is None and run.task is not None and run.task.is_ruled:
            self.rules.started(run)
        run.started_at = self._clock()

    def completed(self, run: LocalRun) -> None:
        """The handler has returned."""
        self.end(run, "completed")

    def stopped(self, run: LocalRun) -> None:
        """The attempt was stopped because somebody wanted the run's end."""
        self.end(run, run.stopped_as)

    def paused(self, run: LocalRun, pause: Pause) -> None:
        """The handler took a step; the run takes no place until it goes on."""
        self.waiting += 1
        run.status = "delayed"
        pause.begin()

    def interrupted(self, run: LocalRun) -> None:
        """The event loop ends under a run: it starts over when another loop sends a job or asks for one."""
        self._queue_again(run)
        self.bind(None)

    def failed(self, run: LocalRun, error: BaseException) -> None:
        """The attempt has failed: another one follows later, or the run has ended."""
        run.error = run_error(error)
        delay = None if run.task is None else retry_delay(run.task, error, run.attempt, run.max_attempts)
        if delay is None or self.closed:
            self.end(run, "timed_out" if isinstance(error, AttemptTimeoutError) else "failed", error)
            self.workers.tell_failure(run)
            return
        self._options.report(run, error, delay)
        self.waiting += 1
        self._delay(run, delay)

    def end(self, run: LocalRun, status: RunStatus, error: BaseException | None = None) -> None:
        """End a run, and tell those who wait for it."""
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
                if not waiter.done():
                    waiter.set_result(True)
        if run.on_end is not None:
            run.on_end()
        if run.task is not None and run.task.is_ruled:
            self.rules.ended(run)
        self.store.has_ended(run)

    def _delay(self, run: LocalRun, seconds: float) -> None:
        run.status = "delayed"
        run.timer = self._timers.after(seconds, lambda: self._enqueue(run, self._clock()))

    def _enqueue(self, run: LocalRun, now: float) -> None:
        run.status = "queued"
        run.timer = None
        if run.task is None and self._options.keep_unhandled:
            return
        if run.start_limit is not None and run.started_at is None:
            run.timer = self._timers.after(run.start_limit, lambda: self.end(run, "expired"))
        self.workers.put(run, now)

    def _queue_again(self, run: LocalRun) -> None:
        run.attempt -= 1
        run.status = "queued"
        self.waiting += 1
        self.workers.ready.put(run, self._clock())

    def _unpark(self, run: LocalRun) -> None:
        if run.timer is not None:
            self._timers.call_off(run.timer)
            run.timer = None
        parked, run.parked = run.parked, None
        if parked is not None:
            parked()
