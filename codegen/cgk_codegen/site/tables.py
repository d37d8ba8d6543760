"""Field tables of the site: rows with their depth and the id that links point to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cgk_codegen.plan.pages.fields import FieldRow
from cgk_codegen.site.markup import fragment


@dataclass(frozen=True, slots=True)
class TableRow:
    """Row of a field table.

    Attributes:
        id: The element's id.
        depth: The number of objects around the field.
        inside: The type of the object around the field, if its parent field allows several types; empty otherwise.
        field: The field.
        types: The types of the objects that the field contains.
    """

    id: str
    depth: int
    inside: str
    field: FieldRow
    types: tuple[str, ...]

    @property
    def default(self) -> str:
        """The default for older jobs as JSON text; empty if there is none. `FieldRow` keeps it in a tuple of one."""
        return json.dumps(self.field.default[0], ensure_ascii=False) if self.field.default else ""


def table_rows(
    fields: Iterable[FieldRow], prefix: tuple[str, ...], depth: int = 0, inside: str = ""
) -> Iterator[TableRow]:
    """Yield the rows of a table, each followed by those of its parts, the objects that the field contains.

    Args:
        fields: The fields.
        prefix: Names before the field's name in the element's id, such as "f" for a payload's.
        depth: The number of objects around the fields.
        inside: The type of the object around the fields, if its parent field allows several types; empty otherwise.
    """
    for field in fields:
        names = (*prefix, field.name)
        yield TableRow(fragment(*names), depth, inside, field, tuple(dict.fromkeys(part.type for part in field.parts)))
        for part in field.parts:
            if len(field.parts) > 1:
                yield from table_rows(part.fields, (*names, part.type), depth + 1, part.type)
            else:
                yield from table_rows(part.fields, names, depth + 1)
