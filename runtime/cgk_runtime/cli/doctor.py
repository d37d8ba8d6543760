"""`cgk doctor [TEXT]`: check this machine, or explain an error message."""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext
from pathlib import Path

from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.options import add_handlers_option, add_json_and_sdk_options
from cgk_runtime.cli.output import console, print_json
from cgk_runtime.cli.verify.report import is_ready, print_report


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "Check everything that jobs need on this machine: the installation, the configuration, the provider's server "
        "and key, the handlers. With a TEXT, or - for standard input, explain an error message and how to fix it."
    )
    parser.epilog = (
        "Examples:\n\n"
        "  cgk doctor\n"
        '  cgk doctor "[TriggerDevProvider] API error 504: Gateway Timeout"\n'
        "  tail -50 app.log | cgk doctor -\n\n"
        "Exit codes: 0 if jobs can be sent or the text was recognized, 1 otherwise."
    )
    parser.add_argument("text", nargs="*", metavar="TEXT", help="an error message")
    add_handlers_option(parser)
    add_json_and_sdk_options(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if options.text:
        return _explain(options)
    from cgk_runtime.cli.verify.checks import run_checks

    out = console()
    with nullcontext() if options.json else out.status("Checking"):
        checks = run_checks(Path.cwd(), sdk_name=options.sdk, handlers=options.handlers)
    ready = is_ready(checks.results)
    if options.json:
        print_json({"ok": ready, "checks": checks.results})
    else:
        print_report(out, checks.results)
    return 0 if ready else 1


def _explain(options: argparse.Namespace) -> int:
    from cgk_runtime.cli.verify.troubleshooting import find_known_problem

    text = sys.stdin.buffer.read().decode("utf-8", "replace") if options.text == ["-"] else " ".join(options.text)
    problem = find_known_problem(text)
    if problem is None:
        raise CommandError("This text shows no known problem; run `cgk doctor` without a text to check this machine")
    if options.json:
        print_json({"problem": problem.name, "fix": problem.fix})
    else:
        print(f"{problem.name}\nfix: {problem.fix}")
    return 0
