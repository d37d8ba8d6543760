"""Handlers and sends of an application, from the output of `cgk handlers --json`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_MAX_BYTES: Final = 64 * 1024 * 1024
"""Number of bytes that are read at most, because a device such as /dev/zero has no end."""


@dataclass(frozen=True, slots=True)
class Place:
    """Place in an application's source.

    Attributes:
        location: File and line.
        function: The handler's task, or the function that sends.
    """

    location: str
    function: str


@dataclass(frozen=True, slots=True)
class ApplicationPlaces:
    """Places at which an application handles and sends jobs.

    Attributes:
        handlers: Handlers by event.
        schedules: Handlers by schedule.
        sends: Sends by event.
        is_known: False if no file was read.
    """

    handlers: Mapping[str, tuple[Place, ...]]
    schedules: Mapping[str, tuple[Place, ...]]
    sends: Mapping[str, tuple[Place, ...]]
    is_known: bool = True


NO_PLACES: Final = ApplicationPlaces({}, {}, {}, is_known=False)


def read_places(file: Path) -> ApplicationPlaces:
    """Read the output of `cgk handlers --json`.

    Raises:
        ValueError: The file cannot be read, or is not the output of `cgk handlers --json`.
    """
    try:
        with file.open("rb") as stream:
            document: Any = json.loads(stream.read(_MAX_BYTES))  # Any: JSON
        return ApplicationPlaces(
            _places_by_name(document["handlers"], "event", "task"),
            _places_by_name(document["schedules"], "schedule", "task"),
            _places_by_name(document.get("sends", ()), "event", "function"),
        )
    except OSError as error:
        raise ValueError(f"{file} cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError(f"{file} is not the output of `cgk handlers --json`") from None


def _places_by_name(
    entries: Iterable[Mapping[str, Any]], name_key: str, function_key: str
) -> dict[str, tuple[Place, ...]]:
    places: dict[str, tuple[Place, ...]] = {}
    for entry in entries:
        name = str(entry[name_key])
        places[name] = (*places.get(name, ()), Place(str(entry["place"]), str(entry[function_key])))
    return places
