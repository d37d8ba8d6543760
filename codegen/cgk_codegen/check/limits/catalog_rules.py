"""Rules about provider limits of events, tenants and schedules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from math import inf

from cgk_codegen.check.ignored_findings import WHOLE_CATALOG
from cgk_codegen.check.limits.cron_forms import cron_forms, has_ambiguous_days
from cgk_codegen.check.limits.string_bounds import ANY_STRING, string_bounds
from cgk_codegen.check.limits.violations import LimitViolation, Providers
from cgk_codegen.diagnostics import Severity
from cgk_codegen.diagnostics.source import Span
from cgk_codegen.load import span_at
from cgk_codegen.provider_limits import TENANT_PREFIX
from cgk_codegen.resolve import Catalog, Event

_FAIRNESS_LIMITS = {
    "trigger.dev": "Trigger.dev requires a concurrency key for each tenant, which multiplies a handler's `concurrency`",
    "inngest": "Inngest requires a `concurrency` over all tenants in the handler",
}
"""Conditions of fairness between tenants, by provider; the others have it by default or do not support it."""
SEPARATOR = " | "
"""Separator of the parts of a key on Inngest."""


def check_attempts(catalog: Catalog, providers: Providers) -> Iterator[LimitViolation]:
    """Yield retry settings that exceed a provider's limits."""
    for events, span in _events_by_retry(catalog):
        retry, subject = events[0].retry, events[0].name
        others = f" and {len(events) - 1} more" if len(events) > 1 else ""
        limits = {
            provider.name: f"{provider.title} makes at most {provider.attempts}, the first one included"
            for provider in providers
            if retry.max_attempts > provider.attempts
        }
        message = f'event "{subject}"{others}: {retry.max_attempts} attempts'
        hint = "lower `maxAttempts`, or let the handler send the job again with a delay"
        yield LimitViolation("CGK704", subject, span, message, limits, hint, is_certain=True)
        limits = {
            provider.name: f"{provider.title} waits at most {provider.retry_wait_ms} ms"
            for provider in providers
            if retry.max_timeout_ms > provider.retry_wait_ms
        }
        message = f'event "{subject}"{others}: up to {retry.max_timeout_ms} ms between attempts'
        yield LimitViolation("CGK705", subject, span, message, limits, "lower `maxTimeoutInMs`", is_certain=True)


def _events_by_retry(catalog: Catalog) -> Iterator[tuple[list[Event], Span]]:
    """Yield events and their position; those of one file that inherit the same retry settings are a group."""
    inheriting: defaultdict[tuple[object, str], list[Event]] = defaultdict(list)
    for event in catalog.events.values():
        if event.source.get("retry") is not None:
            yield [event], span_at(event.source, ("retry",))
        else:
            inheriting[event.retry, event.span.file.path].append(event)
    for events in inheriting.values():
        yield events, events[0].span


def check_delays(catalog: Catalog, providers: Providers) -> Iterator[LimitViolation]:
    """Yield events whose longest delay exceeds a provider's limit."""
    for event in catalog.events.values():
        if event.longest_delay is None:
            continue
        days = event.longest_delay / timedelta(days=1)
        limits = {
            provider.name: f"{provider.title} delays a run for at most {provider.delay_days} days"
            for provider in providers
            if days > provider.delay_days
        }
        span = span_at(event.source, ("longestDelay",))
        message = f'a job of event "{event.name}" can be delayed for {days:g} days'
        yield LimitViolation("CGK708", event.name, span, message, limits, "send it later from a schedule")


def check_reserved_fields(catalog: Catalog, providers: Providers) -> Iterator[LimitViolation]:
    """Yield fields whose name a provider uses for its own data in the payload."""
    for event in catalog.events.values():
        for field in event.fields:
            limits = {
                provider.name: f"{provider.title} stores its own data under this name, so the value is lost"
                for provider in providers
                if field.name in provider.reserved_fields
            }
            message = f'"{field.name}" of event "{event.name}" is reserved'
            yield LimitViolation("CGK709", event.name, field.span, message, limits, "rename the field", is_certain=True)


def check_tenant_ids(catalog: Catalog, providers: Providers) -> Iterator[LimitViolation]:
    """Yield tenant patterns whose ids do not fit into a provider's tags and keys."""
    bounds, span = string_bounds(catalog.tenant.pattern), span_at(catalog.tenant.source, ("pattern",))
    if bounds is ANY_STRING:  # another rule reports a missing pattern, or one that is not anchored
        return
    longest = bounds.utf16_units
    limits = {
        provider.name: f"{provider.title} accepts {provider.tag_characters} in a tag, with its prefix `{TENANT_PREFIX}`"
        for provider in providers
        if longest != inf and longest + len(TENANT_PREFIX) > provider.tag_characters
    }
    hint = "limit the length in the pattern; runs of tenants with longer ids cannot be found by tenant"
    unit = "characters" if longest == bounds.characters else "UTF-16 code units"
    yield LimitViolation("CGK712", WHOLE_CATALOG, span, f"a tenant's id can have {longest:.0f} {unit}", limits, hint)
    if all(bounds.may_contain(character) for character in SEPARATOR):
        limits = {
            provider.name: f'{provider.title} joins the parts of a key with "{SEPARATOR}"'
            for provider in providers
            if provider.name == "inngest"
        }
        message = f'a tenant\'s id can contain "{SEPARATOR}"'
        hint = "exclude spaces or bars from the pattern, because two tenants could get the same key"
        yield LimitViolation("CGK713", WHOLE_CATALOG, span, message, limits, hint)


def check_fairness(catalog: Catalog, providers: Providers) -> Iterator[LimitViolation]:
    """Yield events with `fairness: tenant` if a provider supports it only in some cases."""
    limits = {
        provider.name: _FAIRNESS_LIMITS.get(provider.name, f"{provider.title} does not support it")
        for provider in providers
        if not provider.alternates_tenants
    }
    hint = "write it at the events that need it, or `fairness: none` at those that do not"
    inherited: list[Event] = []
    for event in catalog.events.values():
        if event.fairness == "tenant" and "fairness" in event.source.entries:
            span, message = span_at(event.source, ("fairness",)), f'tenants take turns in event "{event.name}"'
            yield LimitViolation("CGK714", event.name, span, message, limits, hint, Severity.NOTE)
        elif event.fairness == "tenant":
            inherited.append(event)
    if inherited:
        entry = catalog.source.entries.get("fairness")
        span = entry.key_span if entry else inherited[0].span
        message = "tenants take turns in the events of the catalog"
        names = tuple(event.name for event in inherited)
        yield LimitViolation("CGK714", WHOLE_CATALOG, span, message, limits, hint, Severity.NOTE, events=names)


def check_cron(catalog: Catalog, providers: Providers) -> Iterator[LimitViolation]:
    """Yield cron expressions that a provider refuses or reads differently."""
    for schedule in catalog.schedules.values():
        if len(schedule.cron.split()) != 5:  # `check.schedules` reports it
            continue
        span, label = span_at(schedule.source, ("cron",)), f'schedule "{schedule.name}"'
        for form, part in cron_forms(schedule.cron).items():
            limits = {
                provider.name: f"{provider.title} does not accept that"
                for provider in providers
                if form in provider.cron_refused
            }
            hint = "write 0 for Sunday" if form == "Sunday as 7" else "run it daily and check the date in a handler"
            message = f"{label} has `{part}` ({form})"
            yield LimitViolation("CGK706", schedule.name, span, message, limits, hint, is_certain=True)
        requiring_one = [provider.title for provider in providers if provider.cron_days_either]
        requiring_both = [provider for provider in providers if not provider.cron_days_either]
        if requiring_one and has_ambiguous_days(schedule.cron):
            titles = _join_words(requiring_one)
            message = f"{label} combines `*/n` days with a weekday: {titles} require one of them to match"
            limits = {provider.name: f"{provider.title} requires both" for provider in requiring_both}
            hint = "write the days as a range: `1-31/2` means the same everywhere"
            yield LimitViolation("CGK707", schedule.name, span, message, limits, hint)


def check_schedule_count(catalog: Catalog, providers: Providers) -> Iterator[LimitViolation]:
    """Yield a violation if the catalog has more schedules than a provider's smallest plan allows."""
    count = len(catalog.schedules)
    for provider in providers:
        plans = provider.schedules_by_plan
        if not plans or count <= plans[0][1]:
            continue
        entry = catalog.source.entries.get("schedules")
        span = entry.key_span if entry else next(iter(catalog.schedules.values())).span
        allowed = _join_words([f"{most} in {plan}" for plan, most in plans])
        limits = {provider.name: f"{provider.title} allows {allowed}"}
        severity = Severity.WARNING if count > plans[-1][1] else Severity.NOTE
        hint = "choose a larger plan, or a self-hosted server"
        message = f"the catalog has {count} schedules"
        yield LimitViolation("CGK710", WHOLE_CATALOG, span, message, limits, hint, severity)


def _join_words(words: list[str]) -> str:
    """Return words as a list in a sentence: `a, b and c`."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
