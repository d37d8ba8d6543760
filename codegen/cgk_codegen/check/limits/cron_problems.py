"""Problems of cron expressions, with the field, its range and the remedy.

The compiler and the runtime each have a copy of this file, because neither imports the other; a test compares them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Final

FIELDS_PROBLEM: Final = (
    "which does not have five fields",
    "write minute, hour, day of month, month, day of week",
)
_RANGES: Final = {
    "second": "from 0 to 59",
    "minute": "from 0 to 59",
    "hour": "from 0 to 23",
    "day-of-month": "from 1 to 31, or L for the last day",
    "month": "from 1 to 12, or JAN to DEC",
    "day-of-week": "from 0 to 7, or SUN to SAT; 0 and 7 are Sunday",
}
"""Valid values of each field of a cron expression, in order, by the library's name; seconds are optional."""
_START: Final = datetime(2024, 1, 1, tzinfo=UTC)
"""Start of the search for an expression's next time; fixed, to get the same result every day."""


@cache
def cron_problem(cron: str) -> tuple[str, str]:
    """Return the problem of an invalid cron expression and its remedy; empty if it is valid.

    Example:
        >>> cron_problem("0 25 * * *")
        ('whose hour "25" is invalid', 'write the hour as a number from 0 to 23')
    """
    from cronsim import CronSim, CronSimError

    if len(cron.split()) not in (len(_RANGES) - 1, len(_RANGES)):
        return FIELDS_PROBLEM
    try:
        next(CronSim(cron, _START))
    except CronSimError as error:
        return _field_problem(cron, str(error))
    except StopIteration:
        return "which never matches", "write a day that exists in the month"
    return "", ""


def _field_problem(cron: str, problem: str) -> tuple[str, str]:
    """Return the problem and remedy for what the library reports, such as "Bad hour"."""
    field = problem.removeprefix("Bad ")
    fields = cron.split()
    value = fields[list(_RANGES).index(field) - len(_RANGES)]  # counted from the end, because seconds are optional
    name = field.replace("-", " ")
    every_month = f"0 0 {value} * *"
    # A day such as 31 is valid, but may not exist in the months of the expression.
    if field == "day-of-month" and cron != every_month and not cron_problem(every_month)[0]:
        return f'whose {name} "{value}" does not exist in its months', "write a day that exists in the month"
    return f'whose {name} "{value}" is invalid', f"write the {name} as a number {_RANGES[field]}"
