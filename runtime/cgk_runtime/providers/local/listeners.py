"""Who waits for which event, by the values of its fields."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobMessage
    from cgk_runtime.tasks.steps.driver import Simple


@dataclass(eq=False, slots=True)
class Listener:
    """One who waits.

    Attributes:
        event: The event's name.
        fields: What its payload must hold.
        heard: Given the payload.
    """

    event: str
    fields: Mapping[str, Simple]
    heard: Callable[[Mapping[str, Any]], None]


class Listeners:
    """Those who wait for events; each hears one.

    Attributes:
        anybody: Whether somebody waits for any.
    """

    def __init__(self) -> None:
        self.anybody = False
        self._by_event: defaultdict[str, list[Listener]] = defaultdict(list)

    def add(self, event: str, fields: Mapping[str, Simple], heard: Callable[[Mapping[str, Any]], None]) -> Listener:
        """Wait for an event."""
        listener = Listener(event, fields, heard)
        self._by_event[event].append(listener)
        self.anybody = True
        return listener

    def remove(self, listener: Listener) -> None:
        """Wait no longer."""
        waiting = self._by_event[listener.event]
        if listener in waiting:
            waiting.remove(listener)
        if not waiting:
            del self._by_event[listener.event]
        self.anybody = bool(self._by_event)

    def tell(self, message: JobMessage) -> bool:
        """Tell those who wait for this event; say whether there was anybody."""
        waiting = self._by_event.get(message.event.name)
        if not waiting:
            return False
        payload: Mapping[str, Any] = json.loads(message.payload)
        hearing = [one for one in waiting if all(payload.get(name) == value for name, value in one.fields.items())]
        for listener in hearing:
            self.remove(listener)
            listener.heard(payload)
        return bool(hearing)
