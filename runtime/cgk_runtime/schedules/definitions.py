"""Schedules: when they are due, who handles them, and how one that sends an event reaches every tenant."""

from __future__ import annotations

import inspect
import logging
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cgk_runtime.catalog import ScheduleDefinition
from cgk_runtime.errors import ConfigurationError, HandlerDefinitionError, JobsError
from cgk_runtime.tasks.task import TaskLogger

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog
    from cgk_runtime.client.client import JobClient

TenantSource = Callable[[], "Iterable[str] | AsyncIterable[str] | Awaitable[Iterable[str]]"]
"""Gives the ids of all tenants: a list, a coroutine that gives one, or an async generator."""

_logger: Final = logging.getLogger("cgk_jobs.schedule")


@dataclass(frozen=True, slots=True)
class ScheduleContext:
    """What a schedule's handler may ask for, as its only parameter.

    Attributes:
        schedule: The schedule's name.
        scheduled_at: The instant it was due, in the schedule's timezone; not the instant it began.
        timezone: The schedule's timezone, an IANA name.
        resources: What the worker opened for its handlers, by name.
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
    """The handler of a schedule.

    Attributes:
        definition: The schedule, of the catalog or made by the decorator.
        function: What to call; it runs outside any tenant.
        wants_context: Whether it takes a `ScheduleContext`.
    """

    definition: ScheduleDefinition
    function: Callable[..., Any]
    wants_context: bool


class FanOutError(JobsError):
    """Some tenants did not get a schedule's job; the others did.

    Attributes:
        schedule: The schedule's name.
        failed: What went wrong, by tenant.
        sent: How many tenants got theirs.
    """

    speaker = "Schedule"

    def __init__(self, schedule: str, failed: Mapping[str, JobsError], sent: int) -> None:
        lines = "".join(f"\n  {tenant_id}: {error}" for tenant_id, error in failed.items())
        super().__init__(f'"{schedule}": {len(failed)} tenants did not get their job, {sent} did:{lines}')
        self.schedule = schedule
        self.failed = dict(failed)
        self.sent = sent


def next_runs(schedule: ScheduleDefinition, after: datetime) -> Iterator[datetime]:
    """Give the instants a schedule is due, in its timezone.

    A local time that a daylight-saving change skips runs right after the gap; one that it repeats runs once. Schedules
    that repeat within the hour follow the clock through both, as Debian's cron does.

    Args:
        schedule: Its cron expression and timezone count.
        after: An aware datetime; only later instants are given.

    Raises:
        ConfigurationError: The expression or the timezone is not valid.

    Example:
        >>> daily = ScheduleDefinition("daily", "schedule-daily", "0 2 * * *", "Europe/Berlin")
        >>> next(next_runs(daily, datetime(2026, 6, 1, tzinfo=UTC))).isoformat()
        '2026-06-01T02:00:00+02:00'
    """
    from cronsim import CronSim, CronSimError

    try:
        zone = ZoneInfo(schedule.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigurationError(f'Schedule "{schedule.name}": "{schedule.timezone}" is no timezone') from error
    try:
        return CronSim(schedule.cron, after.astimezone(zone))
    except CronSimError as error:
        raise ConfigurationError(
            f'Schedule "{schedule.name}": "{schedule.cron}" is no cron expression: {error}'
        ) from error


def define_schedule(
    catalog: Catalog,
    name_or_cron: str,
    function: Callable[..., Any],
    *,
    name: str | None,
    timezone: str | None,
) -> ScheduleHandler:
    """Make a schedule's handler.

    Args:
        catalog: What knows the schedules.
        name_or_cron: A schedule's name, or a cron expression.
        function: The handler.
        name: The name of an ad-hoc schedule; the function's where it is None.
        timezone: The timezone of an ad-hoc schedule; UTC where it is None.

    Raises:
        HandlerDefinitionError: The function takes more than a context, or a catalog's schedule is given a timezone.
        UnknownScheduleError: It is neither a schedule's name nor a cron expression.
        ConfigurationError: The cron expression or the timezone is not valid.
    """
    if name_or_cron in catalog.schedules or " " not in name_or_cron.strip():
        definition = catalog.schedule(name_or_cron)
        if name is not None or timezone is not None:
            raise HandlerDefinitionError(f'@schedule("{name_or_cron}"): the catalog says its name and timezone')
    else:
        own_name = name or function.__name__
        if own_name in catalog.schedules:
            raise HandlerDefinitionError(f'@schedule("{name_or_cron}"): the catalog has a schedule "{own_name}"')
        task_id = f"schedule-{own_name.replace('.', '-')}"
        definition = ScheduleDefinition(own_name, task_id, name_or_cron, timezone or "UTC")
        next_runs(definition, datetime.now(UTC))
    for count in (1, 0):
        try:
            inspect.signature(function).bind(*[None] * count)
        except TypeError:
            continue
        return ScheduleHandler(definition, function, wants_context=count == 1)
    raise HandlerDefinitionError(f'@schedule("{name_or_cron}"): {function.__name__} may take a context, nothing else')


async def fan_out(
    client: JobClient, schedule: ScheduleDefinition, tenants: Iterable[str], scheduled_at: datetime
) -> int:
    """Send a schedule's event to every tenant; one that fails does not stop the others.

    Each job's idempotency key holds schedule, instant and tenant, so that a schedule which fires twice for one instant
    makes one run per tenant.

    Args:
        client: What sends.
        schedule: One that sends an event.
        tenants: Whom to send to.
        scheduled_at: The instant it was due.

    Returns:
        How many tenants got their job.

    Raises:
        FanOutError: Some did not; each is named.
    """
    if schedule.event is None:
        raise HandlerDefinitionError(f'Schedule "{schedule.name}" sends no event; it wants a handler')
    key = f"{schedule.name}@{scheduled_at.astimezone(UTC).isoformat()}"
    failed: dict[str, JobsError] = {}
    sent = 0
    for tenant_id in tenants:
        payload = {**(schedule.payload or {}), "tenantId": tenant_id}
        try:
            await client.send_job_dynamic(schedule.event, payload, idempotency_key=key, cross_tenant=True)
            sent += 1
        except JobsError as error:
            failed[str(tenant_id)] = error
    if failed:
        raise FanOutError(schedule.name, failed, sent)
    return sent


async def tenants_of(source: TenantSource | None, schedule: str) -> list[str]:
    """Ask an app's tenant source for all tenants.

    Raises:
        ConfigurationError: There is no tenant source.
    """
    if source is None:
        raise ConfigurationError(
            f'Schedule "{schedule}" sends a job to every tenant and nobody says which there are: '
            "decorate a function that lists their ids with @tenant_source"
        )
    given = source()
    if isinstance(given, AsyncIterable):
        return [tenant_id async for tenant_id in given]
    if inspect.isawaitable(given):
        given = await given
    return list(given)
