"""Rules about the names of fields."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from cgk_codegen.diagnostics import Findings
from cgk_codegen.resolve import Catalog, Field
from cgk_codegen.resolve.names import attribute_name, snake_case

_ATTRIBUTE: Final = re.compile("[a-z][a-z0-9_]*")
_OBJECT_PROPERTIES: Final = frozenset(
    {
        *("constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString"),
        *("valueOf", "__proto__", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__"),
    }
)
"""Properties of JavaScript's Object.prototype, which validators find on every object."""


def is_object_property(name: str) -> bool:
    """Return whether every JavaScript object has a property of this name."""
    return name in _OBJECT_PROPERTIES


def is_field_name(name: str) -> bool:
    """Return whether an attribute can be derived from the name of a field."""
    return attribute_name(name).isidentifier() and unicodedata.normalize("NFKC", name) == name


def labeled_fields(catalog: Catalog) -> Iterator[tuple[str, tuple[Field, ...]]]:
    """Yield the fields of each event, result and object type, with its description for messages."""
    for event in catalog.events.values():
        yield f'event "{event.name}"', event.fields
        if event.result is not None and event.result.fields is not None:
            yield f'the result of event "{event.name}"', event.result.fields
    for named in catalog.types.values():
        if named.fields is not None:
            yield f'type "{named.name}"', named.fields


def check_field_names(catalog: Catalog, findings: Findings) -> None:
    """Report field names that cannot be attributes; a name that only needs an alias gets a note."""
    for label, fields in labeled_fields(catalog):
        for field in fields:
            name, attribute = field.name, field.attribute
            if name in _OBJECT_PROPERTIES:
                message = f'"{name}" of {label} is a property of every JavaScript object'
                findings.error("CGK409", field.span, message, "rename the field")
            elif field.own_attribute is not None:
                if not _ATTRIBUTE.fullmatch(attribute) or attribute_name(attribute) != attribute:
                    message = f'"{attribute}" cannot be the attribute of "{name}" of {label}'
                    hint = "write letters and digits in snake_case, and avoid reserved names"
                    findings.error("CGK406", field.span, message, hint)
            elif not is_field_name(name):  # Python normalizes identifiers, so the attribute could differ from the name
                hint = "name its attribute: `attribute: ...`"
                findings.error("CGK406", field.span, f'"{name}" of {label} cannot be an attribute', hint)
            elif attribute != snake_case(name):
                message = f'"{name}" of {label} is named `{attribute}` in models, where `{snake_case(name)}` is invalid'
                findings.note("CGK407", field.span, message, f'the name on the wire is "{name}"')


def check_attributes(catalog: Catalog, findings: Findings) -> None:
    """Report fields with the same Python attribute, such as `userID` and `userId`."""
    for label, fields in labeled_fields(catalog):
        fields_by_attribute: dict[str, Field] = {}
        for field in fields:
            first = fields_by_attribute.setdefault(field.attribute, field)
            if first is not field:
                message = f'"{field.name}" and "{first.name}" of {label} both become the attribute "{field.attribute}"'
                findings.error("CGK406", field.span, message, "rename one of them, or give it another `attribute:`")
