"""Location of a type in the catalog."""

from __future__ import annotations

from dataclasses import dataclass

from cgk_codegen.resolve.names import pascal_case


@dataclass(frozen=True, slots=True)
class TypeLocation:
    """Location of a type: name of an object written there, its category, and its description for messages."""

    name: str
    category: str | None
    what: str

    def field(self, name: str) -> TypeLocation:
        """Return the location of a field of the object at this location."""
        return TypeLocation(self.name + pascal_case(name), self.category, f'field "{name}" of {self.what}')
