"""Internal form of an imported catalog, between the readers of sources and the writer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from cgk_codegen.diagnostics.source import Span

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


@dataclass(slots=True)
class Converted:
    """A type with the annotations of its schema."""

    type: Written
    about: Schema = field(default_factory=dict[str, Json])


def text_of(about: Schema) -> str:
    """Return the description of annotations, or else their title."""
    return str(about.get("description") or about.get("title") or "").strip()


def description_of(about: Schema) -> str:
    """Return the text of annotations with their default."""
    text = text_of(about)
    if about.get("default") is not None:
        shown = json.dumps(about["default"], ensure_ascii=False)
        text = f"{text.rstrip('.')}. Default: {shown}." if text else f"Default: {shown}."
    return text


def deprecation_of(about: Schema) -> str:
    """Return the note of a deprecation, empty if annotations have none."""
    note = about.get("deprecated")
    return note if isinstance(note, str) else "deprecated in the source" if note else ""


def examples_of(about: Schema) -> list[Json]:
    """Return the examples of annotations."""
    listed = about.get("examples")
    return [*(listed if is_list(listed) else []), *([about["example"]] if "example" in about else [])]


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
        span: Its place in the source.
        group: Name of the group to which it belongs; empty to take the first word of its name.
        about: Its annotations, which precede those of the schema.
        result: The answer of its handlers, None if the source names none.
        headers: Schemas of the headers next to the payload by name; one may hold the tenant.
        is_wire_name: Whether the name is the one that travels with a job.
    """

    name: str
    schema: Json
    span: Span
    group: str = ""
    about: Schema = field(default_factory=dict[str, Json])
    result: Json = None
    headers: Schema = field(default_factory=dict[str, Json])
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
    events: list[SourceEvent]


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
