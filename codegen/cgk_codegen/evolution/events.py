"""Comparison of the events of two catalogs."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from cgk_codegen.diagnostics.source import Span
from cgk_codegen.evolution.findings import Audience, Change
from cgk_codegen.evolution.payloads import Difference, differences, path_text
from cgk_codegen.evolution.subsumption import Shape
from cgk_codegen.evolution.window import window_end
from cgk_codegen.json_schema import Schema
from cgk_codegen.json_text import compact_json
from cgk_codegen.resolve import Catalog, Event, Field

_NO_AUDIENCE: Final = frozenset[Audience]()
_REMOVAL_BREAKS: Final = frozenset({Audience.SOURCE, Audience.OLD_JOB, Audience.PROVIDER})
_RESULT_BREAKS: Final = frozenset({Audience.SOURCE, Audience.OLD_HANDLER})

_MESSAGES: Final = {
    "EVO110": "was added as an optional field",
    "EVO111": "was added as a required field",
    "EVO112": "was removed",
    "EVO113": "became required",
    "EVO114": "became optional",
    "EVO115": "became nullable",
    "EVO116": "is no longer nullable",
    "EVO117": "has a different type: {detail}",
    "EVO135": "are accepted now",
    "EVO136": "are no longer accepted",
    "EVO118": "accepts more types: {detail}",
    "EVO119": "accepts fewer types: {detail}",
    "EVO120": "accepts new values: {detail}",
    "EVO121": "no longer accepts: {detail}",
    "EVO122": "has a new pattern: {detail}",
    "EVO123": "no longer has the pattern: {detail}",
    "EVO124": "has narrower bounds: {detail}",
    "EVO125": "no longer has the bounds: {detail}",
    "EVO126": "must be a {detail}",
    "EVO127": "no longer has to be a {detail}",
}
"""Message of each field change by code; `{detail}` holds the values, types or bounds that changed."""


def event_changes(old: Catalog, new: Catalog, today: date) -> Iterator[Change]:
    """Compare the events of two catalogs.

    Args:
        old: The catalog before.
        new: The catalog after.
        today: The day a new version would be deployed.
    """
    surviving = surviving_events(old, new)
    for name, before in old.events.items():
        after = surviving.get(name)
        if after is None:
            removed = _removed(before, new.source.span, today)
            new_name = _likely_new_name(before, old, new)
            alias = name if before.wire_name == name else compact_json(before.wire_name)
            hint = "" if new_name is None else f'; if "{new_name}" is its new name, add `aliases: [{alias}]` there'
            yield replace(removed, message=removed.message + hint)
            continue
        yield from _renamed(before, after, today)
        yield from _retired_aliases(before, after, today)
        yield from _changes_of(old, new, before, after, today)
    known_names = {*old.events, *(name for event in old.events.values() for name in event.former_names)}
    known_names |= {after.name for after in surviving.values()}
    for name, after in new.events.items():
        if name not in known_names:
            yield Change("EVO102", name, f'event "{name}" was added', after.span)


def surviving_events(old: Catalog, new: Catalog) -> dict[str, Event]:
    """Return the events of the old catalog that the new one still has, by their old names in the catalog."""
    by_wire_name = {event.wire_name: event for event in new.events.values()}
    by_wire_name |= {name: event for event in new.events.values() for name in event.former_names}
    surviving: dict[str, Event] = {}
    for name, event in old.events.items():
        survivor = new.events.get(name) or by_wire_name.get(event.wire_name) or by_wire_name.get(name)
        if survivor is not None:
            surviving[name] = survivor
    return surviving


def _likely_new_name(before: Event, old: Catalog, new: Catalog) -> str | None:
    """Return the name of the added event with the same payload, of several the most similar name; None without one."""
    fields = _field_schemas(before)
    added = [event for name, event in new.events.items() if name not in old.events]
    candidates = [event.name for event in added if _field_schemas(event) == fields]
    if len(candidates) == 1 and len(fields) > 1:  # a payload with only the tenant proves nothing: many events have it
        return candidates[0]
    return next(iter(difflib.get_close_matches(before.name, candidates, n=1)), None)


def _field_schemas(event: Event) -> dict[str, tuple[Schema, bool]]:
    return {field.name: (field.schema, field.required) for field in event.fields}


def _removed(before: Event, span: Span, today: date) -> Change:
    message = f'event "{before.name}" was removed'
    if before.deprecated is None:
        return Change("EVO101", before.name, message, span, _REMOVAL_BREAKS, until=window_end(before, today))
    note, until = _window_note(before, before.deprecated.since, today)
    code, breaks = ("EVO101", _NO_AUDIENCE) if until is None else ("EVO109", _REMOVAL_BREAKS)
    return Change(code, before.name, f"{message} {note}", span, breaks, until=until)


def _retired_aliases(before: Event, after: Event, today: date) -> Iterator[Change]:
    """Yield a change for each former name that was removed; it breaks nothing after the name's window."""
    for alias in before.aliases:
        if alias.name not in (after.wire_name, *after.former_names):
            note, until = _window_note(before, alias.since, today)
            breaks = _NO_AUDIENCE if until is None else frozenset({Audience.OLD_JOB, Audience.PROVIDER})
            message = f'its former name "{alias.name}" was removed {note}'
            yield Change("EVO134", after.name, message, after.span, breaks, until=until)


def _window_note(event: Event, since: date | None, today: date) -> tuple[str, date | None]:
    """Return a note about the window that began on the day `since`, and its last day; None if the window is over."""
    until = window_end(event, since or today)
    if since is None:
        return "without a `since` date, so the end of its window is unknown", until
    if until < today:
        return f"after its window, which ended on {until}", None
    return f"within its window, which began on {since}", until


def _renamed(before: Event, after: Event, today: date) -> Iterator[Change]:
    """Yield the changes of an event's name on the wire and of its task id."""
    message = f'event "{before.wire_name}" was renamed to "{after.wire_name}"'
    if before.wire_name != after.wire_name and before.wire_name in after.former_names:
        breaks = frozenset({Audience.SOURCE})
        yield Change("EVO103", after.name, f"{message}, with an alias", after.span, breaks)
    elif before.wire_name != after.wire_name:
        breaks, until = frozenset({Audience.SOURCE, Audience.OLD_JOB}), window_end(before, today)
        yield Change("EVO137", after.name, f"{message}, without an alias", after.span, breaks, until=until)
    if before.task_id != after.task_id:
        message = f'its task id changed from "{before.task_id}" to "{after.task_id}"'
        yield Change("EVO160", after.name, message, after.span, frozenset({Audience.PROVIDER}))


def _changes_of(old: Catalog, new: Catalog, before: Event, after: Event, today: date) -> Iterator[Change]:
    until = window_end(before, today)
    defaulted_fields = {field.name for field in after.fields if field.arrival is not None}
    old_shape, new_shape = Shape(before.schema, old.definitions), Shape(after.schema, new.definitions)
    field_differences = differences(old_shape, new_shape, defaulted_fields)
    renamed = _renamed_fields(field_differences, before, after)
    for difference in field_differences:
        if difference.path in {(before.tenant_field,), (after.tenant_field,)}:  # `compare` reports it for all events
            continue
        end = until if Audience.OLD_JOB in difference.breaks else None
        change = _field_change(after, difference, end)
        new_name = renamed.get(change.path) if difference.code == "EVO112" else None
        yield change if new_name is None else replace(change, message=f"{change.message}, or renamed to {new_name}")
    yield from _result_changes(old, new, before, after)
    for code, message in _setting_changes(before, after):
        breaks = frozenset({Audience.SOURCE}) if code == "EVO104" else _NO_AUDIENCE
        yield Change(code, after.name, message, after.span, breaks)
    yield from _changes_of_field_settings(before, after, until)


def _setting_changes(before: Event, after: Event) -> Iterator[tuple[str, str]]:
    """Yield the code and the message of each change of an event's own settings."""
    if before.payload_type != after.payload_type:
        yield "EVO104", f"its payload type changed from {before.payload_type} to {after.payload_type}"
    if before.category != after.category:
        yield "EVO105", f"it moved from category {before.category} to {after.category}"
    if before.deprecated is None and after.deprecated is not None:
        yield "EVO106", f"it is deprecated: {after.deprecated.message}"
    if before.deprecated is not None and after.deprecated is None:
        yield "EVO107", "it is no longer deprecated"
    if before.owner != after.owner:
        yield "EVO108", f"its owner changed from {before.owner or 'none'} to {after.owner or 'none'}"
    if before.retry != after.retry:
        yield "EVO140", "its retry settings changed"
    if before.fairness != after.fairness:
        default = "the provider's default"
        yield "EVO141", f"its fairness changed from {before.fairness or default} to {after.fairness or default}"
    if before.description != after.description:
        yield "EVO181", "its description changed"


def _renamed_fields(differences: list[Difference], before: Event, after: Event) -> dict[str, str]:
    """Return the likely new names of removed fields; exactly one removed and one added field have the same schema."""
    old, new = ({field.name: field.schema for field in event.fields} for event in (before, after))
    removed = [field.path[0] for field in differences if field.code == "EVO112" and len(field.path) == 1]
    added = [field.path[0] for field in differences if field.code in ("EVO110", "EVO111") and len(field.path) == 1]
    new_names: dict[str, str] = {}
    for name in removed:
        candidates = [candidate for candidate in added if new[candidate] == old[name]]
        if len(candidates) == 1 and sum(old[other] == old[name] for other in removed) == 1:
            new_names[name] = candidates[0]
    return new_names


def _defaults(field: Field) -> list[object]:
    return [] if field.arrival is None else [field.arrival.default]  # a list of one, because the default may be None


def _changes_of_field_settings(before: Event, after: Event, until: date) -> Iterator[Change]:
    old_fields = {field.name: field for field in before.fields}
    for field in after.fields:
        old_field = old_fields.get(field.name, field)  # an added field is compared with itself: no changes
        for code, message in _field_setting_changes(old_field, field):
            loses_default = code == "EVO132"
            breaks = frozenset({Audience.OLD_JOB}) if loses_default else _NO_AUDIENCE
            yield Change(code, after.name, message, field.span, breaks, field.name, until if loses_default else None)


def _field_setting_changes(before: Field, after: Field) -> Iterator[tuple[str, str]]:
    """Yield the code and the message of each change of a field, except those of its schema."""
    if before.sensitive != after.sensitive:
        yield "EVO128", "it became sensitive" if after.sensitive else "it is no longer sensitive"
    if before.arrival is not None and after.arrival is None and after.required:
        yield "EVO132", "its default for older jobs was removed"
    elif _defaults(before) != _defaults(after):
        change = "was removed" if after.arrival is None else "changed"
        yield "EVO129", f"its default for older jobs {'was added' if before.arrival is None else change}"
    if before.deprecated is None and after.deprecated is not None:
        yield "EVO106", f"it is deprecated: {after.deprecated.message}"
    if before.description != after.description:
        yield "EVO181", "its description changed"


def _field_change(event: Event, difference: Difference, until: date | None) -> Change:
    """Return the change of a field; its position is that of the field, or of the event if the field was removed."""
    path = path_text(difference.path)
    message = f"{path} {_MESSAGES[difference.code].format(detail=difference.detail)}"
    span = next((field.span for field in event.fields if field.name == difference.path[0]), event.span)
    return Change(difference.code, event.name, message, span, difference.breaks, path, until)


def _result_changes(old: Catalog, new: Catalog, before: Event, after: Event) -> Iterator[Change]:
    old_result, new_result = before.result, after.result
    if old_result is None or new_result is None:
        if old_result is not new_result:
            message = "a result was added" if new_result else "its result was removed"
            yield Change("EVO130", after.name, message, after.span, frozenset({Audience.SOURCE}), "result")
        return
    shapes = Shape(old_result.schema, old.definitions), Shape(new_result.schema, new.definitions)
    for difference in differences(*shapes, frozenset()):
        path = f"result.{path_text(difference.path)}"
        message = f"{path} {_MESSAGES[difference.code].format(detail=difference.detail)}"
        # Adding a result field is compatible: readers ignore unknown fields.
        breaks = _RESULT_BREAKS if difference.breaks else _NO_AUDIENCE
        yield Change("EVO131", after.name, message, after.span, breaks, path)
