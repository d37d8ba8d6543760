"""`cgk lint app.tasks`: check handlers, schedules and sends against provider limits."""

from __future__ import annotations

import argparse
import sys
from contextlib import redirect_stdout
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime._internal.plurals import pluralize
from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.options import add_modules_argument, add_sdk_option
from cgk_runtime.cli.output import print_json
from cgk_runtime.lint.findings import finding_codes

if TYPE_CHECKING:
    from cgk_runtime.lint.findings import LintFinding
    from cgk_runtime.lint.linter import LintResult

_PROVIDERS: Final = ("trigger.dev", "inngest", "postgres", "local")
_ANNOTATIONS: Final = {"error": "error", "warning": "warning", "note": "notice"}
"""Workflow command for each severity: docs.github.com/actions/reference/workflow-commands-for-github-actions."""


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "Import modules with handlers, and check them, their schedules and the sends in their source against the "
        "limits of each provider: retries, concurrency, durations, names, cron expressions, keys and tenants. "
        "Nothing is sent or served. `cgk-codegen check` does the same for the catalog.\n\n"
        "Without --provider, the catalog's `providers` are checked, or else all. A violation is an error for a "
        "selected provider, and a warning otherwise."
    )
    parser.epilog = (
        "Examples:\n\n"
        "  cgk lint app.tasks\n"
        "  cgk lint app.tasks --provider inngest --format github\n"
        "  cgk lint --explain TASK104\n\n"
        "Exit codes: 1 if there are errors, or warnings with --strict; 0 otherwise."
    )
    add_modules_argument(parser)
    parser.add_argument(
        "--provider",
        action="append",
        default=[],
        dest="providers",
        choices=_PROVIDERS,
        help="check the limits of this provider",
    )
    parser.add_argument("--format", choices=("text", "json", "github"), default="text", help="output format (text)")
    parser.add_argument("--strict", action="store_true", help="fail on warnings")
    parser.add_argument("--explain", metavar="CODE", help="explain a finding and how to fix it")
    add_sdk_option(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command.

    Raises:
        CommandError: No modules are given, one cannot be imported, or a setting is invalid.
    """
    if options.explain is not None:
        return _explain(options.explain)
    from cgk_runtime.cli.load_handlers import handler_modules, load_handlers
    from cgk_runtime.lint.linter import lint_app

    modules = handler_modules(options)
    with redirect_stdout(sys.stderr):  # what modules print is not part of the output
        sdk = load_handlers(modules, options.sdk)
    result = lint_app(sdk, modules, Path.cwd(), options.providers)
    failed = bool(result.count("error") or (options.strict and result.count("warning")))
    _print_result(result, options.format, ok=not failed)
    return 1 if failed else 0


def _print_result(result: LintResult, output_format: str, *, ok: bool) -> None:
    if output_format == "json":
        findings = [_as_json(finding) for finding in result.findings]
        print_json({"ok": ok, "providers": result.providers, "findings": findings})
        return
    for finding in result.findings:
        print(_as_annotation(finding) if output_format == "github" else _as_text(finding))
    if output_format == "text":
        print(_summarize(result))


def _summarize(result: LintResult) -> str:
    checked = (
        f"{pluralize(result.handlers, 'handler')}, {pluralize(result.schedules, 'schedule')}, "
        f"{pluralize(result.files, 'file')}"
    )
    severities = [severity for severity in ("error", "warning", "note") if result.count(severity)]
    findings = ", ".join(pluralize(result.count(severity), severity) for severity in severities) or "no findings"
    hint = "; `cgk lint --explain CODE` explains a finding" if result.findings else ""
    return f"{checked} for {', '.join(result.providers)}: {findings}{hint}"


def _as_text(finding: LintFinding) -> str:
    place = f"{finding.file}:{finding.line}: " if finding.file else ""
    subject = "" if finding.subject == finding.file else f"{finding.subject}: "
    provider = f" {finding.provider}" if finding.provider else ""
    return f"{place}{finding.severity}[{finding.code}]{provider}: {subject}{finding.text}"


def _as_json(finding: LintFinding) -> dict[str, Any]:
    explanation = finding_codes()[finding.code]
    return {**asdict(finding), "title": explanation.title, "fix": explanation.fix}


def _as_annotation(finding: LintFinding) -> str:
    location = f"file={_escape(finding.file, '%:,')},line={finding.line}," if finding.file else ""
    provider = f" {finding.provider}" if finding.provider else ""
    message = _escape(f"{finding.subject}: {finding.text}", "%")
    return f"::{_ANNOTATIONS[finding.severity]} {location}title={finding.code}{provider}::{message}"


def _escape(text: str, characters: str) -> str:
    """Percent-encode characters and line breaks, as GitHub decodes them."""
    for character in (*characters, "\r", "\n"):
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def _explain(code: str) -> int:
    explanation = finding_codes().get(code.upper())
    if explanation is None:
        raise CommandError(
            f'Unknown code "{code}"; known codes: {", ".join(finding_codes())}; `cgk-codegen explain` explains those '
            "of the compiler"
        )
    print(f"{code.upper()}: {explanation.title}\n\n{explanation.why}\n\nFix: {explanation.fix}")
    return 0
