"""A field's type as it was read, and the place where a type is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cgk_codegen.json_schema import Schema
from cgk_codegen.load import Node, plain
from cgk_codegen.resolve.catalog import ArrivalDefault, Deprecation
from cgk_codegen.resolve.names import pascal_case


@dataclass(frozen=True, slots=True)
class ParsedType:
    """A field's type, spelled out."""

    schema: Schema
    required: bool = True
    description: str = ""
    sensitive: bool = False
    deprecated: Deprecation | None = None
    example_nodes: tuple[Node, ...] = ()
    arrival: ArrivalDefault | None = None

    @property
    def examples(self) -> tuple[Any, ...]:
        """Its examples, as JSON data."""
        return tuple(map(plain, self.example_nodes)) if self.example_nodes else ()


@dataclass(frozen=True, slots=True)
class TypeLocation:
    """Where a type is written: the name an object there gets, its category, and what to call it in messages."""

    name: str
    category: str | None
    what: str

    def field(self, name: str) -> TypeLocation:
        """The place of a field of an object here."""
        return TypeLocation(self.name + pascal_case(name), self.category, f'field "{name}" of {self.what}')
