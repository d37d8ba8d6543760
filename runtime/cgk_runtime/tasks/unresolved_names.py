"""Collection of names in handlers' declarations that the catalog does not have."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from cgk_runtime.catalog import EventDefinition

if TYPE_CHECKING:
    from cgk_runtime.errors import UnknownEventError, UnknownScheduleError

Kind = Literal["event", "schedule"]


@dataclass(frozen=True, slots=True)
class UnresolvedName:
    """A name that the catalog does not have.

    Attributes:
        kind: Event or schedule.
        name: The name.
        nearest: The most similar name in the catalog, or None.
        place: The file and line of the declaration.
    """

    kind: Kind
    name: str
    nearest: str | None
    place: str


@dataclass(slots=True)
class UnresolvedNames:
    """Collected names.

    Attributes:
        found: The names in the order of their declarations.
    """

    found: list[UnresolvedName] = field(default_factory=list[UnresolvedName])
    _nearest: dict[str, str | None] = field(default_factory=dict[str, "str | None"])

    def placeholder(self, error: UnknownEventError) -> EventDefinition:
        """Return a placeholder definition for a declaration; the registry passes it back to `note`."""
        name = str(error.event)
        self._nearest[name] = error.nearest
        return EventDefinition(name, name.replace(".", "-"), "", "PayloadModel", "cgk_runtime.payload")

    def has(self, event: str) -> bool:
        """Return whether an event is a placeholder."""
        return event in self._nearest

    def note(self, event: str, place: str) -> None:
        """Record the declaration of an unknown event."""
        self.found.append(UnresolvedName("event", event, self._nearest[event], place))

    def note_schedule(self, error: UnknownScheduleError, place: str) -> None:
        """Record the declaration of an unknown schedule."""
        self.found.append(UnresolvedName("schedule", str(error.schedule), error.nearest, place))
