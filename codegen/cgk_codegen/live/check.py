"""Validation of records against the catalog, one at a time, in bounded memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from cgk_codegen.diagnostics import nearest_hint
from cgk_codegen.live.catalog_index import CatalogIndex
from cgk_codegen.live.finding_counter import FindingCounter
from cgk_codegen.live.findings import LiveReport, LogPosition
from cgk_codegen.live.records import Json, Record
from cgk_codegen.live.violations import kind_of
from cgk_codegen.resolve import Catalog, Event

_MAX_VERSIONS: Final = 100
_LONGEST_NAME: Final = 120


class LiveCheck:
    """Validator of records that counts deviations from the catalog.

    Args:
        catalog: The catalog.
        others: Other versions of it; their events and fields are not reported as unknown.
        tasks: Events by custom task id.
    """

    def __init__(
        self, catalog: Catalog, others: Sequence[Catalog] = (), tasks: Mapping[str, str] | None = None
    ) -> None:
        self._known = CatalogIndex(catalog)
        self._others = [CatalogIndex(other) for other in others]
        self._tasks = tasks or {}
        self._findings = FindingCounter()
        self._counts: Counter[str] = Counter()
        self._events: Counter[str] = Counter()
        self._former: Counter[str] = Counter()
        self._versions: Counter[str] = Counter()

    def add_unreadable(self, position: LogPosition, reason: str) -> None:
        """Report text that is not JSON."""
        self._findings.add("LIV105", str(position), reason, position)

    def add_unknown_format(self, position: LogPosition) -> None:
        """Report a record whose format is unknown."""
        self._findings.add("LIV106", str(position), "has an unknown format", position)

    def add(self, record: Record, position: LogPosition) -> None:
        """Validate a record against the catalog."""
        if record.is_internal:
            self._counts["internal"] += 1
        elif record.event is None and record.task is None:
            self._counts["unnamed"] += 1
        elif record.task is not None and record.event is None and self._known.is_schedule(record.task):
            self._counts["schedules"] += 1
        else:
            self._check_job(record, position)

    def report(self) -> LiveReport:
        """Return the findings so far."""
        catalog = self._known.catalog
        return LiveReport(
            version=catalog.version,
            jobs=self._counts["jobs"],
            without_payload=self._counts["without payload"],
            internal=self._counts["internal"],
            unnamed=self._counts["unnamed"],
            schedules=self._counts["schedules"],
            findings=self._findings.findings(),
            left_out=self._findings.left_out,
            seen={name: self._events[name] for name in catalog.events},
            former_names=dict(self._former),
            deprecated=tuple(name for name, event in catalog.events.items() if event.deprecated and self._events[name]),
            versions=dict(sorted(self._versions.items())),
        )

    def _check_job(self, record: Record, position: LogPosition) -> None:
        self._counts["jobs"] += 1
        version = record.catalog_version
        if version is not None and (version in self._versions or len(self._versions) < _MAX_VERSIONS):
            self._versions[version] += 1
        event = self._event_of(record)
        if event is None:
            self._report_unknown_event(record, position)
            return
        self._events[event.name] += 1
        if record.event in event.aliases or (record.task or "") in {alias.replace(".", "-") for alias in event.aliases}:
            self._former[record.event or record.task or ""] += 1
        given: object = record.payload
        if not record.has_payload:
            self._counts["without payload"] += 1
        elif isinstance(given, dict):
            payload = cast("Json", given)
            self._check_payload(event, payload, record, position)
            self._check_tenant(event.name, payload.get(self._known.catalog.tenant.field), record, position)
        else:
            message = f"the payload must be of type object, not {kind_of(given)}"
            self._findings.add("LIV103", event.name, message, position, version=version)

    def _event_of(self, record: Record) -> Event | None:
        named = self._tasks.get(record.task) if record.task is not None and record.event is None else None
        return self._known.event_of(record) if named is None else self._known.event(named)

    def _report_unknown_event(self, record: Record, position: LogPosition) -> None:
        name = (record.event or record.task or "")[:_LONGEST_NAME]
        other = next((other.catalog.version for other in self._others if other.event_of(record) is not None), None)
        if other is not None:
            message = f"is not in the catalog any more, only in version {other}"
        elif record.event is not None:
            hint = nearest_hint(record.event, self._known.catalog.events)
            message = f"is not in the catalog{f'; {hint}' if hint.startswith('did you') else ''}"
        else:
            message = "is not the task id of an event or schedule; name its event with `--task`"
        self._findings.add("LIV101", name, message, position, version=record.catalog_version)

    def _check_payload(self, event: Event, payload: Json, record: Record, position: LogPosition) -> None:
        found = self._known.violations(event, payload)
        unknown = {one.path for one in found if one.is_unknown_field}
        for violation in found:
            if violation.problem:
                code, message = "LIV103", violation.problem
            elif violation.path in self._unknown_elsewhere(record, payload, unknown):
                code, message = "LIV102", "is not in the catalog; the field is dropped on arrival"
            else:
                continue
            version = record.catalog_version
            self._findings.add(code, event.name, message, position, path=violation.path, version=version)

    def _unknown_elsewhere(self, record: Record, payload: Json, unknown: set[str]) -> set[str]:
        """Return the unknown fields that no other version has either."""
        for other in self._others:
            event = other.event_of(record)
            if event is not None and unknown:
                unknown = unknown & {one.path for one in other.violations(event, payload) if one.is_unknown_field}
        return unknown

    def _check_tenant(self, event: str, tenant: Any, record: Record, position: LogPosition) -> None:  # Any: JSON
        if not isinstance(tenant, str):
            return  # already reported as a violation of the schema
        for source, named in record.tenants:
            if named != tenant:
                message, version = f"{source} names a different tenant than the payload", record.catalog_version
                self._findings.add(
                    "LIV104", event, message, position, path=self._known.catalog.tenant.field, version=version
                )
