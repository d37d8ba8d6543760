"""Pages of shared types, with their fields and users."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from cgk_codegen.json_schema import references
from cgk_codegen.plan.pages.fields import FieldTables
from cgk_codegen.resolve import Catalog, NamedType
from cgk_codegen.site.tables import TableRow, table_rows


@dataclass(frozen=True, slots=True)
class TypePage:
    """Values of a shared type's page.

    Attributes:
        rows: Rows of its field table; empty if it is not an object.
        notation: The type in the catalog's notation, if it is not an object.
        limits: Its constraints.
        events: Events whose payload or result contains it.
        types: Shared types that refer to it.
    """

    type: NamedType
    rows: tuple[TableRow, ...]
    notation: str
    limits: tuple[str, ...]
    events: tuple[str, ...]
    types: tuple[str, ...]


def type_pages(catalog: Catalog) -> dict[str, TypePage]:
    """Return the pages of all shared types by name; objects inside payloads have no page."""
    tables = FieldTables(catalog)
    events_of: defaultdict[str, list[str]] = defaultdict(list)
    for event in catalog.events.values():
        schemas = [event.schema] if event.result is None else [event.schema, event.result.schema]
        for name in catalog.closure(name for schema in schemas for name in references(schema)):
            events_of[name].append(event.name)
    types_of: defaultdict[str, list[str]] = defaultdict(list)
    for named in catalog.types.values():
        for name in dict.fromkeys(references(named.schema)):
            types_of[name].append(named.name)
    return {
        named.name: TypePage(
            named,
            tuple(table_rows(tables.rows(named.fields or ()), ("f",))),
            "" if named.fields is not None else tables.type_text(named.schema),
            () if named.fields is not None else tuple(tables.limits(named.schema)),
            tuple(events_of[named.name]),
            tuple(name for name in types_of[named.name] if catalog.types[name].category is None),
        )
        for named in catalog.types.values()
        if named.category is None
    }
