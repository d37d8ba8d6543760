"""Rules about the evolution of a catalog: aliases, deprecations, arrival defaults, accepted breaks."""

from __future__ import annotations

from cgk_codegen.check.example_validation import ValueSource, report_payload_violations
from cgk_codegen.check.fields import labeled_fields
from cgk_codegen.check.names import is_task_name, is_wire_name
from cgk_codegen.diagnostics import Findings, nearest_hint
from cgk_codegen.diagnostics.codes import codes
from cgk_codegen.load import span_at
from cgk_codegen.resolve import Catalog, Deprecation


def check_aliases(catalog: Catalog, findings: Findings) -> None:
    """Report aliases that are invalid on the wire, or that another event or schedule uses."""
    events_by_alias: dict[str, str] = {}
    wire_names = {event.wire_name for event in catalog.events.values()}
    task_ids = {event.task_id.lower(): event.name for event in catalog.events.values()}
    task_ids |= {schedule.task_id.lower(): schedule.name for schedule in catalog.schedules.values()}
    for event in catalog.events.values():
        for alias in event.former_names:
            first_event = events_by_alias.setdefault(alias.lower(), event.name)
            task_owner = task_ids.get(alias.replace(".", "-").lower()) if is_task_name(alias) else None
            span = span_at(event.source, ("aliases",))
            if not is_wire_name(alias):
                message = f'the alias "{alias}" of event "{event.name}" cannot be a name on the wire'
                findings.error("CGK410", span, message, "write the former name, such as `Order Created`")
            elif alias in wire_names:
                message = f'the alias "{alias}" of event "{event.name}" is also an event'
                findings.error("CGK510", span, message, "remove the alias, or the event")
            elif first_event != event.name:
                message = f'the events "{first_event}" and "{event.name}" both have the alias "{alias}"'
                findings.error("CGK510", span, message, "remove the alias from one of them")
            elif task_owner not in (None, event.name):
                message = f'the alias "{alias}" has the task id of "{task_owner}"'
                findings.error("CGK510", span, message, "remove the alias")


def check_replacements(catalog: Catalog, findings: Findings) -> None:
    """Report replacements that are unknown or deprecated themselves."""
    events = {event.name: event.deprecated for event in catalog.events.values()}
    for event in catalog.events.values():
        if event.deprecated is not None:
            _check_replacement(f'event "{event.name}"', event.name, event.deprecated, events, findings)
    for label, fields in labeled_fields(catalog):
        siblings = {field.name: field.deprecated for field in fields}
        for field in fields:
            if field.deprecated is not None:
                _check_replacement(f'"{field.name}" of {label}', field.name, field.deprecated, siblings, findings)


def _check_replacement(
    label: str, name: str, deprecation: Deprecation, known: dict[str, Deprecation | None], findings: Findings
) -> None:
    replacement = deprecation.replacement
    if replacement is None:
        return
    if replacement not in known:
        hint = nearest_hint(replacement, known)
        findings.error("CGK506", deprecation.span, f'the replacement of {label}, "{replacement}", is unknown', hint)
    elif replacement == name or known[replacement] is not None:
        message = f'the replacement of {label}, "{replacement}", is deprecated itself'
        findings.error("CGK506", deprecation.span, message, "name a replacement that is not deprecated")


def check_arrival_defaults(catalog: Catalog, findings: Findings) -> None:
    """Report arrival defaults that are invalid, or belong to a field that is not a required field of a payload."""
    for event in catalog.events.values():
        for field in event.fields:
            if field.arrival is None:
                continue
            label = f'`arrival` of "{field.name}" of event "{event.name}"'
            if not field.required:
                message = f"{label} has no effect, because the field is optional"
                findings.error("CGK511", field.arrival.span, message, "remove it, or make the field required")
                continue
            source = ValueSource(label, "CGK511", None, field.arrival.span)
            payload = {**event.example, field.name: field.arrival.default}
            report_payload_violations(catalog, event, payload, source, findings)
    payload_labels = {f'event "{name}"' for name in catalog.events}
    for label, fields in labeled_fields(catalog):
        for field in fields:
            if field.arrival is not None and label not in payload_labels:
                message = f'"{field.name}" of {label} has `arrival`, which only works on fields of a payload'
                hint = "move it to the payload's field, with the whole object as default"
                findings.error("CGK511", field.arrival.span, message, hint)


def check_accepted_codes(catalog: Catalog, findings: Findings) -> None:
    """Report accepted breaks with an unknown code."""
    for acceptance in catalog.accepted:
        if acceptance.code not in codes():
            message = f'the accepted break has the unknown code "{acceptance.code}"'
            findings.error("CGK512", acceptance.span, message, nearest_hint(acceptance.code, codes()))
