"""Last step of an import: the compiler checks the catalog, and refused parts are replaced or left out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cgk_codegen.check import check
from cgk_codegen.check.example_validation import ExamplePayload, report_violations_of
from cgk_codegen.diagnostics import CatalogError, Diagnostic, Findings, Severity
from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.model import Event, Field, ImportedCatalog, Json, NamedType, is_list, is_object
from cgk_codegen.importers.writer import write
from cgk_codegen.importers.yaml_text import YamlLines, is_printable
from cgk_codegen.load import load_documents
from cgk_codegen.plan.json_schema.samples import Samples
from cgk_codegen.resolve import Catalog, resolve
from cgk_codegen.resolve.documents import event_schema, standalone

_ROUNDS: Final = 5


def settle(
    imported: ImportedCatalog, first: Path, target: Path, overlays: Mapping[Path, str], losses: Losses, *, whole: bool
) -> str:
    """Return the text of an imported catalog that compiles.

    Args:
        imported: The catalog; its examples and what the compiler refuses are changed.
        first: The first file of the catalog to which it belongs.
        target: The file that is written.
        overlays: Texts of other files that change with it.
        losses: Receives what is replaced or left out.
        whole: Whether the file is a catalog of its own.

    Raises:
        CatalogError: The rest of the catalog has errors.
    """
    given = {event.name: event.examples for event in imported.events}
    errors: list[Diagnostic] = []
    for _ in range(_ROUNDS):
        for event in imported.events:
            event.examples = []
        catalog, _, errors = _compile(write(imported, whole=whole), first, target, overlays, complete=False)
        if not errors:
            _choose_examples(imported, catalog, given, losses)
        lines = write(imported, whole=whole)
        if not errors:
            _, lines, errors = _compile(lines, first, target, overlays, complete=True)
        if not errors:
            return lines.text
        foreign = [error for error in errors if Path(error.span.file.path).resolve() != target.resolve()]
        if foreign:
            raise CatalogError(foreign)
        for error in errors:
            _replace(imported, lines.owners[min(error.span.line, len(lines.owners)) - 1], error, losses)
    raise CatalogError(errors)


def _compile(
    lines: YamlLines, first: Path, target: Path, overlays: Mapping[Path, str], *, complete: bool
) -> tuple[Catalog, YamlLines, list[Diagnostic]]:
    findings = Findings()
    sources = load_documents(first, findings, {**overlays, target.resolve(): lines.text})
    if findings.has_errors:
        raise CatalogError(findings.in_order())
    catalog = resolve(sources.documents, findings)
    if complete and not findings.has_errors:
        check(catalog, findings)
    return catalog, lines, [error for error in findings.in_order() if error.severity is Severity.ERROR]


def _replace(imported: ImportedCatalog, owner: object, error: Diagnostic, losses: Losses) -> None:
    """Replace the type of a field or shared type that the compiler refuses, and leave a refused event out."""
    losses.taken_comments()
    match owner:
        case Field() | NamedType() if owner.type != "any":
            holder = next((each for each in imported.events if _holds(each.fields, owner)), None)
            what = f"{holder.wire_name}.{owner.name}" if holder else owner.name
            losses.add("IMP210", owner.span, what, f"it became any, because {error.message}")
            owner.type = "any"
            owner.comments += losses.taken_comments()
        case Event() if owner in imported.events:
            losses.add("IMP503", owner.span, owner.wire_name, error.message)
            imported.events.remove(owner)
        case _ if any(each is owner for event in imported.events for each in event.fields):
            event = next(event for event in imported.events for each in event.fields if each is owner)
            _replace(imported, event, error, losses)
        case _:
            raise CatalogError([error])


def _holds(value: Json, owner: object) -> bool:
    """Return whether fields or the types inside contain a field."""
    if isinstance(value, Field):
        return value is owner or _holds(value.type, owner)
    inside = value.values() if is_object(value) else value if is_list(value) else ()
    return any(_holds(each, owner) for each in inside)


def _choose_examples(
    imported: ImportedCatalog, catalog: Catalog, given: Mapping[str, list[Json]], losses: Losses
) -> None:
    """Keep the valid examples of the source, or else make one."""
    samples = Samples(catalog.definitions)
    tenant = {catalog.tenant.field: catalog.tenant.example}
    for event in imported.events:
        resolved = catalog.events[event.name]
        for field, own in zip(event.fields, resolved.fields[1:], strict=True):
            schema = standalone(catalog, own.schema)
            field.examples = [each for each in field.examples if is_printable(each) and _is_valid(schema, each, own)]
        schema = event_schema(catalog, resolved)
        valid = [each for each in given[event.name] if _is_valid(schema, {**tenant, **each}, resolved)]
        event.examples = [{key: each[key] for key in each if (key, each[key]) not in tenant.items()} for each in valid]
        losses.taken_comments()
        for example in given[event.name]:
            if example not in valid:
                losses.add("IMP101", event.span, event.wire_name, "an example that is not valid here", example)
        required = [field for field in resolved.fields[1:] if field.required]
        if not valid and required:
            made = {field.name: samples.of(field.schema, full=False) for field in required}
            own_examples = {field.name: field.examples[0] for field in event.fields if field.examples}
            event.examples = [{**made, **{name: own_examples[name] for name in made if name in own_examples}}]


def _is_valid(schema: Mapping[str, Any], value: Json, owner: Any) -> bool:  # Any: an event or a field, for its span
    findings = Findings()
    report_violations_of(schema, value, ExamplePayload("", "CGK601", None, owner.span), findings)
    return not findings.has_errors
