"""Readers for days, delays, deprecations, aliases, arrival defaults, accepted breaks and ignored findings."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from cgk_codegen.diagnostics import Findings
from cgk_codegen.load import MapNode, Node, to_python
from cgk_codegen.resolve.catalog_parts import AcceptedBreak, Alias, ArrivalDefault, Deprecation, IgnoredFinding
from cgk_codegen.resolve.language import ACCEPTED_KEYS, ALIAS_KEYS, ARRIVAL_KEYS, DEPRECATED_KEYS, IGNORED_KEYS
from cgk_codegen.resolve.reader import MapReader, is_text

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DELAY: Final = re.compile(r"([1-9][0-9]{0,4})([dhm])")
_UNITS: Final = {"d": "days", "h": "hours", "m": "minutes"}


def read_day(reader: MapReader, key: str, findings: Findings) -> date | None:
    """Read a date such as 2026-11-30 (RFC 3339, full-date), None if it is absent."""
    text = reader.optional_text(key)
    if text is None:
        return None
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    message = f'"{key}" of {reader.label} is not a date: {text}'
    findings.error("CGK211", reader.key_span(key), message, "write a date such as 2026-11-30")
    return None


def read_delay(reader: MapReader, key: str, findings: Findings) -> timedelta | None:
    """Read a duration such as 36h or 90d, None if it is absent."""
    text = reader.optional_text(key)
    if text is None:
        return None
    match = _DELAY.fullmatch(text)
    if match:
        return timedelta(**{_UNITS[match[2]]: int(match[1])})
    message = f'"{key}" of {reader.label} is not a duration: {text}'
    findings.error("CGK212", reader.key_span(key), message, "write a number and d, h or m, such as 90d or 36h")
    return None


def read_deprecation(node: Node | None, label: str, findings: Findings) -> Deprecation | None:
    """Read the `deprecated` of an event or field, None if it is absent."""
    if node is None:
        return None
    if is_text(node):
        return Deprecation(str(to_python(node)), "", node.span)
    if isinstance(node, MapNode):
        reader = MapReader(node, f"`deprecated` of {label}", findings, DEPRECATED_KEYS)
        since = read_day(reader, "since", findings)
        deprecation = Deprecation(reader.optional_text("replacement"), reader.text("note"), node.span, since)
        if deprecation.message:
            return deprecation
    hint = "name the replacement, or write `{note: ...}` if there is none"
    findings.error("CGK207", node.span, f"`deprecated` of {label} is empty", hint)
    return None


def read_arrival(reader: MapReader, findings: Findings) -> ArrivalDefault | None:
    """Read a field's `arrival`, None if it is absent."""
    node = reader.node("arrival")
    if node is None:
        return None
    arrival = MapReader(node, f"`arrival` of {reader.label}", findings, ARRIVAL_KEYS)
    default = arrival.node("default")
    return None if default is None else ArrivalDefault(to_python(default), default.span)


def read_aliases(reader: MapReader, findings: Findings) -> tuple[Alias, ...]:
    """Read an event's former names, each as text or with its date; empty if there are none."""
    aliases: list[Alias] = []
    for item in reader.items("aliases"):
        if is_text(item):
            aliases.append(Alias(str(to_python(item))))
        elif isinstance(item, MapNode):
            alias = MapReader(item, f"an alias of {reader.label}", findings, ALIAS_KEYS)
            aliases.append(Alias(alias.text("name"), read_day(alias, "since", findings)))
        else:
            message = f'an item of "aliases" of {reader.label} must be text'
            findings.error("CGK204", item.span, message, "write the name")
    return tuple(aliases)


def read_accepted(root: MapReader, findings: Findings) -> tuple[AcceptedBreak, ...]:
    """Read the accepted breaks of the catalog's first file."""
    accepted: list[AcceptedBreak] = []
    for item in root.items("accepted"):
        reader = MapReader(item, "an accepted break", findings, ACCEPTED_KEYS)
        code, subject, reason = reader.text("code"), reader.text("subject"), reader.text("reason")
        until = read_day(reader, "until", findings)
        if until is not None:
            accepted.append(AcceptedBreak(code, subject, reader.optional_text("path"), reason, until, item.span))
    return tuple(accepted)


def read_ignored(root: MapReader, findings: Findings) -> tuple[IgnoredFinding, ...]:
    """Read the ignored findings of the catalog's first file."""
    ignored: list[IgnoredFinding] = []
    for item in root.items("ignored"):
        reader = MapReader(item, "an ignored finding", findings, IGNORED_KEYS)
        code, subject, reason = reader.text("code"), reader.text("subject"), reader.text("reason")
        if code and subject and reason:
            ignored.append(IgnoredFinding(code, subject, reader.optional_text("provider"), reason, item.span))
    return tuple(ignored)
