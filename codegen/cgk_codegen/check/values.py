"""Rules about values: retry settings, types, examples."""

from __future__ import annotations

from collections.abc import Iterable

from cgk_codegen.check.example_validation import ExamplePayload, report_violations, report_violations_of
from cgk_codegen.diagnostics import Findings
from cgk_codegen.json_schema import referenced_name, references
from cgk_codegen.load import span_at
from cgk_codegen.resolve import Catalog, Event, Field
from cgk_codegen.resolve.documents import standalone


def retries_make_sense(catalog: Catalog, findings: Findings) -> None:
    """The first wait cannot be longer than the longest."""
    for event in catalog.events.values():
        if event.retry.min_timeout_ms > event.retry.max_timeout_ms:
            span = span_at(event.source, ("retry",)) if event.source.get("retry") else event.span
            message = f'event "{event.name}" has a retry with minTimeoutInMs over maxTimeoutInMs'
            findings.error("CGK503", span, message, "swap them")


def types_do_not_contain_themselves(catalog: Catalog, findings: Findings) -> None:
    """A type that contains itself has no finite required value, and not every artefact can express it."""
    inside = {name: set(references(named.schema)) for name, named in catalog.types.items()}
    for name, named in catalog.types.items():
        reached: set[str] = set()
        ahead = list(inside[name])
        while ahead:
            other = ahead.pop()
            if other not in reached:
                reached.add(other)
                ahead.extend(inside.get(other, ()))
        if name in reached:
            findings.error("CGK504", named.span, f'type "{name}" contains itself', "use `object` for the inner part")


def results_are_objects(catalog: Catalog, findings: Findings) -> None:
    """A handler's result is read into a model, and a shared type that is no object has none."""
    for event in catalog.events.values():
        result = event.result
        named = catalog.types.get(referenced_name(result.schema) or "") if result is not None else None
        if result is not None and named is not None and named.fields is None:
            message = f'the result of event "{event.name}" is not an object'
            findings.error("CGK208", result.span, message, "list its fields, or name a shared object type")


def examples_are_valid(catalog: Catalog, event: Event | None, findings: Findings) -> None:
    """An example is copied into documentation, tests and requests; a wrong one teaches the wrong thing."""
    if event is None:
        for named in catalog.types.values():
            _fields_examples(catalog, f'type "{named.name}"', named.fields or (), findings)
        return
    what = f'event "{event.name}"'
    _fields_examples(catalog, what, event.fields, findings)
    if event.result is not None:
        _fields_examples(catalog, f"the result of {what}", event.result.fields or (), findings)
    key = next((key for key in ("example", "examples") if event.source.get(key) is not None), None)
    missing = [field.name for field in event.fields if field.required and field.name not in event.example]
    if key is None:  # it is made of its fields' examples, which are valid or found wrong above
        if missing:
            message = f"{what} has no example, and these fields have none: {', '.join(missing)}"
            findings.error("CGK505", event.span, message, "add `example:` to the event")
        return
    for at, example in enumerate(event.examples):
        way = ("examples", at) if key == "examples" else ("example",)
        given = ExamplePayload(f"the example of {what}", "CGK505", event.source, way, event.span)
        report_violations(catalog, event, example, given, findings)


def _fields_examples(catalog: Catalog, owner: str, fields: Iterable[Field], findings: Findings) -> None:
    for field in fields:
        if not field.examples:
            continue
        schema = standalone(catalog, field.schema)
        for example, node in zip(field.examples, field.example_nodes, strict=True):
            given = ExamplePayload(f'the example of field "{field.name}" of {owner}', "CGK505", node, (), node.span)
            report_violations_of(schema, example, given, findings)
