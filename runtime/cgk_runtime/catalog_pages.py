"""Pages of the catalog: an event's field tables, examples and snippets, as the compiler wrote them into the package.

Nothing is read before the first call, and a read covers one event. Hand-written catalogs have no pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from cgk_runtime._internal.package_files import read_package_file

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog


@dataclass(frozen=True, slots=True)
class FieldPart:
    """Object inside a field.

    Attributes:
        at: The path from the field to the object: "" for the field itself, "[]" for its items, ".*" for its values.
        type: The object's type.
        fields: Its fields.
    """

    at: str
    type: str
    fields: tuple[FieldRow, ...]


@dataclass(frozen=True, slots=True)
class FieldRow:
    """Row of a field table.

    Attributes:
        name: The wire name.
        type: The type in the catalog's notation, without null, such as "string", "number[]" or "hourly | daily".
        required: Whether the field is required.
        nullable: Whether null is a valid value.
        sensitive: Whether the field holds personal data.
        limits: Constraints as texts, such as "at most 100".
        description: One sentence, or empty.
        default: The JSON text of the value that jobs without the field are read with, None if there is none.
        deprecated: The replacement or a note, None if the field is not deprecated.
        examples: Example values.
        parts: Objects inside the field.
    """

    name: str
    type: str
    required: bool = False
    nullable: bool = False
    sensitive: bool = False
    limits: tuple[str, ...] = ()
    description: str = ""
    default: str | None = None
    deprecated: str | None = None
    examples: tuple[Any, ...] = ()
    parts: tuple[FieldPart, ...] = ()

    @property
    def nullable_type(self) -> str:
        """The type with null, such as "string | null"."""
        return f"{self.type} | null" if self.nullable and self.type != "any" else self.type


@dataclass(frozen=True, slots=True)
class EventPage:
    """Page of an event.

    Attributes:
        name: The event's name.
        category: The category's name.
        category_title: The category's title.
        description: One sentence.
        owner: The team or person in charge, or None.
        deprecated: The replacement or a note, None if the event is not deprecated.
        task_id: The name that providers use.
        payload_type: The name of the payload model.
        result_type: The name of the result model, or None.
        former_names: Former names, whose jobs are still handled.
        fields: The payload's fields.
        result_fields: The result's fields; empty if the result is not an object.
        examples: Valid payloads.
        snippets: Source code by "python", "model", "sync", "handler", "typescript" and "cli".
    """

    name: str
    category: str
    category_title: str
    description: str
    owner: str | None
    deprecated: str | None
    task_id: str
    payload_type: str
    result_type: str | None
    former_names: tuple[str, ...]
    fields: tuple[FieldRow, ...]
    result_fields: tuple[FieldRow, ...]
    examples: tuple[Mapping[str, Any], ...]
    snippets: Mapping[str, str] = field(default_factory=dict[str, str])


def read_event_page(catalog: Catalog, name: str) -> EventPage | None:
    """Read the page of an event from the generated package.

    Args:
        catalog: The catalog.
        name: The event's name or a former name.

    Returns:
        The page, or None if the package has no pages.

    Raises:
        UnknownEventError: No event has this name.
    """
    text = read_package_file(catalog.package, f"pages/{catalog.event(name).file_name}.json")
    if text is None:
        return None
    page: dict[str, Any] = json.loads(text)
    return EventPage(
        name=page["name"],
        category=page["category"],
        category_title=page["categoryTitle"],
        description=page["description"],
        owner=page.get("owner"),
        deprecated=page.get("deprecated"),
        task_id=page["taskId"],
        payload_type=page["payloadType"],
        result_type=page.get("resultType"),
        former_names=tuple(page.get("formerNames", ())),
        fields=_rows(page["fields"]),
        result_fields=_rows(page.get("resultFields", ())),
        examples=tuple(page["examples"]),
        snippets=page["snippets"],
    )


def with_nested(rows: Iterable[FieldRow], prefix: str = "") -> Iterator[FieldRow]:
    """Yield rows with those of nested fields, whose names are their paths, such as `items[].id`.

    Args:
        rows: The rows of a table.
        prefix: The path of the object that the fields belong to.
    """
    for row in rows:
        yield replace(row, name=prefix + row.name)
        for part in row.parts:
            yield from with_nested(part.fields, f"{prefix}{row.name}{part.at}.")


def read_event_schema(catalog: Catalog, name: str) -> dict[str, Any] | None:
    """Read the JSON Schema of an event's payload from the generated package.

    Args:
        catalog: The catalog.
        name: The event's name or a former name.

    Returns:
        The schema, or None if the package has no schemas.

    Raises:
        UnknownEventError: No event has this name.
    """
    text = read_package_file(catalog.package, f"schema/events/{catalog.event(name).file_name}.json")
    if text is None:
        return None
    schema: dict[str, Any] = json.loads(text)
    return schema


def _rows(documents: Sequence[Mapping[str, Any]]) -> tuple[FieldRow, ...]:
    return tuple(map(_row, documents))


def _row(document: Mapping[str, Any]) -> FieldRow:
    return FieldRow(
        name=document["name"],
        type=document["type"],
        required=document.get("required", False),
        nullable=document.get("nullable", False),
        sensitive=document.get("sensitive", False),
        limits=tuple(document.get("limits", ())),
        description=document.get("description", ""),
        default=json.dumps(document["default"], ensure_ascii=False) if "default" in document else None,
        deprecated=document.get("deprecated"),
        examples=tuple(document.get("examples", ())),
        parts=tuple(FieldPart(part["at"], part["type"], _rows(part["fields"])) for part in document.get("parts", ())),
    )
