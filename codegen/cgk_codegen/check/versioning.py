"""Rules about how a catalog changes: former names, what older jobs get, accepted breaks."""

from __future__ import annotations

from cgk_codegen.check.example_validation import ExamplePayload, report_violations
from cgk_codegen.check.fields import owners
from cgk_codegen.check.names import is_task_name
from cgk_codegen.diagnostics import Findings, nearest_hint
from cgk_codegen.diagnostics.codes import codes
from cgk_codegen.diagnostics.source import Span
from cgk_codegen.resolve import Catalog, Event


def aliases_are_free(catalog: Catalog, findings: Findings) -> None:
    """A job under a former name must find one event."""
    held: dict[str, str] = {}
    task_ids = {event.task_id.lower(): event.name for event in catalog.events.values()}
    task_ids |= {schedule.task_id.lower(): schedule.name for schedule in catalog.schedules.values()}
    for event in catalog.events.values():
        for alias in event.aliases:
            holder = held.setdefault(alias.lower(), event.name)
            task_holder = task_ids.get(alias.replace(".", "-").lower())
            span = _alias_span(event)
            if not is_task_name(alias):
                message = f'the alias "{alias}" of event "{event.name}" cannot be a task id'
                findings.error("CGK401", span, message, "write the name as it was, such as `order.created`")
            elif alias in catalog.events:
                message = f'the alias "{alias}" of event "{event.name}" is an event'
                findings.error("CGK510", span, message, "remove the alias, or the event")
            elif holder != event.name:
                message = f'the alias "{alias}" is one of "{holder}" and of "{event.name}"'
                findings.error("CGK510", span, message, "leave it to one of them")
            elif task_holder is not None:
                message = f'the alias "{alias}" has the task id of "{task_holder}"'
                findings.error("CGK510", span, message, "remove the alias")


def arrivals_are_valid(catalog: Catalog, findings: Findings) -> None:
    """Check that arrival defaults are valid values of required payload fields."""
    for event in catalog.events.values():
        for field in event.fields:
            if field.arrival is None:
                continue
            what = f'`arrival` of "{field.name}" of event "{event.name}"'
            if not field.required:
                message = f"{what} is for nothing: the field may be absent"
                findings.error("CGK511", field.arrival.span, message, "remove it, or make the field required")
                continue
            given = ExamplePayload(what, "CGK511", None, (), field.arrival.span)
            payload = {**event.example, field.name: field.arrival.default}
            report_violations(catalog, event, payload, given, findings)
    payloads = {id(field) for event in catalog.events.values() for field in event.fields}
    for owner, fields in owners(catalog):
        for field in fields:
            if field.arrival is not None and id(field) not in payloads:
                message = f'"{field.name}" of {owner} has `arrival`, which only a payload\'s own fields have'
                findings.error("CGK511", field.arrival.span, message, "give the whole object, at the payload's field")


def accepted_codes_exist(catalog: Catalog, findings: Findings) -> None:
    """An accepted break must name a change there is."""
    for acceptance in catalog.accepted:
        if acceptance.code not in codes():
            message = f'the accepted break "{acceptance.code}" is unknown'
            findings.error("CGK512", acceptance.span, message, nearest_hint(acceptance.code, codes()))


def _alias_span(event: Event) -> Span:
    entry = event.source.entries.get("aliases")
    return entry.value.span if entry else event.span
