"""Rules about the times and payloads of schedules."""

from __future__ import annotations

from typing import Final
from zoneinfo import available_timezones

from cgk_codegen.check.example_validation import ValueSource, report_payload_violations
from cgk_codegen.check.limits.cron_problems import FIELDS_PROBLEM, cron_problem
from cgk_codegen.check.time_zones import is_time_zone
from cgk_codegen.diagnostics import Findings, nearest_hint
from cgk_codegen.load import span_at
from cgk_codegen.resolve import Catalog

_CRON_FIELDS: Final = 5
_MAX_SHOWN: Final = 100


def check_times(catalog: Catalog, findings: Findings) -> None:
    """Report invalid cron expressions and timezones that some provider refuses."""
    for schedule in catalog.schedules.values():
        label = f'schedule "{schedule.name}"'
        if not is_time_zone(schedule.timezone):
            span = span_at(schedule.source, ("timezone",))
            hint = nearest_hint(schedule.timezone, sorted(filter(is_time_zone, available_timezones())))
            findings.error("CGK602", span, f'{label} has the unknown timezone "{schedule.timezone}"', hint)
        span = span_at(schedule.source, ("cron",))
        has_five_fields = len(schedule.cron.split()) == _CRON_FIELDS
        problem, hint = cron_problem(schedule.cron) if has_five_fields else FIELDS_PROBLEM
        if problem and schedule.source.get("cron") is not None:  # a missing cron is reported already
            findings.error("CGK601", span, f'{label} has the cron "{schedule.cron[:_MAX_SHOWN]}", {problem}', hint)


def check_sent_payloads(catalog: Catalog, findings: Findings) -> None:
    """Report schedules whose event is unknown or whose payload is invalid."""
    for schedule in catalog.schedules.values():
        label = f'schedule "{schedule.name}"'
        sends_span, payload_span = span_at(schedule.source, ("sends",)), span_at(schedule.source, ("payload",))
        event = catalog.events.get(schedule.event) if schedule.event is not None else None
        if schedule.event is None:
            if schedule.payload:
                findings.error("CGK603", payload_span, f"{label} has a payload but no event", "add `sends:`")
        elif event is None:
            message = f'{label} sends the unknown event "{schedule.event}"'
            findings.error("CGK603", sends_span, message, nearest_hint(schedule.event, catalog.events))
        elif catalog.tenant.field in schedule.payload:
            hint = "remove it; it is added for each tenant"
            span = span_at(schedule.source, ("payload", catalog.tenant.field))
            findings.error("CGK604", span, f"the payload of {label} has a {catalog.tenant.field}", hint)
        else:
            if event.deprecated is not None:
                message = f'{label} sends the deprecated event "{event.name}"'
                findings.warning("CGK605", sends_span, message, event.deprecated.message)
            full_payload = {catalog.tenant.field: catalog.tenant.example, **schedule.payload}
            source = ValueSource(f"the payload of {label}", "CGK604", schedule.source.get("payload"), sends_span)
            report_payload_violations(catalog, event, full_payload, source, findings)
