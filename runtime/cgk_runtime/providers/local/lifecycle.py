"""State changes of runs: queued, delayed, running, suspended, ended."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from cgk_runtime._internal import metrics
from cgk_runtime.client.provider import CATALOG_VERSION, JobMessage
from cgk_runtime.execution.retries import AttemptTimeoutError, retry_delay, run_error
from cgk_runtime.providers.local.constraints import RunConstraints
from cgk_runtime.providers.local.handlers import call_handler, call_on_failure
from cgk_runtime.providers.local.listeners import Listeners
from cgk_runtime.providers.local.observer import job_origin
from cgk_runtime.providers.local.run import LocalRun, new_run, wake
from cgk_runtime.providers.local.steps import LocalSteps, StepServices, Suspend
from cgk_runtime.providers.local.store import RunStore
from cgk_runtime.providers.local.workers import Workers, current_attempt, current_run, is_current_task
from cgk_runtime.tasks.steps.driver import AttemptFailed
from cgk_runtime.tasks.tenant_weights import weight_of

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from cgk_runtime.client.provider import RunStatus
    from cgk_runtime.execution.runner import TaskRunner
    from cgk_runtime.providers.local.options import LocalOptions
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
        closed: True once a failed attempt ends its run, without a retry.
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
                # The previous loop ended before the attempt's first step, or without canceling the attempt.
                self._requeue(run)
                self.workers.attempt_ended(run)
                if not attempt.get_loop().is_closed():
                    attempt.cancel()
        self.workers.start_ready()

    def add(self, run: LocalRun, delay: float, *, is_awaited: bool = False) -> None:
        """Add a new run.

        Args:
            run: The run.
            delay: Seconds until it may start.
            is_awaited: True if another run waited for the job's event, which then needs no handler.
        """
        self.store.add(run)
        if self._observer is not None:
            parent = current_run.get()
            run.parent_id = run.parent_id or (parent.id if parent else None)
            run.origin = run.origin or job_origin.get()
        if run.task is not None and run.task.needs_context:
            run.step_driver = LocalSteps(run, self._step_services)
        if run.task is not None and run.task.has_constraints:
            debounce = self.constraints.apply(run, run.task)
            delay += 0.0 if run.ready_at else debounce  # a run of an earlier process is due when it was before
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
        return weight_of(self._runner.registry.tenant_weight if lane else None, lane)

    def _start_attempt(self, run: LocalRun) -> Coroutine[Any, Any, None]:
        run.clear_wait(self._timers)
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
        current_attempt.set(attempt_task)
        # If the run has another attempt task by now, it was restarted on another loop, and this outcome is ignored.
        try:
            output = await call_handler(self._runner, run, self._timers, self.stop)
        except BaseException as error:
            if isinstance(error, GeneratorExit) and not is_current_task(attempt_task):
                return  # garbage collection ends an attempt whose loop has closed
            if run.attempt_task is attempt_task:
                self._conclude(run, error)
                if isinstance(error, KeyboardInterrupt):
                    raise
        else:
            if run.attempt_task is attempt_task:
                run.output = output
                self._conclude(run, None)

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
            run.status = "delayed"
            run.has_suspended = True
            self._report_change(run)
            error.wait()

    def _end_unstarted(self, run: LocalRun, _task: object) -> None:
        """End a stopped run whose attempt was canceled before its first step."""
        if run.attempt_task is not None and run.stop_status is not None and not run.is_final:
            self._end(run, run.stop_status)
            self.workers.attempt_ended(run)

    def _handle_failure(self, run: LocalRun, error: BaseException) -> None:
        run.error = run_error(error)
        delay = None
        if run.task is not None and not self.closed:
            delay = retry_delay(run.task.retry, error, run.attempt, run.max_attempts)
        if self._observer is not None:
            self._observer.attempt_failed(run, error, delay)
        if delay is not None:
            self._options.report(run, error, delay)
            self._delay(run, delay)
            return
        self._end(run, "timed_out" if isinstance(error, AttemptTimeoutError) else "failed", error)
        if run.task is not None and run.task.constraints.on_failure is not None:
            self.workers.start_failure_call(run, call_on_failure(self._runner, run, run.task, run.error))

    def _end(self, run: LocalRun, status: RunStatus, error: BaseException | None = None) -> None:
        # The runner counts runs that end by themselves.
        if run.stop_status == status or (run.attempt_task is None and status == "expired"):
            message = run.message
            metrics.count_run_end("local", message.event.name, message.tenant_id, status)
        run.clear_wait(self._timers)
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
        run.ready_at = self._clock()
        self.workers.ready.put(run)

    def _start_invoked(self, parent: LocalRun, task: TaskDefinition, document: bytes) -> LocalRun:
        headers = {**(parent.message.headers or {}), CATALOG_VERSION: self._runner.catalog.version}
        message = JobMessage(task.event, parent.message.tenant_id, document, headers=headers)
        run = new_run(self._new_id(), message, task, self._clock())
        run.parent_id = parent.id
        self.add(run, 0.0)
        return run

    def _resume(self, run: LocalRun) -> None:
        """Call the handler of a suspended run again; the next step has its own attempts."""
        run.clear_wait(self._timers)
        run.attempt = 0
        self._enqueue(run, self._clock())
