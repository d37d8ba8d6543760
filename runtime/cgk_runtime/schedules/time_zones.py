"""Names of timezones that every provider accepts.

The compiler and the runtime each have a copy of this file, because neither imports the other; a test compares them.
"""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_AREAS: Final = frozenset(
    {
        "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
    }
)  # fmt: skip


def is_time_zone(name: str) -> bool:
    """Return whether a name is "UTC" or an area and a place of the IANA database.

    The database's other names, such as `localtime`, `US/Eastern` and `Etc/GMT+5`, depend on the machine, or Trigger.dev
    refuses them.

    Example:
        >>> is_time_zone("Europe/Berlin"), is_time_zone("US/Eastern")
        (True, False)
    """
    if name == "UTC":
        return True
    area, _, place = name.partition("/")
    if area not in _AREAS or not place:
        return False
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # the name of a folder in the database raises OSError
        return False
    return True
