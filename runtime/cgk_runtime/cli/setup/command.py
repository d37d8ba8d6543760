"""`cgk setup:jobs`: choose a provider, write `.env.local`, check that a job could be sent."""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from cgk_runtime.cli.output import console, print_json
from cgk_runtime.cli.sdk_option import add_sdk_option, find_sdk
from cgk_runtime.errors import ConfigurationError, JobsError

if TYPE_CHECKING:
    from rich.console import Console

    from cgk_runtime.cli.setup.answers import Answers
    from cgk_runtime.cli.setup.existing_config import ExistingConfig
    from cgk_runtime.cli.setup.file_changes import FileChange
    from cgk_runtime.cli.setup.providers import ProviderGuide

_PROVIDERS = ("trigger.dev", "inngest", "local")


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "Choose what runs your background jobs, write its keys into .env.local (mode 0600, never in Git), and check "
        "that a job could be sent now. Run again, it offers to keep what is there; what is right is not changed.\n\n"
        "Keys are asked for without showing them. In CI they come from the environment, or from standard input; there "
        "is no option for them, for the process list shows options to everybody."
    )
    parser.epilog = (
        "Examples:\n\n"
        "  cgk setup:jobs\n"
        "  cgk setup:jobs --provider local\n"
        "  cgk setup:jobs --verify-only\n"
        "  cgk setup:jobs --provider trigger.dev --yes --stdin < keys.env\n\n"
        "Exit codes: 0 a job could be sent now, 1 a check failed or something is missing, 2 the command line is wrong, "
        "130 interrupted; nothing was changed then."
    )
    parser.add_argument("--provider", choices=_PROVIDERS, help="do not ask which one")
    parser.add_argument("--verify-only", action="store_true", help="check what is there, change nothing")
    parser.add_argument(
        "--skip-env", action="store_true", help="write no environment file; the rest as ever, then verify"
    )
    parser.add_argument("--yes", action="store_true", help="ask nothing: keep what is set, agree to the rest")
    parser.add_argument("--stdin", action="store_true", help="read NAME=value lines from standard input")
    parser.add_argument("--json", action="store_true", help="ask nothing, and print one JSON document")
    parser.add_argument(
        "--handlers",
        action="append",
        default=[],
        metavar="MODULE",
        help="count this module's handlers too ([tool.cgk])",
    )
    add_sdk_option(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if not options.json:
        return _run(options, console())
    try:
        return _run(options, None)
    except JobsError as error:
        print_json({"ok": False, "error": str(error)})
        return 1


def _run(options: argparse.Namespace, out: Console | None) -> int:
    """Run it, on a console, or for a document where there is none."""
    directory = Path.cwd()
    if options.verify_only:
        return _report(options, out, directory, None, [])
    from cgk_runtime.cli.setup.existing_config import ExistingConfig
    from cgk_runtime.cli.setup.file_changes import apply_all

    configuration = ExistingConfig.find(directory)
    try:
        guide, changes = _ask(options, out, configuration, directory)
    except (KeyboardInterrupt, EOFError):  # Ctrl-C, Ctrl-D
        print("Interrupted; nothing was changed.", file=sys.stderr)
        return 130
    apply_all(changes, configuration.file.parent)
    if out is not None:
        done = [f"wrote {change.what}" for change in changes] or ["Everything is set already; nothing was changed."]
        out.print("\n".join(done))
    return _report(options, out, directory, guide, changes)


def _ask(
    options: argparse.Namespace, out: Console | None, configuration: ExistingConfig, directory: Path
) -> tuple[ProviderGuide, list[FileChange]]:
    """Ask everything there is to ask, and give what is to be changed; nothing is changed yet."""
    from cgk_runtime.cli.setup.wizard import SetupDeclinedError, choose_provider, collect_choices, plan_changes

    answers = _answers(options)
    asks = out if _asks(options) else None
    guide = choose_provider(configuration, answers, options.provider)
    if asks is not None and guide.where and not options.skip_env:
        asks.print("\n".join(f"  {line}" for line in guide.where))
    unused = answers.unused({"JOBS_PROVIDER", *(variable.name for variable in guide.variables)})
    if unused:
        print(f"not written, for {guide.title} does not want them: {', '.join(unused)}", file=sys.stderr)
    decision = collect_choices(configuration, answers, guide, directory, write_env=not options.skip_env)
    changes = plan_changes(decision, configuration, directory)
    if asks is not None and changes:
        asks.print("\n".join(f"  {change.what}" for change in changes))
        if not answers.agree("Write this?", default=True):
            raise SetupDeclinedError("You said no; nothing was changed")
    return guide, changes


def _report(
    options: argparse.Namespace,
    out: Console | None,
    directory: Path,
    guide: ProviderGuide | None,
    changes: list[FileChange],
) -> int:
    from cgk_runtime.cli.verify.checks import run_checks
    from cgk_runtime.cli.verify.report import as_json, is_ready, print_report, summary

    provider = guide.name if guide else options.provider
    with out.status("Checking") if out is not None else nullcontext():
        rows = run_checks(directory, provider=provider, sdk_name=options.sdk, handlers=options.handlers)
    steps = _next_steps(options, guide, directory) if guide else []
    ready = is_ready(rows)
    if out is None:
        document = {
            "ok": ready,
            "provider": provider,
            "changes": [{"file": str(change.path), "what": change.what} for change in changes],
            "checks": as_json(rows),
            "nextSteps": steps,
        }
        print_json(document)
    else:
        if guide is not None:
            out.print()
        print_report(out, rows)
        out.print(f"\n{summary(rows)}", style="bold green" if ready else "bold red")
        if steps:
            out.print("\nNext steps")
            for number, step in enumerate(steps, 1):
                out.print(f"{number}. {step}")
    return 0 if ready else 1


def _next_steps(options: argparse.Namespace, guide: ProviderGuide, directory: Path) -> list[str]:
    from cgk_runtime.cli.setup.next_steps import next_steps

    try:
        sdk = find_sdk(options)
    except ConfigurationError:  # a row says so already
        return []
    return next_steps(guide, sdk.catalog, directory)


def _asks(options: argparse.Namespace) -> bool:
    return not options.yes and not options.json and not options.stdin and sys.stdin.isatty() and sys.stdout.isatty()


def _answers(options: argparse.Namespace) -> Answers:
    from cgk_runtime.cli.setup.answers import InteractiveAnswers, NonInteractiveAnswers
    from cgk_runtime.cli.setup.env_file import EnvironmentFile

    if _asks(options):
        return InteractiveAnswers()
    values = EnvironmentFile(sys.stdin.read()).values if options.stdin else {}
    return NonInteractiveAnswers(values, yes=options.yes)
