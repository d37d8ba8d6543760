"""`cgk setup:jobs`: choose a provider, write `.env.local`, check the setup."""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from cgk_runtime._internal.env_grammar import find_pitfalls
from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.options import add_handlers_option, add_sdk_option
from cgk_runtime.cli.output import console, print_json, print_wrapped
from cgk_runtime.cli.secrets import SECRET_VARIABLES, redact_secrets, remember_secret
from cgk_runtime.cli.setup.answers import Answers, InteractiveAnswers
from cgk_runtime.cli.setup.env_file import read_values
from cgk_runtime.cli.setup.existing_config import ExistingConfig
from cgk_runtime.cli.setup.file_changes import FileChange
from cgk_runtime.cli.setup.next_steps import next_steps
from cgk_runtime.cli.setup.providers import PROVIDERS, ProviderGuide
from cgk_runtime.cli.setup.wizard import Wizard
from cgk_runtime.cli.text_files import read_stdin
from cgk_runtime.cli.verify.checks import run_checks
from cgk_runtime.cli.verify.report import is_ready, print_report
from cgk_runtime.errors import JobsError

if TYPE_CHECKING:
    from rich.console import Console


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "Choose the provider that runs your background jobs, write its keys to .env.local (mode 0600, ignored by Git), "
        "and check that jobs can be sent. A second run offers to keep the configured values.\n\n"
        "Keys are hidden while you type them. In CI, pass them in the environment or on standard input. They have no "
        "options, because every user of a machine can read the options of its processes."
    )
    parser.epilog = (
        "Examples:\n\n"
        "  cgk setup:jobs\n"
        "  cgk setup:jobs --provider local\n"
        "  cgk setup:jobs --verify-only\n"
        "  cgk setup:jobs --provider trigger.dev --yes --stdin < keys.env\n\n"
        "Exit codes: 0 if no check failed, 1 if one failed or a value is missing, 2 for a wrong command line, 130 if "
        "interrupted. A dev server that is not running fails only with --verify-only."
    )
    parser.add_argument("--provider", choices=tuple(PROVIDERS), help="use this provider instead of asking")
    parser.add_argument("--verify-only", "--skip-env", action="store_true", help="check the setup, change nothing")
    parser.add_argument("--yes", action="store_true", help="do not ask: keep what is set, confirm everything else")
    parser.add_argument("--stdin", action="store_true", help="read NAME=value lines from standard input")
    parser.add_argument("--json", action="store_true", help="do not ask; print one JSON document")
    add_handlers_option(parser)
    add_sdk_option(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if not options.json:
        return _run(options, console())
    try:
        return _run(options, None)
    except JobsError as error:
        print_json({"ok": False, "error": redact_secrets(str(error))})
        return 1


def _run(options: argparse.Namespace, out: Console | None) -> int:
    """Run the command; without a console it prints one JSON document."""
    directory = Path.cwd()
    if options.verify_only:
        return _check_and_report(options, out, directory, None, [])
    wizard = _make_wizard(options, ExistingConfig.find(directory), directory)
    try:
        guide, changes = _ask(options, out, wizard)
    except (KeyboardInterrupt, EOFError):  # Ctrl-C, Ctrl-D
        print("Interrupted; nothing was changed.", file=sys.stderr)
        return 130
    for change in changes:
        change.apply()
    if out is not None:
        lines = [f"wrote {change.summary}" for change in changes] or ["Everything is set up; nothing was changed."]
        out.print("\n".join(lines) + "\n")
    return _check_and_report(options, out, directory, guide, changes)


def _ask(options: argparse.Namespace, out: Console | None, wizard: Wizard) -> tuple[ProviderGuide, list[FileChange]]:
    """Ask all questions; return the chosen provider and the planned changes."""
    terminal = out if wizard.answers.can_ask else None
    guide = wizard.choose_provider(options.provider)
    if terminal is not None and guide.key_instructions:
        print_wrapped(terminal, guide.key_instructions, indent=2)
    unused = sorted(wizard.provided.keys() - {"JOBS_PROVIDER", *(variable.name for variable in guide.variables)})
    if unused:
        print(f"not written, because this command does not set them: {', '.join(unused)}", file=sys.stderr)
    changes = wizard.plan_changes(guide)
    if terminal is not None and changes:
        terminal.print("\n".join(f"  {change.summary}" for change in changes))
        if not wizard.answers.confirm("Write this?", default=True):
            raise CommandError("Canceled; nothing was changed")
    return guide, changes


def _make_wizard(options: argparse.Namespace, config: ExistingConfig, directory: Path) -> Wizard:
    is_automatic = options.yes or options.json or options.stdin
    if not is_automatic and sys.stdin.isatty() and sys.stdout.isatty():
        return Wizard(config, InteractiveAnswers(), {}, directory)
    values = _read_stdin() if options.stdin else {}
    provided = {name: value.strip() for name, value in values.items() if value.strip()}
    for name in provided.keys() & SECRET_VARIABLES:
        remember_secret(provided[name])
    return Wizard(config, Answers(yes=options.yes), provided, directory)


def _read_stdin() -> dict[str, str]:
    text = read_stdin()
    problems = [f"\n  line {pitfall.line} {pitfall.text}; {pitfall.fix}" for pitfall in find_pitfalls(text)]
    if problems:
        raise CommandError(f"Nothing was changed, because standard input is malformed:{''.join(problems)}")
    return read_values(text)


def _check_and_report(
    options: argparse.Namespace,
    out: Console | None,
    directory: Path,
    guide: ProviderGuide | None,
    changes: list[FileChange],
) -> int:
    chosen = guide.name if guide else options.provider
    with out.status("Checking") if out is not None else nullcontext():
        checks = run_checks(
            directory,
            provider=chosen,
            sdk_name=options.sdk,
            handlers=options.handlers,
            stopped="warning" if guide else "failed",  # the next steps start it
        )
    steps = next_steps(guide, checks.sdk.catalog, directory) if guide and checks.sdk else []
    if out is None:
        document = {
            "ok": is_ready(checks.results),
            "provider": checks.provider,
            "changes": [{"file": str(change.path), "summary": change.summary} for change in changes],
            "checks": checks.results,
            "nextSteps": steps,
        }
        print_json(document)
    else:
        print_report(out, checks.results)
        if steps:
            out.print("\nNext steps")
            print_wrapped(out, [f"{number}. {step}" for number, step in enumerate(steps, 1)])
    return 0 if is_ready(checks.results) else 1
