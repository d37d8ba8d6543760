"""Index of a catalog by the names that appear in logs."""

from __future__ import annotations

from collections.abc import Mapping

from cgk_codegen.json_schema_validator import Validator, validator_of
from cgk_codegen.live.records import Json, Record
from cgk_codegen.live.violations import Violation, violations
from cgk_codegen.resolve import Catalog, Event
from cgk_codegen.resolve.schema_documents import event_schema


class CatalogIndex:
    """Lookup of a catalog's events by the names that appear in logs.

    Args:
        catalog: The catalog.
        tasks: Wire names of events by task id, for tasks with another id than their event's.
    """

    def __init__(self, catalog: Catalog, tasks: Mapping[str, str]) -> None:
        self.catalog = catalog
        events = catalog.events.values()
        self._by_name = {name: event for event in events for name in (*event.former_names, event.wire_name)}
        self._by_task = {name.replace(".", "-"): event for event in events for name in event.former_names}
        self._by_task |= {event.task_id: event for event in events}
        self._by_task |= {task: self._by_name[name] for task, name in tasks.items()}
        self._schedules = {schedule.task_id for schedule in catalog.schedules.values()}
        self._validators: dict[str, Validator] = {}

    def event_of(self, record: Record) -> Event | None:
        """Return a record's event by its name, a former name or its task id."""
        if record.event is not None:
            return self._by_name.get(record.event)
        return None if record.task is None else self._by_task.get(record.task)

    def is_schedule(self, task: str | None) -> bool:
        """Return whether a task id belongs to a schedule."""
        return task in self._schedules

    def violations(self, event: Event, payload: Json) -> list[Violation]:
        """Validate a payload against its event's schema; arrival defaults are filled in first."""
        if event.name not in self._validators:
            self._validators[event.name] = validator_of(event_schema(self.catalog, event))
        return violations(self._validators[event.name].iter_errors({**event.arrival, **payload}))
