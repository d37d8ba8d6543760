"""Forms of cron expressions that some providers refuse or read differently.

The compiler and the runtime each have a copy of this file, because neither imports the other; a test compares them.
"""

from __future__ import annotations

import re
from typing import Final

_MONTH_OR_DAY_NAME: Final = re.compile(r"[A-Za-z]{3}")
_NUMBER_SEVEN: Final = re.compile(r"(?<![0-9])7(?![0-9])")
_EVERY_DAY: Final = ("*", "*/1", "?")
_DAY_FIELD: Final = 2
_WEEKDAY_FIELD: Final = 4


def cron_forms(cron: str) -> dict[str, str]:
    """Return the special forms in an expression, each with the part that uses it.

    Except for Sunday as 7, numbers, lists, ranges, steps and names are not special, because every provider reads them
    alike.

    Example:
        >>> cron_forms("0 9 L * 1#2")
        {'last day': 'L', 'nth weekday': '1#2'}
        >>> cron_forms("@daily")
        {'nickname': '@daily'}
    """
    if cron.lstrip().startswith("@"):
        return {"nickname": cron.strip()}
    fields = cron.split()
    if len(fields) != 5:
        return {"seconds": cron.strip()}
    forms: dict[str, str] = {}
    for part in _MONTH_OR_DAY_NAME.sub("", fields[_DAY_FIELD]).upper().split(","):
        if "W" in part:
            forms["nearest weekday"] = part
        elif "L" in part:
            forms["last day"] = part
    for part in fields[_WEEKDAY_FIELD].upper().split(","):
        if "#" in part:
            forms["nth weekday"] = part
        elif "L" in _MONTH_OR_DAY_NAME.sub("", part):
            forms["last weekday"] = part
        if _NUMBER_SEVEN.search(part.partition("/")[0].partition("#")[0]):
            forms["Sunday as 7"] = part
    return forms


def has_ambiguous_days(cron: str) -> bool:
    """Return whether providers disagree on the days, as for `*/2` together with a day of the week.

    Debian's cron and the local and PostgreSQL providers require the day and the weekday to match if one of them begins
    with a star. The other providers require only one match.

    Example:
        >>> has_ambiguous_days("0 9 */2 * 1"), has_ambiguous_days("0 9 1 * 1")
        (True, False)
    """
    fields = cron.split()
    if len(fields) != 5:
        return False
    days, weekdays = fields[_DAY_FIELD], fields[_WEEKDAY_FIELD]
    is_bounded = days not in _EVERY_DAY and weekdays not in _EVERY_DAY
    return is_bounded and (days.startswith("*") or weekdays.startswith("*"))
