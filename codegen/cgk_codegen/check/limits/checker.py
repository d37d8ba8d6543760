"""Check of a catalog against provider limits, with the table of rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from cgk_codegen.check.ignored_findings import IgnoredFindings
from cgk_codegen.check.limits import catalog_rules, payload_rules
from cgk_codegen.check.limits.violations import LimitRule, LimitViolation
from cgk_codegen.diagnostics import Diagnostic, Findings, Severity, nearest_hint
from cgk_codegen.load import span_at
from cgk_codegen.provider_limits import LIMITS
from cgk_codegen.resolve import Catalog

RULES: Final[tuple[LimitRule, ...]] = (
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


def check_limits(catalog: Catalog, ignored: IgnoredFindings, findings: Findings) -> None:
    """Report every exceeded limit of the providers that the catalog names, or of all if it names none.

    A value that a provider always refuses is an error if the catalog names providers, and otherwise a warning.

    Args:
        catalog: The catalog.
        ignored: The findings that the catalog ignores.
        findings: Receives the findings.
    """
    for name in catalog.providers:
        if name not in LIMITS:
            span = span_at(catalog.source, ("providers",))
            message = f'the limits of provider "{name}" are unknown'
            findings.warning("CGK720", span, message, nearest_hint(name, LIMITS))
    for violation, reasons in limit_violations(catalog, ignored):
        limits = [text for provider, text in violation.limits.items() if provider not in reasons]
        if limits:
            is_error = violation.is_certain and catalog.providers
            severity = Severity.ERROR if is_error else violation.severity
            message = f"{violation.message}; {', '.join(limits)}"
            findings.items.append(Diagnostic(violation.code, severity, violation.span, message, violation.hint))


def limit_violations(catalog: Catalog, ignored: IgnoredFindings) -> Iterator[tuple[LimitViolation, Mapping[str, str]]]:
    """Yield every exceeded limit, which can be one of several of the catalog's providers.

    Each comes with the reasons to ignore it, by provider; it is reported for the providers without a reason.
    """
    providers = tuple(LIMITS[name] for name in catalog.providers or LIMITS if name in LIMITS)
    for rule in RULES:
        for violation in rule(catalog, providers):
            if violation.limits:
                code, subject = violation.code, violation.subject
                reasons = {name: ignored.reason(code, subject, name) for name in violation.limits}
                yield violation, {name: reason for name, reason in reasons.items() if reason is not None}
