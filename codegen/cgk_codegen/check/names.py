"""Rules about the names of events, schedules, types and categories."""

from __future__ import annotations

import keyword
import re
from typing import Final

from cgk_codegen.diagnostics import Findings
from cgk_codegen.diagnostics.source import Span
from cgk_codegen.load import span_at
from cgk_codegen.reserved_names import SHADOWED_EXPORTS, reserved_type_names
from cgk_codegen.resolve import Catalog, Event, Schedule
from cgk_codegen.resolve.catalog import dict_type_name
from cgk_codegen.resolve.names import EVENT_NAME

_TYPE_NAME: Final = re.compile(r"[A-Z][A-Za-z0-9]{0,119}")
_CATEGORY_NAME: Final = re.compile(r"[a-z][A-Za-z0-9]*")
MAX_TASK_ID: Final = 128
_MAX_WIRE_NAME: Final = 200

RESERVED_MODULES: Final = frozenset({"shared", "con", "prn", "aux", "nul"})
"""`shared` is generated; Windows reserves the others as file names."""


def is_task_name(name: str) -> bool:
    """Return whether a name of an event, current or former, can be a task id."""
    return EVENT_NAME.fullmatch(name) is not None and len(name) <= MAX_TASK_ID


def check_name_forms(catalog: Catalog, findings: Findings) -> None:
    """Report names that cannot be identifiers, file names or task ids."""
    for task in _tasks(catalog):
        hint = f"write dotted words of letters and digits, such as `order.created`, of at most {MAX_TASK_ID} characters"
        if not EVENT_NAME.fullmatch(task.name) or len(task.task_id) > MAX_TASK_ID:
            noun = "an event" if isinstance(task, Event) else "a schedule"
            findings.error("CGK401", task.span, f'"{task.name}" cannot be the name of {noun}', hint)
    for name, _owner, span in _named_types(catalog):
        if not _TYPE_NAME.fullmatch(name):
            hint = "write PascalCase of at most 120 characters, such as `OrderCreatedPayload`"
            findings.error("CGK402", span, f'"{name}" cannot be a type name', hint)
    for category in catalog.categories.values():
        if not _CATEGORY_NAME.fullmatch(category.name):
            hint = "write camelCase, such as `abTesting`"
            findings.error("CGK403", category.span, f'"{category.name}" cannot be a category name', hint)


def is_wire_name(name: str) -> bool:
    """Return whether a name can be an event's name on the wire."""
    return 0 < len(name) <= _MAX_WIRE_NAME and name.isprintable() and name == name.strip()


def check_wire_names(catalog: Catalog, findings: Findings) -> None:
    """Report names on the wire that are unreadable or belong to another event."""
    event_names: dict[str, str] = {}
    for event in catalog.events.values():
        name = event.wire_name
        span = event.span if event.source.get("wireName") is None else span_at(event.source, ("wireName",))
        if not is_wire_name(name):
            hint = f"write at most {_MAX_WIRE_NAME} visible characters, without spaces at the ends"
            findings.error("CGK410", span, f'"{name}" cannot be a name on the wire', hint)
        first = event_names.setdefault(name, event.name)
        if first != event.name:
            message = f'the events "{event.name}" and "{first}" both have the wire name "{name}"'
            findings.error("CGK410", span, message, "write another `wireName:`")


def check_task_ids(catalog: Catalog, findings: Findings) -> None:
    """Report events and schedules with the same task id."""
    task_names: dict[str, str] = {}
    for task in _tasks(catalog):
        first = task_names.setdefault(task.task_id.lower(), task.name)
        if first != task.name:
            message = f'"{task.name}" and "{first}" both have the task id "{task.task_id}"'
            findings.error("CGK404", task.span, message, "rename one of them")


def check_type_names(catalog: Catalog, findings: Findings) -> None:
    """Report types with the same name, the same TypedDict name, or a reserved name."""
    reserved = reserved_type_names()
    owners: dict[str, str] = {}
    for name, owner, span in _named_types(catalog):
        for type_name in (name, dict_type_name(name)):
            if type_name in reserved and not (type_name in SHADOWED_EXPORTS and owner.startswith("type")):
                hint = "write another `payloadType:`" if owner.startswith("event") else "choose another name"
                findings.error("CGK408", span, f'the type name "{type_name}" of {owner} is reserved', hint)
            first_owner = owners.setdefault(type_name.lower(), owner)
            if first_owner != owner:
                message = f'{owner} and {first_owner} have the same type name "{type_name}"'
                findings.error("CGK405", span, message, "give one of them another `payloadType:` or `title:`")
                break


def check_category_modules(catalog: Catalog, findings: Findings) -> None:
    """Report categories whose Python module is reserved or belongs to another category."""
    category_names: dict[str, str] = {}
    for category in catalog.categories.values():
        module = category.module
        if module in RESERVED_MODULES or keyword.iskeyword(module):
            message = f'"{category.name}" cannot be a category name: the module "{module}" is reserved'
            findings.error("CGK403", category.span, message, "choose another name")
        first = category_names.setdefault(module, category.name)
        if first != category.name:
            message = f'the categories "{category.name}" and "{first}" both become the module "{module}"'
            findings.error("CGK403", category.span, message, "rename one of them")


def _named_types(catalog: Catalog) -> list[tuple[str, str, Span]]:
    """Return the name, the owner as described in messages, and the position of every generated type."""
    types = [(named_type.name, f'type "{named_type.name}"', named_type.span) for named_type in catalog.types.values()]
    for event in catalog.events.values():
        span = span_at(event.source, ("payloadType",)) if event.source.get("payloadType") else event.span
        types.append((event.payload_type, f'event "{event.name}"', span))
        if event.result is not None:
            types.append((event.result.name, f'the result of event "{event.name}"', event.result.span))
    return types


def _tasks(catalog: Catalog) -> list[Event | Schedule]:
    return [*catalog.events.values(), *catalog.schedules.values()]
