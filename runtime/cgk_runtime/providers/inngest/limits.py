"""Checks of handlers and schedules against Inngest's limits; a server's own errors do not name the handler."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from cgk_runtime.client.limits import INNGEST
from cgk_runtime.errors import ConfigurationError
from cgk_runtime.providers.inngest.expressions import is_comparable
from cgk_runtime.schedules.cron_forms import cron_forms
from cgk_runtime.tasks.payload_fields import own_fields
from cgk_runtime.tasks.violations import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgk_runtime.catalog import Catalog, ScheduleDefinition
    from cgk_runtime.tasks.constraints import TaskConstraints
    from cgk_runtime.tasks.definition import TaskDefinition

_LONGEST_DEBOUNCE: Final = INNGEST.debounce_days * 24 * 3600
_RESERVED_PREFIX: Final = "inngest/"
_ALTERNATIVES: Final = {
    "queue": "Inngest has no queues; use concurrency=",
    "machine": "functions run where they are served; start `cgk serve` or `cgk worker` on that machine",
    "max_duration": "Inngest does not measure execution time; use timeout= for an attempt, run_timeout= for a run",
}
"""Alternative to each option that only Trigger.dev supports."""


class InngestLimitError(ConfigurationError):
    """Handlers or schedules exceed Inngest's limits; the text has a line for each violation."""

    component = "InngestProvider"


def check_limits(catalog: Catalog, tasks: Sequence[TaskDefinition], schedules: Sequence[ScheduleDefinition]) -> None:
    """Check handlers and schedules against Inngest's limits.

    Raises:
        InngestLimitError: Some exceed them; every violation is listed.
    """
    lines = [f"\n  {violation.subject}: {violation.text}" for violation in violations(catalog, tasks, schedules)]
    if lines:
        raise InngestLimitError(f"Inngest does not accept these functions:{''.join(lines)}")


def violations(
    catalog: Catalog, tasks: Sequence[TaskDefinition], schedules: Sequence[ScheduleDefinition]
) -> list[Violation]:
    """Return every violation of Inngest's limits."""
    result = [
        Violation(code, task.name, text, task.place) for task in tasks for code, text in _check_task(catalog, task)
    ]
    for schedule in schedules:
        result += [Violation("TASK111", f"schedule {schedule.name}", text) for text in _check_cron(schedule.cron)]
    ids = Counter([task.name for task in tasks] + [schedule.task_id for schedule in schedules])
    result += [Violation("TASK110", name, "two functions have this name") for name, uses in ids.items() if uses > 1]
    return result


def _check_task(catalog: Catalog, task: TaskDefinition) -> Iterator[tuple[str, str]]:
    """Yield the code and the text of each violation."""
    retry, constraints, event = task.retry, task.constraints, task.event.name
    for option in sorted(task.placement):
        yield "TASK104", f"{option}: {_ALTERNATIVES[option]}"
    if event.startswith(_RESERVED_PREFIX):
        yield "TASK108", f'the event name "{event}" starts with {_RESERVED_PREFIX}, which Inngest reserves'
    if retry.max_attempts > INNGEST.attempts:
        yield "TASK101", f"{retry.max_attempts} attempts; the maximum is {INNGEST.attempts}"
    if retry.max_timeout_ms > INNGEST.retry_wait_ms:
        yield "TASK102", f"a retry after up to {retry.max_timeout_ms} ms; the maximum is a day"
    yield from _check_concurrency(task)
    yield from (("TASK105", text) for text in _check_durations(constraints))
    names = [name for rule in constraints.cancel_on for name in catalog.event(rule.event).all_names]
    if len(names) > INNGEST.cancel_events:
        text = f"{len(names)} events in cancel_on, former names included; the maximum is {INNGEST.cancel_events}"
        yield "TASK106", text
    yield from (("TASK107", text) for text in _check_fields(constraints))


def _check_concurrency(task: TaskDefinition) -> Iterator[tuple[str, str]]:
    constraints = task.constraints
    if task.event.fairness == "tenant" and task.total_concurrency is None:
        yield "TASK118", "`fairness: tenant` needs a concurrency= over all tenants, which they share in turns"
    limits = len(constraints.concurrency_limits) + (task.concurrency is not None) + (per_tenant_limit(task) is not None)
    if limits > INNGEST.concurrency_limits:
        yield "TASK103", f"{limits} concurrency limits; the maximum is {INNGEST.concurrency_limits}"
    if len(constraints.rate_limits) > 1:
        yield "TASK103", f"{len(constraints.rate_limits)} rate limits; the maximum is 1"


def per_tenant_limit(task: TaskDefinition) -> int | None:
    """Return the concurrency limit per tenant that makes tenants take turns, or None if none needs to be added.

    Inngest has a queue for each value of a limit's key, and takes jobs from all of them in turn. This limit is as high
    as the one over all tenants, so it never slows a tenant down.
    """
    has_tenant_limit = any(limit.fields == (task.event.tenant_field,) for limit in task.constraints.concurrency_limits)
    return task.total_concurrency if task.event.fairness == "tenant" and not has_tenant_limit else None


def _check_durations(constraints: TaskConstraints) -> Iterator[str]:
    debounce = constraints.debounce
    durations: list[tuple[str, float | None]] = [("rate_limit per", rate.period) for rate in constraints.rate_limits]
    durations += [("start_timeout", constraints.start_timeout), ("run_timeout", constraints.run_timeout)]
    if debounce is not None:
        durations += [("debounce period", debounce.period), ("debounce timeout", debounce.timeout)]
    for name, seconds in durations:
        if seconds is not None and (seconds < 1 or seconds % 1):
            yield f"{name} of {seconds:g} s; it must be whole seconds, at least 1"
    if debounce is not None and debounce.period > _LONGEST_DEBOUNCE:
        yield f"debounce period of {debounce.period:g} s; the maximum is 7 days"


def _check_fields(constraints: TaskConstraints) -> Iterator[str]:
    names = {name for _, fields in own_fields(constraints) for name in fields}
    names |= {name for rule in constraints.cancel_on for name in rule.fields}
    yield from (
        f'"{name}" contains a backslash, a control character or both kinds of quotes, which Inngest cannot compare'
        for name in sorted(names)
        if not is_comparable(name)
    )


def _check_cron(cron: str) -> Iterator[str]:
    for form, part in cron_forms(cron).items():
        if form in INNGEST.cron_refused:
            yield f'"{cron}": Inngest does not support {part} ({form})'
