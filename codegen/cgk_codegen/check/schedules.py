"""Rules about schedules: when they run and what they send."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

from cronsim import CronSim, CronSimError

from cgk_codegen.check.values import report_violations
from cgk_codegen.diagnostics import Findings, nearest_hint
from cgk_codegen.resolve import Catalog
from cgk_codegen.resolve.catalog import TENANT_FIELD

_FIELDS_OF_CRON = 5


def times_are_valid(catalog: Catalog, findings: Findings) -> None:
    """A cron expression has five fields, for no provider takes more, and its timezone is one of the IANA database."""
    zones = available_timezones()
    for schedule in catalog.schedules.values():
        what = f'schedule "{schedule.name}"'
        if schedule.timezone not in zones:
            message = f'{what} has the unknown timezone "{schedule.timezone}"'
            findings.error("CGK602", schedule.span, message, nearest_hint(schedule.timezone, sorted(zones)))
            continue
        if len(schedule.cron.split()) != _FIELDS_OF_CRON:
            hint = "write minute, hour, day of month, month, day of week"
            findings.error("CGK601", schedule.span, f'{what} has the cron "{schedule.cron}", not five fields', hint)
            continue
        try:
            next(CronSim(schedule.cron, datetime.now(UTC).astimezone(ZoneInfo(schedule.timezone))))
        except CronSimError as error:
            findings.error("CGK601", schedule.span, f'{what} has an invalid cron "{schedule.cron}": {error}')
        except StopIteration:
            findings.error("CGK601", schedule.span, f'{what} has the cron "{schedule.cron}", which never comes')


def what_they_send_is_valid(catalog: Catalog, findings: Findings) -> None:
    """A schedule's payload plus a tenant must be a payload of its event."""
    for schedule in catalog.schedules.values():
        what = f'schedule "{schedule.name}"'
        if schedule.event is None:
            if schedule.payload:
                findings.error("CGK603", schedule.span, f"{what} has a payload but sends no event", "add `sends:`")
        elif schedule.event not in catalog.events:
            message = f'{what} sends the unknown event "{schedule.event}"'
            findings.error("CGK603", schedule.span, message, nearest_hint(schedule.event, catalog.events))
        elif TENANT_FIELD in schedule.payload:
            hint = "remove it: each tenant's run supplies its own"
            findings.error("CGK604", schedule.span, f"the payload of {what} names a {TENANT_FIELD}", hint)
        else:
            payload = {TENANT_FIELD: catalog.tenant.example, **schedule.payload}
            report_violations(
                catalog, schedule.event, payload, schedule.span, findings, "CGK604", f"the payload of {what}"
            )
