"""Validation of records against the catalog, one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, cast

from cgk_codegen.diagnostics import nearest_hint
from cgk_codegen.json_schema import json_type_of
from cgk_codegen.live.catalog_index import CatalogIndex
from cgk_codegen.live.findings import LiveReport, LogPosition
from cgk_codegen.live.records import Json, Record
from cgk_codegen.live.violations import Violation
from cgk_codegen.resolve import Catalog, Event

_LONGEST_NAME: Final = 120


class LiveCheck:
    """Validator of records that counts deviations from the catalog.

    Attributes:
        report: The result for all records so far.

    Args:
        catalog: The catalog.
        others: Other versions of the catalog. Their fields are not reported as unknown, and the finding of an event
            that only they have names the version.
        tasks: Wire names of events by task id, for tasks with another id than their event's.
    """

    def __init__(
        self, catalog: Catalog, others: Sequence[Catalog] = (), tasks: Mapping[str, str] | None = None
    ) -> None:
        self.report = LiveReport(catalog)
        self._index = CatalogIndex(catalog, tasks or {})
        self._others = [CatalogIndex(other, {}) for other in others]

    def add(self, record: Record, position: LogPosition) -> None:
        """Validate a record against the catalog."""
        if record.is_internal:
            self.report.internal += 1
        elif record.event is None and record.task is None:
            self.report.unnamed += 1
        elif record.event is None and self._index.is_schedule(record.task):
            self.report.schedules += 1
        else:
            self._check_job(record, position)

    def _check_job(self, record: Record, position: LogPosition) -> None:
        """Count a job, and report its deviations from the catalog."""
        report, version = self.report, record.catalog_version
        report.jobs += 1
        if version is not None:
            report.versions[version] += 1
        name = record.event or record.task or ""
        event = self._index.event_of(record)
        if event is None:
            report.add("LIV101", name[:_LONGEST_NAME], self._unknown_event(record), position, version=version)
            return
        report.events[event.name] += 1
        if name in event.former_names or name in {former.replace(".", "-") for former in event.former_names}:
            report.former_names[name] += 1
        if not record.has_payload:
            report.without_payload += 1
            return
        for code, path, message in self._problems(event, record):
            report.add(code, event.name, message, position, path=path, version=version)

    def _unknown_event(self, record: Record) -> str:
        """Return the message about an event or task that is not in the catalog."""
        versions = (other.catalog.version for other in self._others if other.event_of(record) is not None)
        version = next(versions, None)
        if version is not None:
            return f"is not in the catalog any more, only in version {version}"
        if record.event is None:
            return "is not the task id of an event or schedule; name its event with `--task`"
        hint = nearest_hint(record.event, self._index.catalog.events)
        return f"is not in the catalog{f'; {hint}' if hint.startswith('did you') else ''}"

    def _problems(self, event: Event, record: Record) -> Iterator[tuple[str, str, str]]:
        """Yield the code, the field and the message of each deviation of a payload."""
        recorded: object = record.payload
        if not isinstance(recorded, dict):
            yield "LIV103", "", f"the payload must be of type object, not {json_type_of(recorded)}"
            return
        payload = cast("Json", recorded)
        violations = self._index.violations(event, payload)
        unknown_fields = _unknown_fields(violations)
        for other in self._others:
            other_event = other.event_of(record)
            if other_event is not None and unknown_fields:
                unknown_fields &= _unknown_fields(other.violations(other_event, payload))
        for violation in violations:
            if violation.problem:
                yield "LIV103", violation.path, violation.problem
            elif violation.path in unknown_fields:
                yield "LIV102", violation.path, "is not in the catalog; the field is dropped on arrival"
        tenant_field = self._index.catalog.tenant.field
        tenant = payload.get(tenant_field)
        for source, other_tenant in record.tenants:
            if isinstance(tenant, str) and other_tenant != tenant:  # a tenant of another type violates the schema
                yield "LIV104", tenant_field, f"{source} names a different tenant than the payload"


def _unknown_fields(violations: list[Violation]) -> set[str]:
    return {violation.path for violation in violations if violation.is_unknown_field}
