"""What tasks' declarations say of their runs together: one per key, the last of several, ended by events."""

from __future__ import annotations

import contextvars
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    import asyncio

    from cgk_runtime.client.provider import JobMessage, RunStatus
    from cgk_runtime.execution.runner import TaskRunner
    from cgk_runtime.providers.local.listeners import Listener, Listeners
    from cgk_runtime.providers.local.run import LocalRun
    from cgk_runtime.providers.local.store import RunStore
    from cgk_runtime.providers.local.timers import Timer
    from cgk_runtime.tasks.task import TaskDefinition

_logger: Final = logging.getLogger("cgk_jobs.local")


class RuleHost(Protocol):
    """What rules need of the engine."""

    listeners: Listeners
    store: RunStore

    @property
    def now(self) -> float:
        """Seconds since 1970."""
        ...

    def after(self, seconds: float, action: Callable[[], object]) -> Timer:
        """Do something later."""
        ...

    def call_off(self, timer: Timer) -> None:
        """Do it not."""
        ...

    def stop(self, run: LocalRun, status: RunStatus) -> None:
        """End a run, waiting or running."""
        ...


class RunRules:
    """Applies the rules of tasks to runs.

    Args:
        host: The engine.
    """

    def __init__(self, host: RuleHost) -> None:
        self._host = host
        self._pending: dict[str, tuple[LocalRun, float]] = {}
        self._listening: dict[LocalRun, list[Listener]] = {}
        self._limits: dict[LocalRun, Timer] = {}

    def admitted(
        self, handlers: Sequence[TaskDefinition], message: JobMessage, job_id: str
    ) -> tuple[list[TaskDefinition], str]:
        """Leave out the handlers that have run such a job already.

        Returns:
            The handlers, and the job's id: where none is left, that of the job before.
        """
        from cgk_runtime.tasks.constraints import IDEMPOTENCY_SECONDS

        left: list[TaskDefinition] = []
        known = None
        for handler in handlers:
            fields = handler.rules.idempotency
            key = _key("once", handler, fields, message) if fields else None
            before = self._host.store.job_with_key(key)
            if before is not None:
                known = known or before
                continue
            if key is not None:
                self._host.store.keep_key(key, job_id, IDEMPOTENCY_SECONDS)
            left.append(handler)
        return left, job_id if left or known is None else known

    def begin(self, run: LocalRun, task: TaskDefinition) -> float:
        """Say how many seconds a run waits for others like it, and listen for the events that end it."""
        rules = task.rules
        run.start_limit = run.start_limit if run.start_limit is not None else rules.start_timeout
        if rules.cancel_on:
            payload: Mapping[str, Any] = json.loads(run.message.payload)
            # A run whose payload has not all of an event's fields is no event's to end.
            self._listening[run] = [
                self._host.listeners.add(
                    rule.event, {name: payload[name] for name in rule.fields}, self._canceller(run)
                )
                for rule in rules.cancel_on
                if payload.keys() >= set(rule.fields)
            ]
        if rules.debounce is None:
            return 0.0
        key = _key("debounce", task, rules.debounce.fields, run.message)
        before, first = self._pending.get(key, (None, self._host.now))
        if before is not None:
            self._host.stop(before, "cancelled")
        self._pending[key] = run, first
        timeout = rules.debounce.timeout
        left = rules.debounce.period if timeout is None else max(0.0, first + timeout - self._host.now)
        return min(rules.debounce.period, left)

    def started(self, run: LocalRun) -> None:
        """A run's first attempt begins: no job is joined with it any more, and it may take so long."""
        self._forget_pending(run)
        limit = None if run.task is None else run.task.rules.run_timeout
        if limit is not None:
            self._limits[run] = self._host.after(limit, lambda: self._host.stop(run, "timed_out"))

    def ended(self, run: LocalRun) -> None:
        """Forget a run."""
        for listener in self._listening.pop(run, ()):
            self._host.listeners.remove(listener)
        limit = self._limits.pop(run, None)
        if limit is not None:
            self._host.call_off(limit)
        self._forget_pending(run)

    def _forget_pending(self, run: LocalRun) -> None:
        if run.task is None or run.task.rules.debounce is None:
            return
        key = _key("debounce", run.task, run.task.rules.debounce.fields, run.message)
        if self._pending.get(key, (None, 0))[0] is run:
            del self._pending[key]

    def _canceller(self, run: LocalRun) -> Callable[[Mapping[str, Any]], None]:
        return lambda _: self._host.stop(run, "cancelled")


def places_of(message: JobMessage, task: TaskDefinition) -> tuple[tuple[tuple[str, ...], int], ...]:
    """Give what bounds a run: each bound's group, and how many of it may run."""
    options = message.options
    places: list[tuple[tuple[str, ...], int]] = []
    if task.concurrency is not None:
        queue = options.queue or task.queue or task.name
        places.append(((queue, options.concurrency_key or ""), task.concurrency))
    for number, bound in enumerate(task.rules.bounds):
        values = _values(bound.fields, message) if bound.fields else ""
        places.append(((task.name, str(number), values), bound.limit))
    return tuple(places)


def are_ruled(handlers: Sequence[TaskDefinition]) -> bool:
    """Say whether any handler's declaration has rules."""
    for handler in handlers:  # noqa: SIM110  a generator would cost every job three times as much
        if handler.is_ruled:
            return True
    return False


def tell_failure(loop: asyncio.AbstractEventLoop, runner: TaskRunner, run: LocalRun, done: Callable[[], None]) -> None:
    """Call a task's `on_failure`, and say when that is over; what it raises is logged."""

    async def tell() -> None:
        if run.task is None or run.error is None:
            return
        try:
            await runner.tell_failure(run.task, run.message.payload, run.id, run.error)
        except Exception:
            _logger.exception('[LocalProvider] on_failure of "%s" failed, for run %s', run.task.name, run.id)
        finally:
            done()

    loop.create_task(tell(), context=contextvars.Context())


def _key(kind: str, task: TaskDefinition, fields: Sequence[str], message: JobMessage) -> str:
    return f"{kind} {task.name} {_values(fields, message)}"


def _values(fields: Sequence[str], message: JobMessage) -> str:
    payload: Mapping[str, Any] = json.loads(message.payload)
    return json.dumps([payload.get(name) for name in fields])
