"""The catalog as data: what a generated package hands to the runtime. Nothing heavy is imported here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from cgk_runtime.errors import UnknownEventError, UnknownScheduleError

if TYPE_CHECKING:
    from cgk_runtime.payload import PayloadModel
    from cgk_runtime.validation.dict_validator import DictValidator


@dataclass(frozen=True, slots=True)
class Retry:
    """How often and when a failed run is tried again.

    Attributes:
        max_attempts: All attempts, the first one included; 1 means no retry.
        factor: Each wait is this many times the one before.
        min_timeout_ms: The wait before the second attempt, in milliseconds.
        max_timeout_ms: No wait is longer, in milliseconds.

    Example:
        >>> [Retry().delay_ms(attempt) for attempt in (1, 2, 3, 10)]
        [1000, 2000, 4000, 60000]
    """

    max_attempts: int = 3
    factor: float = 2
    min_timeout_ms: int = 1000
    max_timeout_ms: int = 60000

    def __post_init__(self) -> None:
        """Refuse figures that make no sense.

        Raises:
            ValueError: A figure is out of its range.
        """
        if self.max_attempts < 1:
            raise ValueError(f"max_attempts must be at least 1, it is {self.max_attempts}")
        if self.factor < 1:
            raise ValueError(f"factor must be at least 1, it is {self.factor}")
        if not 0 <= self.min_timeout_ms <= self.max_timeout_ms:
            figures = f"{self.min_timeout_ms} and {self.max_timeout_ms}"
            raise ValueError(f"0 <= min_timeout_ms <= max_timeout_ms must hold, they are {figures}")

    def delay_ms(self, attempt: int) -> float:
        """Give the wait after a failed attempt, in milliseconds.

        Args:
            attempt: The number of the attempt that failed, from 1.
        """
        try:
            return min(self.max_timeout_ms, self.min_timeout_ms * self.factor ** (attempt - 1))
        except OverflowError:
            return self.max_timeout_ms


@dataclass(frozen=True, slots=True)
class EventDefinition:
    """One event of the catalog.

    Attributes:
        name: Such as "order.created".
        task_id: Its name where providers want one without dots: "order-created".
        category: Such as "commerce".
        payload_type: The name of the payload's model.
        payload_module: The module that has it; imported when the event is first used.
        retry: What holds for handlers that do not say otherwise.
        description: One sentence.
        sensitive_fields: Wire names of the fields with personal data.
        result_type: The name of the result's model in the same module, where handlers return one.
        deprecated: What to use instead, where the event is deprecated.
        owner: Who answers for it.
        aliases: Its former names, whose jobs are still handled.
        arrival: What a job of an older producer gets for fields it lacks, by wire name.
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
    aliases: tuple[str, ...] = ()
    arrival: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class ScheduleDefinition:
    """One schedule of the catalog.

    Attributes:
        name: Such as "ab.hourlyMetrics".
        task_id: Such as "schedule-ab-hourlyMetrics"; never an event's.
        cron: Five fields: minute, hour, day of month, month, day of week.
        timezone: An IANA name; the cron's fields are local times there.
        description: One sentence.
        event: The event it sends to every tenant, or None where it wants a handler.
        payload: What it sends, without tenantId.
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
        tenant_pattern: The regular expression every tenant id matches as a whole.
        events: Every event by its name.
        schedules: Every schedule by its name.
        providers: Those the catalog is meant for; none where it does not say.
    """

    name: str
    package: str
    version: str
    tenant_pattern: str
    events: Mapping[str, EventDefinition]
    schedules: Mapping[str, ScheduleDefinition]
    providers: tuple[str, ...] = ()
    _models: dict[str, type[PayloadModel]] = field(
        default_factory=dict[str, "type[PayloadModel]"], init=False, repr=False, compare=False
    )
    _forms: dict[str, DictValidator | None] = field(
        default_factory=dict[str, "DictValidator | None"], init=False, repr=False, compare=False
    )

    def event(self, name: str) -> EventDefinition:
        """Find an event, also by a former name of it.

        Raises:
            UnknownEventError: There is none of this name; the nearest is named.
        """
        definition = self.events.get(name)
        if definition is not None:
            return definition
        for renamed in self.events.values():
            if name in renamed.aliases:
                return renamed
        raise UnknownEventError(name, _nearest(name, self.events))

    def schedule(self, name: str) -> ScheduleDefinition:
        """Find a schedule.

        Raises:
            UnknownScheduleError: There is none of this name; the nearest is named.
        """
        definition = self.schedules.get(name)
        if definition is None:
            raise UnknownScheduleError(name, _nearest(name, self.schedules))
        return definition

    def payload_model(self, name: str) -> type[PayloadModel]:
        """Give an event's model; its module is imported when it is first asked for.

        Raises:
            UnknownEventError: There is no event of this name.
        """
        model = self._models.get(name)
        if model is None:
            definition = self.event(name)
            model = getattr(import_module(definition.payload_module), definition.payload_type)
            self._models[name] = model
        return model

    def dict_validator(self, name: str) -> DictValidator | None:
        """Give what validates and writes an event's payloads without its model, or None where only the model can.

        Raises:
            UnknownEventError: There is no event of this name.
        """
        try:
            return self._forms[name]
        except KeyError:
            from cgk_runtime._internal.package_files import read_package_file
            from cgk_runtime.validation.dict_validator import read_dict_validator

            schema = read_package_file(self.package, f"schema/events/{self.event(name).name}.json")
            self._forms[name] = form = None if schema is None else read_dict_validator(schema)
            return form

    def result_model(self, name: str) -> type[PayloadModel]:
        """Give the model of what an event's handlers return.

        Raises:
            UnknownEventError: There is no event of this name.
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
