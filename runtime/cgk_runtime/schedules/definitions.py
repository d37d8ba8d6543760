"""Schedules and their handlers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, cast

from cgk_runtime.catalog import Retry, ScheduleDefinition
from cgk_runtime.client.option_values import describe_value
from cgk_runtime.errors import HandlerDefinitionError
from cgk_runtime.schedules.due_times import next_runs
from cgk_runtime.tasks.context import TaskLogger
from cgk_runtime.tasks.option_reader import OptionReader
from cgk_runtime.tasks.parameters import accepts_context

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog

SCHEDULE_RETRY: Final = Retry()
"""Retry settings of every schedule; the idempotency keys of the jobs it sends prevent duplicates."""
_logger: Final = logging.getLogger("cgk_runtime.schedules")


@dataclass(frozen=True, slots=True)
class ScheduleContext:
    """Context of a schedule's handler, for handlers with a parameter.

    Attributes:
        schedule: The schedule's name.
        scheduled_at: The time it was due, in the schedule's timezone; not the time it started.
        timezone: The IANA name of the schedule's timezone.
        resources: The worker's open resources, by name.
    """

    schedule: str
    scheduled_at: datetime
    timezone: str
    resources: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def logger(self) -> TaskLogger:
        """A logger whose records carry `schedule` and `scheduled_at`."""
        return TaskLogger(_logger, {"schedule": self.schedule, "scheduled_at": self.scheduled_at.isoformat()})


@dataclass(frozen=True, slots=True)
class ScheduleHandler:
    """Handler of a schedule.

    Attributes:
        definition: The schedule, from the catalog or from the decorator.
        function: The function to call; it runs outside any tenant.
        needs_context: True if the function accepts a `ScheduleContext`.
    """

    definition: ScheduleDefinition
    function: Callable[..., Any]
    needs_context: bool


def define_schedule(
    catalog: Catalog,
    name_or_cron: str,
    function: Callable[..., Any],
    *,
    name: str | None,
    timezone: str | None,
) -> ScheduleHandler:
    """Build the handler of a schedule.

    Args:
        catalog: The catalog with its schedules.
        name_or_cron: A schedule's name, or a cron expression.
        function: The handler.
        name: The name of your own cron expression; by default the function's name.
        timezone: The timezone of your own cron expression; UTC by default.

    Raises:
        HandlerDefinitionError: The function has other parameters than a context, an argument is not a text, or a name
            or timezone was passed for a schedule of the catalog.
        UnknownScheduleError: The argument is neither a schedule's name nor a cron expression.
        ConfigurationError: The cron expression or the timezone is invalid.
    """
    if not isinstance(cast("object", name_or_cron), str):
        description = describe_value(name_or_cron)
        raise HandlerDefinitionError(
            f"@schedule: the schedule must be its name or a cron expression, not {description}"
        )
    decorator = f'@schedule("{name_or_cron}")'
    if name_or_cron in catalog.schedules or " " not in name_or_cron.strip():
        definition = catalog.schedule(name_or_cron)
        if name is not None or timezone is not None:
            raise HandlerDefinitionError(f"{decorator}: the catalog defines its name and timezone")
    else:
        reader = OptionReader(decorator)
        schedule_name = getattr(function, "__name__", None) if name is None else reader.text(name, "name")
        zone = "UTC" if timezone is None else reader.text(timezone, "timezone")
        reader.finish()
        if schedule_name is None:
            raise HandlerDefinitionError(f'{decorator}: {function!r} has no name; pass name="..."')
        if schedule_name in catalog.schedules:
            raise HandlerDefinitionError(f'{decorator}: the catalog already has a schedule "{schedule_name}"')
        task_id = f"schedule-{schedule_name.replace('.', '-')}"
        definition = ScheduleDefinition(schedule_name, task_id, name_or_cron.strip(), zone)
        next_runs(definition, datetime.now(UTC))
    needs_context = accepts_context(function, 0, ScheduleContext.__name__, decorator)
    return ScheduleHandler(definition, function, needs_context)
