"""Table of rules; each is one function that reports findings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from cgk_codegen.check import fields, header, names, schedules, validator_compat, values, versioning
from cgk_codegen.check.ignored_findings import IgnoredFindings
from cgk_codegen.check.limits import check_limits
from cgk_codegen.diagnostics import Findings
from cgk_codegen.resolve import Catalog

Rule = Callable[[Catalog, Findings], None]

RULES: Final[tuple[Rule, ...]] = (
    header.check_header_formats,
    header.check_package,
    header.check_license,
    header.check_output_folder,
    header.check_compiler,
    header.check_tenant,
    names.check_name_forms,
    names.check_wire_names,
    names.check_task_ids,
    names.check_type_names,
    names.check_category_modules,
    values.check_retries,
    values.check_recursive_types,
    values.check_results,
    versioning.check_replacements,
    versioning.check_aliases,
    versioning.check_arrival_defaults,
    versioning.check_accepted_codes,
    schedules.check_times,
    schedules.check_sent_payloads,
)

TYPE_RULES: Final[tuple[Rule, ...]] = (
    fields.check_field_names,
    fields.check_attributes,
    validator_compat.check_validator_agreement,
    values.check_examples,
)
"""Rules that recurse into types, which must not be nested too deeply."""


def check(catalog: Catalog, findings: Findings) -> None:
    """Apply every rule, to report all mistakes at once.

    A position with an error from an earlier stage gets no further findings.

    Args:
        catalog: The catalog.
        findings: Receives the findings.
    """
    rule_findings = Findings()
    for rule in RULES:
        rule(catalog, rule_findings)
    if values.check_type_depth(catalog, rule_findings):
        for rule in TYPE_RULES:
            rule(catalog, rule_findings)
        ignored = IgnoredFindings(catalog, rule_findings)
        check_limits(catalog, ignored, rule_findings)
        rule_findings = ignored.remaining(rule_findings)
        ignored.report_unused(rule_findings)
    findings.add_later_stage(rule_findings)
