"""Handlers written down: as columns for people, as one document for machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cgk_runtime.cli.output import print_columns

if TYPE_CHECKING:
    from rich.console import Console

    from cgk_runtime.catalog import Catalog
    from cgk_runtime.cli.handlers.discovery import Handler, Handlers
    from cgk_runtime.cli.handlers.impact import AffectedHandlers


def _without(catalog: Catalog, handlers: Handlers) -> list[str]:
    handled = {handler.event for handler in handlers.events}
    return [event for event in catalog.events if event not in handled]


def print_handlers(out: Console, catalog: Catalog, handlers: Handlers, modules: Sequence[str]) -> None:
    """Print the handlers, the events without one, and what is not known of either.

    Args:
        out: Where to.
        catalog: Whose events.
        handlers: What was found.
        modules: The Python modules that were imported.
    """
    rows = [_row(handler) for handler in (*handlers.events, *handlers.schedules)]
    print_columns(out, rows, styles=["bold"] * len(rows))
    if rows:
        out.print()
    without = _without(catalog, handlers)
    if without:
        out.print(f"without a handler: {', '.join(without)}\n")
    _show_unknown(out, handlers)
    have = len(catalog.events) - len(without)
    out.print(f"{have} of {len(catalog.events)} events and {len(handlers.schedules)} schedules have a handler")
    _show_remarks(out, handlers, modules)


def print_impact(out: Console, touched: Sequence[AffectedHandlers], handlers: Handlers) -> None:
    """Print changes, each with those it touches."""
    for one in touched:
        change = one.change
        path = f": {change['path']}" if change["path"] else ""
        breaks = f" (breaks: {', '.join(change['breaks'])})" if change["breaks"] else ""
        out.print(f"{change['code']} {change['subject']}{path}: {change['message']}{breaks}", style="bold")
        if change["until"]:
            out.print(f"  a job of an old producer can arrive until {change['until']}")
        rows = [(handler.place, handler.task, handler.event) for handler in one.handlers]
        rows += [(handler.place, handler.task, "its runs are stopped by the event") for handler in one.stopped]
        print_columns(out, rows, indent=2)
        if not rows:
            out.print("  no handler is touched")
        out.print()
    if not touched:
        out.print("nothing differs")
    _show_unknown(out, handlers)


def _show_unknown(out: Console, handlers: Handlers) -> None:
    for name in handlers.unknown:
        hint = f'; did you mean "{name.nearest}"?' if name.nearest else ""
        out.print(f'{name.place}: there is no {name.kind} "{name.name}"{hint}', style="red")
    if handlers.unknown:
        out.print()


def _show_remarks(out: Console, handlers: Handlers, modules: Sequence[str]) -> None:
    if not modules:
        out.print("no Python module was imported: name them, or say handlers = [...] under [tool.cgk]")
    if handlers.typescript_files:
        files = "1 file" if handlers.typescript_files == 1 else f"{handlers.typescript_files} files"
        out.print(f"TypeScript and JavaScript in {files} was read, not run")
    if handlers.unresolved:
        out.print(f"unknown event, because it is not a literal or a constant: {', '.join(handlers.unresolved)}")
    for file, reason in handlers.unread_files.items():
        out.print(f"not read: {file} ({reason})", style="yellow")


def _row(handler: Handler) -> list[str]:
    said = ", ".join(name if value is True else f"{name} {value}" for name, value in handler.options.items())
    cancelled = f"stopped by {', '.join(handler.cancelled_by)}" if handler.cancelled_by else ""
    cells = [handler.event, handler.task, handler.place, ", ".join(filter(None, (said, cancelled)))]
    return cells if cells[-1] else cells[:-1]


def build_document(
    catalog: Catalog, handlers: Handlers, modules: Sequence[str], touched: Sequence[AffectedHandlers] | None
) -> dict[str, Any]:
    """Give everything as JSON data; `cgk-codegen live-check --handlers` reads it."""
    document: dict[str, Any] = {
        "package": catalog.package,
        "version": catalog.version,
        "modules": list(modules),
        "handlers": [_described(handler) for handler in handlers.events],
        "schedules": [_described(handler, "schedule") for handler in handlers.schedules],
        "withoutHandler": _without(catalog, handlers),
        "unknown": [
            {"kind": name.kind, "name": name.name, "nearest": name.nearest, "place": name.place}
            for name in handlers.unknown
        ],
        "notWrittenOut": list(handlers.unresolved),
        "typescriptFiles": handlers.typescript_files,
        "unreadFiles": [{"file": file, "reason": reason} for file, reason in handlers.unread_files.items()],
    }
    if touched is not None:
        document["touched"] = [
            {
                **one.change,
                "handlers": [_described(handler) for handler in one.handlers],
                "stopped": [_described(handler) for handler in one.stopped],
            }
            for one in touched
        ]
    return document


def _described(handler: Handler, kind: str = "event") -> dict[str, Any]:
    known: dict[str, Any] = {
        kind: handler.event,
        "task": handler.task,
        "place": handler.place,
        "language": handler.language,
        "options": dict(handler.options),
    }
    return {**known, "stoppedBy": list(handler.cancelled_by)} if handler.cancelled_by else known
