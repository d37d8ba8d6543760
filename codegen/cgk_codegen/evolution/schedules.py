"""Comparison of the schedules of two catalogs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cgk_codegen.evolution.findings import Audience, Change
from cgk_codegen.resolve import Catalog, Schedule

_BREAKS: Final = frozenset({Audience.SCHEDULES})


def schedule_changes(old: Catalog, new: Catalog) -> Iterator[Change]:
    """Compare the schedules of two catalogs."""
    for name, before in old.schedules.items():
        after = new.schedules.get(name)
        if after is None:
            breaks = frozenset({Audience.SCHEDULES, Audience.SOURCE, Audience.PROVIDER})
            yield Change("EVO150", name, f'schedule "{name}" was removed', new.source.span, breaks)
        else:
            yield from _changes_of(before, after)
    for name, after in new.schedules.items():
        if name not in old.schedules:
            yield Change("EVO151", name, f'schedule "{name}" was added', after.span)


def _changes_of(before: Schedule, after: Schedule) -> Iterator[Change]:
    name = after.name
    if (before.cron, before.timezone) != (after.cron, after.timezone):
        message = f"its time changed from {before.cron} {before.timezone} to {after.cron} {after.timezone}"
        yield Change("EVO152", name, message, after.span, _BREAKS)
    if (before.event, before.payload) != (after.event, after.payload):
        message = f"it sent {_sent_by(before)} and now sends {_sent_by(after)}"
        yield Change("EVO153", name, message, after.span, _BREAKS)
    if before.description != after.description:
        yield Change("EVO181", name, "its description changed", after.span)
    if before.owner != after.owner:
        message = f"its owner changed from {before.owner or 'none'} to {after.owner or 'none'}"
        yield Change("EVO108", name, message, after.span)


def _sent_by(schedule: Schedule) -> str:
    return f"{schedule.event} with {dict(schedule.payload)}" if schedule.event else "nothing"
