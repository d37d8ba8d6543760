"""What Inngest takes and what not, checked when the app starts: a server says only that a function is not valid."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from cgk_runtime.client.limits import INNGEST
from cgk_runtime.errors import ConfigurationError, JobsError
from cgk_runtime.schedules.cron_forms import cron_forms
from cgk_runtime.tasks.violations import Violation
from cgk_runtime.validation.payloads import wire_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cgk_runtime.catalog import Catalog, ScheduleDefinition
    from cgk_runtime.tasks.constraints import TaskConstraints
    from cgk_runtime.tasks.definition import TaskDefinition

_LONGEST_DEBOUNCE: Final = INNGEST.debounce_days * 24 * 3600
_CRON_CHARACTERS: Final = re.compile(r"[0-9A-Za-z*,/?#-]+")
_OWN_PREFIX: Final = "inngest/"
_NOT_THERE: Final = {
    "queue": "functions have no queues there; say concurrency=",
    "machine": "functions run where they are served; start `cgk serve` or `cgk worker` on that machine",
    "max_duration": "nobody counts what a run computes there; say timeout= for an attempt, run_timeout= for a run",
}
"""What a handler may say of Trigger.dev, and what to say instead."""


class InngestLimitError(ConfigurationError):
    """Handlers or schedules ask for what Inngest does not take.

    Attributes:
        violations: All of them.
    """

    component = "InngestProvider"

    def __init__(self, violations: Sequence[str]) -> None:
        super().__init__("Not served, for Inngest does not take:" + "".join(f"\n  {one}" for one in violations))
        self.violations = tuple(violations)


def check_limits(catalog: Catalog, tasks: Sequence[TaskDefinition], schedules: Sequence[ScheduleDefinition]) -> None:
    """Pass where Inngest takes every function.

    Raises:
        InngestLimitError: It does not; everything is named at once.
    """
    found = violations(catalog, tasks, schedules)
    if found:
        raise InngestLimitError([f"{one.subject}: {one.text}" for one in found])


def violations(
    catalog: Catalog, tasks: Sequence[TaskDefinition], schedules: Sequence[ScheduleDefinition]
) -> list[Violation]:
    """Give everything that Inngest does not take of these functions."""
    found = [Violation(code, task.name, text, task.place) for task in tasks for code, text in _of_task(catalog, task)]
    for schedule in schedules:
        found += [Violation("TASK111", f"schedule {schedule.name}", text) for text in _of_schedule(schedule)]
    ids = Counter([task.name for task in tasks] + [schedule.task_id for schedule in schedules])
    found += [Violation("TASK110", name, "two functions of this name") for name, times in ids.items() if times > 1]
    return found


def _of_task(catalog: Catalog, task: TaskDefinition) -> Iterator[tuple[str, str]]:
    retry, rules = task.retry, task.constraints
    yield from _coded("TASK104", (f"{option}: {_NOT_THERE[option]}" for option in sorted(task.placement)))
    if task.event.name.startswith(_OWN_PREFIX):
        yield "TASK108", f"the event's name \"{task.event.name}\" begins with {_OWN_PREFIX}, which is Inngest's own"
    if retry.max_attempts > INNGEST.attempts:
        most = f"there may be {INNGEST.attempts}, {INNGEST.attempts - 1} of them retries"
        yield "TASK101", f"{retry.max_attempts} attempts; {most}"
    if retry.max_timeout_ms > INNGEST.retry_wait_ms:
        yield "TASK102", f"a retry after up to {retry.max_timeout_ms} ms; it may be a day later at most"
    bounds = len(rules.bounds) + (task.concurrency is not None)
    if bounds > INNGEST.concurrency_bounds:
        yield "TASK103", f"{bounds} bounds on concurrency; there may be {INNGEST.concurrency_bounds}"
    yield from _coded("TASK105", _of_durations(rules))
    if len(rules.cancel_on) > INNGEST.cancellations:
        yield "TASK106", f"{len(rules.cancel_on)} events that cancel; there may be {INNGEST.cancellations}"
    own = wire_names(catalog, task.event.name)
    named = {field for bound in rules.bounds for field in bound.fields} | set(rules.idempotency)
    if rules.debounce is not None:
        named |= set(rules.debounce.fields)
    yield from _coded("TASK107", (f'"{field}" is no field of {task.event.name}' for field in sorted(named - own)))
    for cancelling in rules.cancel_on:
        yield from _coded("TASK107", _of_event(catalog, cancelling.event, cancelling.fields, own, task.event.name))


def _coded(code: str, texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((code, text) for text in texts)


def _of_durations(rules: TaskConstraints) -> Iterator[str]:
    debounce = rules.debounce
    lengths = [("start_timeout", rules.start_timeout), ("run_timeout", rules.run_timeout)]
    if debounce is not None:
        lengths += [("debounce period", debounce.period), ("debounce timeout", debounce.timeout)]
    for name, length in lengths:
        if length is not None and (length < 1 or length % 1):
            yield f"{name} of {length:g} s; it must be whole seconds, at least 1"
    if debounce is not None and debounce.period > _LONGEST_DEBOUNCE:
        yield f"debounce period of {debounce.period:g} s; it may be 7 days"


def _of_event(
    catalog: Catalog, event: str, fields: Sequence[str], own: frozenset[str], own_event: str
) -> Iterator[str]:
    try:
        theirs = wire_names(catalog, event)
    except JobsError as error:
        yield f"cancel_on: {str(error).removeprefix('[JobClient] ')}"
        return
    yield from (f'cancel_on: "{field}" is no field of {own_event}' for field in fields if field not in own)
    yield from (f'cancel_on: "{field}" is no field of {event}' for field in fields if field not in theirs)


def _of_schedule(schedule: ScheduleDefinition) -> Iterator[str]:
    fields = schedule.cron.split()
    if len(fields) != 5:
        yield f'"{schedule.cron}" has {len(fields)} fields; a cron expression has five there, and no @daily or seconds'
        return
    forms = {form: part for form, part in cron_forms(schedule.cron).items() if form in INNGEST.cron_refused}
    sunday = forms.pop("Sunday as 7", None)
    strange = [field for field in fields if not _CRON_CHARACTERS.fullmatch(field)]
    not_understood = list(dict.fromkeys([*forms.values(), *strange]))
    if not_understood:
        yield f'"{schedule.cron}": {", ".join(not_understood)} is not understood there'
    if sunday is not None:
        yield f'"{schedule.cron}": Sunday is 0 there, not 7'
