"""Resolved catalog: immutable, all shorthand expanded, everything with its position in the source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from cgk_codegen.diagnostics.source import Span
from cgk_codegen.json_schema import Schema, references
from cgk_codegen.load import MapNode, Node
from cgk_codegen.memory.hashing import hash_text

TENANT_FIELD = "tenantId"


@dataclass(frozen=True, slots=True)
class Retry:
    """Retry settings of failed jobs; times in milliseconds."""

    max_attempts: int
    factor: float
    min_timeout_ms: int
    max_timeout_ms: int


@dataclass(frozen=True, slots=True)
class Tenant:
    """Format of tenant ids; every payload carries one."""

    pattern: str
    description: str
    example: str
    source: MapNode


@dataclass(frozen=True, slots=True)
class Category:
    """A group of events; `owner` is the default owner of its events."""

    name: str
    title: str
    description: str
    owner: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Deprecation:
    """Deprecation of an event or field, with its replacement."""

    replacement: str | None
    note: str
    span: Span
    since: date | None = None

    @property
    def message(self) -> str:
        """Sentence such as `use order.placed instead; gone with the next major version`."""
        return "; ".join(filter(None, (f"use {self.replacement} instead" if self.replacement else "", self.note)))


@dataclass(frozen=True, slots=True)
class Alias:
    """A former name of an event, and the day the new one was published, None if unknown."""

    name: str
    since: date | None = None


@dataclass(frozen=True, slots=True)
class ArrivalDefault:
    """Default for a field that older jobs lack."""

    default: Any
    span: Span


@dataclass(frozen=True, slots=True)
class AcceptedBreak:
    """An intended break of the published catalog.

    Attributes:
        path: The field, None for every one of the subject's.
        until: The last day on which it holds.
    """

    code: str
    subject: str
    path: str | None
    reason: str
    until: date
    span: Span


@dataclass(frozen=True, slots=True)
class IgnoredLimit:
    """An exceeded provider limit that does not matter.

    Attributes:
        subject: The event or schedule, or "catalog".
        provider: The only provider it is ignored for, None for every one.
    """

    code: str
    subject: str
    provider: str | None
    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a payload or of a shared object type.

    Attributes:
        example_nodes: Where its examples stand.
    """

    name: str
    schema: Schema
    required: bool
    description: str
    sensitive: bool
    span: Span
    deprecated: Deprecation | None = None
    examples: tuple[Any, ...] = ()
    arrival: ArrivalDefault | None = None
    example_nodes: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedType:
    """A type with a name of its own: an object with fields, or any other schema under a name.

    Attributes:
        category: Where an object written inside a payload belongs, None for a type that all categories share.
    """

    name: str
    description: str
    fields: tuple[Field, ...] | None
    schema: Schema
    span: Span
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """An event: a job that can be sent.

    Attributes:
        examples: Valid payloads, tenantId included; there is at least one.
        result: The type a handler returns, None if that is open.
        schema: The payload's schema; it refers to the catalog's types.
        source: What stands in the catalog, for findings.
        former_names: Its former names, whose jobs are still handled.
        longest_delay: The longest delay or ttl its jobs are sent with, None if unknown.
    """

    name: str
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
    former_names: tuple[Alias, ...] = ()
    longest_delay: timedelta | None = None

    @property
    def aliases(self) -> tuple[str, ...]:
        """Its former names alone."""
        return tuple(alias.name for alias in self.former_names)

    @property
    def arrival(self) -> dict[str, Any]:
        """Defaults for fields that older jobs lack, by name."""
        return {field.name: field.arrival.default for field in self.fields if field.arrival is not None}

    @property
    def example(self) -> Mapping[str, Any]:
        """The first example."""
        return self.examples[0]

    @property
    def task_id(self) -> str:
        """The id the providers know the event's task by."""
        return self.name.replace(".", "-")

    @property
    def dict_type(self) -> str:
        """The name of the payload's TypedDict."""
        return dict_type_name(self.payload_type)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A time table; `event` is what it sends, None if it wants a handler of its own."""

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
        """The id the providers know the schedule by; its prefix keeps it apart from every event's."""
        return "schedule-" + self.name.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Catalog:
    """Everything a catalog's files say.

    Attributes:
        output: The output folder, from the folder of the catalog's first file.
        files: Path, from the folder of the first file, and text of each file; the first one first.
        providers: Those it is meant for; none where it does not say.
        types: Shared types, and the objects written inside payloads, by name.
        digests: What each event is made from, as a hash by the event's name.
        shared_digest: What is no event's, as a hash.
        exact: Its types' schemas with exact integers, by the schemas' ids; `resolve.documents` makes each when first
            wanted.
        documents: Its payloads' self-contained schemas by their events' names, made likewise.
    """

    name: str
    package: str
    npm_package: str
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
    accepted: tuple[AcceptedBreak, ...] = ()
    providers: tuple[str, ...] = ()
    ignored: tuple[IgnoredLimit, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict[str, str], repr=False, compare=False)
    shared_digest: str = field(default="", repr=False, compare=False)
    exact: dict[int, Schema] = field(default_factory=dict[int, Schema], repr=False, compare=False)
    documents: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]], repr=False, compare=False)

    def references_of(self, schema: Schema) -> Iterator[str]:
        """Name the types a schema's Python form mentions: types that are no objects are written out in it."""
        for name in references(schema):
            yield name
            named = self.types[name]
            if named.fields is None:
                yield from self.references_of(named.schema)

    def with_events(self, events: Iterable[Event]) -> Catalog:
        """Return the catalog with these of its events only."""
        return replace(self, events={event.name: event for event in events})

    def of_category(self, category: str | None) -> Catalog:
        """Return the catalog with the shared types and one category's types and events, those of none for None."""
        types = {name: named for name, named in self.types.items() if named.category in (None, category)}
        return replace(self, types=types, events={event.name: event for event in self.events_of(category)})

    def digest_of(self, category: str) -> str:
        """Return what a category is made from, as a hash."""
        return hash_text(" ".join(self.digests[event.name] for event in self.events_of(category)))

    def events_of(self, category: str | None) -> list[Event]:
        """Return a category's events in the order of the source."""
        return [event for event in self.events.values() if event.category == category]


def dict_type_name(type_name: str) -> str:
    """Name the TypedDict beside a model: `OrderCreatedPayload` has `OrderCreatedDict`, `Address` has `AddressDict`."""
    return type_name.removesuffix("Payload") + "Dict"
