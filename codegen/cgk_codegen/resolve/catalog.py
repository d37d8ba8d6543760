"""The catalog, resolved: immutable, every shorthand spelled out, everything with its place in the source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cgk_codegen.json_schema import Schema
from cgk_codegen.source import Span

TENANT_FIELD = "tenantId"


@dataclass(frozen=True, slots=True)
class Retry:
    """How often and how far apart a failed job is tried again; times in milliseconds."""

    max_attempts: int
    factor: float
    min_timeout_ms: int
    max_timeout_ms: int


@dataclass(frozen=True, slots=True)
class Tenant:
    """What a tenant's id looks like; every payload carries one."""

    pattern: str
    description: str
    example: str


@dataclass(frozen=True, slots=True)
class Category:
    """A group of events."""

    name: str
    title: str
    description: str
    span: Span


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a payload or of a shared object type."""

    name: str
    schema: Schema
    required: bool
    description: str
    sensitive: bool
    span: Span


@dataclass(frozen=True, slots=True)
class NamedType:
    """A shared type: an object with fields, or any other schema under a name."""

    name: str
    description: str
    fields: tuple[Field, ...] | None
    schema: Schema
    span: Span


@dataclass(frozen=True, slots=True)
class Event:
    """An event: a job that can be sent."""

    name: str
    category: str
    payload_type: str
    description: str
    fields: tuple[Field, ...]
    example: Mapping[str, Any]
    retry: Retry
    span: Span

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
    """A time table; `event` is what it sends, None where it wants a handler of its own."""

    name: str
    cron: str
    timezone: str
    description: str
    event: str | None
    payload: Mapping[str, Any]
    span: Span

    @property
    def task_id(self) -> str:
        """The id the providers know the schedule by; its prefix keeps it apart from every event's."""
        return "schedule-" + self.name.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Catalog:
    """Everything a catalog file says."""

    name: str
    package: str
    npm_package: str
    version: str
    schema_base_url: str
    tenant: Tenant
    categories: Mapping[str, Category]
    types: Mapping[str, NamedType]
    events: Mapping[str, Event]
    schedules: Mapping[str, Schedule]

    def events_of(self, category: str) -> list[Event]:
        """Give a category's events in the order of the source."""
        return [event for event in self.events.values() if event.category == category]


def dict_type_name(type_name: str) -> str:
    """Name the TypedDict beside a model: `OrderCreatedPayload` has `OrderCreatedDict`, `Address` has `AddressDict`."""
    return type_name.removesuffix("Payload") + "Dict"
