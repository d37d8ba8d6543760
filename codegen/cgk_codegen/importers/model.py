"""Data classes of an import: the source as a reader returns it, and the catalog to write."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from cgk_codegen.diagnostics.source import Span

Json = Any  # JSON data of a source, whose shape is checked where it is read
Schema = dict[str, Any]
"""A JSON Schema of a source. Any: JSON data."""
YamlType = str | dict[str, Any]
"""A type as the catalog's YAML writes it. Any: its keys hold texts, numbers, lists, types, or lists of `Field`."""


def is_object(value: Json) -> TypeGuard[Schema]:
    """Return whether a value is a JSON object."""
    return isinstance(value, dict)


def is_list(value: Json) -> TypeGuard[list[Json]]:
    """Return whether a value is a JSON array."""
    return isinstance(value, list)


class ImportFailed(Exception):  # noqa: N818  the sentence after it names the failure
    """The source cannot be imported at all; the text says why."""


@dataclass(frozen=True, slots=True)
class Annotations:
    """Annotations of a schema or event, with the keywords of JSON Schema."""

    keywords: Schema = field(default_factory=dict[str, Json])

    def __or__(self, other: Annotations) -> Annotations:
        """Return both annotations; those of `other` take precedence."""
        return Annotations({**self.keywords, **other.keywords})

    @property
    def text(self) -> str:
        """The description, or else the title."""
        return str(self.keywords.get("description") or self.keywords.get("title") or "").strip()

    @property
    def description(self) -> str:
        """The text with the default."""
        text, default = self.text, self.keywords.get("default")
        if default is not None:
            shown = json.dumps(default, ensure_ascii=False)
            text = f"{text.rstrip('.')}. Default: {shown}." if text else f"Default: {shown}."
        return text

    @property
    def deprecated(self) -> str:
        """The note of the deprecation, empty if there is none."""
        note = self.keywords.get("deprecated")
        return note if isinstance(note, str) else "deprecated in the source" if note else ""

    @property
    def owner(self) -> str:
        """The responsible team, empty if there is none."""
        return str(self.keywords.get("x-owner") or "")

    @property
    def examples(self) -> list[Json]:
        """The examples."""
        examples = self.keywords.get("examples")
        example = [self.keywords["example"]] if "example" in self.keywords else []
        return [*(examples if is_list(examples) else []), *example]


@dataclass(slots=True)
class AnnotatedType:
    """A type with the annotations of its schema."""

    type: YamlType
    annotations: Annotations = field(default_factory=Annotations)


@dataclass(slots=True)
class Field:
    """One field of an object.

    Attributes:
        name: Its name on the wire.
        type: Its type in the catalog's language.
        annotations: Its annotations.
        required: Whether it must be present.
        span: Its place in the source.
        examples: Valid values, as far as the source is right.
        comments: Lines of comments, without their signs.
        attribute: Its attribute in Python; empty for the one that is derived from the name.
    """

    name: str
    type: YamlType
    annotations: Annotations
    required: bool
    span: Span
    examples: list[Json] = field(default_factory=list[Json])
    comments: list[str] = field(default_factory=list[str])
    attribute: str = ""


@dataclass(frozen=True, slots=True)
class SourceEvent:
    """Event of a source.

    Attributes:
        name: Its name in the source.
        schema: Its payload.
        span: Its place in the source.
        group: Name of the group to which it belongs; empty to take the first word of its name.
        annotations: Its annotations, which precede those of the schema.
        result: The answer of its handlers, None if the source names none.
        headers: Schemas of the headers next to the payload by name; one may hold the tenant.
        is_wire_name: Whether the name is the one that travels with a job.
    """

    name: str
    schema: Json
    span: Span
    group: str = ""
    annotations: Annotations = field(default_factory=Annotations)
    result: Json = None
    headers: Schema = field(default_factory=dict[str, Json])
    is_wire_name: bool = True


@dataclass(frozen=True, slots=True)
class Source:
    """Content of a source, as its reader returns it.

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
    annotations: Annotations
    fields: list[Field]
    is_open: bool
    span: Span
    examples: list[Json]
    result: YamlType | None
    comments: list[str]


@dataclass(slots=True)
class NamedType:
    """Shared type of the imported catalog."""

    name: str
    type: YamlType
    span: Span
    description: str = ""
    comments: list[str] = field(default_factory=list[str])


@dataclass(slots=True)
class ImportedCatalog:
    """A catalog to be written.

    Attributes:
        title: Name of the source.
        version: Its version.
        origin: The source, as comments name it.
        tenant: The entries of the catalog's tenant.
        types: Shared types by name.
        events: Events in the order of the source.
        known_categories: Categories that are defined elsewhere.
    """

    title: str
    version: str
    origin: str
    tenant: dict[str, str]
    types: Mapping[str, NamedType]
    events: list[Event]
    known_categories: frozenset[str] = frozenset()
