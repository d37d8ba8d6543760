"""A catalog in outline: the names its modules are made of, and nothing of what its payloads hold.

What a template is filled with decides its text; so a module made of the outline stays while only a field is edited.
Events and categories are named tuples: templates read them by name, and JSON writes them fast.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cgk_codegen.json_text import compact
from cgk_codegen.load import Plain
from cgk_codegen.memory.hashing import hash_text
from cgk_codegen.plan.python.docs import deprecation_of
from cgk_codegen.resolve import Catalog, Event, Schedule
from cgk_codegen.resolve.names import snake_case


class EventOutline(NamedTuple):
    """An event's names.

    Attributes:
        result: The name of the type its handlers return, None where that is open.
        deprecated: What to use instead, None where it is not deprecated.
        deprecation: The same as a Python literal for `@deprecated`.
    """

    name: str
    category: str
    payload_type: str
    dict_type: str
    result: str | None
    deprecated: str | None
    deprecation: str | None


class ScheduleOutline(NamedTuple):
    """A schedule; `event` is what it sends, None where it wants a handler of its own."""

    name: str
    task_id: str
    cron: str
    timezone: str
    description: str
    event: str | None
    payload: dict[str, Plain]


class CategoryOutline(NamedTuple):
    """A category with its events, in the order of the source; `module` is its name in Python."""

    name: str
    title: str
    module: str
    events: tuple[EventOutline, ...]


@dataclass(frozen=True)
class Outline:
    """A catalog's names, and its schedules.

    Attributes:
        example: A payload of the first event, for docstrings.
    """

    name: str
    package: str
    npm_package: str
    version: str
    description: str
    license: str
    categories: tuple[CategoryOutline, ...]
    events: tuple[EventOutline, ...]
    schedules: tuple[ScheduleOutline, ...]
    example: Plain

    @cached_property
    def digest(self) -> str:
        """All that is in it, as a hash."""
        return hash_text(compact([getattr(self, name) for name in self.__dataclass_fields__]))


def outline_of(catalog: Catalog) -> Outline:
    """Give a catalog's outline."""
    events = tuple(map(_event, catalog.events.values()))
    of_category: defaultdict[str, list[EventOutline]] = defaultdict(list)
    for event in events:
        of_category[event.category].append(event)
    return Outline(
        name=catalog.name,
        package=catalog.package,
        npm_package=catalog.npm_package,
        version=catalog.version,
        description=catalog.description,
        license=catalog.license,
        categories=tuple(
            CategoryOutline(category.name, category.title, snake_case(category.name), tuple(of_category[category.name]))
            for category in catalog.categories.values()
        ),
        events=events,
        schedules=tuple(map(_schedule, catalog.schedules.values())),
        example=dict(next(iter(catalog.events.values())).example),
    )


def _schedule(schedule: Schedule) -> ScheduleOutline:
    return ScheduleOutline(
        schedule.name,
        schedule.task_id,
        schedule.cron,
        schedule.timezone,
        schedule.description,
        schedule.event,
        dict(schedule.payload),
    )


def _event(event: Event) -> EventOutline:
    return EventOutline(
        event.name,
        event.category,
        event.payload_type,
        event.dict_type,
        event.result.name if event.result is not None else None,
        event.deprecated.message if event.deprecated is not None else None,
        deprecation_of(event),
    )
