"""`cgk-codegen generate` and `cgk-codegen check`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from cgk_codegen import __version__
from cgk_codegen.compiler import Outcome, compile_catalog, verify_output
from cgk_codegen.diagnostics import CatalogError
from cgk_codegen.publish import OutputError

EXIT_OK = 0
EXIT_DRIFT = 1
EXIT_BAD_CATALOG = 2
EXIT_BAD_OUTPUT = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns:
        0 done, 1 the generated files are not what the catalog makes, 2 the catalog has errors, 3 the output folder
        cannot be read or written.
    """
    options = _parser().parse_args(arguments)
    catalog, output = Path(options.catalog), Path(options.output)
    try:
        if options.command == "generate":
            return _report_generate(compile_catalog(catalog, output), output)
        return _report_check(verify_output(catalog, output), output)
    except CatalogError as error:
        print(error, file=sys.stderr)
        count = len(error.diagnostics)
        print(f"\n{count} finding{'s' if count > 1 else ''}; nothing was generated", file=sys.stderr)
        return EXIT_BAD_CATALOG
    except OutputError as error:
        print(f"cgk-codegen: {error}", file=sys.stderr)
        return EXIT_BAD_OUTPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cgk-codegen", description="Compile an event catalog into typed SDKs.")
    parser.add_argument("--version", action="version", version=f"cgk-codegen {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, summary in (
        ("generate", "compile the catalog into the output folder"),
        ("check", "fail if the output folder is not what the catalog makes; write nothing"),
    ):
        command = commands.add_parser(name, help=summary, description=summary)
        command.add_argument("--catalog", default="events.yaml", metavar="FILE", help="the catalog (events.yaml)")
        command.add_argument("--output", default="generated", metavar="FOLDER", help="the output folder (generated)")
    return parser


def _report_generate(outcome: Outcome, output: Path) -> int:
    _print_warnings(outcome)
    changes = outcome.changes
    size = f"{len(outcome.catalog.events)} events, {len(outcome.catalog.schedules)} schedules"
    if changes:
        print(f"{output}: {size}; {len(changes.written)} files written, {len(changes.deleted)} deleted")
    else:
        print(f"{output}: {size}; nothing changed")
    return EXIT_OK


def _report_check(outcome: Outcome, output: Path) -> int:
    _print_warnings(outcome)
    changes = outcome.changes
    if not changes:
        print(f"{output} is what the catalog makes")
        return EXIT_OK
    for path in changes.written:
        print(f"{output / path}: differs from what the catalog makes", file=sys.stderr)
    for path in changes.deleted:
        print(f"{output / path}: is stale, the catalog no longer makes it", file=sys.stderr)
    print("run `make generate` and commit the result", file=sys.stderr)
    return EXIT_DRIFT


def _print_warnings(outcome: Outcome) -> None:
    for warning in outcome.warnings:
        print(warning.render(), file=sys.stderr)
