"""Reports of handlers, as columns and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime._internal.plurals import join_first, pluralize
from cgk_runtime.cli.output import print_columns

if TYPE_CHECKING:
    from rich.console import Console

    from cgk_runtime.catalog import Catalog
    from cgk_runtime.cli.handlers.discovery import Handler, Handlers
    from cgk_runtime.cli.handlers.impact import AffectedHandlers


_MAX_LISTED: Final = 3
"""Maximum number of events without a handler, and of unread files for each reason, to list."""


def print_handlers(out: Console, catalog: Catalog, handlers: Handlers, modules: Sequence[str]) -> None:
    """Print the handlers, the sends, the events without a handler, and unknown names.

    Args:
        out: The console.
        catalog: The catalog.
        handlers: The handlers.
        modules: The imported Python modules.
    """
    rows = [_handler_cells(handler) for handler in handlers.all]
    print_columns(out, rows, styles=["bold"] * len(rows))
    if rows:
        out.print()
    if handlers.sends:
        print_columns(out, [(send.event, f"sent by {send.function}", send.place) for send in handlers.sends])
        out.print()
    unhandled = _events_without_handler(catalog, handlers)
    if unhandled:
        hint = f"; --json lists all {len(unhandled)}" if len(unhandled) > _MAX_LISTED else ""
        out.print(f"without a handler: {join_first(unhandled, _MAX_LISTED)}{hint}\n")
    event_count, schedules = len(catalog.events), pluralize(len(handlers.of("schedule")), "schedule")
    out.print(f"handlers for {event_count - len(unhandled)} of {event_count} events and {schedules}")
    _print_remarks(out, handlers, modules)


def print_impact(out: Console, impact: Sequence[AffectedHandlers], handlers: Handlers, modules: Sequence[str]) -> None:
    """Print changes, each with the handlers it affects.

    Args:
        out: The console.
        impact: The changes with their handlers.
        handlers: The handlers.
        modules: The imported Python modules.
    """
    no_handler = "no handler is affected" if modules else "no handler is known; no Python module was imported"
    for affected in impact:
        change = affected.change
        path = f": {change['path']}" if change["path"] else ""
        breaks = f" (breaks: {', '.join(change['breaks'])})" if change["breaks"] else ""
        out.print(f"{change['code']} {change['subject']}{path}: {change['message']}{breaks}", style="bold")
        if change["until"]:
            out.print(f"  jobs from old producers can arrive until {change['until']}")
        rows = [(handler.place, handler.task, handler.event) for handler in affected.handlers]
        rows += [(handler.place, handler.task, "its runs are canceled by the event") for handler in affected.cancelled]
        print_columns(out, rows, indent=2)
        if not rows:
            out.print(f"  {no_handler}")
        out.print()
    if not impact:
        out.print("no changes")
    _print_remarks(out, handlers, modules)


def _print_remarks(out: Console, handlers: Handlers, modules: Sequence[str]) -> None:
    for unknown in handlers.unknown:
        hint = f'; did you mean "{unknown.nearest}"?' if unknown.nearest else ""
        out.print(f'{unknown.place}: unknown {unknown.kind} "{unknown.name}"{hint}', style="red")
    if not modules:
        out.print("no Python module was imported; name them, or set handlers = [...] under [tool.cgk]")
    if handlers.typescript_files:
        out.print(f"TypeScript and JavaScript in {pluralize(handlers.typescript_files, 'file')} was read, not run")
    if handlers.unresolved:
        places = ", ".join(handlers.unresolved)
        out.print(f"event unknown, because its name is not a literal or a constant of the file: {places}")
    unread: dict[str, list[str]] = {}
    for file, reason in handlers.unread_files.items():
        unread.setdefault(reason, []).append(file)
    for reason, files in unread.items():
        out.print(f"not read: {join_first(files, _MAX_LISTED)} ({reason})", style="yellow")


def _handler_cells(handler: Handler) -> list[str]:
    options = [name if value is True else f"{name} {value}" for name, value in handler.options.items()]
    if handler.cancelled_by:
        options.append(f"canceled by {', '.join(handler.cancelled_by)}")
    return [handler.event, handler.task, handler.place, *([", ".join(options)] if options else [])]


def _events_without_handler(catalog: Catalog, handlers: Handlers) -> list[str]:
    handled = {handler.event for handler in handlers.all}
    return [event for event in catalog.events if event not in handled]


def build_document(
    catalog: Catalog, handlers: Handlers, modules: Sequence[str], impact: Sequence[AffectedHandlers] | None
) -> dict[str, Any]:
    """Return the report as JSON data, which `cgk-codegen live-check --handlers` reads."""
    document: dict[str, Any] = {
        "package": catalog.package,
        "version": catalog.version,
        "modules": list(modules),
        "handlers": [_handler_document(handler) for handler in handlers.of("event")],
        "schedules": [_handler_document(handler) for handler in handlers.of("schedule")],
        "sends": [asdict(send) for send in handlers.sends],
        "withoutHandler": _events_without_handler(catalog, handlers),
        "unknown": [asdict(unknown) for unknown in handlers.unknown],
        "unresolved": list(handlers.unresolved),
        "typescriptFiles": handlers.typescript_files,
        "unreadFiles": [{"file": file, "reason": reason} for file, reason in handlers.unread_files.items()],
    }
    if impact is not None:
        document["affected"] = [
            {
                **affected.change,
                "handlers": [_handler_document(handler) for handler in affected.handlers],
                "cancelled": [_handler_document(handler) for handler in affected.cancelled],
            }
            for affected in impact
        ]
    return document


def _handler_document(handler: Handler) -> dict[str, Any]:
    document: dict[str, Any] = {
        handler.kind: handler.event,
        "task": handler.task,
        "place": handler.place,
        "language": handler.language,
        "options": dict(handler.options),
    }
    if handler.cancelled_by:
        document["cancelledBy"] = list(handler.cancelled_by)
    return document
