"""Schedules of the site: rows with the hours of the day at which they run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cronsim import CronSim

from cgk_codegen.json_text import compact_json
from cgk_codegen.resolve import Catalog, Schedule
from cgk_codegen.site.handlers import ApplicationPlaces, Place
from cgk_codegen.site.providers import Finding

_HOURS: Final = 24
_ANY_DAY: Final = datetime(2024, 1, 1)  # noqa: DTZ001  only the fields of an expression are read


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """Row of a schedule.

    Attributes:
        hours: Hours of the day at which it runs.
        follows_clock: Whether it has no run for skipped local times and two runs for repeated ones; see
            `cgk_runtime.schedules.due_times`.
        payload: The payload that it sends, as text.
        handlers: Its own handlers.
        findings: Findings about provider limits.
    """

    schedule: Schedule
    hours: frozenset[int]
    follows_clock: bool
    payload: str
    handlers: tuple[Place, ...]
    findings: Sequence[Finding]

    @property
    def hours_text(self) -> str:
        """The hours as text, for screen readers."""
        if len(self.hours) == _HOURS:
            return "Runs at every hour"
        return f"Runs at {', '.join(map(str, sorted(self.hours)))} o'clock"


def schedule_rows(
    catalog: Catalog, places: ApplicationPlaces, findings: Mapping[str, Sequence[Finding]]
) -> dict[str, ScheduleRow]:
    """Return the rows of all schedules by name, in the order of the catalog."""
    return {
        schedule.name: ScheduleRow(
            schedule,
            _hours(schedule.cron),
            follows_clock(schedule.cron),
            ", ".join(f"{name}: {compact_json(value)}" for name, value in schedule.payload.items()),
            places.schedules.get(schedule.name, ()),
            findings.get(schedule.name, ()),
        )
        for schedule in catalog.schedules.values()
    }


def follows_clock(cron: str) -> bool:
    """Return whether a schedule runs as often as the local clock shows a time: never if skipped, twice if repeated."""
    return cron.startswith("*") or len(_hours(cron)) == _HOURS


def _hours(cron: str) -> frozenset[int]:
    return frozenset(int(hour) for hour in CronSim(cron, _ANY_DAY).hours)
