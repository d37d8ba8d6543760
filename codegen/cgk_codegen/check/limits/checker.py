"""Check of a catalog against provider limits, with the table of rules; ignored violations are removed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from cgk_codegen.check.ignored_notes import NOTE_CODES
from cgk_codegen.check.limits import catalog_rules, payload_rules
from cgk_codegen.check.limits.violations import WHOLE, LimitViolation, Rule
from cgk_codegen.diagnostics import Diagnostic, Findings, Severity, nearest_hint
from cgk_codegen.diagnostics.codes import codes
from cgk_codegen.load import span_at
from cgk_codegen.provider_limits import LIMITS
from cgk_codegen.resolve import Catalog, IgnoredLimit

RULES: Final[tuple[Rule, ...]] = (
    payload_rules.check_payload_sizes,
    payload_rules.check_result_sizes,
    catalog_rules.check_attempts,
    catalog_rules.check_delays,
    catalog_rules.check_reserved_fields,
    catalog_rules.check_tenant_ids,
    catalog_rules.check_cron,
    catalog_rules.check_schedule_count,
    catalog_rules.check_fairness,
)
CAN_BE_IGNORED: Final = "CGK7"
"""Prefix of the codes of limits, which can be ignored."""


def check_limits(catalog: Catalog, findings: Findings) -> None:
    """Report every exceeded limit of the providers that the catalog names, or of all if it names none.

    A certain refusal is an error if the catalog names the provider, and otherwise a warning.

    Args:
        catalog: The catalog.
        findings: Receives the findings.
    """
    entries = tuple(entry for entry in _valid_entries(catalog, findings) if entry.code not in NOTE_CODES)
    names = catalog.providers or tuple(LIMITS)
    providers = tuple(LIMITS[name] for name in names if name in LIMITS)
    used: set[int] = set()
    for rule in RULES:
        for violation in rule(catalog, providers):
            remaining = _without_ignored(violation, entries, used)
            if remaining.limits:
                findings.items.append(_diagnostic(remaining, is_named=bool(catalog.providers)))
    for at, ignored in enumerate(entries):
        if at not in used:
            message = f'the ignored {ignored.code} of "{ignored.subject}" is not among the findings'
            findings.warning("CGK722", ignored.span, message, "remove the entry")


def limit_violations(catalog: Catalog) -> Iterator[tuple[LimitViolation, Mapping[str, str]]]:
    """Yield every exceeded limit of the catalog's providers, the ignored ones included.

    Each comes with the reasons for which it is ignored, by provider.
    """
    providers = tuple(LIMITS[name] for name in catalog.providers or LIMITS if name in LIMITS)
    reasons: defaultdict[tuple[str, str], dict[str | None, str]] = defaultdict(dict)
    for one in catalog.ignored:
        reasons[one.code, one.subject][one.provider] = one.reason
    for rule in RULES:
        for violation in rule(catalog, providers):
            if violation.limits:
                known = reasons.get((violation.code, violation.subject), {})
                ignored = {name: known.get(name, known.get(None, "")) for name in violation.limits}
                yield violation, {name: reason for name, reason in ignored.items() if reason}


def _without_ignored(violation: LimitViolation, ignored: tuple[IgnoredLimit, ...], used: set[int]) -> LimitViolation:
    """Return a violation without the providers for which it is ignored; add the used entries to `used`."""
    for at, one in enumerate(ignored):
        if (one.code, one.subject) == (violation.code, violation.subject):
            providers = violation.limits.keys() if one.provider is None else {one.provider} & violation.limits.keys()
            if providers:
                used.add(at)
                violation = violation.without(providers)
    return violation


def _diagnostic(violation: LimitViolation, *, is_named: bool) -> Diagnostic:
    severity = Severity.ERROR if violation.is_certain and is_named else violation.severity
    message = f"{violation.message}; {', '.join(violation.limits.values())}"
    return Diagnostic(violation.code, severity, violation.span, message, violation.hint)


def _valid_entries(catalog: Catalog, findings: Findings) -> tuple[IgnoredLimit, ...]:
    """Return the valid ignored limits; report the invalid ones, and unknown providers."""
    for name in catalog.providers:
        if name not in LIMITS:
            span = span_at(catalog.source, ("providers",))
            message = f'the limits of provider "{name}" are unknown'
            findings.warning("CGK720", span, message, nearest_hint(name, LIMITS))
    valid: list[IgnoredLimit] = []
    for ignored in catalog.ignored:
        message, hint = _problem(ignored, [WHOLE, *catalog.events, *catalog.schedules])
        if message:
            findings.error("CGK721", ignored.span, message, hint)
        else:
            valid.append(ignored)
    return tuple(valid)


def _problem(ignored: IgnoredLimit, subjects: list[str]) -> tuple[str, str]:
    """Return the message and hint for an invalid ignored limit; empty if it is valid."""
    limits = [code for code in codes() if code.startswith(CAN_BE_IGNORED)]
    if ignored.code not in (*limits, *NOTE_CODES):
        hint = f"name a provider limit, a code from {limits[0]} on, or a note: {', '.join(NOTE_CODES)}"
        return f'"{ignored.code}" cannot be ignored', hint
    if ignored.subject not in subjects:
        message = f'the ignored {ignored.code} has the unknown subject "{ignored.subject}"'
        return message, nearest_hint(ignored.subject, subjects)
    if ignored.provider is not None and ignored.code in NOTE_CODES:
        return f"the ignored {ignored.code} is a note, which has no provider", "remove `provider:`"
    if ignored.provider is not None and ignored.provider not in LIMITS:
        message = f'the ignored {ignored.code} has the unknown provider "{ignored.provider}"'
        return message, nearest_hint(ignored.provider, LIMITS)
    return "", ""
