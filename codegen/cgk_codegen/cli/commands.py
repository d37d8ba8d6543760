"""What the command's words do."""

from __future__ import annotations

import argparse
import gc
from pathlib import Path

from cgk_codegen.cache.up_to_date import remember
from cgk_codegen.cli.arguments import output_options
from cgk_codegen.cli.exit_codes import EXIT_BAD_CATALOG, EXIT_BAD_OUTPUT, EXIT_DRIFT, EXIT_OK
from cgk_codegen.cli.report import Report
from cgk_codegen.compiler import CompileResult, check_output, compile_catalog
from cgk_codegen.diagnostics import CatalogError, Severity
from cgk_codegen.publish import MANIFEST, OutputError, is_interrupted
from cgk_codegen.resolve import Overrides

_held: list[CompileResult] = []
"""What was made last, to the end of the process: `cli.main.command` ends it without taking anything apart."""


def run(options: argparse.Namespace) -> int:
    """Run one command; what goes wrong is said, and decides the exit code."""
    if options.command == "explain":
        from cgk_codegen.cli.explain import explain

        return explain(options.code)
    if options.command == "breaking":
        from cgk_codegen.cli.breaking import breaking

        return breaking(options)
    if options.command == "live-check":
        from cgk_codegen.cli.live_check import live_check

        return live_check(options)
    # A compilation allocates much and frees little. Without the collector, compiling 1000 events after an edit takes
    # 1.7 seconds of CPU instead of 2.3.
    gc.disable()
    report = Report(options.format)
    if options.command == "watch":
        from cgk_codegen.cli.watch import watch

        return watch(options, lambda: _attempt_again(options, report))
    return attempt(options, report)


def _attempt_again(options: argparse.Namespace, report: Report) -> int:
    try:
        return attempt(options, report)
    finally:
        gc.collect()  # it goes on for days


def attempt(options: argparse.Namespace, report: Report) -> int:
    """Run one command once."""
    try:
        match options.command:
            case "check":
                return _check(options, report)
            case "package":
                return _package(options, report)
            case "new-event":
                from cgk_codegen.cli.new_event import new_event

                return new_event(options, report)
            case _:
                return _generate(options, report)
    except CatalogError as error:
        errors = sum(finding.severity is Severity.ERROR for finding in error.diagnostics)
        said = f"{errors} error{'' if errors == 1 else 's'}; nothing was written (`cgk-codegen explain CODE` says more)"
        report.failure(said, error.diagnostics)
        return EXIT_BAD_CATALOG
    except OutputError as error:
        report.failure(f"cgk-codegen: {error}")
        return EXIT_BAD_OUTPUT
    except BrokenPipeError:
        raise
    except OSError as error:  # the machine's: no temporary folder, too many open files
        report.failure(f"cgk-codegen: {error}")
        return EXIT_BAD_OUTPUT


def overrides_of(options: argparse.Namespace) -> Overrides:
    """Give what the command line says instead of the catalog."""
    return Overrides(options.package, options.type_prefix, options.set_version)


def _compiled(options: argparse.Namespace, report: Report, *, write: bool) -> CompileResult:
    output = None if options.output is None else Path(options.output)
    given = (Path(options.catalog), output, overrides_of(options), report.progress)
    if not write:
        return check_output(*given)
    return compile_catalog(*given, use_cache=not getattr(options, "force", False))  # only `generate` has the option


def _generate(options: argparse.Namespace, report: Report) -> int:
    outcome = _compiled(options, report, write=True)
    _held[:] = [outcome]
    changes = outcome.changes
    size = f"{len(outcome.catalog.events)} events, {len(outcome.catalog.schedules)} schedules"
    did = f"{len(changes.written)} files written, {len(changes.deleted)} deleted" if changes else "nothing changed"
    notes = [f"{path}: conflict markers mended" for path in changes.conflicted]
    notes += [f"{path}: was edited by hand, which is undone" for path in changes.edited]
    if changes.joined:
        notes.append(f"{MANIFEST}: git had joined two branches'; it is written anew")
    if changes.recovered:
        notes.append("an earlier run was interrupted; what it left is finished or cleared away")
    counts = {"events": len(outcome.catalog.events), "schedules": len(outcome.catalog.schedules)}
    facts = {"output": str(outcome.output), **counts}
    report.result(
        "\n".join([f"{outcome.output}: {size}; {did}", *(f"  {note}" for note in notes)]),
        outcome.findings,
        **facts,
        written=list(changes.written),
        deleted=list(changes.deleted),
        conflicted=list(changes.conflicted),
        edited=list(changes.edited),
    )
    remember(
        options.catalog,
        output_options(options),
        inputs={str(document.path): document.digest for document in outcome.sources.documents},
        folders={str(folder): changed for folder, changed in outcome.sources.folders.items()},
        output=str(outcome.output),
        files=changes.signatures,
        summary={**facts, "diagnostics": [finding.to_json() for finding in outcome.findings]},
    )
    return EXIT_OK


def _check(options: argparse.Namespace, report: Report) -> int:
    outcome = _compiled(options, report, write=False)
    changes, output = outcome.changes, outcome.output
    interrupted = is_interrupted(output)
    warnings = sum(finding.severity is Severity.WARNING for finding in outcome.findings)
    if not changes and not interrupted and options.strict and warnings:
        count = f"{warnings} warning{'' if warnings == 1 else 's'}"
        report.failure(
            f"{output} is what the catalog makes; {count}, and --strict",
            outcome.findings,
            output=str(output),
            differing=[],
        )
        return EXIT_DRIFT
    if not changes and not interrupted:
        note = (
            f"\n  {MANIFEST}: git has joined two branches'; the next `generate` writes it anew"
            if changes.joined
            else ""
        )
        report.result(f"{output} is what the catalog makes{note}", outcome.findings, output=str(output), differing=[])
        return EXIT_OK
    differing = [(path, "differs from what the catalog makes") for path in changes.written]
    differing += [(path, "is stale, the catalog no longer makes it") for path in changes.deleted]
    said = dict(differing) | dict.fromkeys(changes.missing, "is missing")
    said |= dict.fromkeys(changes.edited, "was edited by hand")
    said |= dict.fromkeys(changes.conflicted, "has conflict markers")
    for path, message in said.items():
        report.drift(str(output / path), message)
    reasons = [f"changed since the folder was generated: {', '.join(changes.reasons)}"] if changes.reasons else []
    if MANIFEST in changes.missing:
        reasons.append(f"{output} has no {MANIFEST}: nothing was generated there yet, or it was deleted")
    if interrupted:
        reasons.append(f"an earlier `generate` into {output} was interrupted")
    report.failure(
        "\n".join([*reasons, "run `make generate` (or `cgk-codegen generate`) and commit the result"]),
        outcome.findings,
        output=str(output),
        differing=[{"file": path, "message": message} for path, message in said.items()],
        changed=list(changes.reasons),
        interrupted=interrupted,
    )
    return EXIT_DRIFT


def _package(options: argparse.Namespace, report: Report) -> int:
    from cgk_codegen.packaging import build_packages
    from cgk_codegen.validators import UNBUILT

    outcome = _compiled(options, report, write=False)
    if outcome.changes or is_interrupted(outcome.output):
        report.failure(f"{outcome.output} is not what the catalog makes; run `cgk-codegen generate` first")
        return EXIT_DRIFT
    unbuilt = [finding for finding in outcome.findings if finding.code == UNBUILT]
    if unbuilt and not options.allow_unbuilt:
        message = "nothing is packed: install Node and run `cgk-codegen generate`, or say --allow-unbuilt"
        report.failure(message, outcome.findings)
        return EXIT_DRIFT
    report.progress("packing")
    made = build_packages(outcome.output, outcome.files, Path(options.dist))
    report.result("\n".join(map(str, made)), outcome.findings, files=[str(path) for path in made])
    return EXIT_OK
