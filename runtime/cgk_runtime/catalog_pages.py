"""Pages of the catalog: an event's field tables, examples and snippets, which the compiler writes into the package.

Each event's page is a file of its own, read on demand. A `Catalog` that was built without the compiler has no pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import BeforeValidator, ConfigDict, TypeAdapter
from pydantic.alias_generators import to_camel

from cgk_runtime._internal.package_files import read_package_file

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog


@dataclass(frozen=True, slots=True)
class FieldPart:
    """Fields of an object inside a field.

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
        default: JSON text of the field's value for jobs that lack it, or None.
        deprecated: The replacement or a note, or None if the field is not deprecated.
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
    default: Annotated[str | None, BeforeValidator(partial(json.dumps, ensure_ascii=False))] = None
    deprecated: str | None = None
    examples: tuple[Any, ...] = ()
    parts: tuple[FieldPart, ...] = ()

    @property
    def nullable_type(self) -> str:
        """The type, with null if null is valid, such as "string | null"."""
        return f"{self.type} | null" if self.nullable and self.type != "any" else self.type


@dataclass(frozen=True, slots=True)
class EventPage:
    """Page of an event; the rest of the event's data is in the catalog.

    Attributes:
        category_title: The category's title.
        fields: The payload's fields.
        examples: Valid payloads.
        snippets: Code by kind: a "handler", and sends: "python", with a "model", "sync", "typescript" and "cli".
        result_fields: The result's fields; empty if the result is not an object.
    """

    __pydantic_config__ = ConfigDict(alias_generator=to_camel)

    category_title: str
    fields: tuple[FieldRow, ...]
    examples: tuple[Mapping[str, Any], ...]
    snippets: Mapping[str, str]
    result_fields: tuple[FieldRow, ...] = ()


_PAGE_ADAPTER: Final = TypeAdapter(EventPage)


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
    return None if text is None else _PAGE_ADAPTER.validate_json(text)


def with_nested(rows: Iterable[FieldRow], prefix: str = "") -> Iterator[FieldRow]:
    """Yield each row, and then the rows of its nested fields, with their paths as names, such as `items[].id`.

    Args:
        rows: The rows of a table.
        prefix: Text before each name: empty, or the path of the fields' object and a dot.
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
