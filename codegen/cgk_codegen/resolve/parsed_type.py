"""Parsed type of a field, and the location of a type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cgk_codegen.json_schema import Schema
from cgk_codegen.load import Node, plain
from cgk_codegen.resolve.catalog_parts import ArrivalDefault, Deprecation
from cgk_codegen.resolve.names import pascal_case


@dataclass(frozen=True, slots=True)
class ParsedType:
    """Parsed type of a field."""

    schema: Schema
    required: bool = True
    description: str = ""
    sensitive: bool = False
    deprecated: Deprecation | None = None
    example_nodes: tuple[Node, ...] = ()
    arrival: ArrivalDefault | None = None
    attribute: str | None = None

    @property
    def examples(self) -> tuple[Any, ...]:
        """Its examples, as JSON data."""
        return tuple(map(plain, self.example_nodes)) if self.example_nodes else ()


@dataclass(frozen=True, slots=True)
class TypeLocation:
    """Location of a type: name of an object written there, its category, and its description for messages."""

    name: str
    category: str | None
    what: str

    def field(self, name: str) -> TypeLocation:
        """Return the location of a field of the object at this location."""
        return TypeLocation(self.name + pascal_case(name), self.category, f'field "{name}" of {self.what}')
