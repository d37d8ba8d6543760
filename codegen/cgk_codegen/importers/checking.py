"""Last step of an import: the compiler checks the catalog, and parts that it refuses are replaced or left out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cgk_codegen.check import check
from cgk_codegen.check.example_validation import ValueSource, report_violations
from cgk_codegen.diagnostics import CatalogError, Diagnostic, Findings, Severity
from cgk_codegen.importers.losses import Losses
from cgk_codegen.importers.model import ImportedCatalog, ImportedEvent, ImportedField, ImportedType, Json
from cgk_codegen.importers.target import Target
from cgk_codegen.importers.writer import write
from cgk_codegen.importers.yaml_text import YamlLines
from cgk_codegen.load import load_documents
from cgk_codegen.plan.json_schema.samples import Samples
from cgk_codegen.resolve import Catalog, resolve
from cgk_codegen.resolve.schema_documents import event_schema

_MAX_ATTEMPTS: Final = 5
"""Number of compilations; replacing a refused part may reveal the next error."""
_INVALID_EXAMPLE: Final = "CGK505"


def check_imported(imported: ImportedCatalog, target: Target, losses: Losses) -> str:
    """Return the YAML of an imported catalog, changed until it compiles.

    Args:
        imported: The catalog; examples and parts that the compiler refuses are replaced in it.
        target: The file to write, and the catalog that includes it.
        losses: Receives a finding for each part that is replaced or left out.

    Raises:
        CatalogError: The existing catalog has errors, or the imported catalog still has some after all attempts.
    """
    errors: list[Diagnostic] = []
    for _ in range(_MAX_ATTEMPTS):
        lines, catalog, findings = _compile(imported, target)
        if not findings.has_errors:
            _choose_examples(imported, catalog, losses)
            lines, catalog, findings = _compile(imported, target)
            check(catalog, findings)
        errors = [error for error in findings.in_order() if error.severity is Severity.ERROR]
        if not errors:
            return lines.text
        for error in errors:
            if Path(error.span.file.path).resolve() != target.file.resolve():
                raise CatalogError(errors)
            line_number = min(error.span.line, len(lines.owners))  # an error can be at the end, after the last line
            _replace(imported, lines.owners[line_number - 1], error, losses)
        if not imported.events:
            break
    raise CatalogError(errors)


def _compile(imported: ImportedCatalog, target: Target) -> tuple[YamlLines, Catalog, Findings]:
    findings = Findings()
    lines = write(imported, target.existing)
    sources = load_documents(target.catalog, findings, {**target.texts, target.file.resolve(): lines.text})
    if findings.has_errors:
        raise CatalogError(findings.in_order())
    return lines, resolve(sources.documents, findings), findings


def _replace(imported: ImportedCatalog, owner: object, error: Diagnostic, losses: Losses) -> None:
    """Replace the part of the catalog that an error is about: a type becomes any, an event is left out."""
    with losses.collect_comments() as comments:
        match owner:
            case ImportedField() if error.code == _INVALID_EXAMPLE and owner.examples:
                losses.add("IMP101", owner.span, owner.name, error.message, owner.examples)
                owner.examples = []
            case ImportedField() | ImportedType() if owner.type != "any":
                losses.add("IMP210", owner.span, owner.name, f"it became any, because {error.message}")
                owner.type = "any"
            case ImportedEvent() if owner in imported.events:
                losses.add("IMP503", owner.span, owner.wire_name, error.message)
                imported.events.remove(owner)
            case _:
                return  # an earlier error has replaced the part; otherwise, the next attempt reports the error again
    owner.comments += comments


def _choose_examples(imported: ImportedCatalog, catalog: Catalog, losses: Losses) -> None:
    """Keep the valid examples of each event; generate one if the source has none."""
    samples = Samples(catalog.definitions)
    default_tenant = {catalog.tenant.field: catalog.tenant.example}  # the compiler adds it to examples
    for event in imported.events:
        compiled_event = catalog.events[event.name]
        schema = event_schema(catalog, compiled_event)
        source_examples, event.examples = event.examples, []
        for example in source_examples:
            if _is_valid(schema, {**default_tenant, **example}, compiled_event):
                entries = {key: value for key, value in example.items() if (key, value) not in default_tenant.items()}
                event.examples.append(entries)
            else:
                losses.add("IMP101", event.span, event.wire_name, "an example that is not valid here", example)
        required = [field for field in compiled_event.fields[1:] if field.required]  # the first field is the tenant
        if not event.examples and not all(field.examples for field in required):
            event.examples = [{field.name: samples.of(field.schema, full=False) for field in required}]


def _is_valid(schema: Mapping[str, Any], value: Json, owner: Any) -> bool:  # Any: an event, for its span
    findings = Findings()
    # Findings are only counted, so their code and label do not matter.
    report_violations(schema, value, ValueSource("", "CGK601", None, owner.span), findings)
    return not findings.has_errors
