"""`cgk-codegen import SOURCE`: write a catalog from another format, or add its events to one."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from cgk_codegen.cli.exit_codes import EXIT_BAD_CATALOG, EXIT_DRIFT, EXIT_OK
from cgk_codegen.cli.report import Report
from cgk_codegen.importers import Import, ImportFailed, import_source
from cgk_codegen.importers.losses import ACTIONS
from cgk_codegen.plurals import pluralize
from cgk_codegen.source_files import write_source_file


def import_catalog(options: argparse.Namespace, report: Report) -> int:
    """Import a source and report what could not be carried over.

    Returns:
        0 if every event was carried over, 1 if something was left out or unresolved, or if anything changed under
        --strict; 2 if the source cannot be imported.

    Raises:
        CatalogError: A file of the source, or the catalog to add to, is not valid.
    """
    try:
        report.progress("reading")
        result = import_source(
            Path(options.source),
            Path(options.catalog),
            source_format=options.format,
            tenant=options.tenant_field,
            ref_map=dict(_parse_mapping(text) for text in options.ref_map),
            execute=options.execute,
            replace=options.replace,
            open_objects=options.open_objects,
        )
    except ImportFailed as error:
        report.failure(f"cgk-codegen: {error}")
        return EXIT_BAD_CATALOG
    findings = [finding for finding in result.losses.items if finding.code not in options.accept]
    facts: dict[str, str | int] = {
        "file": result.target.file.as_posix(),
        "events": len(result.catalog.events),
        "types": len(result.catalog.types),
        **dict.fromkeys(ACTIONS.values(), 0),
        **Counter(ACTIONS[finding.code[3]] for finding in findings),
    }
    if options.strict and findings:
        refused = pluralize(len(findings), "finding")
        message = f"nothing was written: --strict refuses {refused}; --accept CODE accepts one"
        report.failure(message, findings, **facts)
        return EXIT_DRIFT
    for path, text in result.texts.items():
        write_source_file(path, text)
    report.result(_summary(result, facts), findings, **facts)
    return EXIT_DRIFT if result.losses.is_incomplete else EXIT_OK


def _parse_mapping(text: str) -> tuple[str, Path]:
    address, equals, path = text.rpartition("=")
    if not equals:
        raise ImportFailed(f'"{text}" is not ADDRESS=PATH')
    return address, Path(path)


def _summary(result: Import, facts: dict[str, str | int]) -> str:
    counts = [f"{facts[action]} {action}" for action in ACTIONS.values() if facts[action]]
    size = f"{pluralize(len(result.catalog.events), 'event')}, {pluralize(len(result.catalog.types), 'type')}"
    catalog = "" if result.target.catalog == Path("events.yaml") else f" --catalog {result.target.catalog}"
    return f"{facts['file']}: {size}; {', '.join(counts) or 'exact'}\nnext: cgk-codegen generate{catalog}"
