"""Index of a catalog by the names that appear in logs."""

from __future__ import annotations

from typing import Any

from cgk_codegen.json_schema_validator import validator_of
from cgk_codegen.live.records import Json, Record
from cgk_codegen.live.violations import Violation, violations
from cgk_codegen.resolve import Catalog, Event
from cgk_codegen.resolve.schema_documents import event_schema


class CatalogIndex:
    """Lookup of a catalog's events by the names that appear in logs.

    Args:
        catalog: The catalog.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._by_name = {name: event for event in catalog.events.values() for name in (*event.aliases, event.wire_name)}
        self._by_task = {alias.replace(".", "-"): event for event in catalog.events.values() for alias in event.aliases}
        self._by_task |= {event.task_id: event for event in catalog.events.values()}
        self._schedules = {schedule.task_id for schedule in catalog.schedules.values()}
        self._validators: dict[str, Any] = {}  # Any: jsonschema's own class

    def event_of(self, record: Record) -> Event | None:
        """Return a record's event by its name, a former name or its task id."""
        if record.event is not None:
            return self._by_name.get(record.event)
        return None if record.task is None else self._by_task.get(record.task)

    def event(self, name: str) -> Event | None:
        """Return an event by its name or a former name."""
        return self._by_name.get(name)

    def is_schedule(self, task: str | None) -> bool:
        """Return whether a task id belongs to a schedule."""
        return task in self._schedules

    def violations(self, event: Event, payload: Json) -> list[Violation]:
        """Validate a payload against its event's schema; arrival defaults are filled in first."""
        validator: Any = self._validators.get(event.name)
        if validator is None:
            validator = self._validators[event.name] = validator_of(event_schema(self.catalog, event))
        arrived = {**event.arrival, **payload} if event.arrival else payload
        return violations(validator.iter_errors(arrived))
