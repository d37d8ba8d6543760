"""Data of the pages of events, for their templates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cgk_codegen.json_text import pretty_json
from cgk_codegen.plan.json_schema.emit import schema_text
from cgk_codegen.plan.pages.fields import FieldTables
from cgk_codegen.plan.pages.snippets import event_snippets
from cgk_codegen.resolve import Catalog, Category, Event, Schedule
from cgk_codegen.resolve.catalog_parts import Retry
from cgk_codegen.site.handlers import ApplicationPlaces, Place
from cgk_codegen.site.history import DatedChange, VersionStep
from cgk_codegen.site.providers import Finding, duration_text
from cgk_codegen.site.tables import TableRow, table_rows

_MAX_SIBLINGS: Final = 15
"""Number of events in a sidebar. With all events of the category, a site of 5000 events is three times as large."""
_MAX_WAITS: Final = 6
"""Number of waits between attempts that a page lists."""


@dataclass(frozen=True, slots=True)
class EventPage:
    """Values of an event's page.

    Attributes:
        rows: Rows of the payload's field table.
        result_rows: Rows of the result's field table.
        summary: The names of the payload's fields except the tenant's, for the list of events.
        field_names: The names of all fields except the tenant's, for the search.
        snippets: Code that uses the event, by the key of its tab.
        schema: The JSON Schema, as text.
        examples: Example payloads, as JSON text.
        waits: The first waits between attempts, such as "1 s".
        history: The changes of the event, by version.
        siblings: Events of the category for the sidebar.
        previous: The event before this one in its category, None for the first one.
        following: The event after this one in its category, None for the last one.
    """

    event: Event
    category: Category
    rows: tuple[TableRow, ...]
    result_rows: tuple[TableRow, ...]
    summary: str
    field_names: str
    snippets: Mapping[str, str]
    schema: str
    examples: tuple[str, ...]
    waits: tuple[str, ...]
    findings: Sequence[Finding]
    schedules: tuple[Schedule, ...]
    handlers: tuple[Place, ...]
    sends: tuple[Place, ...]
    history: Sequence[tuple[VersionStep, tuple[DatedChange, ...]]]
    siblings: tuple[Event, ...]
    previous: Event | None
    following: Event | None

    @property
    def name(self) -> str:
        """The event's name."""
        return self.event.name

    @property
    def is_sensitive(self) -> bool:
        """Return whether a field holds personal data."""
        return any(row.field.sensitive for row in (*self.rows, *self.result_rows))


def event_pages(
    catalog: Catalog,
    places: ApplicationPlaces,
    findings: Mapping[str, Sequence[Finding]],
    history: Mapping[str, list[tuple[VersionStep, tuple[DatedChange, ...]]]],
) -> list[EventPage]:
    """Return the pages of all events, by category.

    Args:
        catalog: The catalog.
        places: Where an application handles and sends jobs.
        findings: Findings about provider limits, by event.
        history: The changes of each event.
    """
    tables = FieldTables(catalog)
    schedules: defaultdict[str | None, list[Schedule]] = defaultdict(list)
    for schedule in catalog.schedules.values():
        schedules[schedule.event].append(schedule)
    pages: list[EventPage] = []
    for category in catalog.categories.values():
        events = catalog.events_of(category.name)
        for index, event in enumerate(events):
            first_sibling = max(0, min(index - _MAX_SIBLINGS // 2, len(events) - _MAX_SIBLINGS))
            rows = tuple(table_rows(tables.rows(event.fields), ("f",)))
            result_rows = tuple(table_rows(tables.result_rows(event), ("r",)))
            names = dict.fromkeys(row.field.name for row in (*rows, *result_rows))
            pages.append(
                EventPage(
                    event=event,
                    category=category,
                    rows=rows,
                    result_rows=result_rows,
                    summary=_summary(event),
                    field_names=" ".join(name for name in names if name != event.tenant_field),
                    snippets=event_snippets(catalog, event),
                    schema=schema_text(catalog, event),
                    examples=tuple(pretty_json(example) for example in event.examples),
                    waits=_waits(event.retry),
                    findings=findings.get(event.name, ()),
                    schedules=tuple(schedules[event.name]),
                    handlers=places.handlers.get(event.wire_name, ()),
                    sends=places.sends.get(event.wire_name, ()),
                    history=history.get(event.name, ()),
                    siblings=tuple(events[first_sibling : first_sibling + _MAX_SIBLINGS]),
                    previous=events[index - 1] if index > 0 else None,
                    following=events[index + 1] if index + 1 < len(events) else None,
                )
            )
    return pages


def _summary(event: Event) -> str:
    """Return the names of an event's fields except the tenant's, for the list of events."""
    names = [field.name + ("" if field.required else "?") for field in event.fields[1:]]  # the first is the tenant
    return ", ".join(names) or f"no fields besides {event.tenant_field}"


def _waits(retry: Retry) -> tuple[str, ...]:
    waits: list[str] = []
    wait = float(retry.min_timeout_ms)
    for _ in range(min(retry.max_attempts - 1, _MAX_WAITS)):
        waits.append(duration_text(min(wait, retry.max_timeout_ms)))
        wait = min(wait * retry.factor, retry.max_timeout_ms)
    return tuple(waits)
