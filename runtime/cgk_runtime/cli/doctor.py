"""`cgk doctor [TEXT]`: check the whole machine, or explain an error message."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from cgk_runtime.cli.output import console, print_json
from cgk_runtime.cli.sdk_option import add_sdk_option
from cgk_runtime.cli.verify.report import CheckResult, as_json, is_ready, print_report, summary
from cgk_runtime.errors import ConfigurationError

_EXTRAS = (
    ("cli", "questionary", "the setup's questions"),
    ("cli", "filelock", "the setup's writing"),
    ("cli", "watchfiles", "`cgk dev`"),
    ("cli", "argcomplete", "completion in a shell"),
)


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "Check everything that jobs need on this machine: what is installed, what is configured, whether the provider "
        "answers and takes the key, whether anything handles jobs. With a TEXT, or - for standard input, say what an "
        "error message is a symptom of, and what helps."
    )
    parser.epilog = (
        "Examples:\n\n"
        "  cgk doctor\n"
        '  cgk doctor "[TriggerDevProvider] API error 504: Gateway Timeout"\n'
        "  tail -50 app.log | cgk doctor -\n\n"
        "Exit codes: 0 a job could be sent now, or the text was recognised; 1 otherwise."
    )
    parser.add_argument("text", nargs="*", metavar="TEXT", help="an error message")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
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
    if options.text:
        return _explain(options)
    from cgk_runtime.cli.verify.checks import run_checks

    out = console()
    with nullcontext() if options.json else out.status("Checking"):
        rows = [*_machine_rows(), *run_checks(Path.cwd(), sdk_name=options.sdk, handlers=options.handlers)]
    ready = is_ready(rows)
    if options.json:
        print_json({"ok": ready, "checks": as_json(rows)})
    else:
        print_report(out, rows)
        out.print(f"\n{summary(rows)}", style="bold green" if ready else "bold red")
    return 0 if ready else 1


def _explain(options: argparse.Namespace) -> int:
    from cgk_runtime.cli.verify.troubleshooting import KNOWN_PROBLEMS, find_known_problem

    text = sys.stdin.read() if options.text == ["-"] else " ".join(options.text)
    problem = find_known_problem(text)
    if problem is None:
        known = ", ".join(one.name for one in KNOWN_PROBLEMS)
        raise ConfigurationError(f"That is none of the known symptoms ({known}); run `cgk doctor`", component="cgk")
    if options.json:
        print_json({"symptom": problem.name, "fix": problem.fix})
    else:
        print(f"{problem.name}\nfix: {problem.fix}")
    return 0


def _machine_rows() -> Iterator[CheckResult]:
    missing = [(extra, module, purpose) for extra, module, purpose in _EXTRAS if find_spec(module) is None]
    for extra, module, purpose in missing:
        yield CheckResult("warning", module, f"is not installed: {purpose}", f"pip install 'cgk-runtime[{extra}]'")
    if not missing:
        yield CheckResult("ok", "extras", "everything the command line uses is installed")
    try:
        compiler = version("cgk-codegen")
    except PackageNotFoundError:
        yield CheckResult("ok", "compiler", "cgk-codegen is not installed; only who changes events.yaml needs it")
    else:
        yield CheckResult("ok", "compiler", f"cgk-codegen {compiler}")
