"""Location of a type in the catalog."""

from __future__ import annotations

from dataclasses import dataclass

from cgk_codegen.resolve.names import pascal_case


@dataclass(frozen=True, slots=True)
class TypeLocation:
    """Location of a type.

    Attributes:
        name: Name of the generated type, if an object is written here.
        category: Category of the event, None for a shared type.
        label: Description for messages, such as `field "total" of event "order.created"`.
    """

    name: str
    category: str | None
    label: str

    def field(self, name: str) -> TypeLocation:
        """Return the location of a field of the object at this location."""
        return TypeLocation(self.name + pascal_case(name), self.category, f'field "{name}" of {self.label}')
