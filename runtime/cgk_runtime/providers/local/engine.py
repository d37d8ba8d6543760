"""Engine of the local provider: accepts jobs, waits for runs and cancels them, all on one event loop."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING, Final

from cgk_runtime.client.provider import JobMessage
from cgk_runtime.errors import ClosedError, NotSupportedError, QueueFullError, UnknownEventError, WaitTimeoutError
from cgk_runtime.providers.local.lifecycle import Lifecycle
from cgk_runtime.providers.local.reporting import COMPONENT, log_lost, logger
from cgk_runtime.providers.local.run import new_run, wake
from cgk_runtime.providers.local.waiting_runs import can_move, waiting_run

if TYPE_CHECKING:
    from cgk_runtime.execution.runner import TaskRunner
    from cgk_runtime.providers.local.options import LocalOptions
    from cgk_runtime.providers.local.run import LocalRun
    from cgk_runtime.providers.local.waiting_runs import Receiver, WaitingRun
    from cgk_runtime.tasks.definition import TaskDefinition

_CLEANUP_SECONDS: Final = 1.0
"""Seconds for interrupted handlers to clean up."""


class Engine:
    """Jobs and runs of one provider; not thread-safe, `LocalProvider` calls it on one event loop.

    Args:
        runner: Runner that calls the handlers.
        options: Limits and clocks.

    Attributes:
        lifecycle: State changes of runs.
        store: All known runs.
        workers: Workers that run attempts.
        closed: True once no more jobs are accepted.
        receiver: Function that receives the runs that wait when the provider closes; with None they are lost.
    """

    def __init__(self, runner: TaskRunner, options: LocalOptions) -> None:
        self._catalog = runner.catalog
        self._registry = runner.registry
        self._options = options
        self._clock = options.clock
        self._id_prefix = f"run_{os.urandom(12).hex()}"
        self._numbers = count()
        self.lifecycle = Lifecycle(runner, options, self._new_id)
        self.workers = self.lifecycle.workers
        self.store = self.lifecycle.store
        self.closed = False
        self.receiver: Receiver | None = None

    @property
    def waiting_count(self) -> int:
        """Number of waiting runs, delayed and suspended ones included."""
        return self.store.unfinished_count - self.workers.attempts

    def accept(self, message: JobMessage, handler: TaskDefinition | None = None) -> str:
        """Accept a job and return its id.

        Args:
            message: The job.
            handler: The handler to call, or None for all handlers of the event.

        Raises:
            ClosedError: The provider is closed.
            QueueFullError: The limit on waiting jobs is reached.
            ProviderError: The job log cannot be written.
        """
        event, options, lifecycle = message.event, message.options, self.lifecycle
        if self.closed:
            raise ClosedError(f'The provider is closed; "{event.name}" was not sent', component=COMPONENT)
        key = options.idempotency_key
        earlier_id = None if key is None else self.store.job_with_key(key)
        if earlier_id is not None:
            return earlier_id
        handlers: Sequence[TaskDefinition] = [handler] if handler else self._registry.handlers(event.name)
        if self.waiting_count + max(1, len(handlers)) > self._options.max_waiting:
            raise QueueFullError(event.name, self._options.max_waiting)
        job_id = self._new_id()
        now = self._clock()
        if self._options.log is not None:
            self._options.log.write(job_id, message, now)
        if handlers:
            handlers, job_id = lifecycle.constraints.filter_duplicates(handlers, message, job_id)
            if not handlers:
                return job_id
        if key is not None:
            self.store.keep_key(key, job_id, options.idempotency_key_ttl)
        delay = options.delay or (options.at.timestamp() - now if options.at else 0.0)
        is_awaited = lifecycle.listeners.notify(message)
        for task in handlers or (None,):
            run = new_run(job_id, message, task, now)
            if task is not None and len(handlers) > 1:
                run.id, run.job_id = f"{job_id}.{task.name}", job_id
            lifecycle.add(run, delay, is_awaited=is_awaited)
        return job_id

    async def wait(self, job_id: str, timeout: float | None) -> LocalRun:  # noqa: ASYNC109  required by the protocol
        """Wait for the end of a run; a handler that waits frees its worker and pauses its execution timer.

        Args:
            job_id: The job's id, or that of one of its runs.
            timeout: Seconds, or None.

        Raises:
            WaitTimeoutError: The run did not end in time.
            NotSupportedError: The job has several runs.
        """
        runs = self.store.find(job_id)
        if len(runs) > 1:
            ids = ", ".join(run.id for run in runs)
            raise NotSupportedError(
                f'Job "{job_id}" has one run per handler; wait for one of them, or use wait_all: {ids}',
                component=COMPONENT,
            )
        (run,) = runs
        if run.is_final:
            return run
        timers = self._options.timers
        waiter: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        run.waiters = (*run.waiters, waiter)
        timeout_timer = None if timeout is None else timers.after(timeout, lambda: wake(waiter, ended=False))
        try:
            with self.workers.free_worker():
                if not await waiter:
                    raise WaitTimeoutError(job_id, timeout or 0.0, component=COMPONENT)
        finally:
            if timeout_timer is not None:
                timers.cancel(timeout_timer)
            run.waiters = tuple(other for other in run.waiters if other is not waiter)
        return run

    def restore(self, waiting_runs: Sequence[WaitingRun]) -> None:
        """Add runs that waited in another process when it ended; log and drop those of unknown events."""
        lifecycle = self.lifecycle
        for saved_run, task_name in waiting_runs:
            message, job_id = saved_run.message, saved_run.job_id or saved_run.id
            try:
                message.event = self._catalog.event(message.event.name)
            except UnknownEventError as error:
                logger.warning("[%s] Lost the waiting job %s: %s", COMPONENT, saved_run.id, error)
                continue
            handlers = self._registry.handlers(message.event.name)
            # After a change of the code, the only handler may be new or have another name.
            candidates = handlers if len(handlers) == 1 else [task for task in handlers if task.name == task_name]
            task = candidates[0] if candidates else None
            run = new_run(saved_run.id, message, task, saved_run.queued_at)
            run.job_id, run.attempt, run.started_at = saved_run.job_id, saved_run.attempt, saved_run.started_at
            run.parent_id, run.origin, run.ready_at = saved_run.parent_id, saved_run.origin, saved_run.ready_at
            options = message.options
            if options.idempotency_key is not None:
                self.store.keep_key(options.idempotency_key, job_id, options.idempotency_key_ttl)
            if task is not None and task.has_constraints:
                lifecycle.constraints.filter_duplicates([task], message, job_id)
            delay = saved_run.ready_at - self._clock() if saved_run.status == "delayed" else 0.0
            lifecycle.add(run, delay)

    def cancel(self, job_id: str) -> None:
        """Cancel a job's runs, waiting or running."""
        for run in self.store.find(job_id):
            self.lifecycle.stop(run)

    async def drain(self) -> None:
        """Let running and ready runs finish until the deadline, then log and cancel the rest."""
        loop, workers, lifecycle = asyncio.get_running_loop(), self.workers, self.lifecycle
        self.closed = True
        lifecycle.closed = self.receiver is None  # a receiver's process retries failed attempts
        deadline = loop.time() + self._options.drain_seconds
        # A run that finishes a step frees its worker before it is ready again, so one wait for idle is not enough.
        while (workers.busy or workers.ready) and loop.time() < deadline:
            await asyncio.wait([workers.idle()], timeout=deadline - loop.time())
        lost = self.store.unfinished()
        if self.receiver is not None:
            self.receiver([waiting_run(run) for run in lost if can_move(run)])
            lost = [run for run in lost if not can_move(run)]
            lifecycle.bind(None)  # nothing starts here; the receiver's process runs them
        log_lost("Closed", lost)
        interrupted = [*workers.failure_calls, *(run.attempt_task for run in lost if run.attempt_task is not None)]
        for run in lost:
            run.is_lost = True
            self.cancel(run.id)
        for call in workers.failure_calls:
            call.cancel()
        if interrupted:
            await asyncio.wait(interrupted, timeout=_CLEANUP_SECONDS)

    def _new_id(self) -> str:
        return f"{self._id_prefix}{next(self._numbers):08x}"
