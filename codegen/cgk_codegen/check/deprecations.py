"""Rules about deprecations."""

from __future__ import annotations

from cgk_codegen.check.fields import owners
from cgk_codegen.diagnostics import Findings, nearest_hint
from cgk_codegen.resolve import Catalog, Deprecation


def check_replacements(catalog: Catalog, findings: Findings) -> None:
    """Report replacements that are unknown or deprecated themselves."""
    events = {event.name: event.deprecated for event in catalog.events.values()}
    for event in catalog.events.values():
        if event.deprecated is not None:
            _check(f'event "{event.name}"', event.name, event.deprecated, events, findings)
    for owner, fields in owners(catalog):
        siblings = {field.name: field.deprecated for field in fields}
        for field in fields:
            if field.deprecated is not None:
                _check(f'"{field.name}" of {owner}', field.name, field.deprecated, siblings, findings)


def _check(
    what: str, name: str, deprecation: Deprecation, known: dict[str, Deprecation | None], findings: Findings
) -> None:
    replacement = deprecation.replacement
    if replacement is None:
        return
    if replacement not in known:
        hint = nearest_hint(replacement, known)
        findings.error("CGK506", deprecation.span, f'the replacement of {what}, "{replacement}", is unknown', hint)
    elif replacement == name or known[replacement] is not None:
        message = f'the replacement of {what}, "{replacement}", is deprecated itself'
        findings.error("CGK506", deprecation.span, message, "name a replacement that is not deprecated")
