"""`cgk lint app.tasks`: what each provider takes of an app's handlers, schedules and sends."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime.cli.output import print_json
from cgk_runtime.cli.sdk_option import add_sdk_option

if TYPE_CHECKING:
    from cgk_runtime.lint.findings import LintFinding
    from cgk_runtime.lint.linter import LintResult

_PROVIDERS: Final = ("trigger.dev", "inngest", "local")
_GITHUB: Final = {"error": "error", "warning": "warning", "note": "notice"}
"""GitHub's workflow commands: docs.github.com/actions/reference/workflow-commands-for-github-actions."""


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "Import modules with handlers and hold them, their schedules and the sends in their source against the limits "
        "of each provider: retries, concurrency, durations, names, cron forms, options, keys and tenants. Nothing is "
        "sent or served. The compiler does the same for the catalog: cgk-codegen check.\n\n"
        "Without --provider the catalog's `providers` count, and without these every provider; what an app cannot do "
        "on a provider is an error where somebody says that it is used, else a warning."
    )
    parser.epilog = (
        "Examples:\n\n"
        "  cgk lint app.tasks\n"
        "  cgk lint app.tasks --provider inngest --format github\n"
        "  cgk lint --explain TASK104\n\n"
        "Exit codes: 0 no error; 1 errors, or with --strict warnings."
    )
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="a module with handlers ([tool.cgk] handlers)")
    parser.add_argument(
        "--provider", action="append", default=[], dest="providers", choices=_PROVIDERS, help="one that is used"
    )
    parser.add_argument("--format", choices=("text", "json", "github"), default="text", help="how it is said (text)")
    parser.add_argument("--strict", action="store_true", help="warnings are errors")
    parser.add_argument("--explain", metavar="CODE", help="say why a finding is one, and the right way")
    add_sdk_option(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command.

    Raises:
        ConfigurationError: No modules are named, one cannot be imported, or a setting is wrong.
    """
    if options.explain is not None:
        return _explain(options.explain)
    from cgk_runtime.cli.app_overview import configured_handlers
    from cgk_runtime.cli.load_handlers import load_handlers
    from cgk_runtime.errors import ConfigurationError
    from cgk_runtime.lint.linter import lint

    modules = options.modules or configured_handlers(Path.cwd())
    if not modules:
        raise ConfigurationError("Say which modules have handlers: `cgk lint app.tasks`", component="cgk")
    sdk = load_handlers(modules, options.sdk)
    found = lint(sdk, modules, Path.cwd(), options.providers)
    failed = bool(found.count("error") or (options.strict and found.count("warning")))
    _say(found, options.format, ok=not failed)
    return 1 if failed else 0


def _say(found: LintResult, form: str, *, ok: bool) -> None:
    if form == "json":
        print_json({"ok": ok, "providers": found.providers, "findings": [_as_json(one) for one in found.findings]})
        return
    for finding in found.findings:
        print(_as_annotation(finding) if form == "github" else _as_text(finding))
    if form == "text":
        print(_summary(found))


def _summary(found: LintResult) -> str:
    counted = [(found.count(severity), severity) for severity in ("error", "warning", "note")]
    said = ", ".join(_counted(count, name) for count, name in counted if count)
    seen = ((found.handlers, "handler"), (found.schedules, "schedule"), (found.files, "file"))
    looked = f"{', '.join(_counted(count, name) for count, name in seen)} for "
    more = "; `cgk lint --explain CODE` says more" if found.findings else ""
    return f"{looked}{', '.join(found.providers)}: {said or 'nothing is found'}{more}"


def _counted(count: int, name: str) -> str:
    return f"{count} {name}{'' if count == 1 else 's'}"


def _as_text(finding: LintFinding) -> str:
    place = f"{finding.file}:{finding.line}:{finding.column}: " if finding.file else ""
    subject = "" if finding.subject == finding.file else f"{finding.subject}: "
    provider = f" {finding.provider}" if finding.provider else ""
    return f"{place}{finding.severity}[{finding.code}]{provider}: {subject}{finding.text}"


def _as_json(finding: LintFinding) -> dict[str, Any]:
    from dataclasses import asdict

    from cgk_runtime.lint.findings import finding_codes

    about = finding_codes()[finding.code]
    return {**asdict(finding), "title": about.title, "fix": about.fix}


def _as_annotation(finding: LintFinding) -> str:
    where = f"file={_escaped(finding.file, '%:,')},line={finding.line},col={finding.column}," if finding.file else ""
    provider = f" {finding.provider}" if finding.provider else ""
    said = _escaped(f"{finding.subject}: {finding.text}", "%")
    return f"::{_GITHUB[finding.severity]} {where}title={finding.code}{provider}::{said}"


def _escaped(text: str, characters: str) -> str:
    for character in (*characters, "\r", "\n"):
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def _explain(code: str) -> int:
    from difflib import get_close_matches

    from cgk_runtime.lint.findings import finding_codes

    about = finding_codes().get(code.upper())
    if about is None:
        near = get_close_matches(code.upper(), finding_codes(), n=1)
        hint = f'did you mean "{near[0]}"?' if near else "`cgk-codegen explain` knows those of the catalog"
        print(f'cgk lint: no finding has the code "{code}"; {hint}', file=sys.stderr)
        return 1
    print(f"{code.upper()}: {about.title}\n\n{about.why}\n\nFix: {about.fix}")
    return 0
