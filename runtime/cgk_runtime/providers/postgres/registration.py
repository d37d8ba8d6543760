"""Registration of handlers and their limits in the database."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime.errors import NotSupportedError
from cgk_runtime.tasks.violations import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgk_runtime.providers.postgres.manager import QueueManager
    from cgk_runtime.tasks.definition import TaskDefinition
    from cgk_runtime.tasks.registry import TaskRegistry

_SUPPORTED: Final = frozenset({"concurrency by fields", "rate_limit", "start_timeout", "run_timeout", "on_failure"})
"""Constraints of `@task` that this provider honors, in addition to plain concurrency, timeout, retry and queue."""
_UNSUPPORTED_PLACEMENT: Final = {
    "machine": "start `cgk worker` on that machine",
    "max_duration": "use timeout= for an attempt, run_timeout= for a run",
}
"""Alternative to each option that only Trigger.dev supports."""

_REGISTER: Final = """
INSERT INTO cgk_jobs.handler AS stored SELECT key, value FROM jsonb_each(%(handlers)s::jsonb) ORDER BY key
    ON CONFLICT (event) DO UPDATE SET tasks = excluded.tasks WHERE stored.tasks <> excluded.tasks RETURNING event
"""
_MAKE_UNHANDLED_DUE: Final = """
UPDATE cgk_jobs.arrival SET due_at = now() FROM cgk_jobs.run
    WHERE run_id = run.id AND lacks_handler AND event = ANY (%(events)s) RETURNING run_id
"""
_SET_LIMITS: Final = """
INSERT INTO cgk_jobs.handler_limit AS stored (name, maximum, period_seconds)
    SELECT * FROM jsonb_to_recordset(%(limits)s::jsonb) AS declared (name text, maximum integer, period_seconds float8)
    ORDER BY name
    ON CONFLICT (name) DO UPDATE SET maximum = excluded.maximum, period_seconds = excluded.period_seconds
    WHERE (stored.*) IS DISTINCT FROM (excluded.*) RETURNING name
"""


async def register(registry: TaskRegistry, manager: QueueManager) -> None:
    """Store the handlers of this process instead of earlier ones of the same events, and make jobs that lacked one due.

    Raises:
        NotSupportedError: A handler has an option that this provider does not honor.
    """
    handlers: dict[str, list[dict[str, Any]]] = {}
    limits: list[dict[str, Any]] = []
    for event in registry.events:
        for task in registry.handlers(event):
            check(task)
            task_limits = _limits_of(task)
            limits += task_limits
            handlers.setdefault(event, []).append(
                {
                    "name": task.name,
                    "former_names": former_task_names(task),
                    "limits": task_limits,
                    "start_timeout": task.constraints.start_timeout,
                    "fair": task.event.fairness != "none",
                }
            )
        for former_name in registry.handlers(event)[0].event.former_names:
            handlers[former_name] = handlers[event]  # an earlier version of the catalog sends jobs under this name
    await manager.query(_SET_LIMITS, limits=json.dumps(limits))
    await manager.query(_REGISTER, handlers=json.dumps(handlers))
    await manager.query(_MAKE_UNHANDLED_DUE, events=list(handlers))


def former_task_names(task: TaskDefinition) -> Sequence[str]:
    """Return the names under which a handler without its own name ran before its event was renamed."""
    return task.event.former_task_ids if task.name == task.event.task_id else ()


def check(task: TaskDefinition) -> None:
    """Raise an error if this provider does not honor an option of a handler.

    Raises:
        NotSupportedError: The handler has such an option; the error names all of them.
    """
    problems = [violation.text for violation in violations(task)]
    if problems:
        raise NotSupportedError(f'"{task.name}" at {task.place}: {"; ".join(problems)}')


def violations(task: TaskDefinition) -> Iterator[Violation]:
    """Yield the options of a handler that this provider does not honor; `check` and `cgk lint` report them."""
    for constraint in sorted(task.constraints.used() - _SUPPORTED):
        yield Violation("TASK104", task.name, f"{constraint}: the provider postgres does not support it", task.place)
    for option in sorted(task.placement & _UNSUPPORTED_PLACEMENT.keys()):
        advice = _UNSUPPORTED_PLACEMENT[option]
        text = f"{option}: the provider postgres does not support it; {advice}"
        yield Violation("TASK104", task.name, text, task.place)


def _limits_of(task: TaskDefinition) -> list[dict[str, Any]]:
    limits: list[dict[str, Any]] = []
    if task.concurrency is not None:
        limits.append({"maximum": task.concurrency, "queue": task.queue or task.name})
    limits += [{"maximum": limit.limit, "fields": limit.fields} for limit in task.constraints.concurrency_limits]
    limits += [
        {"maximum": rate.limit, "period_seconds": rate.period, "fields": rate.fields}
        for rate in task.constraints.rate_limits
    ]
    return [{"name": f"{task.name}#{number}", **limit} for number, limit in enumerate(limits)]
