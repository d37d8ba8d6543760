"""Parts of a resolved catalog: its settings, and the fields and types of its events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

from cgk_codegen.diagnostics.source import Span
from cgk_codegen.json_schema import Schema, with_exact_integers
from cgk_codegen.load import MapNode, Node
from cgk_codegen.resolve.names import attribute_name, snake_case

TENANT_FIELD = "tenantId"
"""Wire name of the field that names the tenant, if the catalog does not choose another one."""
DEFAULT_TENANT_PATTERN = "^[a-z0-9_-]{1,56}$"
"""Pattern of tenant ids in a new catalog."""

Fairness = Literal["tenant", "none"]
"""Order in which waiting jobs start: with `tenant`, tenants take turns; with `none`, it is the order of sending."""


@dataclass(frozen=True, slots=True)
class Retry:
    """Retry settings of failed jobs; times in milliseconds."""

    max_attempts: int
    factor: float
    min_timeout_ms: int
    max_timeout_ms: int


@dataclass(frozen=True, slots=True)
class Tenant:
    """Format of tenant ids, and the field of every payload that carries one."""

    pattern: str
    description: str
    example: str
    source: MapNode
    field: str = TENANT_FIELD

    @property
    def attribute(self) -> str:
        """Name of the field's Python attribute."""
        return attribute_name(self.field)


@dataclass(frozen=True, slots=True)
class Site:
    """Look of the catalog's site.

    Attributes:
        title: Its title; empty for the catalog's name.
        logo: Picture next to the title, relative to the catalog's folder; empty if there is none.
        accent: Color of links and marks, such as "#4549c9"; empty for the default.
    """

    title: str = ""
    logo: str = ""
    accent: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """A group of events; `owner` is the default owner of its events."""

    name: str
    title: str
    description: str
    owner: str | None
    span: Span

    @property
    def module(self) -> str:
        """Name of its Python modules."""
        return snake_case(self.name)


@dataclass(frozen=True, slots=True)
class Deprecation:
    """Deprecation of an event or field.

    Attributes:
        replacement: Name of the replacement in the catalog, None if there is none.
        replacement_wire_name: Wire name of a replacing event, None until all events are read.
        since: Day on which the deprecation was published, None if unknown.
    """

    replacement: str | None
    note: str
    span: Span
    since: date | None = None
    replacement_wire_name: str | None = None

    @property
    def message(self) -> str:
        """Sentence such as `use order.placed instead; gone with the next major version`."""
        name = self.replacement_wire_name or self.replacement
        return "; ".join(filter(None, (f"use {name} instead" if name else "", self.note)))


@dataclass(frozen=True, slots=True)
class Alias:
    """Former name of an event, and the day on which the new name was published, None if unknown."""

    name: str
    since: date | None = None


@dataclass(frozen=True, slots=True)
class ArrivalDefault:
    """Default of a field that older jobs lack."""

    default: Any
    span: Span


@dataclass(frozen=True, slots=True)
class AcceptedBreak:
    """An intended break of the published catalog.

    Attributes:
        path: The field, None for all fields of the subject.
        until: Last day on which the break is accepted.
    """

    code: str
    subject: str
    path: str | None
    reason: str
    until: date
    span: Span


@dataclass(frozen=True, slots=True)
class IgnoredFinding:
    """Entry under `ignored`: findings about a provider limit, or notes, that the catalog ignores.

    Attributes:
        subject: The event or schedule, or "catalog".
        provider: The provider for which a limit is ignored, None for all.
    """

    code: str
    subject: str
    provider: str | None
    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a payload, a result or a shared object type.

    Attributes:
        example_nodes: Source nodes of its examples.
        own_attribute: The Python attribute that the catalog names, None for the derived one.
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
    own_attribute: str | None = None

    @property
    def attribute(self) -> str:
        """Name of its Python attribute."""
        return self.own_attribute or attribute_name(self.name)


@dataclass(frozen=True)
class NamedType:
    """A named type: an object with fields, or any other schema.

    Attributes:
        category: Category of an object written inside a payload, None for a shared type.
    """

    name: str
    description: str
    fields: tuple[Field, ...] | None
    schema: Schema
    span: Span
    category: str | None = None

    @cached_property
    def exact_schema(self) -> Schema:
        """The schema with bounds on every integer."""
        return with_exact_integers(self.schema)

    @property
    def is_open(self) -> bool:
        """True if an object may have more fields than the listed ones."""
        return self.fields is not None and self.schema["additionalProperties"] is True
