"""The catalog as data, as a generated package defines it. This module imports quickly."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Literal

from cgk_runtime._internal.numbers import LARGEST_COUNT, is_whole
from cgk_runtime.errors import LONGEST_SECONDS, UnknownEventError, UnknownScheduleError

if TYPE_CHECKING:
    from cgk_runtime.payload import PayloadModel
    from cgk_runtime.validation.dict_validator import DictValidator


TENANT_FIELD: Final = "tenantId"
"""Default wire name of the field that holds the tenant's id."""
Fairness = Literal["tenant", "none"]
"""Order in which waiting jobs start: "tenant" lets tenants take turns, "none" follows the order of sending."""


@dataclass(frozen=True, slots=True)
class Retry:
    """When and how often a failed run is retried.

    Attributes:
        max_attempts: The number of attempts including the first one; 1 disables retries.
        factor: The backoff factor between two waits.
        min_timeout_ms: The wait before the second attempt, in milliseconds.
        max_timeout_ms: The longest wait, in milliseconds.

    Example:
        >>> [Retry().delay_ms(attempt) for attempt in (1, 2, 3, 10)]
        [1000, 2000, 4000, 60000]
    """

    max_attempts: int = 3
    factor: float = 2
    min_timeout_ms: int = 1000
    max_timeout_ms: int = 60000

    def __post_init__(self) -> None:
        """Validate the settings.

        Raises:
            ValueError: A setting is out of range.
        """
        if not is_whole(self.max_attempts, 1, LARGEST_COUNT):
            raise ValueError(f"max_attempts must be a whole number from 1 to {LARGEST_COUNT}")
        if isinstance(self.factor, bool) or not 1 <= self.factor < math.inf:
            raise ValueError("factor must be a finite number, at least 1")
        if not is_whole(self.max_timeout_ms, 0, LONGEST_SECONDS * 1000):
            raise ValueError("max_timeout_ms must be whole milliseconds, from 0 to 100 years")
        if not is_whole(self.min_timeout_ms, 0, self.max_timeout_ms):
            raise ValueError("min_timeout_ms must be whole milliseconds, from 0 to max_timeout_ms")

    def delay_ms(self, attempt: int) -> float:
        """Return the wait after a failed attempt, in milliseconds.

        Args:
            attempt: The number of the failed attempt, from 1.
        """
        try:
            return min(self.max_timeout_ms, self.min_timeout_ms * self.factor ** (attempt - 1))
        except OverflowError:
            return self.max_timeout_ms


@dataclass(frozen=True, slots=True)
class EventDefinition:
    """Definition of an event.

    Attributes:
        name: The event's name on the wire, such as "order.created".
        task_id: The name without dots that providers use, such as "order-created".
        category: The category, such as "commerce".
        payload_type: The name of the payload model.
        payload_module: The module that defines the model; imported on first use.
        retry: The default retries of its handlers.
        description: One sentence.
        sensitive_fields: Wire names of the fields with personal data.
        result_type: The name of the result model in the same module, or None.
        deprecated: The replacement, if the event is deprecated.
        owner: The team or person in charge.
        former_names: Former names on the wire (`aliases` in the catalog), whose jobs are still handled.
        former_task_ids: Task ids under the event's former names in the catalog.
        arrival: Defaults for fields that jobs from older producers lack, by wire name.
        key: The event's name in the catalog, if it differs from the one on the wire.
        tenant_field: Wire name of the field that holds the tenant's id.
        tenant_attribute: Attribute of the payload model that holds the tenant's id.
        fairness: "tenant" if tenants take turns, "none" if jobs start in the order of sending, None for the provider's
            default.
    """

    name: str
    task_id: str
    category: str
    payload_type: str
    payload_module: str
    retry: Retry = Retry()
    description: str = ""
    sensitive_fields: tuple[str, ...] = ()
    result_type: str | None = None
    deprecated: str | None = None
    owner: str | None = None
    former_names: tuple[str, ...] = ()
    former_task_ids: tuple[str, ...] = ()
    arrival: Mapping[str, Any] = field(default_factory=dict[str, Any])
    key: str = ""
    tenant_field: str = TENANT_FIELD
    tenant_attribute: str = "tenant_id"
    fairness: Fairness | None = None

    @property
    def all_names(self) -> tuple[str, ...]:
        """Names under which jobs arrive: the current one and the former ones, which older senders use."""
        return (self.name, *self.former_names)

    @property
    def file_name(self) -> str:
        """Name of the event's files in the generated package, without a suffix."""
        return self.key or self.name


@dataclass(frozen=True, slots=True)
class ScheduleDefinition:
    """Definition of a schedule.

    Attributes:
        name: The schedule's name, such as "ab.hourlyMetrics".
        task_id: The name that providers use, such as "schedule-ab-hourlyMetrics"; it differs from every event's id.
        cron: Five fields: minute, hour, day of month, month, day of week.
        timezone: The IANA name of the timezone of the cron fields.
        description: One sentence.
        event: The event to send to every tenant, or None if the schedule needs a handler.
        payload: The payload to send, without the tenant's field.
    """

    name: str
    task_id: str
    cron: str
    timezone: str = "UTC"
    description: str = ""
    event: str | None = None
    payload: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Catalog:
    """All events and schedules of one generated package.

    Attributes:
        name: The distribution's name.
        package: The Python package's name.
        version: The catalog's version.
        tenant_pattern: The regular expression that every tenant id matches as a whole.
        events: The events by name.
        schedules: The schedules by name.
        providers: The providers that the catalog targets; empty if it names none.
        tenant_field: Wire name of the field that holds the tenant's id.
    """

    name: str
    package: str
    version: str
    tenant_pattern: str
    events: Mapping[str, EventDefinition]
    schedules: Mapping[str, ScheduleDefinition]
    providers: tuple[str, ...] = ()
    tenant_field: str = TENANT_FIELD
    _models: dict[str, type[PayloadModel]] = field(
        default_factory=dict[str, "type[PayloadModel]"], init=False, repr=False, compare=False
    )
    _validators: dict[str, DictValidator | None] = field(
        default_factory=dict[str, "DictValidator | None"], init=False, repr=False, compare=False
    )

    def event(self, name: str) -> EventDefinition:
        """Return an event by its name or a former name.

        Raises:
            UnknownEventError: No event has this name; the error names the most similar one.
        """
        definition = self.events.get(name)
        if definition is not None:
            return definition
        for candidate in self.events.values():
            if name in candidate.former_names:
                return candidate
        raise UnknownEventError(name, _nearest(name, self.events))

    def names_of(self, event: str) -> tuple[str, ...]:
        """Return the names under which jobs of an event arrive, or the name itself if it is not that of an event."""
        definition = self.events.get(event)
        return (event,) if definition is None else definition.all_names

    def schedule(self, name: str) -> ScheduleDefinition:
        """Return a schedule by its name.

        Raises:
            UnknownScheduleError: No schedule has this name; the error names the most similar one.
        """
        definition = self.schedules.get(name)
        if definition is None:
            raise UnknownScheduleError(name, _nearest(name, self.schedules))
        return definition

    def payload_model(self, name: str) -> type[PayloadModel]:
        """Return the payload model of an event; its module is imported on first use.

        Raises:
            UnknownEventError: No event has this name.
        """
        model = self._models.get(name)
        if model is None:
            definition = self.event(name)
            model = getattr(import_module(definition.payload_module), definition.payload_type)
            self._models[name] = model
        return model

    def dict_validator(self, name: str) -> DictValidator | None:
        """Return the validator of an event's payload dictionaries, or None if only the model can validate them.

        Raises:
            UnknownEventError: No event has this name.
        """
        if name in self._validators:
            return self._validators[name]
        from cgk_runtime._internal.package_files import read_package_file
        from cgk_runtime.validation.dict_validator import read_dict_validator

        schema = read_package_file(self.package, f"schema/events/{self.event(name).file_name}.json")
        self._validators[name] = validator = None if schema is None else read_dict_validator(schema, self.tenant_field)
        return validator

    def result_model(self, name: str) -> type[PayloadModel]:
        """Return the result model of an event.

        Raises:
            UnknownEventError: No event has this name.
            LookupError: The event declares no result.
        """
        definition = self.event(name)
        if definition.result_type is None:
            raise LookupError(f'Event "{name}" declares no result')
        model: type[PayloadModel] = getattr(import_module(definition.payload_module), definition.result_type)
        return model


def _nearest(name: object, names: Mapping[str, object]) -> str | None:
    from difflib import get_close_matches

    matches = get_close_matches(str(name), names, n=1, cutoff=0.6)
    return matches[0] if matches else None
