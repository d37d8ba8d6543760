"""Handlers of an application, declared in its Python modules or its TypeScript sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from cgk_runtime.tasks.source_location import relative_place, source_location

if TYPE_CHECKING:
    from pathlib import Path

    from cgk_runtime.catalog import Catalog
    from cgk_runtime.sdk import Sdk
    from cgk_runtime.tasks.definition import TaskDefinition

Language = Literal["python", "typescript"]
Kind = Literal["event", "schedule"]


@dataclass(frozen=True, slots=True)
class Handler:
    """Handler of an event or a schedule.

    Attributes:
        event: Name of the event or schedule.
        task: Task id.
        place: File and line, relative to the working directory.
        language: Language of the declaration.
        options: Options of the declaration; empty for TypeScript.
        cancelled_by: Events that cancel its runs.
    """

    event: str
    task: str
    place: str
    language: Language = "python"
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])
    cancelled_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name that the catalog does not have.

    Attributes:
        kind: Event or schedule.
        name: The name.
        nearest: The most similar name in the catalog, or None.
        place: File and line of the declaration, relative to the working directory.
    """

    kind: Kind
    name: str
    nearest: str | None
    place: str


@dataclass(frozen=True, slots=True)
class Send:
    """Call that sends an event.

    Attributes:
        event: Name of the event.
        function: Function or method that is called.
        place: File and line, relative to the working directory.
        language: Language of the call.
    """

    event: str
    function: str
    place: str
    language: Language = "python"


@dataclass(frozen=True, slots=True)
class Handlers:
    """All discovered handlers.

    Attributes:
        events: Handlers of events, in the order of the catalog.
        schedules: Handlers of schedules, sorted by name.
        unknown: Names in TypeScript that the catalog does not have.
        unresolved: File and line of TypeScript declarations whose event is not a literal or a constant of its file.
        typescript_files: Number of TypeScript and JavaScript files that were read.
        unread_files: TypeScript and JavaScript files that could not be read, each with the reason.
        sends: Calls that send events, in the order of the catalog.
    """

    events: tuple[Handler, ...]
    schedules: tuple[Handler, ...] = ()
    unknown: tuple[UnknownName, ...] = ()
    unresolved: tuple[str, ...] = ()
    typescript_files: int = 0
    unread_files: Mapping[str, str] = field(default_factory=dict[str, str])
    sends: tuple[Send, ...] = ()

    def of(self, event: str) -> tuple[Handler, ...]:
        """Return the handlers of an event or a schedule."""
        return tuple(handler for handler in (*self.events, *self.schedules) if handler.event == event)


def describe_python_handlers(sdk: Sdk, modules: Sequence[str], directory: Path) -> Handlers:
    """Describe the imported handlers, and the sends in their source.

    Args:
        sdk: SDK with the handlers.
        modules: The imported modules.
        directory: Folder that places are relative to.
    """
    registry, catalog = sdk.registry, sdk.catalog
    order = list(catalog.events)
    tasks = sorted(registry, key=lambda task: (order.index(task.event.name), task.named, task.name))
    return Handlers(
        events=tuple(
            Handler(
                task.event.name,
                task.name,
                relative_place(task.place, directory),
                options=_options(task),
                cancelled_by=tuple(rule.event for rule in task.constraints.cancel_on),
            )
            for task in tasks
        ),
        schedules=tuple(
            Handler(name, handler.definition.task_id, relative_place(source_location(handler.function), directory))
            for name, handler in sorted(registry.schedules.items())
        ),
        sends=tuple(_python_sends(sdk, modules, directory)),
    )


def merge_handlers(found: Sequence[Handlers], order: Iterable[str]) -> Handlers:
    """Merge the handlers of several languages.

    Args:
        found: Handlers of each language.
        order: Events in the order of the list.
    """
    positions = {event: at for at, event in enumerate(order)}
    events = (handler for one in found for handler in one.events)
    sends = (send for one in found for send in one.sends)
    return Handlers(
        tuple(sorted(events, key=lambda handler: positions.get(handler.event, len(positions)))),
        tuple(handler for one in found for handler in one.schedules),
        tuple(name for one in found for name in one.unknown),
        tuple(place for one in found for place in one.unresolved),
        sum(one.typescript_files for one in found),
        {file: reason for one in found for file, reason in one.unread_files.items()},
        tuple(sorted(sends, key=lambda send: positions.get(send.event, len(positions)))),
    )


def event_or_none(catalog: Catalog, name: str) -> str | None:
    """Return the name of an event by its name or a former name, None if the catalog has no such event."""
    from cgk_runtime.errors import UnknownEventError

    try:
        return catalog.event(name).name
    except UnknownEventError:
        return None


def _python_sends(sdk: Sdk, modules: Sequence[str], directory: Path) -> Iterable[Send]:
    from cgk_runtime.lint.linter import source_files
    from cgk_runtime.lint.send_sites import find_send_sites

    for file in sorted(source_files(modules, directory)):
        for site in find_send_sites(file, lambda name: event_or_none(sdk.catalog, name) is not None):
            place = relative_place(f"{file}:{site.line}", directory.resolve())
            yield Send(sdk.catalog.event(site.event).name, site.function, place)


def _options(task: TaskDefinition) -> dict[str, Any]:
    """Return the options that differ from the event's defaults."""
    options: dict[str, Any] = {}
    if task.retry != task.event.retry:
        options["maxAttempts"] = task.retry.max_attempts
    plain = {"concurrency": task.concurrency, "timeout": task.timeout, "queue": task.queue, "machine": task.machine}
    options |= {name: value for name, value in plain.items() if value is not None}
    if "max_duration" in task.placement:
        options["maxDuration"] = task.max_duration
    return {**options, **{_camel(name): True for name in sorted(task.constraints.used()) if name != "cancel_on"}}


def _camel(name: str) -> str:
    head, *rest = name.replace(" ", "_").split("_")
    return head + "".join(part.capitalize() for part in rest)
