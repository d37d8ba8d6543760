"""Resolved catalog: immutable, with all shorthand expanded and the source position of every part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import Any

from cgk_codegen.diagnostics.source import Span
from cgk_codegen.json_schema import Schema, references, with_exact_integers
from cgk_codegen.load import MapNode
from cgk_codegen.resolve.catalog_parts import (
    AcceptedBreak,
    Alias,
    Category,
    Deprecation,
    Fairness,
    Field,
    IgnoredFinding,
    NamedType,
    Retry,
    Site,
    Tenant,
)
from cgk_codegen.resolve.names import EVENT_NAME


@dataclass(frozen=True)
class Event:
    """An event: a kind of job.

    Attributes:
        name: Its key in the catalog; names of types, tasks and files derive from it.
        wire_name: Its name on the wire, which senders and handlers use.
        examples: Valid payloads, the tenant included; at least one.
        example_nodes: Source nodes of the examples, empty if the only example consists of the fields' examples.
        result: The type that handlers return, None if it is not declared.
        schema: The payload's schema, with references to the catalog's types.
        source: Its node in the catalog, for findings.
        aliases: Former names, whose jobs are still handled.
        longest_delay: The longest delay or ttl of its jobs, None if the catalog does not declare it.
        fairness: Order in which its waiting jobs start, None for the provider's default.
    """

    name: str
    wire_name: str
    category: str
    payload_type: str
    description: str
    fields: tuple[Field, ...]
    schema: Schema
    examples: tuple[Mapping[str, Any], ...]
    retry: Retry
    span: Span
    source: MapNode
    owner: str | None = None
    deprecated: Deprecation | None = None
    result: NamedType | None = None
    aliases: tuple[Alias, ...] = ()
    longest_delay: timedelta | None = None
    fairness: Fairness | None = None
    example_nodes: tuple[MapNode, ...] = ()

    @cached_property
    def exact_schema(self) -> Schema:
        """The payload's schema with bounds on every integer."""
        return with_exact_integers(self.schema)

    @property
    def is_open(self) -> bool:
        """True if payloads may have more fields than the listed ones."""
        return self.schema["additionalProperties"] is True

    @property
    def deprecation_notice(self) -> str | None:
        """Warning such as `"order.made" is deprecated: use order.placed instead`, None if it is not deprecated."""
        if self.deprecated is None:
            return None
        notice = f'"{self.wire_name}" is deprecated'
        return f"{notice}: {self.deprecated.message}" if self.deprecated.message else notice

    @property
    def tenant_field(self) -> str:
        """Wire name of the field that names the tenant, which is the first one."""
        return self.fields[0].name

    @property
    def result_type(self) -> str | None:
        """Name of the type that handlers return, None if it is not declared."""
        return None if self.result is None else self.result.name

    @property
    def sensitive_fields(self) -> tuple[str, ...]:
        """Names of its sensitive fields."""
        return tuple(field.name for field in self.fields if field.sensitive)

    @property
    def former_names(self) -> tuple[str, ...]:
        """Names of its aliases."""
        return tuple(alias.name for alias in self.aliases)

    @property
    def arrival(self) -> dict[str, Any]:
        """Defaults of fields that older jobs lack, by name."""
        return {field.name: field.arrival.default for field in self.fields if field.arrival is not None}

    @property
    def example(self) -> Mapping[str, Any]:
        """The first example."""
        return self.examples[0]

    @property
    def task_id(self) -> str:
        """Id of the event's task at the providers."""
        return self.name.replace(".", "-")

    @property
    def former_task_ids(self) -> tuple[str, ...]:
        """Ids of its tasks under former names; one that is not an event name, such as "Order Created", has none."""
        ids = (name.replace(".", "-") for name in self.former_names if EVENT_NAME.fullmatch(name))
        return tuple(task_id for task_id in ids if task_id != self.task_id)

    @property
    def dict_type(self) -> str:
        """Name of the payload's TypedDict."""
        return dict_type_name(self.payload_type)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule; `event` is the event it sends, None if it has its own handler."""

    name: str
    cron: str
    timezone: str
    description: str
    event: str | None
    payload: Mapping[str, Any]
    span: Span
    source: MapNode
    owner: str | None = None

    @property
    def task_id(self) -> str:
        """Id of the schedule at the providers; its prefix distinguishes it from the ids of events."""
        return "schedule-" + self.name.replace(".", "-")


@dataclass(frozen=True)
class Catalog:
    """A resolved catalog.

    Attributes:
        typescript: Whether the TypeScript package is generated.
        output: The output folder, relative to the folder of the catalog's first file.
        files: Path, relative to the folder of the first file, and text of each file; the first one first.
        providers: Providers that the catalog names; empty if it names none.
        types: Shared types, and the objects written inside payloads, by name.
    """

    name: str
    package: str
    npm_package: str
    typescript: bool
    version: str
    description: str
    license: str
    type_prefix: str
    output: str
    compiler: str
    schema_base_url: str
    tenant: Tenant
    categories: Mapping[str, Category]
    types: Mapping[str, NamedType]
    events: Mapping[str, Event]
    schedules: Mapping[str, Schedule]
    source: MapNode
    site: Site
    accepted: tuple[AcceptedBreak, ...] = ()
    providers: tuple[str, ...] = ()
    ignored: tuple[IgnoredFinding, ...] = ()
    files: tuple[tuple[str, str], ...] = ()

    @property
    def first_event(self) -> Event:
        """The first event, which examples in generated documentation use."""
        return next(iter(self.events.values()))

    @cached_property
    def retries(self) -> Mapping[Retry, int]:
        """Distinct retry settings, numbered from 1 in the order of the events."""
        distinct = dict.fromkeys(event.retry for event in self.events.values())
        return {retry: number for number, retry in enumerate(distinct, 1)}

    @cached_property
    def definitions(self) -> Mapping[str, Schema]:
        """Schemas of all types, by name."""
        return {name: named.schema for name, named in self.types.items()}

    @cached_property
    def _positions(self) -> Mapping[str, int]:
        return {name: position for position, name in enumerate(self.types)}

    def reachable_types(self, names: Iterable[str]) -> set[str]:
        """Return these types and all types that they refer to, directly or indirectly."""
        reached: set[str] = set()
        queue = list(names)
        while queue:
            name = queue.pop()
            if name not in reached and name in self.types:
                reached.add(name)
                queue.extend(references(self.types[name].schema))
        return reached

    def closure(self, names: Iterable[str]) -> list[str]:
        """Return these types and all types that they refer to, in the order of the catalog."""
        return sorted(self.reachable_types(names), key=self._positions.__getitem__)

    def restricted_to(self, event: Event) -> Catalog:
        """Return the catalog with one event and the types it uses, to render output about this event."""
        schemas = [event.schema] if event.result is None else [event.schema, event.result.schema]
        names = self.closure(name for schema in schemas for name in references(schema))
        return replace(
            self,
            categories={event.category: self.categories[event.category]},
            types={name: self.types[name] for name in names},
            events={event.name: event},
            schedules={},
            accepted=(),
            ignored=(),
            files=(),
            site=Site(),
        )

    def events_of(self, category: str) -> list[Event]:
        """Return a category's events in the order of the source."""
        return [event for event in self.events.values() if event.category == category]


def dict_type_name(type_name: str) -> str:
    """Return the name of a model's TypedDict: `OrderCreatedDict` for `OrderCreatedPayload`."""
    return type_name.removesuffix("Payload") + "Dict"
