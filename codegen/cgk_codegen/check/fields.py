"""Rules about the names of fields."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from cgk_codegen.diagnostics import Findings
from cgk_codegen.resolve import Catalog, Event, Field
from cgk_codegen.resolve.names import attribute_name, snake_case

_WIRE_NAME: Final = re.compile(r"[\w$][\w$ .:/-]*")
_OF_EVERY_OBJECT: Final = frozenset(
    {
        *("constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString"),
        *("valueOf", "__proto__", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__"),
    }
)
"""Properties of JavaScript's Object.prototype: a validator there takes them for given."""


def owners(catalog: Catalog) -> Iterator[tuple[str, tuple[Field, ...]]]:
    """Return everything that has fields, with what to call it in messages."""
    for event in catalog.events.values():
        yield from owners_of(catalog, event)
    yield from owners_of(catalog, None)


def owners_of(catalog: Catalog, event: Event | None) -> Iterator[tuple[str, tuple[Field, ...]]]:
    """Return what has fields in an event, or, for None, the types that have."""
    if event is None:
        for named in catalog.types.values():
            if named.fields is not None:
                yield f'type "{named.name}"', named.fields
        return
    yield f'event "{event.name}"', event.fields
    if event.result is not None and event.result.fields is not None:
        yield f'the result of event "{event.name}"', event.result.fields


def names_work_everywhere(catalog: Catalog, event: Event | None, findings: Findings) -> None:
    """Most names can be made to work by an alias, which is said; some cannot."""
    for owner, fields in owners_of(catalog, event):
        for field in fields:
            name = field.name
            attribute = attribute_name(name)
            if name in _OF_EVERY_OBJECT:
                message = f'"{name}" of {owner} is something every JavaScript object has'
                findings.error("CGK409", field.span, message, "rename it")
            elif unicodedata.normalize("NFKC", name) != name:
                # Python normalizes such a name, and the attribute then differs from the name on the wire.
                hint = f'write "{unicodedata.normalize("NFKC", name)}"'
                findings.error("CGK406", field.span, f'"{name}" of {owner} is not in normal form (NFKC)', hint)
            elif not _WIRE_NAME.fullmatch(name) or not attribute.isidentifier():
                hint = "write camelCase letters and digits"
                findings.error("CGK406", field.span, f'"{name}" of {owner} cannot be an attribute', hint)
            elif attribute != snake_case(name):
                message = f'"{name}" of {owner} is `{attribute}` in Python, where the name itself cannot be'
                findings.note("CGK407", field.span, message, f'on the wire it stays "{name}"')


def attributes_are_unique(catalog: Catalog, event: Event | None, findings: Findings) -> None:
    """`userID` and `userId` are two fields on the wire and would be one attribute in Python."""
    for owner, fields in owners_of(catalog, event):
        seen: dict[str, Field] = {}
        for field in fields:
            attribute = attribute_name(field.name)
            other = seen.setdefault(attribute, field)
            if other is not field:
                message = f'"{field.name}" and "{other.name}" of {owner} both become the attribute "{attribute}"'
                findings.error("CGK406", field.span, message, "rename one of them")
