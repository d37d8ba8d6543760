"""Handlers that TypeScript and JavaScript sources declare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from cgk_runtime._internal.typescript_source import Call, read_typescript, source_files
from cgk_runtime.cli.handlers.discovery import Handler, Handlers, Kind, UnknownName
from cgk_runtime.errors import UnknownEventError, UnknownScheduleError
from cgk_runtime.lint.send_sites import Send, event_or_none
from cgk_runtime.providers.trigger_dev.build.emit import is_generated
from cgk_runtime.providers.trigger_dev.build.user_tasks import is_package_helper, task_id_of
from cgk_runtime.tasks.source_location import relative_place

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog


_SENDS: Final = frozenset({"sendJob", "sendJobDynamic", "send"})
"""Functions and methods of the generated package whose first argument is an event's name."""


def add_typescript_handlers(
    handlers: Handlers, catalog: Catalog, package: str | None, folders: Iterable[Path], directory: Path
) -> None:
    """Add the handlers and sends in the sources below folders.

    Args:
        handlers: The handlers to add to.
        catalog: Catalog of events and schedules.
        package: Name of the generated npm package; if None, any package may be the generated one.
        folders: Folders to search.
        directory: Folder that the places in the result are relative to.
    """
    # Generated files only call Python handlers, and those are listed from their Python modules.
    sources = read_typescript(file for file in source_files(folders) if not is_generated(file))
    # Variables with an Inngest client of the generated package: `const inngest = withJobs(...)`.
    client_names = {call.variable for source in sources.files for call in source.calls if call.name == "withJobs"}
    for source in sources.files:
        for call in source.calls:
            place = relative_place(f"{source.path}:{call.line}", directory)
            sent_event = event_or_none(catalog, str(call.argument(0))) if call.name in _SENDS else None
            if sent_event is not None:
                handlers.sends.append(Send(sent_event, call.name, place, "typescript"))
            for kind, name in _find_declarations(call, catalog, package, client_names):
                if name is None:
                    handlers.unresolved.append(place)
                    continue
                try:
                    definition = catalog.event(name) if kind == "event" else catalog.schedule(name)
                except (UnknownEventError, UnknownScheduleError) as error:
                    handlers.unknown.append(UnknownName(kind, name, error.nearest, place))
                else:
                    handlers.all.append(Handler(kind, definition.name, definition.task_id, place, "typescript"))
    handlers.typescript_files += len(sources.files)
    handlers.unread_files |= {relative_place(str(file), directory): reason for file, reason in sources.unread.items()}
    handlers.sort(catalog.events)


def _find_declarations(
    call: Call, catalog: Catalog, package: str | None, client_names: set[str | None]
) -> Iterator[tuple[Kind, str | None]]:
    """Yield the kind and name of each handler that a call declares; the name is None if it cannot be read.

    A function of another package may name any event, so it declares a handler only if the catalog has the event.
    """
    if is_package_helper(call):
        if _is_from_package(call, package):
            name = call.argument(0)
            yield "schedule" if call.name == "schedule" else "event", name if isinstance(name, str) else None
    elif call.name == "createFunction":
        # The object of the call is a variable with a client, or `withJobs(...)` itself.
        uses_package = call.object in {*client_names, "withJobs()"} or (
            call.object is None and _is_from_package(call, package)
        )
        for event in _find_trigger_events(call, catalog, uses_package=uses_package):
            yield "event", event
    else:
        task_id = task_id_of(call)
        for definition in catalog.events.values():
            if definition.task_id == task_id:
                yield "event", definition.name


def _find_trigger_events(call: Call, catalog: Catalog, *, uses_package: bool) -> Iterator[str | None]:
    """Yield the event of each trigger of Inngest's `createFunction`, or None if it cannot be read."""
    triggers = [trigger for argument in call.arguments for trigger in _find_triggers(argument)]
    if uses_package and not triggers:
        yield None
    for trigger in triggers:
        event = trigger.get("event")
        if isinstance(event, str) and (uses_package or event_or_none(catalog, event) is not None):
            yield event
        elif uses_package and "event" in trigger:
            yield None


def _is_from_package(call: Call, package: str | None) -> bool:
    folder, _, name = (call.module or "").rpartition("/")
    return name in {"trigger", "inngest"} and package in {None, folder}


def _find_triggers(value: object) -> Iterator[dict[str, Any]]:
    """Yield the triggers in an argument of Inngest's `createFunction`: an object, a list, or the option `triggers`."""
    if isinstance(value, list):
        for item in cast("list[object]", value):
            yield from _find_triggers(item)
    elif isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        if "event" in fields or "cron" in fields:
            yield fields
        yield from _find_triggers(fields.get("triggers"))
