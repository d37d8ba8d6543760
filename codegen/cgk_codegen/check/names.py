"""Rules about names: what they may look like, and that no two become the same thing."""

from __future__ import annotations

import keyword
import re
from typing import Final

from cgk_codegen.diagnostics import Findings
from cgk_codegen.resolve import Catalog, Event, Field, Schedule
from cgk_codegen.resolve.names import attribute_name

_EVENT_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)+")
_TYPE_NAME: Final = re.compile(r"[A-Z][A-Za-z0-9]*")
_CATEGORY_NAME: Final = re.compile(r"[a-z][A-Za-z0-9]*")
_MAX_TASK_ID: Final = 128


def names_are_well_formed(catalog: Catalog, findings: Findings) -> None:
    """Names become identifiers, file names and task ids, so their form is fixed."""
    for thing in _tasks(catalog):
        hint = "write dotted words of letters and digits, such as `order.created`"
        if not _EVENT_NAME.fullmatch(thing.name):
            findings.error("CGK401", thing.span, f'"{thing.name}" cannot be a task id', hint)
        elif len(thing.task_id) > _MAX_TASK_ID:
            findings.error("CGK401", thing.span, f'"{thing.name}" is longer than {_MAX_TASK_ID} characters', hint)
    for event in catalog.events.values():
        if not _TYPE_NAME.fullmatch(event.payload_type):
            message = f'"{event.payload_type}" cannot be a type name'
            findings.error("CGK402", event.span, message, "write PascalCase, such as `OrderCreatedPayload`")
    for shared in catalog.types.values():
        if not _TYPE_NAME.fullmatch(shared.name):
            findings.error("CGK402", shared.span, f'"{shared.name}" cannot be a type name', "write PascalCase")
    for category in catalog.categories.values():
        if not _CATEGORY_NAME.fullmatch(category.name) or keyword.iskeyword(category.name):
            hint = "write camelCase, such as `abTesting`"
            findings.error("CGK403", category.span, f'"{category.name}" cannot be a category name', hint)


def task_ids_are_unique(catalog: Catalog, findings: Findings) -> None:
    """`.` becomes `-` in a task id, and an event can be named like a schedule."""
    seen: dict[str, str] = {}
    for thing in _tasks(catalog):
        other = seen.setdefault(thing.task_id.lower(), thing.name)
        if other != thing.name:
            message = f'"{thing.name}" and "{other}" both have the task id "{thing.task_id}"'
            findings.error("CGK404", thing.span, message, "rename one of them")


def type_names_are_unique(catalog: Catalog, findings: Findings) -> None:
    """Two payload types of one name would be one type, and so would their dictionaries."""
    seen: dict[str, str] = {}
    named = [(shared.name, f'type "{shared.name}"', shared.span) for shared in catalog.types.values()]
    named += [(event.payload_type, f'event "{event.name}"', event.span) for event in catalog.events.values()]
    for name, owner, span in named:
        other = seen.setdefault(name.removesuffix("Payload").lower(), owner)
        if other != owner:
            hint = "give one of them another `payloadType:`"
            findings.error("CGK405", span, f'{owner} and {other} share the type name "{name}"', hint)


def attributes_are_unique(catalog: Catalog, findings: Findings) -> None:
    """`userID` and `userId` are two fields on the wire and would be one attribute in Python."""
    groups: list[tuple[str, tuple[Field, ...]]] = [
        (f'event "{event.name}"', event.fields) for event in catalog.events.values()
    ]
    groups += [(f'type "{shared.name}"', shared.fields) for shared in catalog.types.values() if shared.fields]
    for owner, fields in groups:
        seen: dict[str, Field] = {}
        for field in fields:
            attribute = attribute_name(field.name)
            if not attribute.isidentifier():
                hint = "write camelCase letters and digits"
                findings.error("CGK406", field.span, f'"{field.name}" of {owner} cannot be an attribute', hint)
            other = seen.setdefault(attribute, field)
            if other is not field:
                message = f'"{field.name}" and "{other.name}" of {owner} both become the attribute "{attribute}"'
                findings.error("CGK406", field.span, message, "rename one of them")


def _tasks(catalog: Catalog) -> list[Event | Schedule]:
    return [*catalog.events.values(), *catalog.schedules.values()]
