"""Handlers of an application, declared in its Python modules or its TypeScript sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from cgk_runtime.lint.linter import source_files
from cgk_runtime.lint.send_sites import Send, find_sends
from cgk_runtime.tasks.source_location import relative_place, source_location

if TYPE_CHECKING:
    from pathlib import Path

    from cgk_runtime.sdk import Sdk
    from cgk_runtime.tasks.definition import TaskDefinition

Kind = Literal["event", "schedule"]


@dataclass(frozen=True, slots=True)
class Handler:
    """Handler of an event or a schedule.

    Attributes:
        kind: "event" or "schedule".
        event: Name of the event or schedule.
        task: Task id.
        place: File and line, relative to the working directory.
        language: "python" or "typescript".
        options: Options of the declaration; empty for TypeScript.
        cancelled_by: Events that cancel its runs.
    """

    kind: Kind
    event: str
    task: str
    place: str
    language: str = "python"
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])
    cancelled_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name that the catalog does not have.

    Attributes:
        kind: "event" or "schedule".
        name: The name.
        nearest: The most similar name in the catalog, or None.
        place: File and line of the declaration, relative to the working directory.
    """

    kind: Kind
    name: str
    nearest: str | None
    place: str


@dataclass(slots=True)
class Handlers:
    """All discovered handlers.

    Attributes:
        all: Handlers of events, then of schedules.
        unknown: Names in TypeScript that the catalog does not have.
        unresolved: File and line of TypeScript declarations whose event is not a literal or a constant of the file.
        typescript_files: Number of TypeScript and JavaScript files that were read.
        unread_files: TypeScript and JavaScript files that could not be read, each with the reason.
        sends: Calls that send events.
    """

    all: list[Handler] = field(default_factory=list[Handler])
    unknown: list[UnknownName] = field(default_factory=list[UnknownName])
    unresolved: list[str] = field(default_factory=list[str])
    typescript_files: int = 0
    unread_files: dict[str, str] = field(default_factory=dict[str, str])
    sends: list[Send] = field(default_factory=list[Send])

    def of(self, kind: Kind) -> list[Handler]:
        """Return the handlers of events or of schedules."""
        return [handler for handler in self.all if handler.kind == kind]

    def sort(self, events: Iterable[str]) -> None:
        """Sort handlers and sends by the order of events; handlers of schedules come last."""
        position = {event: index for index, event in enumerate(events)}
        self.all.sort(key=lambda handler: (handler.kind == "schedule", position.get(handler.event, len(position))))
        self.sends.sort(key=lambda send: position[send.event])


def describe_python_handlers(sdk: Sdk, modules: Sequence[str], directory: Path) -> Handlers:
    """Describe the imported handlers, and the sends in their source.

    Args:
        sdk: SDK with the handlers.
        modules: The imported modules.
        directory: Folder that places are relative to.
    """
    handlers = Handlers()
    for task in sorted(sdk.registry, key=lambda task: (task.named, task.name)):
        place = relative_place(task.place, directory)
        cancelled_by = tuple(rule.event for rule in task.constraints.cancel_on)
        handlers.all.append(
            Handler("event", task.event.name, task.name, place, options=_options(task), cancelled_by=cancelled_by)
        )
    for name, handler in sorted(sdk.registry.schedules.items()):
        place = relative_place(source_location(handler.function), directory)
        handlers.all.append(Handler("schedule", name, handler.definition.task_id, place))
    for file in sorted(source_files(modules, directory)):
        handlers.sends += find_sends(file, sdk.catalog, directory.resolve())
    handlers.sort(sdk.catalog.events)
    return handlers


def _options(task: TaskDefinition) -> dict[str, Any]:
    """Return the options that differ from the event's defaults."""
    options: dict[str, Any] = {}
    if task.retry != task.event.retry:
        options["maxAttempts"] = task.retry.max_attempts
    optional = {"concurrency": task.concurrency, "timeout": task.timeout, "queue": task.queue, "machine": task.machine}
    options |= {name: value for name, value in optional.items() if value is not None}
    if "max_duration" in task.placement:
        options["maxDuration"] = task.max_duration
    return options | {_to_camel_case(name): True for name in sorted(task.constraints.used() - {"cancel_on"})}


def _to_camel_case(name: str) -> str:
    head, *rest = name.replace(" ", "_").split("_")
    return head + "".join(part.capitalize() for part in rest)
