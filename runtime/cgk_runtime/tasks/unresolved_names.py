"""Noting the names that handlers give and no catalog has, all of them, instead of refusing the first one."""

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
        kind: Of what.
        name: The name.
        nearest: The catalog's name that resembles it most, or None.
        place: Where it is given: file and line.
    """

    kind: Kind
    name: str
    nearest: str | None
    place: str


@dataclass(slots=True)
class UnresolvedNames:
    """What was noted.

    Attributes:
        found: The names, in the order of their declarations.
    """

    found: list[UnresolvedName] = field(default_factory=list[UnresolvedName])
    _nearest: dict[str, str | None] = field(default_factory=dict[str, "str | None"])

    def placeholder(self, error: UnknownEventError) -> EventDefinition:
        """Give a definition with which a function can be declared; the registry hands it back to `note`."""
        name = str(error.event)
        self._nearest[name] = error.nearest
        return EventDefinition(name, name.replace(".", "-"), "", "PayloadModel", "cgk_runtime.payload")

    def has(self, event: str) -> bool:
        """Whether an event is a stand-in."""
        return event in self._nearest

    def note(self, event: str, place: str) -> None:
        """Note where an unknown event is named."""
        self.found.append(UnresolvedName("event", event, self._nearest[event], place))

    def note_schedule(self, error: UnknownScheduleError, place: str) -> None:
        """Note where an unknown schedule is named."""
        self.found.append(UnresolvedName("schedule", str(error.schedule), error.nearest, place))
