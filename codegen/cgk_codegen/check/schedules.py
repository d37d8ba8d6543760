"""Rules about the times and payloads of schedules."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from cgk_codegen.check.example_validation import ExamplePayload, report_violations
from cgk_codegen.check.time_zones import is_time_zone
from cgk_codegen.diagnostics import Findings, nearest_hint
from cgk_codegen.load import span_at
from cgk_codegen.resolve import Catalog

_CRON_FIELDS: Final = 5
_MAX_CRON: Final = 100
_CRON_RANGES: Final = {
    "minute": "from 0 to 59",
    "hour": "from 0 to 23",
    "day-of-month": "from 1 to 31, or L for the last day",
    "month": "from 1 to 12, or JAN to DEC",
    "day-of-week": "from 0 to 7, or SUN to SAT; 0 and 7 are Sunday",
}
"""Valid values of each field of a cron expression, in order, by the library's name of the field."""
_START: Final = datetime(2024, 1, 1, tzinfo=UTC)
"""Start of the search for a cron expression's next time; fixed, to get the same result every day."""


def check_times(catalog: Catalog, findings: Findings) -> None:
    """Report invalid cron expressions and timezones that some provider refuses."""
    for schedule in catalog.schedules.values():
        what = f'schedule "{schedule.name}"'
        if not is_time_zone(schedule.timezone):
            span = span_at(schedule.source, ("timezone",))
            hint = nearest_hint(schedule.timezone, sorted(_timezones()))
            findings.error("CGK602", span, f'{what} has the unknown timezone "{schedule.timezone}"', hint)
        span = span_at(schedule.source, ("cron",))
        problem, hint = _cron_problem(schedule.cron)
        if problem and schedule.source.get("cron") is not None:  # a missing one is reported already
            findings.error("CGK601", span, f'{what} has the cron "{schedule.cron[:_MAX_CRON]}", {problem}', hint)


@cache
def _timezones() -> set[str]:
    return {name for name in available_timezones() if is_time_zone(name)}


@cache
def _cron_problem(cron: str) -> tuple[str, str]:
    """Return the message and hint for an invalid cron expression; empty if it is valid."""
    from cronsim import CronSim, CronSimError

    if len(cron.split()) != _CRON_FIELDS or len(cron) > _MAX_CRON:
        return "which does not have five fields", "write minute, hour, day of month, month, day of week"
    try:
        next(CronSim(cron, _START.astimezone(ZoneInfo("UTC"))))
    except CronSimError as error:
        return _bad_field(cron, str(error))
    except StopIteration:
        return "which never matches", "write a day that exists in the month"
    return "", ""


def _bad_field(cron: str, problem: str) -> tuple[str, str]:
    """Return the message and hint for a problem that the library reports, such as "Bad hour"."""
    field = problem.removeprefix("Bad ")
    value = cron.split()[list(_CRON_RANGES).index(field)]
    name = field.replace("-", " ")
    every_month = f"0 0 {value} * *"
    if field == "day-of-month" and cron != every_month and not _cron_problem(every_month)[0]:
        return f'whose {name} "{value}" does not exist in its months', "write a day that exists in the month"
    return f'whose {name} "{value}" is invalid', f"write the {name} as a number {_CRON_RANGES[field]}"


def check_sent_payloads(catalog: Catalog, findings: Findings) -> None:
    """Report schedules whose event is unknown or whose payload is invalid."""
    for schedule in catalog.schedules.values():
        what = f'schedule "{schedule.name}"'
        sends, payload = span_at(schedule.source, ("sends",)), span_at(schedule.source, ("payload",))
        event = catalog.events.get(schedule.event) if schedule.event is not None else None
        if schedule.event is None:
            if schedule.payload:
                findings.error("CGK603", payload, f"{what} has a payload but no event", "add `sends:`")
        elif event is None:
            message = f'{what} sends the unknown event "{schedule.event}"'
            findings.error("CGK603", sends, message, nearest_hint(schedule.event, catalog.events))
        elif catalog.tenant.field in schedule.payload:
            hint = "remove it; it is added for each tenant"
            span = span_at(schedule.source, ("payload", catalog.tenant.field))
            findings.error("CGK604", span, f"the payload of {what} has a {catalog.tenant.field}", hint)
        else:
            if event.deprecated is not None:
                message = f'{what} sends the deprecated event "{event.name}"'
                findings.warning("CGK605", sends, message, event.deprecated.message)
            whole = {catalog.tenant.field: catalog.tenant.example, **schedule.payload}
            given = ExamplePayload(f"the payload of {what}", "CGK604", schedule.source.get("payload"), sends)
            report_violations(catalog, event, whole, given, findings)
