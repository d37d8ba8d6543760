"""Due times of schedules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cgk_runtime.errors import ConfigurationError

if TYPE_CHECKING:
    from cgk_runtime.catalog import ScheduleDefinition


def next_runs(schedule: ScheduleDefinition, after: datetime) -> Iterator[datetime]:
    """Yield the due times of a schedule, in its timezone.

    A local time that a daylight-saving change skips is due right after the gap; a repeated one is due once. Schedules
    that repeat within the hour follow the clock through both, as in Debian's cron.

    Args:
        schedule: The schedule, with its cron expression and timezone.
        after: An aware datetime; only later times are yielded.

    Raises:
        ConfigurationError: The expression or the timezone is invalid.

    Example:
        >>> daily = ScheduleDefinition("daily", "schedule-daily", "0 2 * * *", "Europe/Berlin")
        >>> next(next_runs(daily, datetime(2026, 6, 1, tzinfo=UTC))).isoformat()
        '2026-06-01T02:00:00+02:00'
    """
    from cronsim import CronSim, CronSimError

    try:
        zone = ZoneInfo(schedule.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigurationError(f'Schedule "{schedule.name}": "{schedule.timezone}" is not a timezone') from error
    try:
        return CronSim(schedule.cron, after.astimezone(zone))
    except CronSimError as error:
        raise ConfigurationError(
            f'Schedule "{schedule.name}": "{schedule.cron}" is not a cron expression: {error}'
        ) from error
