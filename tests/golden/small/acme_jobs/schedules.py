# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Schedules of the catalog."""

from __future__ import annotations

from typing import Final, Literal

from cgk_runtime.catalog import ScheduleDefinition
from typing_extensions import TypedDict

ScheduleName = Literal[
    "parcel.nightly",
    "parcel.weekly",
    "bill.remind",
]
"""The names of all schedules."""

Schedules = TypedDict(
    "Schedules",
    {
        "parcel.nightly": ScheduleDefinition,
        "parcel.weekly": ScheduleDefinition,
        "bill.remind": ScheduleDefinition,
    },
)
"""The type of `SCHEDULES`; type checkers report a wrong name."""

SCHEDULES: Final[Schedules] = {
    "parcel.nightly": ScheduleDefinition(
        name="parcel.nightly",
        task_id="schedule-parcel-nightly",
        cron="0 2 * * *",
        timezone="Europe/Berlin",
        description="Cleans up every night.",
        event="odd/empty",
        payload={},
    ),
    "parcel.weekly": ScheduleDefinition(
        name="parcel.weekly",
        task_id="schedule-parcel-weekly",
        cron="0 3 * * 1",
        timezone="UTC",
        description="Has its own handler.",
    ),
    "bill.remind": ScheduleDefinition(
        name="bill.remind",
        task_id="schedule-bill-remind",
        cron="0 9 * * 1-5",
        timezone="UTC",
        description="Reminds of unpaid bills.",
        event="bill.paid",
        payload={"total": {"amount": 0, "currency": "EUR"}},
    ),
}
"""The schedules by name, with their cron expressions and timezones.

Example:
    >>> SCHEDULES["parcel.nightly"].cron
    '0 2 * * *'
"""
