"""Rules about values: retry settings, types, examples."""

from __future__ import annotations

from typing import Final

from cgk_codegen.check.example_validation import ValueSource, report_payload_violations, report_violations
from cgk_codegen.check.fields import labeled_fields
from cgk_codegen.diagnostics import Findings
from cgk_codegen.json_schema import referenced_name, references
from cgk_codegen.load import span_at
from cgk_codegen.resolve import Catalog, Event, Field
from cgk_codegen.resolve.schema_documents import standalone_schema

MAX_TYPE_DEPTH: Final = 100
"""Deepest nesting of types; Python and Node recurse into them, and JSON parsers limit the depth of a payload."""


def check_retries(catalog: Catalog, findings: Findings) -> None:
    """Report retry settings whose first wait exceeds their longest wait."""
    for event in catalog.events.values():
        if event.retry.min_timeout_ms > event.retry.max_timeout_ms:
            span = span_at(event.source, ("retry",)) if event.source.get("retry") else event.span
            message = f'`retry` of event "{event.name}" has a minTimeoutInMs greater than its maxTimeoutInMs'
            findings.error("CGK503", span, message, "swap them")


def check_recursive_types(catalog: Catalog, findings: Findings) -> None:
    """Report types that contain themselves; not every generated artifact can express them."""
    for name, named in catalog.types.items():
        if _is_recursive(catalog, name):
            findings.error("CGK504", named.span, f'type "{name}" contains itself', "use `object` for the inner value")


def check_type_depth(catalog: Catalog, findings: Findings) -> bool:
    """Report a type that is nested too deeply; return True if no type is."""
    level = set(catalog.types)  # each round leaves the types one level deeper
    for _ in range(MAX_TYPE_DEPTH):
        level = {name for outer in level for name in references(catalog.types[outer].schema) if name in catalog.types}
    too_deep = next((name for name in catalog.types if name in level and not _is_recursive(catalog, name)), None)
    if too_deep is None:
        return True
    message = f'type "{too_deep}" is nested inside {MAX_TYPE_DEPTH} other types'
    hint = "use fewer levels, or `object` for the inner value"
    findings.error("CGK507", catalog.types[too_deep].span, message, hint)
    return False


def _is_recursive(catalog: Catalog, name: str) -> bool:
    return name in catalog.reachable_types(references(catalog.types[name].schema))


def check_results(catalog: Catalog, findings: Findings) -> None:
    """Report results whose type is not an object, because only objects have a model."""
    for event in catalog.events.values():
        result = event.result
        if result is None or result.fields is not None or not result.schema:  # its type has a reported mistake
            continue
        named = catalog.types.get(referenced_name(result.schema) or "")
        if named is None or named.fields is None:
            message = f'the result of event "{event.name}" is not an object'
            findings.error("CGK208", result.span, message, "list its fields, or name a shared object type")


def check_examples(catalog: Catalog, findings: Findings) -> None:
    """Report missing and invalid examples of events and fields."""
    for label, fields in labeled_fields(catalog):
        for field in fields:
            _check_field_examples(catalog, label, field, findings)
    for event in catalog.events.values():
        _check_event_examples(catalog, event, findings)


def _check_field_examples(catalog: Catalog, label: str, field: Field, findings: Findings) -> None:
    if not field.examples:
        return
    schema = standalone_schema(catalog, field.schema)
    for example, node in zip(field.examples, field.example_nodes, strict=True):
        source = ValueSource(f'the example of field "{field.name}" of {label}', "CGK505", node, node.span)
        report_violations(schema, example, source, findings)


def _check_event_examples(catalog: Catalog, event: Event, findings: Findings) -> None:
    label = f'event "{event.name}"'
    if not event.example_nodes:  # the example consists of its fields' examples, which are checked above
        missing = [field.name for field in event.fields if field.required and field.name not in event.example]
        if missing:
            message = f"{label} has no example, and neither do its fields {', '.join(missing)}"
            findings.error("CGK505", event.span, message, "add `example:` to the event")
        return
    for example, node in zip(event.examples, event.example_nodes, strict=True):
        source = ValueSource(f"the example of {label}", "CGK505", node, event.span)
        report_payload_violations(catalog, event, example, source, findings)
