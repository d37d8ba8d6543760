"""State changes of runs: queued, delayed, running, suspended, ended."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from cgk_runtime._internal import metrics
from cgk_runtime.client.provider import CATALOG_VERSION, JobMessage
from cgk_runtime.execution.retries import AttemptTimeoutError, retry_delay, run_error
from cgk_runtime.providers.local.constraints import RunConstraints, slots_of
from cgk_runtime.providers.local.handlers import call_handler, call_on_failure
from cgk_runtime.providers.local.listeners import Listeners
from cgk_runtime.providers.local.observer import job_origin
from cgk_runtime.providers.local.run import LocalRun, wake
from cgk_runtime.providers.local.steps import LocalSteps, StepServices, Suspend
from cgk_runtime.providers.local.store import RunStore
from cgk_runtime.providers.local.workers import Workers, current_run
from cgk_runtime.tasks.steps.driver import AttemptFailed
from cgk_runtime.tasks.tenant_weights import DEFAULT_WEIGHT, weight_of

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from cgk_runtime.client.provider import RunStatus
    from cgk_runtime.execution.runner import TaskRunner
    from cgk_runtime.providers.local.options import LocalOptions
    from cgk_runtime.providers.local.run import AttemptTask
    from cgk_runtime.tasks.definition import TaskDefinition


class Lifecycle:
    """State machine of runs.

    Args:
        runner: Runner that calls the handlers.
        options: Limits and clocks.
        new_id: Function that returns the id of a new run.

    Attributes:
        store: All known runs.
        listeners: Listeners for events.
        constraints: Constraints that tasks declare for their runs.
        workers: Workers that run attempts.
        waiting: Number of waiting runs, delayed and suspended ones included.
        closed: Whether failed attempts stay failed, without a retry.
    """

    def __init__(self, runner: TaskRunner, options: LocalOptions, new_id: Callable[[], str]) -> None:
        self._runner = runner
        self._options = options
        self._clock = options.clock
        self._timers = options.timers
        self._new_id = new_id
        self._observer = options.observer
        self.store = RunStore(options.timers, options.history)
        self.listeners = Listeners()
        self.constraints = RunConstraints(self.store, self.listeners, options.timers, self.stop)
        self.workers = Workers(options.concurrency, self._start_attempt, self._weight_of, options.timers)
        self.waiting = 0
        self.closed = False
        self._step_services = StepServices(
            options.clock, options.timers, self.listeners, self._start_invoked, self._resume, options.observer
        )

    def bind(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """Use this event loop from now on; with None, nothing runs."""
        self.workers.bind(loop)
        self._timers.bind(loop)
        if loop is None:
            return
        for run in self.store.unfinished():
            attempt = run.attempt_task
            if attempt is not None and (attempt.done() or attempt.get_loop() is not loop):
                # The previous loop ended before the attempt's first step, or without canceling it.
                self._requeue(run)
                self.workers.attempt_ended(run)
                if not attempt.get_loop().is_closed():
                    attempt.cancel()
        self.workers.start_ready()

    def new_run(self, run_id: str, message: JobMessage, task: TaskDefinition | None, now: float) -> LocalRun:
        """Create a run of a job for one handler."""
        options = message.options
        lane = "" if message.event.fairness == "none" else message.tenant_id
        if task is None:
            return LocalRun(run_id, message, None, 1, now, lane)
        run = LocalRun(run_id, message, task, options.max_attempts or task.retry.max_attempts, now, lane)
        run.start_timeout = options.ttl
        run.slots = slots_of(message, task)
        if task.needs_context:
            run.step_driver = LocalSteps(run, self._step_services)
        return run

    def add(self, run: LocalRun, delay: float, *, is_awaited: bool) -> None:
        """Add a new run.

        Args:
            run: The run.
            delay: Seconds until it may start.
            is_awaited: True if another run waited for its event, which then needs no handler.
        """
        self.store.add(run)
        self.waiting += 1
        if self._observer is not None:
            parent = current_run.get()
            run.parent_id = run.parent_id or (parent.id if parent else None)
            run.origin = run.origin or job_origin.get()
        if run.task is not None and run.task.has_constraints:
            delay += self.constraints.apply(run, run.task)
        if is_awaited and run.task is None:
            self._end(run, "completed")
        elif delay > 0:
            self._delay(run, delay)
        else:
            self._enqueue(run, run.queued_at)

    def stop(self, run: LocalRun, status: RunStatus = "cancelled") -> None:
        """End a run with this status, unless it has ended already."""
        if run.is_final:
            return
        run.stop_status = status
        if run.attempt_task is None:
            self._end(run, status)
            return
        run.attempt_task.cancel()
        run.attempt_task.add_done_callback(partial(self._end_unstarted, run))

    def _weight_of(self, lane: str) -> float:
        function = self._runner.registry.tenant_weight
        return weight_of(function, lane) if function is not None and lane else DEFAULT_WEIGHT

    def _start_attempt(self, run: LocalRun) -> Coroutine[Any, Any, None]:
        if run.timer is not None:
            self._clear_wait(run)
        self.waiting -= 1
        run.status = "running"
        run.attempt += 1
        if run.started_at is None and run.task is not None and run.task.has_constraints:
            self.constraints.run_started(run)
        run.started_at = self._clock()
        self._report_change(run)
        return self._attempt(run)

    async def _attempt(self, run: LocalRun) -> None:
        attempt_task = run.attempt_task
        current_run.set(run)
        # If the run has another attempt task by now, it was restarted on another loop, and this outcome is ignored.
        try:
            output = await call_handler(self._runner, run, self._timers, self._time_out)
        except BaseException as error:
            if isinstance(error, GeneratorExit) and not _is_running(attempt_task):
                return  # garbage collection ends an attempt whose loop has closed
            if run.attempt_task is attempt_task:
                self._conclude(run, error)
                if isinstance(error, KeyboardInterrupt):
                    raise
        else:
            if run.attempt_task is attempt_task:
                run.output = output
                self._conclude(run, None)

    def _time_out(self, run: LocalRun, attempt: AttemptTask | None) -> None:
        if run.attempt_task is attempt:
            self.stop(run, "timed_out")

    def _conclude(self, run: LocalRun, error: BaseException | None) -> None:
        """Change the state of a run whose attempt ends, and free its worker."""
        try:
            if error is None:
                self._end(run, "completed")
            elif isinstance(error, KeyboardInterrupt) or run.is_interrupted_by(error):
                self._requeue(run)  # the next loop that uses the provider starts it over
                self.bind(None)
            elif run.stop_status is not None:
                self._end(run, run.stop_status, error if isinstance(error, Exception) else None)
            elif not isinstance(error, Suspend):
                self._handle_failure(run, error.error if isinstance(error, AttemptFailed) else error)
        finally:
            self.workers.attempt_ended(run)
        if isinstance(error, Suspend) and not run.is_final:
            self._suspend(run, error)

    def _suspend(self, run: LocalRun, suspend: Suspend) -> None:
        self.waiting += 1
        run.status = "delayed"
        run.has_suspended = True
        self._report_change(run)
        suspend.wait()

    def _end_unstarted(self, run: LocalRun, _task: object) -> None:
        """End a stopped run whose attempt was canceled before its first step."""
        if run.attempt_task is not None and run.stop_status is not None and not run.is_final:
            self._end(run, run.stop_status)
            self.workers.attempt_ended(run)

    def _handle_failure(self, run: LocalRun, error: BaseException) -> None:
        run.error = run_error(error)
        delay = None if run.task is None else retry_delay(run.task, error, run.attempt, run.max_attempts)
        if self._observer is not None:
            self._observer.attempt_failed(run, error, None if self.closed else delay)
        if delay is not None and not self.closed:
            self._options.report(run, error, delay)
            self.waiting += 1
            self._delay(run, delay)
            return
        self._end(run, "timed_out" if isinstance(error, AttemptTimeoutError) else "failed", error)
        if run.task is not None and run.task.constraints.on_failure is not None:
            self.workers.call(call_on_failure(self._runner, run, run.task, run.error))

    def _end(self, run: LocalRun, status: RunStatus, error: BaseException | None = None) -> None:
        if run.attempt_task is None:
            self.waiting -= 1
        if run.stop_status is not None or (run.attempt_task is None and status == "expired"):
            message = run.message
            metrics.count_run_end("local", message.event.name, message.tenant_id, status)
        self._clear_wait(run)
        run.status = status
        run.ended_at = self._clock()
        if status == "completed":
            run.error = None
        self._report_change(run)
        self._options.report(run, error, None)
        waiters, run.waiters = run.waiters, ()
        for waiter in waiters:
            wake(waiter, ended=True)
        if run.on_end is not None:
            run.on_end()
        if run.task is not None and run.task.has_constraints:
            self.constraints.run_ended(run)
        self.store.archive(run)

    def _delay(self, run: LocalRun, seconds: float) -> None:
        run.status = "delayed"
        run.ready_at = self._clock() + seconds
        run.timer = self._timers.after(seconds, lambda: self._enqueue(run, self._clock()))
        self._report_change(run)

    def _enqueue(self, run: LocalRun, now: float) -> None:
        run.status = "queued"
        run.timer = None
        self._report_change(run)
        if run.task is None and self._options.keep_unhandled:
            return
        if run.start_timeout is not None and run.started_at is None:
            run.timer = self._timers.after(run.start_timeout, lambda: self._end(run, "expired"))
        run.ready_at = now
        self.workers.put(run)

    def _report_change(self, run: LocalRun) -> None:
        if self._observer is not None:
            self._observer.changed(run)

    def _requeue(self, run: LocalRun) -> None:
        run.attempt -= 1
        run.status = "queued"
        self.waiting += 1
        run.ready_at = self._clock()
        self.workers.ready.put(run)

    def _start_invoked(self, parent: LocalRun, task: TaskDefinition, document: bytes) -> LocalRun:
        headers = {**(parent.message.headers or {}), CATALOG_VERSION: self._runner.catalog.version}
        message = JobMessage(task.event, parent.message.tenant_id, document, headers=headers)
        run = self.new_run(self._new_id(), message, task, self._clock())
        run.parent_id = parent.id
        self.add(run, 0.0, is_awaited=False)
        return run

    def _resume(self, run: LocalRun) -> None:
        """Call the handler of a suspended run again; the next step has its own attempts."""
        self._clear_wait(run)
        run.attempt = 0
        self._enqueue(run, self._clock())

    def _clear_wait(self, run: LocalRun) -> None:
        if run.timer is not None:
            self._timers.cancel(run.timer)
            run.timer = None
        if run.cancel_wait is not None:
            cancel_wait, run.cancel_wait = run.cancel_wait, None
            cancel_wait()


def _is_running(task: asyncio.Task[Any] | None) -> bool:
    """Return whether a task executes this code, instead of the garbage collector after its event loop has closed."""
    try:
        return asyncio.current_task() is task
    except RuntimeError:  # no event loop runs
        return False
