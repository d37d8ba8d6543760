"""Validation of records against the catalog, one at a time, in bounded memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from cgk_codegen.diagnostics import nearest_hint
from cgk_codegen.live.catalog_index import CatalogIndex
from cgk_codegen.live.finding_counter import FindingCounter
from cgk_codegen.live.findings import LiveReport, LogPosition
from cgk_codegen.live.records import TENANT_TAG, Json, Record
from cgk_codegen.live.violations import kind_of
from cgk_codegen.resolve import Catalog, Event
from cgk_codegen.resolve.catalog import TENANT_FIELD

_MAX_TENANTS: Final = 100_000
_MAX_KEYS: Final = 10_000
_MAX_VERSIONS: Final = 100
_LONGEST_NAME: Final = 120


class LiveCheck:
    """Validator of records that counts deviations from the catalog.

    Args:
        catalog: The catalog.
        others: Other versions of it: events and fields they know are not reported as unknown.
        tasks: The events of tasks with names of their own, by those names.
        handled: The events that have a handler, None if unknown.
    """

    def __init__(
        self,
        catalog: Catalog,
        others: Sequence[Catalog] = (),
        tasks: Mapping[str, str] | None = None,
        handled: frozenset[str] | None = None,
    ) -> None:
        self._known = CatalogIndex(catalog)
        self._others = [CatalogIndex(other) for other in others]
        self._tasks = tasks or {}
        self._handled = None if handled is None else handled & catalog.events.keys()
        self._tallies = FindingCounter()
        self._counts: Counter[str] = Counter()
        self._events: Counter[str] = Counter()
        self._former: Counter[str] = Counter()
        self._versions: Counter[str] = Counter()
        self._fields: dict[str, set[str]] = {}
        self._tenants: set[str] = set()
        self._keys: dict[tuple[str, str], tuple[int, LogPosition]] = {}

    def unreadable(self, place: LogPosition, reason: str) -> None:
        """Note that there is no JSON at a place; each one is named."""
        self._tallies.add("LIV105", str(place), reason, place)

    def not_understood(self, place: LogPosition) -> None:
        """Note that a record is of no format that is known; each one is named."""
        self._tallies.add("LIV106", str(place), "is of no format that is known", place)

    def take(self, record: Record, place: LogPosition) -> None:
        """Validate a record against the catalog."""
        if record.is_own:
            self._counts["own"] += 1
        elif record.event is None and record.task is None:
            self._counts["unnamed"] += 1
        elif record.task is not None and record.event is None and self._known.is_schedule(record.task):
            self._counts["schedules"] += 1
        else:
            self._job(record, place)

    def report(self) -> LiveReport:
        """Return what was found so far."""
        self._keys_of_tenants()
        catalog = self._known.catalog
        return LiveReport(
            version=catalog.version,
            jobs=self._counts["jobs"],
            without_payload=self._counts["without payload"],
            own=self._counts["own"],
            unnamed=self._counts["unnamed"],
            schedules=self._counts["schedules"],
            findings=self._tallies.findings(),
            left_out=self._tallies.left_out,
            seen={name: self._events[name] for name in catalog.events},
            former_names=dict(self._former),
            deprecated=tuple(name for name, event in catalog.events.items() if event.deprecated and self._events[name]),
            unseen_fields={
                name: tuple(field.name for field in catalog.events[name].fields if field.name not in fields)
                for name, fields in self._fields.items()
            },
            versions=dict(sorted(self._versions.items())),
            handled=self._handled,
        )

    def _job(self, record: Record, place: LogPosition) -> None:
        self._counts["jobs"] += 1
        if record.made_by is not None and (record.made_by in self._versions or len(self._versions) < _MAX_VERSIONS):
            self._versions[record.made_by] += 1
        event = self._event_of(record)
        if event is None:
            self._unknown_event(record, place)
            return
        self._events[event.name] += 1
        if record.event in event.aliases or (record.task or "") in {alias.replace(".", "-") for alias in event.aliases}:
            self._former[record.event or record.task or ""] += 1
        if self._handled is not None and event.name not in self._handled:
            self._tallies.add("LIV107", event.name, "has no handler", place, made_by=record.made_by)
        given: object = record.payload
        if not record.has_payload:
            self._counts["without payload"] += 1
        elif isinstance(given, dict):
            payload = cast("Json", given)
            self._payload(event, payload, record, place)
            self._tenant(event.name, payload.get(TENANT_FIELD), record, place)
        else:
            message = f"the payload is {kind_of(given)}, the catalog wants object"
            self._tallies.add("LIV103", event.name, message, place, made_by=record.made_by)

    def _event_of(self, record: Record) -> Event | None:
        named = self._tasks.get(record.task) if record.task is not None and record.event is None else None
        return self._known.event_of(record) if named is None else self._known.event(named)

    def _unknown_event(self, record: Record, place: LogPosition) -> None:
        name = (record.event or record.task or "")[:_LONGEST_NAME]
        what = "event" if record.event is not None else "task"
        known_to = next((other.catalog.version for other in self._others if other.event_of(record) is not None), None)
        if known_to is not None:
            message = f"the catalog does not know this {what} any more, version {known_to} does"
        elif record.event is not None:
            hint = nearest_hint(record.event, self._known.catalog.events)
            message = f"no catalog knows this event{f'; {hint}' if hint.startswith('did you') else ''}"
        else:
            message = "no event or schedule has a task of this id; `--handlers` or `--task` says which event is meant"
        self._tallies.add("LIV101", name, message, place, made_by=record.made_by)

    def _payload(self, event: Event, payload: Json, record: Record, place: LogPosition) -> None:
        self._fields.setdefault(event.name, set()).update(field.name for field in event.fields if field.name in payload)
        found = self._known.violations(event, payload)
        unknown = {one.path for one in found if one.is_unknown_field}
        for violation in found:
            if violation.problem:
                code, message = "LIV103", violation.problem
            elif violation.path in self._unknown_elsewhere(record, payload, unknown):
                code, message = "LIV102", "no catalog knows this field; on arrival it is left out"
            else:
                continue
            self._tallies.add(code, event.name, message, place, path=violation.path, made_by=record.made_by)

    def _unknown_elsewhere(self, record: Record, payload: Json, unknown: set[str]) -> set[str]:
        """Leave out of the unknown fields those that another version knows."""
        for other in self._others:
            event = other.event_of(record)
            if event is not None and unknown:
                unknown = unknown & {one.path for one in other.violations(event, payload) if one.is_unknown_field}
        return unknown

    def _tenant(self, event: str, tenant: Any, record: Record, place: LogPosition) -> None:  # Any: JSON
        if not isinstance(tenant, str):
            return  # the schema has said so
        if len(self._tenants) < _MAX_TENANTS:
            self._tenants.add(tenant)
        for who, named in record.tenants:
            if named != tenant:
                message = f"{who} names another tenant than the payload"
                self._tallies.add("LIV104", event, message, place, path=TENANT_FIELD, made_by=record.made_by)
        key = None if record.concurrency_key is None else record.concurrency_key.removeprefix(TENANT_TAG)
        if key is not None and key != tenant and ((event, key) in self._keys or len(self._keys) < _MAX_KEYS):
            count, first = self._keys.get((event, key), (0, place))
            self._keys[event, key] = (count + 1, first)

    def _keys_of_tenants(self) -> None:
        """Only a key that is the id of a tenant seen elsewhere is one: others name queues, machines and the like."""
        for (event, key), (count, first) in self._keys.items():
            if key in self._tenants:
                message = "the concurrency key is another tenant than the payload's"
                self._tallies.add("LIV104", event, message, first, path=TENANT_FIELD, count=count)
        self._keys.clear()
