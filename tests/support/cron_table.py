"""Tables for tests of cron implementations: days on which clocks change, and fields of expressions."""

from __future__ import annotations

from typing import Final

CHANGES: Final = {
    "Africa/Casablanca": "2026-02-15 2026-03-22",
    "Africa/Cairo": "2026-04-23 2026-10-29",
    "America/Havana": "2026-03-08 2026-11-01",
    "America/New_York": "2026-03-08 2026-11-01",
    "America/Nuuk": "2026-03-28 2026-10-25",
    "America/St_Johns": "2026-03-08 2026-11-01",
    "Antarctica/Troll": "2026-03-29 2026-10-25",
    "Asia/Beirut": "2026-03-28 2026-10-24",
    "Asia/Kolkata": "2026-03-29",
    "Australia/Lord_Howe": "2026-04-04 2026-10-03",
    "Australia/Sydney": "2026-04-04 2026-10-03",
    "Atlantic/Azores": "2026-03-29 2026-10-25",
    "Europe/Berlin": "2026-03-29 2026-10-25",
    "Europe/London": "2026-03-29 2026-10-25",
    "Pacific/Apia": "2011-12-29",
    "Pacific/Chatham": "2026-04-04 2026-09-26",
    "UTC": "2026-03-29",
}
"""Days of clock changes by timezone; an ordinary day for timezones that have none. Apia skipped the next day."""
DAYS: Final = [(zone, day) for zone, days in CHANGES.items() for day in days.split()]
"""Each timezone with each of its days."""

MINUTES: Final = ["0", "30", "15", "*/15", "0,30", "5-10/5", "59"]
HOURS: Final = ["*", "*/2", "1-23/2", "0-23", "0", "1", "2", "3", "0,2,4", "1-3", "23"]

CALENDARS: Final = [
    "0 9 29 2 *", "0 9 31 * *", "0 9 1 * 1", "0 9 */2 * 1", "0 9 1 * */2", "0 9 1-7 * 1", "0 9 * * 7", "0 9 * * 5-7",
    "0 9 * JAN,jul MON-FRI/2", "0 9 L * *", "0 9 * * 5L", "0 9 * * 1#2", "5,35 */6 1,15 */3 *",
]  # fmt: skip
"""Expressions with days of months and weeks."""
