"""Calls of handlers, with their limit on execution time, and of their failure callbacks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, NoReturn, Self

from cgk_runtime.errors import NoHandlerError
from cgk_runtime.providers.local.reporting import COMPONENT, logger

if TYPE_CHECKING:
    from cgk_runtime.client.provider import RunError, RunStatus
    from cgk_runtime.execution.runner import TaskRunner
    from cgk_runtime.execution.timers import Timer, Timers
    from cgk_runtime.providers.local.run import LocalRun
    from cgk_runtime.tasks.definition import TaskDefinition


class ExecutionTimer:
    """Context manager that measures one attempt and stops its run at the limit on execution time.

    Time spent waiting for other jobs does not count.

    Args:
        run: The run; `execution_seconds` holds the time its earlier attempts took.
        limit: Seconds.
        timers: Clock and timers of the provider.
        stop: Function that ends a run with a status.
    """

    def __init__(
        self, run: LocalRun, limit: float, timers: Timers, stop: Callable[[LocalRun, RunStatus], None]
    ) -> None:
        self._run = run
        self._attempt_task = run.attempt_task
        self._limit = limit
        self._timers = timers
        self._stop = stop
        self._resumed_at = 0.0
        self._timer: Timer | None = None

    def __enter__(self) -> Self:
        """Start measuring."""
        execution_timer.set(self)
        self.resume()
        return self

    def __exit__(self, *_exception: object) -> None:
        """Stop measuring."""
        self.pause()

    def pause(self) -> None:
        """Stop the timer."""
        if self._timer is not None:
            self._timers.cancel(self._timer)
            self._timer = None
            self._run.execution_seconds += self._timers.now() - self._resumed_at

    def resume(self) -> None:
        """Continue measuring."""
        self._resumed_at = self._timers.now()
        remaining = max(0.0, self._limit - self._run.execution_seconds)
        self._timer = self._timers.after(remaining, self._time_out)

    def _time_out(self) -> None:
        # Another attempt of the run may have replaced this one when its event loop ended.
        if self._run.attempt_task is self._attempt_task:
            self._stop(self._run, "timed_out")


execution_timer: ContextVar[ExecutionTimer | None] = ContextVar("cgk_local_execution_timer", default=None)
"""The timer of the attempt this code belongs to, or None if its task has no limit."""


def call_handler(
    runner: TaskRunner, run: LocalRun, timers: Timers, stop: Callable[[LocalRun, RunStatus], None]
) -> Coroutine[Any, Any, bytes]:
    """Call the handler of a run in the current context.

    Args:
        runner: Runner that calls the handler.
        run: The run.
        timers: Clock and timers of the provider.
        stop: Function that ends a run with a status, called when the run reaches its limit on execution time.

    Returns:
        The handler's result, as JSON.

    Raises:
        NoHandlerError: The event has no handler in this process.
        Exception: Any error of the handler.
    """
    task = run.task or _raise_no_handler(runner, run.message.event.name)
    call = runner.run_in_current_context(task, run.message.payload, run.describe_attempt())
    if task.max_duration is None:
        return call
    return _await_with_timer(call, ExecutionTimer(run, task.max_duration, timers, stop))


async def _await_with_timer(call: Coroutine[Any, Any, bytes], timer: ExecutionTimer) -> bytes:
    with timer:
        return await call


async def call_on_failure(runner: TaskRunner, run: LocalRun, task: TaskDefinition, error: RunError) -> None:
    """Call a task's `on_failure`, and log the error if this call fails too."""
    try:
        await runner.call_on_failure(task, run.message.payload, run.id, error, headers=run.message.headers)
    except asyncio.CancelledError:
        logger.warning('[%s] on_failure of "%s" was interrupted, for run %s', COMPONENT, task.name, run.id)
        raise
    except (Exception, SystemExit, GeneratorExit):  # noqa: BLE001  logged; the run has ended already
        logger.exception('[%s] on_failure of "%s" failed, for run %s', COMPONENT, task.name, run.id)


def _raise_no_handler(runner: TaskRunner, event: str) -> NoReturn:
    events = runner.registry.events
    known = f"it has handlers for {', '.join(events)}" if events else "it has no handlers"
    raise NoHandlerError(
        f'No handler for "{event}" in this process; {known}. Add a function with '
        f'@task("{event}"), or load the module that has it, such as `cgk dev app.tasks`'
    )
