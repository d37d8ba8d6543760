"""Implementation of the commands."""

from __future__ import annotations

import argparse
import gc
from collections.abc import Callable
from pathlib import Path

from cgk_codegen.cache.up_to_date import remember
from cgk_codegen.cli.arguments import output_options
from cgk_codegen.cli.exit_codes import EXIT_BAD_CATALOG, EXIT_BAD_OUTPUT, EXIT_DRIFT, EXIT_OK
from cgk_codegen.cli.output import describe_changes, describe_size, is_output_error
from cgk_codegen.cli.report import Report
from cgk_codegen.compiler import CompileResult, check_output, compile_catalog
from cgk_codegen.diagnostics import CatalogError, Severity
from cgk_codegen.plurals import pluralize
from cgk_codegen.publish import MANIFEST, OutputError, is_interrupted
from cgk_codegen.resolve import Overrides

_last_result: list[CompileResult] = []
"""The last result, kept until the process ends because freeing it takes time; see `cli.main.command`."""


def run(options: argparse.Namespace) -> int:
    """Run a command, report its errors and return the exit code."""
    if options.command == "explain":
        from cgk_codegen.cli.explain import explain

        return explain(options.code)
    if options.command == "init":
        from cgk_codegen.init.command import init

        return init(options)
    if options.command == "breaking":
        from cgk_codegen.cli.breaking import breaking

        return breaking(options)
    if options.command == "live-check":
        from cgk_codegen.cli.live_check import live_check

        return live_check(options)
    # A compilation frees few objects. Without the garbage collector, compiling 1000 events after an edit takes 1.7
    # seconds of CPU instead of 2.3.
    gc.disable()
    report = Report(options.report if options.command == "import" else options.format)
    if options.command == "watch":
        from cgk_codegen.cli.watch import watch

        return watch(options, lambda: _run_once(options, report))
    return _run_once(options, report)


def _run_once(options: argparse.Namespace, report: Report) -> int:
    """Run a command on the catalog, report its errors and return the exit code."""
    try:
        match options.command:
            case "check":
                return _check(options, report)
            case "package":
                return _package(options, report)
            case "new-event":
                from cgk_codegen.cli.new_event import new_event

                return new_event(options, report)
            case "site":
                from cgk_codegen.cli.site import site

                return site(options, report)
            case "import":
                from cgk_codegen.cli.import_catalog import import_catalog

                return import_catalog(options, report)
            case _:  # generate, or a compilation of watch
                return _generate(options, report)
    except CatalogError as error:
        errors = sum(finding.severity is Severity.ERROR for finding in error.diagnostics)
        report.failure(
            f"{pluralize(errors, 'error')}; nothing was written (`cgk-codegen explain CODE` explains them)",
            error.diagnostics,
        )
        return EXIT_BAD_CATALOG
    except (OutputError, OSError) as error:  # OSError: such as a missing temporary folder, or too many open files
        if isinstance(error, OSError) and is_output_error(error):  # `cli.main` reports it
            raise
        report.failure(f"cgk-codegen: {error}")
        return EXIT_BAD_OUTPUT
    finally:
        if options.command == "watch":
            gc.collect()


def _compile_arguments(
    options: argparse.Namespace, report: Report
) -> tuple[Path, Path | None, Overrides, Callable[[str], None]]:
    """Return the arguments of `compile_catalog` and `check_output`."""
    output = None if options.output is None else Path(options.output)
    overrides = Overrides(options.package, options.type_prefix, options.set_version)
    return Path(options.catalog), output, overrides, report.progress


def _generate(options: argparse.Namespace, report: Report) -> int:
    """Write the output folder, and record the run; the next run is skipped if nothing has changed."""
    use_cache = not getattr(options, "force", False)  # `watch` does not have the option
    result = compile_catalog(*_compile_arguments(options, report), use_cache=use_cache)
    _last_result[:] = [result]
    changes = result.changes
    events, schedules = len(result.catalog.events), len(result.catalog.schedules)
    lines = [f"{result.output}: {describe_size(events, schedules)}; {describe_changes(changes)}"]
    lines += [f"  {path}: replaced a file with conflict markers" for path in changes.conflicted]
    lines += [f"  {path}: replaced a file that was edited by hand" for path in changes.edited]
    facts = {"output": str(result.output), "events": events, "schedules": schedules}
    report.result(
        "\n".join(lines),
        result.findings,
        **facts,
        written=list(changes.written),
        deleted=list(changes.deleted),
        conflicted=list(changes.conflicted),
        edited=list(changes.edited),
    )
    remember(
        options.catalog,
        output_options(options),
        inputs={str(document.path): document.digest for document in result.sources.documents},
        folders={str(folder): changed for folder, changed in result.sources.folders.items()},
        output=str(result.output),
        files=changes.signatures,
        summary={**facts, "diagnostics": [finding.to_json() for finding in result.findings]},
    )
    return EXIT_OK


def _check(options: argparse.Namespace, report: Report) -> int:
    """Report how the output folder differs from what the catalog generates."""
    result = check_output(*_compile_arguments(options, report))
    changes, output = result.changes, result.output
    interrupted = is_interrupted(output)
    if not changes and not interrupted:
        warnings = sum(finding.severity is Severity.WARNING for finding in result.findings)
        if options.strict and warnings:
            message = f"{output} is up to date; --strict fails because of {pluralize(warnings, 'warning')}"
            report.failure(message, result.findings, output=str(output), differing=[])
            return EXIT_DRIFT
        report.result(f"{output} is up to date", result.findings, output=str(output), differing=[])
        return EXIT_OK
    problems = dict.fromkeys(changes.written, "is out of date")
    problems |= dict.fromkeys(changes.deleted, "is stale; the catalog no longer generates it")
    problems |= dict.fromkeys(changes.missing, "is missing")
    problems |= dict.fromkeys(changes.edited, "was edited by hand")
    problems |= dict.fromkeys(changes.conflicted, "has conflict markers")
    for path, message in problems.items():
        report.drift(str(output / path), message)
    reasons = [f"changed since the folder was generated: {', '.join(changes.reasons)}"] if changes.reasons else []
    if MANIFEST in changes.missing:
        reasons.append(f"{output} has no {MANIFEST}: nothing was generated there yet, or it was deleted")
    if interrupted:
        reasons.append(f"an earlier `generate` into {output} was interrupted")
    report.failure(
        "\n".join([*reasons, "run `cgk-codegen generate` and commit the result"]),
        result.findings,
        output=str(output),
        differing=[{"file": path, "message": message} for path, message in problems.items()],
        changed=list(changes.reasons),
        interrupted=interrupted,
    )
    return EXIT_DRIFT


def _package(options: argparse.Namespace, report: Report) -> int:
    """Build the packages of an output folder that is up to date."""
    from cgk_codegen.packaging import build_packages
    from cgk_codegen.validators import UNBUILT

    result = check_output(*_compile_arguments(options, report))
    if result.changes or is_interrupted(result.output):
        report.failure(f"{result.output} is out of date; run `cgk-codegen generate` first")
        return EXIT_DRIFT
    unbuilt = [finding for finding in result.findings if finding.code == UNBUILT]
    if unbuilt and not options.allow_unbuilt:
        message = "nothing was packed; install Node and run `cgk-codegen generate`, or pass --allow-unbuilt"
        report.failure(message, result.findings)
        return EXIT_DRIFT
    report.progress("packing")
    packages = build_packages(result.output, result.files, Path(options.dist))
    report.result("\n".join(map(str, packages)), result.findings, files=[str(path) for path in packages])
    return EXIT_OK
