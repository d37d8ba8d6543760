"""Limits of the catalog's providers, and the findings about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cgk_codegen.check.ignored_findings import IgnoredFindings
from cgk_codegen.check.limits import LimitViolation, limit_violations
from cgk_codegen.diagnostics import Findings
from cgk_codegen.provider_limits import LIMITS, NO_LIMIT, ProviderLimits
from cgk_codegen.resolve import Catalog, Event

Finding = tuple[LimitViolation, Mapping[str, str]]
"""A violation, and the reason why it is ignored for each provider that ignores it."""

_UNITS: Final = ((86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1000, "s"))


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """Limits of a provider, as texts."""

    limits: ProviderLimits
    title: str
    payload: str
    wait: str
    delay: str

    def attempts(self, event: Event) -> str:
        """Return the provider's largest number of attempts, such as "21 of 30" if the event has more."""
        limit, attempts = self.limits.attempts, event.retry.max_attempts
        if limit == NO_LIMIT:
            return "any"
        return f"{limit} of {attempts}" if limit < attempts else str(limit)

    def turns(self, event: Event) -> str:
        """Return whether tenants take turns in an event: "yes", "no" or "in some cases"."""
        if event.fairness == "none":
            return "no"
        if self.limits.alternates_tenants:
            return "yes"
        return "in some cases" if event.fairness == "tenant" else "no"


def provider_rows(catalog: Catalog) -> tuple[ProviderRow, ...]:
    """Return the limits of the catalog's providers, or of all if it names none."""
    return tuple(_row(LIMITS[name]) for name in catalog.providers or LIMITS if name in LIMITS)


def findings_by_subject(catalog: Catalog) -> Mapping[str, list[Finding]]:
    """Return the findings by event and schedule; those of the whole catalog have the subject `WHOLE_CATALOG`."""
    findings: defaultdict[str, list[Finding]] = defaultdict(list)
    for violation, ignored in limit_violations(catalog, IgnoredFindings(catalog, Findings())):
        for subject in (violation.subject, *violation.events):
            findings[subject].append((violation, ignored))
    return findings


def duration_text(milliseconds: float) -> str:
    """Return a duration in its largest unit, such as "1.5 min"."""
    for size, unit in _UNITS:
        if milliseconds >= size:
            return f"{milliseconds / size:.3g} {unit}"
    return f"{milliseconds:.3g} ms"


def size_text(count: int) -> str:
    """Return a size in its largest unit, such as "1.5 KiB"."""
    for size, unit in ((1024**2, "MiB"), (1024, "KiB")):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return f"{count} B"


def _row(limits: ProviderLimits) -> ProviderRow:
    plans = "".join(f", {plan} {size_text(limit)}" for plan, limit in limits.payload_bytes_by_plan)
    return ProviderRow(
        limits,
        "Local" if limits.name == "local" else limits.title,
        size_text(limits.payload_bytes) + plans,
        "any" if limits.retry_wait_ms == NO_LIMIT else duration_text(limits.retry_wait_ms),
        "any" if limits.delay_days == NO_LIMIT else f"{limits.delay_days} d",
    )
