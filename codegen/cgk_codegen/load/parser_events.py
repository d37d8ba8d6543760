"""What is used here of PyYAML: its loaders give events, and events from a parser know where they stand."""

from __future__ import annotations

from typing import Protocol

import yaml


class Mark(Protocol):
    """Where the parser stood."""

    @property
    def line(self) -> int:
        """Counted from 0."""
        ...

    @property
    def column(self) -> int:
        """Counted from 0."""
        ...


class Event(Protocol):
    """Any event."""

    @property
    def start_mark(self) -> Mark:
        """Where it begins."""
        ...

    @property
    def end_mark(self) -> Mark:
        """Where it ends; past its last character."""
        ...


class NodeEvent(Event, Protocol):
    """The event of a value, of its beginning, or of an alias."""

    @property
    def anchor(self) -> str | None:
        """The anchor it has; of an alias the one it names."""
        ...


class TaggedEvent(NodeEvent, Protocol):
    """The event of a value, or of its beginning."""

    @property
    def tag(self) -> str | None:
        """Its tag, None where none is written."""
        ...


class ScalarEvent(TaggedEvent, Protocol):
    """The event of a scalar."""

    @property
    def value(self) -> str:
        """Its text."""
        ...

    @property
    def style(self) -> str | None:
        """The sign it is written with; of a plain one None or "", depending on the parser."""
        ...


class Loader(Protocol):
    """A parser of one text."""

    def get_event(self) -> yaml.Event | None:
        """Give the next event, None at the end."""
        ...
