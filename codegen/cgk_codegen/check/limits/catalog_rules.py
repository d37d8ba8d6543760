"""Rules about provider limits of events, tenants and schedules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from math import inf

from cgk_codegen.check.limits.cron_forms import cron_forms, has_ambiguous_days
from cgk_codegen.check.limits.string_bounds import ANY_STRING, string_bounds
from cgk_codegen.check.limits.violations import WHOLE, LimitViolation
from cgk_codegen.diagnostics import Severity
from cgk_codegen.diagnostics.source import Span
from cgk_codegen.load import span_at
from cgk_codegen.provider_limits import ProviderLimits
from cgk_codegen.resolve import Catalog, Event

Providers = tuple[ProviderLimits, ...]

TENANT_TAG = "tenant:"
"""Runs on Trigger.dev are found by this tag of their tenant."""
SEPARATOR = " | "
"""Stands between the parts of a key on Inngest."""


def attempts_are_made(catalog: Catalog, providers: Providers) -> Iterator[LimitViolation]:
    """Yield retry settings beyond what a provider allows."""
    for events, span in _by_retry(catalog):
        retry, subject = events[0].retry, events[0].name
        also = f" and {len(events) - 1} more" if len(events) > 1 else ""
        limits = {
            one.name: f"{one.title} makes {one.attempts}, {one.attempts - 1} of them retries"
            for one in providers
            if retry.max_attempts > one.attempts
        }
        message = f'event "{subject}"{also}: {retry.max_attempts} attempts'
        hint = "lower `maxAttempts`, or have the handler send the job again with a delay"
        yield LimitViolation("CGK704", subject, span, message, limits, hint, is_certain=True)
        limits = {
            one.name: f"{one.title} waits {one.retry_wait_ms} ms at most"
            for one in providers
            if retry.max_timeout_ms > one.retry_wait_ms
        }
        message = f'event "{subject}"{also}: up to {retry.max_timeout_ms} ms between attempts'
        yield LimitViolation("CGK705", subject, span, message, limits, "lower `maxTimeoutInMs`", is_certain=True)


def _by_retry(catalog: Catalog) -> Iterator[tuple[list[Event], Span]]:
    """Yield groups of events with the same retry settings, and the position of the settings."""
    shared: defaultdict[tuple[object, str], list[Event]] = defaultdict(list)
    for event in catalog.events.values():
        if event.source.get("retry") is not None:
            yield [event], span_at(event.source, ("retry",))
        else:
            shared[event.retry, event.span.file.path].append(event)
    for events in shared.values():
        yield events, events[0].span


def delays_are_kept(catalog: Catalog, providers: Providers) -> Iterator[LimitViolation]:
    """Yield events whose delay exceeds what a provider allows."""
    for event in catalog.events.values():
        delay = event.longest_delay
        if delay is None:
            continue
        limits = {
            one.name: f"{one.title} lets a run wait for {one.delay_days}"
            for one in providers
            if delay > timedelta(days=min(one.delay_days, 10**6))
        }
        span, days = span_at(event.source, ("longestDelay",)), f"{delay / timedelta(days=1):g}"
        message = f'event "{event.name}" may wait for {days} days'
        yield LimitViolation("CGK708", event.name, span, message, limits, "send it later, from a schedule")


def fields_are_free(catalog: Catalog, providers: Providers) -> Iterator[LimitViolation]:
    """A provider that puts something of its own into a payload accepts it out again, and the field with it."""
    for event in catalog.events.values():
        for field in event.fields:
            limits = {
                one.name: f"{one.title} keeps its own there, and the value is lost"
                for one in providers
                if field.name in one.reserved_fields
            }
            if not limits:
                continue
            message = f'"{field.name}" of event "{event.name}"'
            yield LimitViolation("CGK709", event.name, field.span, message, limits, "rename the field", is_certain=True)


def tenants_stay_apart(catalog: Catalog, providers: Providers) -> Iterator[LimitViolation]:
    """Yield tenant patterns whose ids do not fit into a provider's tags and keys."""
    bounds, span = string_bounds(catalog.tenant.pattern), span_at(catalog.tenant.source, ("pattern",))
    if bounds is ANY_STRING:  # not anchored, or not there: an error of its own
        return
    longest = bounds.characters
    limits = {
        one.name: f"{one.title} accepts tags of {one.tag_characters}, {len(TENANT_TAG)} of them for `{TENANT_TAG}`"
        for one in providers
        if longest != inf and longest + len(TENANT_TAG) > one.tag_characters
    }
    hint = "bound the pattern; a longer tenant's runs are not found by tenant"
    yield LimitViolation("CGK712", WHOLE, span, f"a tenant's id may have {longest:g} characters", limits, hint)
    if all(bounds.may_contain(character) for character in SEPARATOR):
        limits = {
            one.name: f'{one.title} joins the parts of a key by "{SEPARATOR}"'
            for one in providers
            if one.name == "inngest"
        }
        message, hint = f'a tenant\'s id may hold "{SEPARATOR}"', "leave spaces or bars out of the pattern"
        yield LimitViolation("CGK713", WHOLE, span, message, limits, f"{hint}: one tenant's key could be another's")


def crons_are_understood(catalog: Catalog, providers: Providers) -> Iterator[LimitViolation]:
    """Yield cron expressions that a provider refuses or reads differently."""
    for schedule in catalog.schedules.values():
        if len(schedule.cron.split()) != 5:  # `check.schedules` reports it
            continue
        span, what = span_at(schedule.source, ("cron",)), f'schedule "{schedule.name}"'
        for form, part in cron_forms(schedule.cron).items():
            limits = {one.name: f"{one.title} does not accept that" for one in providers if form in one.cron_refused}
            hint = "write 0 for Sunday" if form == "Sunday as 7" else "run it daily, and look at the date in a handler"
            yield LimitViolation(
                "CGK706", schedule.name, span, f"{what} has `{part}` ({form})", limits, hint, is_certain=True
            )
        either = [one.title for one in providers if one.cron_days_either]
        both = {one.name: f"{one.title} where both match" for one in providers if not one.cron_days_either}
        if either and has_ambiguous_days(schedule.cron):
            message = f"{what} combines `*/n` days with a weekday: it runs if either matches on {_listed(either)}"
            hint = "list the days: `1-31/2` means the same everywhere"
            yield LimitViolation("CGK707", schedule.name, span, message, both, hint)


def schedules_fit_a_plan(catalog: Catalog, providers: Providers) -> Iterator[LimitViolation]:
    """Yield catalogs with more schedules than a provider's plans allow."""
    count = len(catalog.schedules)
    for one in providers:
        plans = one.schedules_by_plan
        if not plans or count <= plans[0][1]:
            continue
        entry = catalog.source.entries.get("schedules")
        span = entry.key_span if entry else next(iter(catalog.schedules.values())).span
        limits = {one.name: f"{one.title} has {_listed([f'{most} in {plan}' for plan, most in plans])}"}
        severity = Severity.WARNING if count > plans[-1][1] else Severity.NOTE
        hint = "choose a plan that has as many, or a server of your own"
        yield LimitViolation("CGK710", WHOLE, span, f"the catalog has {count} schedules", limits, hint, severity)


def _listed(texts: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(texts[:-1]), texts[-1])))
