"""Which handlers this process has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cgk_runtime.errors import HandlerDefinitionError
from cgk_runtime.tasks.source_location import source_location

if TYPE_CHECKING:
    from cgk_runtime.schedules.definitions import ScheduleHandler
    from cgk_runtime.schedules.fan_out import TenantSource
    from cgk_runtime.tasks.definition import TaskDefinition
    from cgk_runtime.tasks.unresolved_names import UnresolvedNames
    from cgk_runtime.validation.upcasts import Upcast

    RegistryState = tuple[
        dict[str, ScheduleHandler],
        TenantSource | None,
        dict[str, Upcast],
        dict[str, TaskDefinition],
        dict[str, tuple[TaskDefinition, ...]],
    ]


class TaskRegistry:
    """The handlers of one catalog, by event and by name, and those of its schedules.

    Attributes:
        schedules: The handlers of schedules, by the schedule's name.
        tenant_source: What lists all tenants, for schedules that send an event to each.
        upcasts: What reads the jobs of older producers, by event.
        unknown: Where names that the catalog does not have are noted; None has them refused.
    """

    def __init__(self) -> None:
        self.schedules: dict[str, ScheduleHandler] = {}
        self.tenant_source: TenantSource | None = None
        self.upcasts: dict[str, Upcast] = {}
        self._by_name: dict[str, TaskDefinition] = {}
        self._by_event: dict[str, tuple[TaskDefinition, ...]] = {}
        self._former_names: dict[str, str] = {}
        self.unknown: UnresolvedNames | None = None

    def add(self, definition: TaskDefinition) -> None:
        """Register a handler; the same function, imported once more, takes its own place again.

        Raises:
            HandlerDefinitionError: Its name is taken.
        """
        event = definition.event.name
        if self.unknown is not None and self.unknown.has(event):
            self.unknown.note(event, definition.place)
            return
        holder = self._by_name.get(definition.name)
        if holder is not None and (holder.place, holder.event.name) != (definition.place, event):
            raise HandlerDefinitionError(
                f'Event "{event}": the handlers at {holder.place} and {definition.place} have the same name '
                f'"{definition.name}"; give them names of their own: @task("{event}", name="...")'
            )
        self._by_name[definition.name] = definition
        self._former_names |= dict.fromkeys(definition.event.aliases, event)
        others = [other for other in self._by_event.get(event, ()) if other.name != definition.name]
        self._by_event[event] = tuple(sorted([*others, definition], key=lambda handler: handler.named))

    def add_schedule(self, handler: ScheduleHandler) -> None:
        """Register a schedule's handler; the same function, imported once more, takes its own place again.

        Raises:
            HandlerDefinitionError: The schedule has a handler already.
        """
        name = handler.definition.name
        holder = self.schedules.get(name)
        if holder is not None and source_location(holder.function) != source_location(handler.function):
            places = f"{source_location(holder.function)} and {source_location(handler.function)}"
            raise HandlerDefinitionError(f'Schedule "{name}" has two handlers, at {places}; it may have one')
        self.schedules[name] = handler

    def state(self) -> RegistryState:
        """Give what is registered now, for `restore`."""
        return (
            dict(self.schedules), self.tenant_source, dict(self.upcasts), dict(self._by_name), dict(self._by_event)
        )  # fmt: skip

    def restore(self, state: RegistryState) -> None:
        """Go back to what was registered then; what a test declared is forgotten."""
        self.schedules, self.tenant_source, self.upcasts, self._by_name, self._by_event = state

    def handlers(self, event: str) -> tuple[TaskDefinition, ...]:
        """Give an event's handlers, also by a former name of it, the unnamed one first."""
        return self._by_event.get(self._former_names.get(event, event), ())

    @property
    def events(self) -> tuple[str, ...]:
        """The events that have a handler."""
        return tuple(sorted(self._by_event))

    def __iter__(self) -> Iterator[TaskDefinition]:
        """Go through all handlers."""
        return iter(tuple(self._by_name.values()))
