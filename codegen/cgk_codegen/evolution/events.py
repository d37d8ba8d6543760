"""The changes of events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from cgk_codegen.diagnostics.source import Span
from cgk_codegen.evolution.findings import Audience, Bump, Change
from cgk_codegen.evolution.payloads import Difference, Shape, differences, shown
from cgk_codegen.evolution.window import Window, window_of
from cgk_codegen.resolve import Catalog, Event, Field
from cgk_codegen.resolve.documents import object_schema
from cgk_codegen.type_variants import Definitions

_NOBODY: Final = frozenset[Audience]()
_EVERYBODY: Final = frozenset({Audience.SOURCE, Audience.OLD_JOB, Audience.PROVIDER})
_RESULT: Final = frozenset({Audience.SOURCE, Audience.OLD_HANDLER})

_MESSAGES: Final = {
    "EVO110": "was added as an optional field",
    "EVO111": "was added as a required field",
    "EVO112": "was removed",
    "EVO113": "became required",
    "EVO114": "became optional",
    "EVO115": "may be null now",
    "EVO116": "may no longer be null",
    "EVO117": "has another type: {detail}",
    "EVO118": "takes more types now: {detail}",
    "EVO119": "takes fewer types now: {detail}",
    "EVO120": "allows more texts now: {detail}",
    "EVO121": "allows fewer texts now; refused: {detail}",
    "EVO122": "is held against a new pattern: {detail}",
    "EVO123": "is no longer held against the pattern: {detail}",
    "EVO124": "has narrower bounds now: {detail}",
    "EVO125": "had narrower bounds: {detail}",
    "EVO126": "must be a {detail} now",
    "EVO127": "need no longer be a {detail}",
}


@dataclass(frozen=True, slots=True)
class _Pair:
    old: Definitions
    new: Definitions
    before: Event
    after: Event

    @property
    def window(self) -> Window:
        """Return how long an old job may wait under the settings it was sent with."""
        return window_of(self.before)


def event_changes(old: Catalog, new: Catalog, today: date) -> Iterator[Change]:
    """Compare the events of two catalogs.

    Args:
        old: The catalog before.
        new: The catalog after.
        today: The day a new version would be deployed.
    """
    old_types, new_types = _definitions(old), _definitions(new)
    renamed = {alias: event for event in new.events.values() for alias in event.aliases}
    for name, before in old.events.items():
        after = new.events.get(name) or renamed.get(name)
        if after is None:
            yield _removed(before, new.source.span, today)
            continue
        if after.name != name:
            yield from _renamed(before, after)
        yield from _retired_aliases(before, after, today)
        yield from _changes_of(_Pair(old_types, new_types, before, after), today)
    known = {*old.events, *(alias for event in old.events.values() for alias in event.aliases)}
    for name, after in new.events.items():
        if name not in known and not any(alias in old.events for alias in after.aliases):
            yield Change("EVO102", name, "", f'event "{name}" was added', _NOBODY, Bump.MINOR, after.span)


def _removed(before: Event, span: Span, today: date) -> Change:
    message = f'event "{before.name}" was removed'
    deprecated = before.deprecated
    if deprecated is None:
        until = window_of(before).until(today)
        return Change("EVO101", before.name, "", message, _EVERYBODY, Bump.MAJOR, span, until)
    if deprecated.since is None:
        text = f"{message}; `deprecated` does not say `since` when, so nobody knows whether its window is over"
        until = window_of(before).until(today)
        return Change("EVO109", before.name, "", text, _EVERYBODY, Bump.MAJOR, span, until)
    until = window_of(before).until(deprecated.since)
    if until >= today:
        text = f"{message} within its window, deprecated since {deprecated.since}"
        return Change("EVO109", before.name, "", text, _EVERYBODY, Bump.MAJOR, span, until)
    text = f"{message}, its window was over on {until}"
    return Change("EVO101", before.name, "", text, _NOBODY, Bump.MAJOR, span)


def _retired_aliases(before: Event, after: Event, today: date) -> Iterator[Change]:
    """Find the former names whose jobs are no longer handled by this event: they may go once their window is over."""
    for alias in before.former_names:
        if alias.name in (after.name, *after.aliases):
            continue
        message = f'its former name "{alias.name}" was removed'
        until = window_of(before).until(today if alias.since is None else alias.since)
        if alias.since is None:
            message = f"{message}; `since` does not say when it became one, so nobody knows whether its window is over"
        elif until < today:
            text = f"{message}, its window was over on {until}"
            yield Change("EVO134", after.name, "", text, _NOBODY, Bump.MAJOR, after.span)
            continue
        else:
            message = f"{message} within its window, it was one since {alias.since}"
        breaks = frozenset({Audience.OLD_JOB, Audience.PROVIDER})
        yield Change("EVO134", after.name, "", message, breaks, Bump.MAJOR, after.span, until)


def _renamed(before: Event, after: Event) -> Iterator[Change]:
    message = f'event "{before.name}" is "{after.name}" now, with an alias'
    breaks = frozenset({Audience.SOURCE})
    yield Change("EVO103", after.name, "", message, breaks, Bump.MAJOR, after.span)
    message = f'its task was "{before.task_id}" and is "{after.task_id}"'
    yield Change("EVO160", after.name, "", message, frozenset({Audience.PROVIDER}), Bump.MAJOR, after.span)


def _changes_of(pair: _Pair, today: date) -> Iterator[Change]:
    before, after = pair.before, pair.after
    until = pair.window.until(today)
    arrival = {one.name for one in after.fields if one.arrival is not None}
    fields = differences(_payload(before, pair.old), _payload(after, pair.new), arrival)
    renamed = _renamed_fields(fields, pair)
    for found in fields:
        if found.path == ("tenantId",):  # the pattern is defined once, and compared once
            continue
        ends = until if Audience.OLD_JOB in found.breaks else None
        change = _field_change(after, found, _span(pair, found), ends)
        now = renamed.get(change.path) if found.code == "EVO112" else None
        yield change if now is None else replace(change, message=f"{change.message}, or renamed to {now}")
    yield from _result_changes(pair)
    name, span = after.name, after.span
    if before.payload_type != after.payload_type:
        message = f"its type was {before.payload_type} and is {after.payload_type}"
        yield Change("EVO104", name, "", message, frozenset({Audience.SOURCE}), Bump.MAJOR, span)
    if before.category != after.category:
        message = f"it was in {before.category} and is in {after.category}"
        yield Change("EVO105", name, "", message, _NOBODY, Bump.MINOR, span)
    if before.deprecated is None and after.deprecated is not None:
        message = f"it is deprecated: {after.deprecated.message}"
        yield Change("EVO106", name, "", message, _NOBODY, Bump.MINOR, span)
    if before.deprecated is not None and after.deprecated is None:
        yield Change("EVO107", name, "", "it is no longer deprecated", _NOBODY, Bump.MINOR, span)
    if before.owner != after.owner:
        yield Change("EVO108", name, "", f"{after.owner or 'nobody'} answers for it now", _NOBODY, Bump.PATCH, span)
    if before.retry != after.retry:
        yield Change("EVO140", name, "", "its retry figures changed", _NOBODY, Bump.MINOR, span)
    if before.description != after.description:
        yield Change("EVO181", name, "", "its description changed", _NOBODY, Bump.PATCH, span)
    yield from _field_notes(before, after, until)


def _renamed_fields(found: list[Difference], pair: _Pair) -> dict[str, str]:
    """Pair the fields that went with those that came, where exactly one of each has a schema: they may be one."""
    old, new = ({one.name: one.schema for one in event.fields} for event in (pair.before, pair.after))
    gone = [one.path[0] for one in found if one.code == "EVO112" and len(one.path) == 1]
    came = [one.path[0] for one in found if one.code in ("EVO110", "EVO111") and len(one.path) == 1]
    pairs: dict[str, str] = {}
    for name in gone:
        alike = [other for other in came if new[other] == old[name]]
        if len(alike) == 1 and sum(old[other] == old[name] for other in gone) == 1:
            pairs[name] = alike[0]
    return pairs


def _default(field: Field) -> list[object]:
    return [] if field.arrival is None else [field.arrival.default]


def _field_notes(before: Event, after: Event, until: date) -> Iterator[Change]:
    known = {one.name: one for one in before.fields}
    for one in after.fields:
        was = known.get(one.name)
        if was is None:
            continue
        if was.sensitive != one.sensitive:
            message = "it is personal data now" if one.sensitive else "it is no longer personal data"
            yield Change("EVO128", after.name, one.name, message, _NOBODY, Bump.PATCH, one.span)
        if was.arrival is not None and one.arrival is None and one.required:
            message = "what older jobs get in its place was removed"
            breaks = frozenset({Audience.OLD_JOB})
            yield Change("EVO132", after.name, one.name, message, breaks, Bump.MAJOR, one.span, until)
        elif _default(was) != _default(one):
            message = "what older jobs get in its place changed"
            yield Change("EVO129", after.name, one.name, message, _NOBODY, Bump.MINOR, one.span)
        if was.deprecated is None and one.deprecated is not None:
            message = f"it is deprecated: {one.deprecated.message}"
            yield Change("EVO106", after.name, one.name, message, _NOBODY, Bump.MINOR, one.span)
        if was.description != one.description:
            yield Change("EVO181", after.name, one.name, "its description changed", _NOBODY, Bump.PATCH, one.span)


def _field_change(event: Event, found: Difference, span: Span, until: date | None) -> Change:
    path = shown(found.path)
    message = f"{path} {_MESSAGES[found.code].format(detail=found.detail)}"
    bump = Bump.MAJOR if found.breaks else Bump.MINOR
    return Change(found.code, event.name, path, message, found.breaks, bump, span, until)


def _span(pair: _Pair, found: Difference) -> Span:
    """The field's place in the new catalog, the event's where the field is gone."""
    return next((one.span for one in pair.after.fields if one.name == found.path[0]), pair.after.span)


def _result_changes(pair: _Pair) -> Iterator[Change]:
    before, after = pair.before.result, pair.after.result
    name, span = pair.after.name, pair.after.span
    if before is None or after is None:
        if before is not after:
            message = "it declares a result now" if after else "it no longer declares a result"
            yield Change("EVO130", name, "result", message, frozenset({Audience.SOURCE}), Bump.MAJOR, span)
        return
    old, new = Shape(before.schema, pair.old), Shape(after.schema, pair.new)
    for found in differences(old, new, frozenset()):
        path = f"result.{shown(found.path)}"
        message = f"{path} {_MESSAGES[found.code].format(detail=found.detail)}"
        # Adding a result field is compatible: readers ignore unknown fields.
        breaks = _RESULT if found.breaks else _NOBODY
        bump = Bump.MAJOR if breaks else Bump.MINOR
        yield Change("EVO131", name, path, message, breaks, bump, span)


def _payload(event: Event, definitions: Definitions) -> Shape:
    return Shape(object_schema(event.fields, event.payload_type, ""), definitions)


def _definitions(catalog: Catalog) -> Definitions:
    return {name: shared.schema for name, shared in catalog.types.items()}
