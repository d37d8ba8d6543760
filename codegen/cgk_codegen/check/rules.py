"""Table of rules; each is one function that reports findings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from cgk_codegen.check import deprecations, fields, header, names, schedules, validator_compat, values, versioning
from cgk_codegen.check.limits import check_limits
from cgk_codegen.diagnostics import Findings
from cgk_codegen.resolve import Catalog, Event

Rule = Callable[[Catalog, Findings], None]

RULES: Final[tuple[Rule, ...]] = (
    header.names_can_be_published,
    header.this_compiler_may_compile_it,
    header.tenant_pattern_accepts_its_example,
    names.names_are_well_formed,
    names.task_ids_are_unique,
    names.type_names_are_unique,
    names.categories_are_modules,
    values.retries_make_sense,
    values.types_do_not_contain_themselves,
    values.results_are_objects,
    deprecations.replacements_exist,
    versioning.aliases_are_free,
    versioning.arrivals_are_valid,
    versioning.accepted_codes_exist,
    schedules.times_are_valid,
    schedules.what_they_send_is_valid,
)

OF_EVENTS: Final[tuple[Callable[[Catalog, Event | None, Findings], None], ...]] = (
    fields.names_work_everywhere,
    fields.attributes_are_unique,
    validator_compat.validators_agree,
    values.examples_are_valid,
)
"""Those that look at one event and the types it uses, at no other event; for None they look at the types."""


def check(catalog: Catalog, findings: Findings) -> None:
    """Apply every rule, so that all mistakes come to light at once.

    A position with an error from an earlier stage gets no further findings.

    Args:
        catalog: The catalog.
        findings: Receives the findings.
    """
    found = Findings()
    for rule in RULES:
        rule(catalog, found)
    check_limits(catalog, found)
    _check_one(catalog, None, found)
    for event in catalog.events.values():
        _check_one(catalog, event, found)
    findings.add_new(found)


def _check_one(catalog: Catalog, event: Event | None, findings: Findings) -> None:
    for rule in OF_EVENTS:
        rule(catalog, event, findings)
