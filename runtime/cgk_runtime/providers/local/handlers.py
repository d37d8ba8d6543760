"""Calls of handlers and of their failure callbacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

from cgk_runtime.errors import NoHandlerError
from cgk_runtime.providers.local.execution_timer import ExecutionTimer
from cgk_runtime.providers.local.reporting import COMPONENT, logger

if TYPE_CHECKING:
    from cgk_runtime.client.provider import RunError
    from cgk_runtime.execution.runner import TaskRunner
    from cgk_runtime.execution.timers import Timers
    from cgk_runtime.providers.local.run import LocalRun
    from cgk_runtime.tasks.definition import TaskDefinition


async def call_handler(runner: TaskRunner, run: LocalRun, timers: Timers, on_timeout: Callable[[], object]) -> bytes:
    """Call the handler of a run in the current context.

    Args:
        runner: Calls the handler.
        run: The run.
        timers: Clock and timers of the provider.
        on_timeout: Called when the run reaches its task's limit on execution time.

    Returns:
        The handler's result, as JSON.

    Raises:
        NoHandlerError: The event has no handler in this process.
        Exception: Any error of the handler.
    """
    task = run.task or _raise_no_handler(runner, run.message.event.name)
    attempt = run.describe_attempt()
    if task.max_duration is None:
        return await runner.run_in_current_context(task, run.message.payload, attempt)
    with ExecutionTimer(run, task.max_duration, timers, on_timeout):
        return await runner.run_in_current_context(task, run.message.payload, attempt)


async def call_on_failure(runner: TaskRunner, run: LocalRun, task: TaskDefinition, error: RunError) -> None:
    """Call a task's `on_failure`, and log its error if it fails itself."""
    try:
        await runner.call_on_failure(task, run.message.payload, run.id, error)
    except (Exception, SystemExit, GeneratorExit):  # noqa: BLE001  logged; the run has ended already
        logger.exception('[%s] on_failure of "%s" failed, for run %s', COMPONENT, task.name, run.id)


def _raise_no_handler(runner: TaskRunner, event: str) -> NoReturn:
    events = runner.registry.events
    known = f"it has handlers for {', '.join(events)}" if events else "it has no handlers"
    raise NoHandlerError(
        f'No handler for "{event}" in this process; {known}. Add a function with '
        f'@task("{event}"), or load the module that has it, such as `cgk dev app.tasks`'
    )
