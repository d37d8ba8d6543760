"""The handlers of a process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from typing import TYPE_CHECKING, Any

from cgk_runtime.errors import HandlerDefinitionError
from cgk_runtime.tasks.source_location import source_location

if TYPE_CHECKING:
    from cgk_runtime.schedules.definitions import ScheduleHandler
    from cgk_runtime.schedules.fan_out import TenantSource
    from cgk_runtime.tasks.definition import TaskDefinition
    from cgk_runtime.tasks.tenant_weights import TenantWeight
    from cgk_runtime.validation.upcasts import Upcast


class TaskRegistry:
    """Registry of a catalog's handlers, by event and by name, and of its schedules' handlers.

    Attributes:
        schedules: The handlers of schedules, by schedule name.
        tenant_source: The function that lists all tenants, for schedules that send an event to each.
        tenant_weight: The function that returns a tenant's weight, or None if all tenants have the same.
        upcasts: Functions that convert payloads of other catalog versions, by event.
    """

    def __init__(self) -> None:
        self.schedules: dict[str, ScheduleHandler] = {}
        self.tenant_source: TenantSource | None = None
        self.tenant_weight: TenantWeight | None = None
        self.upcasts: dict[str, Upcast] = {}
        self._by_name: dict[str, TaskDefinition] = {}
        self._by_event: dict[str, tuple[TaskDefinition, ...]] = {}
        self._former_names: dict[str, str] = {}

    def add(self, definition: TaskDefinition) -> None:
        """Register a handler; importing the same function again replaces its earlier definition.

        Raises:
            HandlerDefinitionError: Another handler has this name.
        """
        event = definition.event.name
        existing = self._by_name.get(definition.name)
        if existing is not None and (existing.place, existing.event.name) != (definition.place, event):
            raise HandlerDefinitionError(
                f'Event "{event}": the handlers at {existing.place} and {definition.place} have the same name '
                f'"{definition.name}"; give each its own name: @task("{event}", name="...")'
            )
        self._by_name[definition.name] = definition
        self._former_names |= dict.fromkeys(definition.event.former_names, event)
        others = [other for other in self._by_event.get(event, ()) if other.name != definition.name]
        self._by_event[event] = tuple(sorted([*others, definition], key=lambda handler: handler.named))

    def add_schedule(self, handler: ScheduleHandler) -> None:
        """Register a schedule's handler; importing the same function again replaces its earlier definition.

        Raises:
            HandlerDefinitionError: The schedule already has another handler.
        """
        name = handler.definition.name
        existing = self.schedules.get(name)
        if existing is not None and source_location(existing.function) != source_location(handler.function):
            places = f"{source_location(existing.function)} and {source_location(handler.function)}"
            raise HandlerDefinitionError(f'Schedule "{name}" has two handlers, at {places}; only one is allowed')
        self.schedules[name] = handler

    def state(self) -> dict[str, Any]:  # all attributes
        """Return the current content, for `restore`."""
        # Dictionaries are copied, because they may grow. Functions are not, because they may be any callable objects.
        return {name: value if callable(value) else copy(value) for name, value in vars(self).items()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Restore an earlier content, which removes the declarations of a test."""
        vars(self).update(state)

    def handlers(self, event: str) -> tuple[TaskDefinition, ...]:
        """Return an event's handlers by its name or a former name, the unnamed handler first."""
        return self._by_event.get(self._former_names.get(event, event), ())

    @property
    def events(self) -> tuple[str, ...]:
        """The events that have a handler."""
        return tuple(sorted(self._by_event))

    def __iter__(self) -> Iterator[TaskDefinition]:
        """Iterate over all handlers."""
        return iter(tuple(self._by_name.values()))
