"""Constraints that a task declares for its runs: idempotency, debouncing, cancellation by events and timeouts."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from cgk_runtime.providers.local.slots import field_values

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobMessage, RunStatus
    from cgk_runtime.execution.timers import Timers
    from cgk_runtime.providers.local.listeners import Listeners
    from cgk_runtime.providers.local.run import LocalRun
    from cgk_runtime.providers.local.store import RunStore
    from cgk_runtime.tasks.definition import TaskDefinition


class RunConstraints:
    """Constraints of tasks, applied to their runs.

    Args:
        store: Runs and idempotency keys.
        listeners: Listeners for the events that cancel runs.
        timers: Timers of run timeouts.
        stop: Function that ends a run with a status.
    """

    def __init__(
        self, store: RunStore, listeners: Listeners, timers: Timers, stop: Callable[[LocalRun, RunStatus], None]
    ) -> None:
        self._store = store
        self._listeners = listeners
        self._timers = timers
        self._stop = stop
        # The waiting run of each debounce key, and the time at which the first of its jobs was sent.
        self._debounced: dict[str, tuple[LocalRun, float]] = {}
        # Functions that remove a run's listeners and timers.
        self._cleanups: defaultdict[LocalRun, list[Callable[[], None]]] = defaultdict(list)

    def filter_duplicates(
        self, handlers: Sequence[TaskDefinition], message: JobMessage, job_id: str
    ) -> tuple[list[TaskDefinition], str]:
        """Leave out handlers that already had a job with the same idempotency fields; record those of the others.

        Returns:
            The remaining handlers, and the job's id: that of the earlier job if no handler remains.
        """
        remaining: list[TaskDefinition] = []
        first_earlier_id = None
        for handler in handlers:
            fields = handler.constraints.idempotency
            if fields:
                key = _key("idempotency", handler, fields, message)
                earlier_id = self._store.job_with_key(key)
                if earlier_id is not None:
                    first_earlier_id = first_earlier_id or earlier_id
                    continue
                self._store.keep_key(key, job_id, handler.constraints.idempotency_seconds)
            remaining.append(handler)
        return remaining, job_id if remaining or first_earlier_id is None else first_earlier_id

    def apply(self, run: LocalRun, task: TaskDefinition) -> float:
        """Apply a task's constraints to a new run and return the seconds by which its debounce delays it."""
        constraints = task.constraints
        if constraints.cancel_on:
            payload: Mapping[str, Any] = json.loads(run.message.payload)
            for rule in constraints.cancel_on:
                if payload.keys() >= set(rule.fields):  # a payload without one of the fields matches no event
                    values = {name: payload[name] for name in rule.fields}
                    listener = self._listeners.add(rule.event, values, lambda _event: self._stop(run, "cancelled"))
                    self._cleanups[run].append(partial(self._listeners.remove, listener))
        if constraints.debounce is None or run.started_at is not None:
            return 0.0
        key = _key("debounce", task, constraints.debounce.fields, run.message)
        now = self._timers.now()
        earlier_run, first_at = self._debounced.get(key, (None, now))
        if earlier_run is not None:
            self._stop(earlier_run, "cancelled")
        self._debounced[key] = run, first_at
        period, timeout = constraints.debounce.period, constraints.debounce.timeout
        return period if timeout is None else min(period, max(0.0, first_at + timeout - now))

    def run_started(self, run: LocalRun) -> None:
        """Start the run timeout; from now on, the task's debounce no longer cancels this run."""
        self._forget_debounced(run)
        limit = None if run.task is None else run.task.constraints.run_timeout
        if limit is not None:
            timer = self._timers.after(limit, lambda: self._stop(run, "timed_out"))
            self._cleanups[run].append(partial(self._timers.cancel, timer))

    def run_ended(self, run: LocalRun) -> None:
        """Remove the run's listeners and timers."""
        for remove in self._cleanups.pop(run, ()):
            remove()
        self._forget_debounced(run)

    def _forget_debounced(self, run: LocalRun) -> None:
        if run.task is None or run.task.constraints.debounce is None:
            return
        key = _key("debounce", run.task, run.task.constraints.debounce.fields, run.message)
        if self._debounced.get(key, (None, 0))[0] is run:
            del self._debounced[key]


def _key(kind: str, task: TaskDefinition, fields: Sequence[str], message: JobMessage) -> str:
    return f"{kind} {task.name} {field_values(fields, message)}"
