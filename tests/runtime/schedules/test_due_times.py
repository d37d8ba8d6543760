"""Due times around changes of the clock, compared with a slow search that looks at every minute."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

import pytest
from cgk_runtime import ConfigurationError
from cgk_runtime.catalog import ScheduleDefinition
from cgk_runtime.schedules.due_times import next_runs
from cgk_runtime.schedules.time_zones import is_time_zone
from cron_table import CHANGES, DAYS, HOURS, MINUTES
from cronsim import CronSim
from hypothesis import given
from hypothesis import strategies as st

MINUTE = timedelta(minutes=1)


def make_schedule(cron: str, timezone: str) -> ScheduleDefinition:
    return ScheduleDefinition("s", "schedule-s", cron, timezone)


def due_times(cron: str, timezone: str, after: str, count: int) -> list[str]:
    return [
        due.isoformat()
        for due in islice(next_runs(make_schedule(cron, timezone), datetime.fromisoformat(after)), count)
    ]


def due_times_by_minute(cron: str, timezone: str, after: datetime, end: datetime) -> Iterator[datetime]:
    """Yield due times by looking at every minute of real time."""
    zone = ZoneInfo(timezone)
    minute = cron.split(maxsplit=1)[0]
    follows_clock = minute.startswith("*") or cron.split()[1] in {"*", "0-23"}
    now = after.replace(second=0, microsecond=0)
    # Local times are within two days of the time in UTC, even where a clock skips a day.
    first, last = (time.replace(tzinfo=None) for time in (now - timedelta(days=2), end + timedelta(days=2)))
    matching = set(takewhile(lambda local: local <= last, CronSim(cron, first)))
    while now <= end:
        local = now.astimezone(zone)
        naive = local.replace(tzinfo=None, fold=0)
        previous = (now - MINUTE).astimezone(zone).replace(tzinfo=None, fold=0)
        # The local minutes that a change of the clock skips right before this one.
        skipped = {previous + step * MINUTE for step in range(1, (naive - previous) // MINUTE)}
        is_due = naive in matching and (follows_clock or local.fold == 0)
        if now > after and (is_due or (not follows_clock and not matching.isdisjoint(skipped))):
            yield local
        now += MINUTE


@given(
    st.sampled_from(DAYS),
    st.sampled_from(MINUTES),
    st.sampled_from(HOURS),
    st.integers(-26 * 60, 26 * 60),
    st.integers(0, 59),
)
def test_due_times_agree_with_every_minute(
    zone_and_day: tuple[str, str], minutes: str, hours: str, start: int, second: int
) -> None:
    zone, day = zone_and_day
    cron = f"{minutes} {hours} * * *"
    after = datetime.fromisoformat(day).replace(tzinfo=UTC) + start * MINUTE + timedelta(seconds=second)
    end = after + timedelta(hours=36)
    actual = list(takewhile(lambda due: due <= end, next_runs(make_schedule(cron, zone), after)))
    assert actual == list(due_times_by_minute(cron, zone, after, end))
    assert all(due > after for due in actual)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Chatham"])
def test_repeated_hour_never_goes_back(zone: str) -> None:
    for day in CHANGES[zone].split():
        for step in range(0, 48 * 60, 7):  # 7 minutes reach every minute of the hour
            after = datetime.fromisoformat(day).replace(tzinfo=UTC) - timedelta(hours=24) + step * MINUTE
            for cron in ("30 2 * * *", "45 1 * * *", "30 1 * * *"):
                first, second = islice(next_runs(make_schedule(cron, zone), after), 2)
                assert after < first < second


def test_every_two_hours_runs_once_at_each_change() -> None:
    for cron in ("0 */2 * * *", "0 0,2,4 * * *"):
        assert due_times(cron, "Europe/Berlin", "2026-10-24T23:30:00+00:00", 2) == [
            "2026-10-25T02:00:00+02:00", "2026-10-25T04:00:00+01:00",
        ]  # fmt: skip
        assert due_times(cron, "Europe/Berlin", "2026-03-29T00:30:00+00:00", 2) == [
            "2026-03-29T03:00:00+02:00", "2026-03-29T04:00:00+02:00",
        ]  # fmt: skip


def test_yearly_schedule_crosses_many_changes() -> None:
    assert due_times("0 9 29 2 *", "America/New_York", "2026-01-01T00:00:00+00:00", 2) == [
        "2028-02-29T09:00:00-05:00", "2032-02-29T09:00:00-05:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "zone",
    [
        "localtime",
        "US/Eastern",
        "Etc/GMT+5",
        "GMT",
        "America",
        "America/Argentina",
        "Europe/../UTC",
        "Europe/X",
        "",
        "a\0",
    ],
)
def test_unportable_timezone_is_refused(zone: str) -> None:
    assert not is_time_zone(zone)
    with pytest.raises(ConfigurationError, match="is not a timezone"):
        next_runs(make_schedule("0 2 * * *", zone), datetime.now(UTC))
