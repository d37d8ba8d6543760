"""What Inngest takes and what not, checked when the app starts: a server says only that a function is not valid."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from cgk_runtime.errors import ConfigurationError, JobsError
from cgk_runtime.validation import wire_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgk_runtime.catalog import Catalog, ScheduleDefinition
    from cgk_runtime.rules import TaskRules
    from cgk_runtime.tasks import TaskDefinition

MAX_ATTEMPTS: Final = 21
"""The first one and 20 retries; more are cut off in silence there."""
MAX_BOUNDS: Final = 2
MAX_CANCELLATIONS: Final = 5
_LONGEST_DEBOUNCE: Final = 7 * 24 * 3600
_LONGEST_RETRY_MS: Final = 24 * 3600 * 1000
_CRON_FIELD: Final = re.compile(r"[0-9A-Za-z*,/?-]+")
_OWN_PREFIX: Final = "inngest/"


class InngestLimitError(ConfigurationError):
    """Handlers or schedules ask for what Inngest does not take.

    Attributes:
        violations: All of them.
    """

    speaker = "InngestProvider"

    def __init__(self, violations: Sequence[str]) -> None:
        super().__init__("Not served, for Inngest does not take:" + "".join(f"\n  {one}" for one in violations))
        self.violations = tuple(violations)


def check_limits(catalog: Catalog, tasks: Sequence[TaskDefinition], schedules: Sequence[ScheduleDefinition]) -> None:
    """Pass where Inngest takes every function.

    Raises:
        InngestLimitError: It does not; everything is named at once.
    """
    found = [f"{task.name}: {one}" for task in tasks for one in _of_task(catalog, task)]
    found += [f"schedule {schedule.name}: {one}" for schedule in schedules for one in _of_schedule(schedule)]
    ids = Counter([task.name for task in tasks] + [schedule.task_id for schedule in schedules])
    found += [f"{name}: two functions of this name" for name, times in ids.items() if times > 1]
    if found:
        raise InngestLimitError(found)


def _of_task(catalog: Catalog, task: TaskDefinition) -> Iterator[str]:
    retry, rules = task.retry, task.rules
    if task.event.name.startswith(_OWN_PREFIX):
        yield f"the event's name \"{task.event.name}\" begins with {_OWN_PREFIX}, which is Inngest's own"
    if retry.max_attempts > MAX_ATTEMPTS:
        yield f"{retry.max_attempts} attempts; there may be {MAX_ATTEMPTS}, 20 of them retries"
    if retry.max_timeout_ms > _LONGEST_RETRY_MS:
        yield f"a retry after up to {retry.max_timeout_ms} ms; it may be a day later at most"
    bounds = len(rules.bounds) + (task.concurrency is not None)
    if bounds > MAX_BOUNDS:
        yield f"{bounds} bounds on concurrency; there may be {MAX_BOUNDS}"
    yield from _of_durations(rules)
    if len(rules.cancel_on) > MAX_CANCELLATIONS:
        yield f"{len(rules.cancel_on)} events that cancel; there may be {MAX_CANCELLATIONS}"
    own = wire_names(catalog, task.event.name)
    named = {field for bound in rules.bounds for field in bound.fields} | set(rules.idempotency)
    if rules.debounce is not None:
        named |= set(rules.debounce.fields)
    yield from (f'"{field}" is no field of {task.event.name}' for field in sorted(named - own))
    for cancelling in rules.cancel_on:
        yield from _of_event(catalog, cancelling.event, cancelling.fields, own, task.event.name)


def _of_durations(rules: TaskRules) -> Iterator[str]:
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
    strange = [field for field in fields if not _CRON_FIELD.fullmatch(field)]
    # Letters other than names of days and months mean "last", "nearest weekday" and the like.
    strange += [field for field in fields if re.search(r"(?<![A-Za-z])[LWlw](?![A-Za-z])|[0-9][LWlw]", field)]
    if strange:
        yield f'"{schedule.cron}": {", ".join(strange)} is not understood there'
    if re.search(r"(?<![0-9])7(?![0-9])", fields[4].partition("/")[0]):
        yield f'"{schedule.cron}": Sunday is 0 there, not 7'
