"""Handlers that TypeScript and JavaScript sources declare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from cgk_runtime._internal.typescript_source import Call, read_typescript, source_files
from cgk_runtime.cli.handlers.discovery import Handler, Handlers, Kind, Send, UnknownName, event_or_none
from cgk_runtime.errors import UnknownEventError, UnknownScheduleError
from cgk_runtime.providers.trigger_dev.build.emit import is_generated
from cgk_runtime.providers.trigger_dev.build.user_tasks import is_package_helper, task_id_of
from cgk_runtime.tasks.source_location import relative_place

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog


_SENDS: Final = frozenset({"sendJob", "sendJobDynamic", "send"})
"""Functions and methods of the generated package whose first argument is an event's name."""


@dataclass(frozen=True, slots=True)
class _Declaration:
    """A handler's declaration.

    Attributes:
        kind: Event or schedule.
        name: Name of the event or schedule, or None if it is not a literal or a constant of its file.
        must_exist: The catalog must have the name.
    """

    kind: Kind
    name: str | None
    must_exist: bool = True


def typescript_handlers(catalog: Catalog, package: str | None, folders: Iterable[Path], directory: Path) -> Handlers:
    """Find the handlers in the sources below folders.

    Args:
        catalog: Catalog of events and schedules.
        package: Name of the generated npm package; if None, any package may be the generated one.
        folders: Folders to search.
        directory: Folder that the places in the result are relative to.
    """
    # Generated files run handlers in Python, which are found there.
    sources = read_typescript(file for file in source_files(folders) if not is_generated(file))
    clients = {call.variable for source in sources.files for call in source.calls if call.name == "withJobs"}
    events: list[Handler] = []
    schedules: list[Handler] = []
    sends: list[Send] = []
    unknown: list[UnknownName] = []
    unresolved: list[str] = []
    for source in sources.files:
        for call in source.calls:
            place = relative_place(f"{source.path}:{call.line}", directory)
            sent = event_or_none(catalog, str(call.argument(0))) if call.name in _SENDS else None
            if sent is not None:
                sends.append(Send(sent, call.name, place, "typescript"))
            for one in _declarations(call, catalog, package, clients):
                if one.name is None:
                    unresolved.append(place)
                    continue
                try:
                    if one.kind == "schedule":
                        schedule = catalog.schedule(one.name)
                        schedules.append(Handler(schedule.name, schedule.task_id, place, "typescript"))
                    else:
                        event = catalog.event(one.name)
                        events.append(Handler(event.name, event.task_id, place, "typescript"))
                except (UnknownEventError, UnknownScheduleError) as error:
                    if one.must_exist:
                        unknown.append(UnknownName(one.kind, one.name, error.nearest, place))
    return Handlers(
        tuple(events),
        tuple(schedules),
        tuple(unknown),
        tuple(unresolved),
        len(sources.files),
        {relative_place(str(file), directory): reason for file, reason in sources.unread.items()},
        tuple(sends),
    )


def _declarations(
    call: Call, catalog: Catalog, package: str | None, clients: set[str | None]
) -> Iterator[_Declaration]:
    """Return the handlers that a call declares.

    Only functions of the generated package must name an event of the catalog.
    """
    if is_package_helper(call):
        if _is_from_package(call, package):
            name = call.argument(0)
            kind: Kind = "schedule" if call.name == "schedule" else "event"
            yield _Declaration(kind, name if isinstance(name, str) else None)
    elif call.name == "createFunction":
        is_ours = call.object in {*clients, "withJobs()"} or (call.object is None and _is_from_package(call, package))
        triggers = [trigger for argument in call.arguments for trigger in _triggers(argument)]
        if is_ours and not triggers:
            yield _Declaration("event", None)
        for trigger in triggers:
            event = trigger.get("event")
            if isinstance(event, str):
                yield _Declaration("event", event, must_exist=is_ours)
            elif is_ours and "event" in trigger:
                yield _Declaration("event", None)
    else:
        task_id = task_id_of(call)
        for event in catalog.events.values():
            if event.task_id == task_id:
                yield _Declaration("event", event.name)


def _is_from_package(call: Call, package: str | None) -> bool:
    folder, _, name = (call.module or "").rpartition("/")
    return name in {"trigger", "inngest"} and package in {None, folder}


def _triggers(value: object) -> Iterator[dict[str, Any]]:
    """Return the triggers in an argument of Inngest's `createFunction`: an object, a list, or the option `triggers`."""
    if isinstance(value, list):
        for item in cast("list[object]", value):
            yield from _triggers(item)
    elif isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        if "event" in fields or "cron" in fields:
            yield fields
        yield from _triggers(fields.get("triggers"))
