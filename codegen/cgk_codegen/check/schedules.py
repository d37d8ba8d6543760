"""Rules about schedules: when they run and what they send."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from cgk_codegen.check.example_validation import ExamplePayload, report_violations
from cgk_codegen.diagnostics import Findings, nearest_hint
from cgk_codegen.load import span_at
from cgk_codegen.resolve import Catalog
from cgk_codegen.resolve.catalog import TENANT_FIELD

_FIELDS_OF_CRON: Final = 5
_MAX_CRON: Final = 100
_ANY_DAY: Final = datetime(2024, 1, 1, tzinfo=UTC)
"""Where the search for a cron's next time begins: fixed, so that a catalog is valid today and tomorrow alike."""


def times_are_valid(catalog: Catalog, findings: Findings) -> None:
    """A cron expression has five fields, for no provider takes more, and its timezone is one of the IANA database."""
    for schedule in catalog.schedules.values():
        what = f'schedule "{schedule.name}"'
        if schedule.timezone not in _timezones():
            span = span_at(schedule.source, ("timezone",))
            hint = nearest_hint(schedule.timezone, sorted(_timezones()))
            findings.error("CGK602", span, f'{what} has the unknown timezone "{schedule.timezone}"', hint)
        span = span_at(schedule.source, ("cron",))
        problem, hint = _problem_of(schedule.cron)
        if problem:
            findings.error("CGK601", span, f'{what} has the cron "{schedule.cron[:_MAX_CRON]}", {problem}', hint)


@cache
def _timezones() -> set[str]:
    return available_timezones()


@cache
def _problem_of(cron: str) -> tuple[str, str]:
    """Return the message and hint of a wrong cron expression; empty if it is right."""
    from cronsim import CronSim, CronSimError

    if len(cron.split()) != _FIELDS_OF_CRON or len(cron) > _MAX_CRON:
        return "not five fields", "write minute, hour, day of month, month, day of week"
    try:
        next(CronSim(cron, _ANY_DAY.astimezone(ZoneInfo("UTC"))))
    except CronSimError as error:
        return f"which is invalid: {error}", "such as `0 2 * * *`, every day at two"
    except StopIteration:
        return "which never comes", "no month has that day"
    return "", ""


def what_they_send_is_valid(catalog: Catalog, findings: Findings) -> None:
    """A schedule's payload plus a tenant must be a payload of its event."""
    for schedule in catalog.schedules.values():
        what = f'schedule "{schedule.name}"'
        sends, payload = span_at(schedule.source, ("sends",)), span_at(schedule.source, ("payload",))
        event = catalog.events.get(schedule.event) if schedule.event is not None else None
        if schedule.event is None:
            if schedule.payload:
                findings.error("CGK603", payload, f"{what} has a payload but sends no event", "add `sends:`")
        elif event is None:
            message = f'{what} sends the unknown event "{schedule.event}"'
            findings.error("CGK603", sends, message, nearest_hint(schedule.event, catalog.events))
        elif TENANT_FIELD in schedule.payload:
            hint = "remove it: each tenant's run supplies its own"
            span = span_at(schedule.source, ("payload", TENANT_FIELD))
            findings.error("CGK604", span, f"the payload of {what} names a {TENANT_FIELD}", hint)
        else:
            if event.deprecated is not None:
                message = f'{what} sends the deprecated event "{event.name}"'
                findings.warning("CGK605", sends, message, event.deprecated.message)
            whole = {TENANT_FIELD: catalog.tenant.example, **schedule.payload}
            source = schedule.source if schedule.source.get("payload") else None
            given = ExamplePayload(f"the payload of {what}", "CGK604", source, ("payload",), sends)
            report_violations(catalog, event, whole, given, findings)
