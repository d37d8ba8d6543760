"""Registration of handlers and their limits in the database."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime.errors import NotSupportedError
from cgk_runtime.tasks.violations import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgk_runtime.providers.postgres.manager import QueueManager
    from cgk_runtime.tasks.definition import TaskDefinition
    from cgk_runtime.tasks.registry import TaskRegistry

SUPPORTED: Final = frozenset({"concurrency by fields", "rate_limit", "start_timeout", "run_timeout", "on_failure"})
"""Constraints of `@task` that this provider honors, in addition to plain concurrency, timeout, retry and queue."""
_UNSUPPORTED_PLACEMENT: Final = {
    "machine": "start `cgk worker` on that machine",
    "max_duration": "use timeout= for an attempt, run_timeout= for a run",
}
"""Alternative to each option that only Trigger.dev supports."""

_REGISTER: Final = """
INSERT INTO cgk_jobs.handler AS h (event, tasks) SELECT key, value FROM jsonb_each(%(handlers)s::jsonb) ORDER BY key
    ON CONFLICT (event) DO UPDATE SET tasks = excluded.tasks WHERE h.tasks <> excluded.tasks RETURNING event
"""
_MAKE_DUE: Final = """
UPDATE cgk_jobs.arrival SET due_at = now() FROM cgk_jobs.run
    WHERE run_id = run.id AND lacks_handler AND event = ANY (%(events)s) RETURNING run_id
"""
_SET_RULES: Final = """
INSERT INTO cgk_jobs.rule AS r (rule, bound, per)
    SELECT rule, bound, per FROM jsonb_to_recordset(%(rules)s::jsonb) AS declared (rule text, bound integer, per float8)
    ORDER BY rule
    ON CONFLICT (rule) DO UPDATE SET bound = excluded.bound, per = excluded.per
    WHERE (r.bound, r.per) IS DISTINCT FROM (excluded.bound, excluded.per) RETURNING rule
"""


async def register(registry: TaskRegistry, manager: QueueManager) -> None:
    """Store the handlers of this process, replacing earlier ones of the same events, and release the jobs without one.

    Raises:
        NotSupportedError: A handler has an option that this provider does not honor.
    """
    handlers: dict[str, list[dict[str, Any]]] = {}
    rules: list[dict[str, Any]] = []
    for event in registry.events:
        for task in registry.handlers(event):
            check(task)
            task_rules = _rules(task)
            rules += [{name: rule[name] for name in ("rule", "bound", "per")} for rule in task_rules]
            handlers.setdefault(event, []).append(
                {
                    "name": task.name,
                    "rules": task_rules,
                    "start_timeout": task.constraints.start_timeout,
                    "fair": task.event.fairness != "none",
                }
            )
    await manager.query(_SET_RULES, rules=json.dumps(rules))
    await manager.query(_REGISTER, handlers=json.dumps(handlers))
    await manager.query(_MAKE_DUE, events=list(handlers))


def check(task: TaskDefinition) -> None:
    """Raise an error if this provider does not honor an option of a handler.

    Raises:
        NotSupportedError: The handler has such an option; the error names all of them.
    """
    problems = [violation.text for violation in violations(task)]
    if problems:
        raise NotSupportedError(f'"{task.name}" at {task.place}: {"; ".join(problems)}')


def violations(task: TaskDefinition) -> Iterator[Violation]:
    """Yield every option of a handler that `check` refuses, for `cgk lint`."""
    for constraint in sorted(task.constraints.used() - SUPPORTED):
        yield Violation("TASK104", task.name, f"{constraint}: the provider postgres does not support it", task.place)
    for option in sorted(task.placement & _UNSUPPORTED_PLACEMENT.keys()):
        advice = _UNSUPPORTED_PLACEMENT[option]
        text = f"{option}: the provider postgres does not support it; {advice}"
        yield Violation("TASK104", task.name, text, task.place)


def _rules(task: TaskDefinition) -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = []
    if task.concurrency is not None:
        rules.append({"bound": task.concurrency, "per": None, "queue": task.queue or task.name})
    rules += [
        {"bound": limit.limit, "per": None, "fields": limit.fields} for limit in task.constraints.concurrency_limits
    ]
    rules += [{"bound": rate.limit, "per": rate.period, "fields": rate.fields} for rate in task.constraints.rate_limits]
    return [{"rule": f"{task.name}#{number}", **rule} for number, rule in enumerate(rules)]
