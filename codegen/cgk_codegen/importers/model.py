"""Data classes of an import: the source that a reader returns, and the catalog to write."""

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
"""A type as the catalog's YAML writes it. Any: values are texts, numbers, lists, types, or lists of `ImportedField`."""


def is_object(value: Json) -> TypeGuard[Schema]:
    """Return whether a value is a JSON object."""
    return isinstance(value, dict)


def is_list(value: Json) -> TypeGuard[list[Json]]:
    """Return whether a value is a JSON array."""
    return isinstance(value, list)


class ImportFailed(Exception):  # noqa: N818  `Failed` already names an error
    """The source cannot be imported at all; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Annotations:
    """Annotations of a schema or event, under their JSON Schema keywords."""

    keywords: Schema = field(default_factory=dict[str, Json])

    def __or__(self, other: Annotations) -> Annotations:
        """Return the annotations of both; those of `other` take precedence."""
        return Annotations({**self.keywords, **other.keywords})

    @property
    def text(self) -> str:
        """The description, or else the title."""
        return str(self.keywords.get("description") or self.keywords.get("title") or "").strip()

    @property
    def description(self) -> str:
        """The text, followed by the default value if there is one."""
        text, default = self.text, self.keywords.get("default")
        if default is not None:
            shown = json.dumps(default, ensure_ascii=False)
            text = f"{text.rstrip('.')}. Default: {shown}." if text else f"Default: {shown}."
        return text

    @property
    def deprecated(self) -> str:
        """The deprecation note, empty if there is none."""
        note = self.keywords.get("deprecated")
        default = "deprecated in the source" if note else ""
        return note if isinstance(note, str) else default

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
class ImportedField:
    """Field of an object in the imported catalog.

    Attributes:
        name: Its name on the wire.
        type: Its type as the catalog's YAML writes it.
        annotations: Its annotations.
        required: Whether it must be present.
        span: Its place in the source.
        examples: The examples of the source; the import drops them if the compiler refuses one.
        comments: Lines of comments, without `#` or `//`.
        attribute: Its attribute in Python; empty if the name of the field determines it.
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
        group: Its group, such as the name of its channel. If `name` is one word, the event's key begins with the group.
        annotations: Its annotations, which take precedence over those of the schema.
        result: Schema of the result of its handlers, None if the source has none.
        headers: Schemas of the headers by name; one may be the tenant.
        is_wire_name: Whether `name` is the name on the wire.
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
    """Source as its reader returns it.

    Attributes:
        title: Name of the source.
        version: Its version; empty if it has none.
        span: Its first line.
        events: Its events, in the order of the source.
    """

    title: str
    version: str
    span: Span
    events: list[SourceEvent]


@dataclass(slots=True)
class ImportedEvent:
    """Event of the imported catalog.

    Attributes:
        name: Its key in the catalog.
        wire_name: Its name on the wire.
        category: Name of its category.
        annotations: Its annotations.
        fields: Fields of its payload.
        is_open: Whether its payload may have other fields too.
        span: Its place in the source.
        examples: Its example payloads.
        result: Type of the result of its handlers, None if the source has none.
        comments: Lines of comments, without `#` or `//`.
    """

    name: str
    wire_name: str
    category: str
    annotations: Annotations
    fields: list[ImportedField]
    is_open: bool
    span: Span
    examples: list[Json]
    result: YamlType | None
    comments: list[str]


@dataclass(slots=True)
class ImportedType:
    """Shared type of the imported catalog."""

    name: str
    type: YamlType
    span: Span
    description: str = ""
    comments: list[str] = field(default_factory=list[str])


@dataclass(slots=True)
class ImportedCatalog:
    """Catalog to write.

    Attributes:
        title: Name of the source.
        version: Its version.
        origin: Path of the source, for comments and messages.
        tenant: The `tenant` section of a new catalog.
        types: Shared types by name.
        events: Events in the order of the source.
    """

    title: str
    version: str
    origin: str
    tenant: dict[str, str]
    types: Mapping[str, ImportedType]
    events: list[ImportedEvent]
