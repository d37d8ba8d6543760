"""Due times of schedules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from cgk_runtime.errors import ConfigurationError
from cgk_runtime.schedules.cron_problems import cron_problem
from cgk_runtime.schedules.time_zones import is_time_zone

if TYPE_CHECKING:
    from cgk_runtime.catalog import ScheduleDefinition

_HOURS_PER_DAY: Final = 24
_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)
_ANY_DAY: Final = datetime(2024, 1, 1)  # noqa: DTZ001  only the fields of an expression are read


def next_runs(schedule: ScheduleDefinition, after: datetime) -> Iterator[datetime]:
    """Yield the due times of a schedule, in its timezone.

    A local time that a daylight-saving change skips is due right after the gap; a repeated one is due once. Schedules
    of every hour, or whose minutes begin with a star, follow the clock instead: they skip and repeat times as it does.

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
    from cronsim import CronSim

    if not is_time_zone(schedule.timezone):
        raise ConfigurationError(
            f'Schedule "{schedule.name}": "{schedule.timezone}" is not a timezone; use a name such as Europe/Berlin, '
            "or UTC"
        )
    problem, remedy = cron_problem(schedule.cron)
    if problem:
        raise ConfigurationError(f'Schedule "{schedule.name}" has the cron "{schedule.cron}", {problem}; {remedy}')
    cron = CronSim(schedule.cron, _ANY_DAY)
    follows_clock = schedule.cron.split()[0].startswith("*") or len(cron.hours) == _HOURS_PER_DAY
    return _due_times(schedule.cron, ZoneInfo(schedule.timezone), after.astimezone(UTC), follows_clock=follows_clock)


def _due_times(cron: str, zone: ZoneInfo, position: datetime, *, follows_clock: bool) -> Iterator[datetime]:
    """Yield due times after a position in UTC: local times of the expression minus the offset, which may change."""
    offset = _offset(zone, position)
    local = _local(position, offset)
    while True:
        next_local = _next_local(cron, local)
        if next_local is None:
            return
        due = (next_local - offset).replace(tzinfo=UTC)
        change = _next_change(zone, position, due)
        if change is None:
            local, position = next_local, due
            if follows_clock or due.astimezone(zone).fold == 0:
                yield due.astimezone(zone)
            continue
        old_offset, offset, position = offset, _offset(zone, change), change
        # The search continues at the change and includes it.
        local = _local(change, offset) - _SECOND
        if offset > old_offset and not follows_clock:
            # A local time that the change skips is due at the change, once.
            skipped = _next_local(cron, _local(change, old_offset) - _SECOND)
            if skipped is not None and skipped <= local:
                yield change.astimezone(zone)
                local += _SECOND


def _next_local(cron: str, local: datetime) -> datetime | None:
    """Return the next local time of an expression without a timezone, or None."""
    from cronsim import CronSim

    return next(CronSim(cron, local), None)


def _next_change(zone: ZoneInfo, start: datetime, end: datetime) -> datetime | None:
    """Return when the offset of a timezone changes first after `start` and until `end`, or None."""
    while start < end:
        later = min(start + _DAY, end)
        if _offset(zone, later) != _offset(zone, start):
            return _change_between(zone, start.replace(microsecond=0), later)
        start = later
    return None


def _change_between(zone: ZoneInfo, start: datetime, end: datetime) -> datetime:
    """Return the first second of the new offset, by bisection."""
    old_offset = _offset(zone, start)
    while end - start > _SECOND:
        middle = start + timedelta(seconds=(end - start) // _SECOND // 2)
        if _offset(zone, middle) == old_offset:
            start = middle
        else:
            end = middle
    return end


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def _local(instant: datetime, offset: timedelta) -> datetime:
    return (instant + offset).replace(tzinfo=None)
