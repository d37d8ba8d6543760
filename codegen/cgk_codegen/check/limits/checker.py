"""Check of a catalog against provider limits: the table of rules, and the limits that the catalog ignores."""

from __future__ import annotations

from typing import Final

from cgk_codegen.check.limits import catalog_rules, payload_rules
from cgk_codegen.check.limits.violations import WHOLE, LimitViolation, Rule
from cgk_codegen.diagnostics import Diagnostic, Findings, Severity, nearest_hint
from cgk_codegen.diagnostics.codes import codes
from cgk_codegen.load import span_at
from cgk_codegen.provider_limits import LIMITS
from cgk_codegen.resolve import Catalog, IgnoredLimit

RULES: Final[tuple[Rule, ...]] = (
    payload_rules.payloads_fit,
    payload_rules.results_fit,
    catalog_rules.attempts_are_made,
    catalog_rules.delays_are_kept,
    catalog_rules.fields_are_free,
    catalog_rules.tenants_stay_apart,
    catalog_rules.crons_are_understood,
    catalog_rules.schedules_fit_a_plan,
)
CAN_BE_IGNORED: Final = "CGK7"
"""Prefix of the codes that can be ignored."""


def check_limits(catalog: Catalog, findings: Findings) -> None:
    """Report every exceeded limit of the providers that the catalog names, or of all if it names none.

    A certain refusal is an error if the catalog names the provider, and otherwise a warning.

    Args:
        catalog: The catalog.
        findings: Receives the findings.
    """
    known = _known(catalog, findings)
    wanted = catalog.providers or tuple(LIMITS)
    providers = tuple(LIMITS[name] for name in wanted if name in LIMITS)
    used: set[int] = set()
    for rule in RULES:
        for violation in rule(catalog, providers):
            left = _not_ignored(violation, known, used)
            if left.limits:
                findings.items.append(_diagnostic(left, is_named=bool(catalog.providers)))
    for at, ignored in enumerate(known):
        if at not in used:
            message = f'nothing is found of the ignored {ignored.code} of "{ignored.subject}"'
            findings.warning("CGK722", ignored.span, message, "remove the entry")


def _not_ignored(violation: LimitViolation, ignored: tuple[IgnoredLimit, ...], used: set[int]) -> LimitViolation:
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


def _known(catalog: Catalog, findings: Findings) -> tuple[IgnoredLimit, ...]:
    """Return the ignored limits that can be meant; of the others, and of unknown providers, note what is wrong."""
    for name in catalog.providers:
        if name not in LIMITS:
            span = span_at(catalog.source, ("providers",))
            message = f'nothing is known of the limits of provider "{name}"'
            findings.warning("CGK720", span, message, nearest_hint(name, LIMITS))
    known: list[IgnoredLimit] = []
    for ignored in catalog.ignored:
        message, hint = _problem(ignored, [WHOLE, *catalog.events, *catalog.schedules])
        if message:
            findings.error("CGK721", ignored.span, message, hint)
        else:
            known.append(ignored)
    return tuple(known)


def _problem(ignored: IgnoredLimit, subjects: list[str]) -> tuple[str, str]:
    """Return the message and hint of a wrong ignored limit; empty if it is right."""
    known = [code for code in codes() if code.startswith(CAN_BE_IGNORED)]
    if ignored.code not in known:
        return f'"{ignored.code}" cannot be ignored', f"only {known[0]} and those after it can"
    if ignored.subject not in subjects:
        message = f'the ignored {ignored.code} is about the unknown "{ignored.subject}"'
        return message, nearest_hint(ignored.subject, subjects)
    if ignored.provider is not None and ignored.provider not in LIMITS:
        message = f'the ignored {ignored.code} is about the unknown provider "{ignored.provider}"'
        return message, nearest_hint(ignored.provider, LIMITS)
    return "", ""
