"""Rules about values: patterns, retry figures, examples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol, cast

from cgk_codegen.diagnostics import Findings
from cgk_codegen.json_schema import references
from cgk_codegen.resolve import Catalog
from cgk_codegen.resolve.documents import event_schema
from cgk_codegen.source import Span


def tenant_pattern_accepts_its_example(catalog: Catalog, findings: Findings) -> None:
    """The tenant pattern is applied at send, in `with_tenant` and in the database; it must work and be anchored."""
    pattern = catalog.tenant.pattern
    span = next(iter(catalog.events.values())).fields[0].span if catalog.events else None
    if span is None:
        return
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        findings.error("CGK502", span, f"the tenant pattern is not a regular expression: {error}")
        return
    if not (pattern.startswith("^") and pattern.endswith("$")):
        findings.error("CGK502", span, "the tenant pattern is not anchored", "begin it with ^ and end it with $")
    if not compiled.search(catalog.tenant.example):
        findings.error("CGK502", span, f'the tenant example "{catalog.tenant.example}" does not match its pattern')


def retries_make_sense(catalog: Catalog, findings: Findings) -> None:
    """The first wait cannot be longer than the longest."""
    for event in catalog.events.values():
        if event.retry.min_timeout_ms > event.retry.max_timeout_ms:
            message = f'event "{event.name}" has a retry with minTimeoutInMs over maxTimeoutInMs'
            findings.error("CGK503", event.span, message, "swap them")


def shared_types_do_not_contain_themselves(catalog: Catalog, findings: Findings) -> None:
    """A type that contains itself has no finite required value, and not every artefact can express it."""
    inside = {name: set(references(shared.schema)) for name, shared in catalog.types.items()}
    for name, shared in catalog.types.items():
        reached: set[str] = set()
        ahead = list(inside[name])
        while ahead:
            other = ahead.pop()
            if other not in reached:
                reached.add(other)
                ahead.extend(inside.get(other, ()))
        if name in reached:
            findings.error("CGK504", shared.span, f'type "{name}" contains itself', "use `object` for the inner part")


def examples_are_valid(catalog: Catalog, findings: Findings) -> None:
    """An example is copied into documentation, tests and requests; a wrong one teaches the wrong thing."""
    for event in catalog.events.values():
        report_violations(
            catalog, event.name, event.example, event.span, findings, "CGK505", f'the example of event "{event.name}"'
        )


class _Validator(Protocol):
    """The part of jsonschema's validator that is used here; its own stubs are only partly typed."""

    def iter_errors(self, instance: Any) -> Iterable[_Violation]: ...  # Any: JSON data


class _Violation(Protocol):
    @property
    def absolute_path(self) -> Iterable[str | int]: ...
    @property
    def message(self) -> str: ...


def report_violations(
    catalog: Catalog, event: str, payload: Mapping[str, Any], span: Span, findings: Findings, code: str, what: str
) -> None:
    """Hold a payload against its event's schema and note each violation.

    Args:
        catalog: The catalog.
        event: Name of the event whose schema counts.
        payload: The payload, tenantId included.
        span: Where to point.
        findings: Takes the violations.
        code: The violations' code.
        what: What the payload is, for messages.
    """
    import jsonschema

    validator = cast(
        "_Validator",
        jsonschema.Draft202012Validator(
            event_schema(catalog, catalog.events[event]), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
        ),
    )
    for violation in validator.iter_errors(payload):
        where = ".".join(str(part) for part in violation.absolute_path)
        findings.error(code, span, f"{what} is not valid{f' at {where}' if where else ''}: {violation.message}")
