"""Internal form of an imported catalog, between the readers of sources and the writer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeGuard

from cgk_codegen.diagnostics.source import Span

if TYPE_CHECKING:
    from referencing._core import Resolver

Json = Any  # JSON data of a source, whose shape is checked where it is read
Schema = dict[str, Any]
"""A JSON Schema of a source. Any: JSON data."""
Written = str | dict[str, Any]
"""A type in the catalog's language. Any: its keys hold texts, numbers, lists, other types, or lists of `Field`."""


def is_object(value: Json) -> TypeGuard[Schema]:
    """Return whether a value is a JSON object."""
    return isinstance(value, dict)


def is_list(value: Json) -> TypeGuard[list[Json]]:
    """Return whether a value is a JSON array."""
    return isinstance(value, list)


class ImportFailed(Exception):  # noqa: N818  the sentence after it names the failure
    """The source cannot be imported at all; the text says why."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Place from which a reference is resolved.

    Attributes:
        resolver: Resolver with the base URI of the enclosing schema. Any: JSON data.
        uri: URI of the file.
        draft: Year of the JSON Schema dialect: 4, 6 and 7 are themselves, then 2019 and 2020.
    """

    resolver: Resolver[Any]
    uri: str
    draft: int


@dataclass(slots=True)
class Converted:
    """A type with the annotations of its schema."""

    type: Written
    about: Schema = field(default_factory=dict[str, Json])

    @property
    def text(self) -> str:
        """Its description, or else its title."""
        return str(self.about.get("description") or self.about.get("title") or "").strip()

    @property
    def description(self) -> str:
        """Its text with its default."""
        text = self.text
        if "default" in self.about and self.about["default"] is not None:
            shown = json.dumps(self.about["default"], ensure_ascii=False)
            text = f"{text.rstrip('.')}. Default: {shown}." if text else f"Default: {shown}."
        return text


@dataclass(slots=True)
class Field:
    """One field of an object.

    Attributes:
        name: Its name on the wire.
        type: Its type in the catalog's language.
        required: Whether it must be present.
        span: Its place in the source.
        description: Its description.
        deprecated: The note of its deprecation, empty if it is not deprecated.
        sensitive: Whether it is personal data.
        examples: Valid values, as far as the source is right.
        comments: Lines of comments, without their signs.
        attribute: Its attribute in Python; empty for the one that is derived from the name.
    """

    name: str
    type: Written
    required: bool
    span: Span
    description: str = ""
    deprecated: str = ""
    sensitive: bool = False
    examples: list[Json] = field(default_factory=list[Json])
    comments: list[str] = field(default_factory=list[str])
    attribute: str = ""


@dataclass(frozen=True, slots=True)
class SourceEvent:
    """Event as a reader found it.

    Attributes:
        name: Its name in the source.
        schema: Its payload.
        scope: Where references of the payload are resolved.
        span: Its place in the source.
        group: Name of the group to which it belongs; empty to take the first word of its name.
        description: Its description; empty for that of the schema.
        deprecated: The note of its deprecation, empty if it is not deprecated.
        owner: The team responsible for it.
        examples: Payloads.
        result: The answer of its handlers, None if the source names none.
        headers: Schema of headers next to the payload, which may hold the tenant.
        is_wire_name: Whether the name is the one that travels with a job.
    """

    name: str
    schema: Json
    scope: Scope
    span: Span
    group: str = ""
    description: str = ""
    deprecated: str = ""
    owner: str = ""
    examples: tuple[Json, ...] = ()
    result: Json = None
    headers: Schema | None = None
    is_wire_name: bool = True


@dataclass(frozen=True, slots=True)
class Source:
    """Everything that a reader found.

    Attributes:
        title: Name of the source.
        version: Its version; empty if it has none.
        span: Its first line.
        events: Its events, in its order.
    """

    title: str
    version: str
    span: Span
    events: tuple[SourceEvent, ...]


@dataclass(slots=True)
class Event:
    """Event of the imported catalog."""

    name: str
    wire_name: str
    category: str
    description: str
    fields: list[Field]
    span: Span
    is_open: bool = False
    deprecated: str = ""
    owner: str = ""
    examples: list[Json] = field(default_factory=list[Json])
    result: Written | None = None
    comments: list[str] = field(default_factory=list[str])


@dataclass(slots=True)
class NamedType:
    """Shared type of the imported catalog."""

    name: str
    type: Written
    span: Span
    description: str = ""
    comments: list[str] = field(default_factory=list[str])


@dataclass(slots=True)
class Tenant:
    """Tenant of the imported catalog.

    Attributes:
        field: Its name in payloads.
        pattern: Regular expression of its values.
        description: Its description.
        example: A value.
    """

    field: str
    pattern: str
    description: str
    example: str


@dataclass(slots=True)
class ImportedCatalog:
    """A catalog to be written.

    Attributes:
        title: Name of the source.
        version: Its version.
        origin: The source, as comments name it.
        tenant: The tenant of all events.
        types: Shared types by name.
        events: Events in the order of the source.
        known_categories: Categories that are defined elsewhere.
    """

    title: str
    version: str
    origin: str
    tenant: Tenant
    types: Mapping[str, NamedType]
    events: list[Event]
    known_categories: frozenset[str] = frozenset()
