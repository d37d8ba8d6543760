"""Listeners for events with certain field values."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cgk_runtime.client.provider import JobMessage
    from cgk_runtime.tasks.steps.driver import JsonScalar


@dataclass(eq=False, slots=True)
class Listener:
    """One listener.

    Attributes:
        event: The event's name, or a former one.
        fields: Values the payload must have.
        callback: Function to call with the payload of the first match.
    """

    event: str
    fields: Mapping[str, JsonScalar]
    callback: Callable[[Mapping[str, Any]], None]


class Listeners:
    """The listeners of one provider; each is called once."""

    def __init__(self) -> None:
        self._by_event: defaultdict[str, list[Listener]] = defaultdict(list)

    def add(
        self, event: str, fields: Mapping[str, JsonScalar], callback: Callable[[Mapping[str, Any]], None]
    ) -> Listener:
        """Add and return a listener."""
        listener = Listener(event, fields, callback)
        self._by_event[event].append(listener)
        return listener

    def remove(self, listener: Listener) -> None:
        """Remove a listener, if it is still there."""
        listeners = self._by_event[listener.event]
        if listener in listeners:
            listeners.remove(listener)
        if not listeners:
            del self._by_event[listener.event]

    def notify(self, message: JobMessage) -> bool:
        """Call and remove the listeners that match a job; return True if there was any."""
        listeners = [listener for name in message.event.all_names for listener in self._by_event.get(name, ())]
        if not listeners:
            return False
        payload: Mapping[str, Any] = json.loads(message.payload)
        matching = [
            listener
            for listener in listeners
            if all(_is_equal(payload.get(name), value) for name, value in listener.fields.items())
        ]
        for listener in matching:
            self.remove(listener)
            listener.callback(payload)
        return bool(matching)


def _is_equal(value: object, expected: JsonScalar) -> bool:
    return value == expected and isinstance(value, bool) == isinstance(expected, bool)  # in Python, 1 equals True
