"""`cgk handlers [MODULE...]`: list handlers by event, and those affected by a change of the catalog."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from cgk_runtime.catalog import Catalog
from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.handlers.discovery import Handlers, describe_python_handlers
from cgk_runtime.cli.handlers.impact import find_affected_handlers, read_changes
from cgk_runtime.cli.handlers.report import build_document, print_handlers, print_impact
from cgk_runtime.cli.handlers.typescript import add_typescript_handlers
from cgk_runtime.cli.load_handlers import configured_list, import_modules
from cgk_runtime.cli.options import add_json_and_sdk_options, add_modules_argument
from cgk_runtime.cli.output import console, print_json
from cgk_runtime.installed_sdk import choose_sdk
from cgk_runtime.providers.trigger_dev.build.emit import npm_package
from cgk_runtime.providers.trigger_dev.build.errors import TriggerBuildError
from cgk_runtime.sdk import Sdk


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "List the handlers of events and schedules with file, line, task and options, the calls that send events, "
        "and the events without a handler. Names that the catalog does not have are reported with exit code 1. Python "
        "modules are imported. TypeScript is parsed with the project's own typescript (5 or 6), not run: calls of the "
        "generated package's `task`, `schedule` and `createFunction`, and Trigger.dev tasks with an event's id. The "
        "files are searched below the folders in [tool.cgk] typescript, or else below the working directory.\n\n"
        "With --diff, list the handlers that a change of the catalog affects."
    )
    parser.epilog = (
        "Examples:\n\n  cgk handlers app.tasks\n  cgk handlers --json > handlers.json\n"
        "  cgk-codegen breaking --against git#branch=main --format json > report.json\n"
        "  cgk handlers --diff report.json"
    )
    add_modules_argument(parser)
    parser.add_argument("--no-typescript", action="store_true", help="do not read TypeScript")
    parser.add_argument(
        "--diff",
        metavar="REPORT",
        help="list affected handlers for the output of `cgk-codegen breaking --format json`; - is standard input",
    )
    add_json_and_sdk_options(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command.

    Returns:
        0, or 1 if TypeScript names an event or schedule that the catalog does not have.

    Raises:
        JobsError: A module cannot be imported or names an unknown event, or the report is missing or invalid.
    """
    changes = None if options.diff is None else read_changes(options.diff)
    directory = Path.cwd()
    sdk, modules = _import_handlers(options.modules, options.sdk, directory)
    handlers = describe_python_handlers(sdk, modules, directory)
    if not options.no_typescript:
        _add_typescript(handlers, sdk.catalog, directory)
    impact = None if changes is None else [find_affected_handlers(change, handlers, sdk.catalog) for change in changes]
    if options.json:
        print_json(build_document(sdk.catalog, handlers, modules, impact))
    elif impact is not None:
        print_impact(console(), impact, handlers, modules)
    else:
        print_handlers(console(), sdk.catalog, handlers, modules)
    return 1 if handlers.unknown else 0


def read_handlers(modules: Sequence[str], sdk_name: str | None) -> tuple[Catalog, dict[str, Any]]:
    """Return the catalog and the report of its handlers in Python, as `cgk handlers --no-typescript --json` prints it.

    Args:
        modules: Modules with handlers; those of `[tool.cgk] handlers` if empty.
        sdk_name: Name of the generated package, if several are installed.

    Raises:
        JobsError: A module cannot be imported or names an unknown event.
    """
    directory = Path.cwd()
    sdk, imported = _import_handlers(modules, sdk_name, directory)
    handlers = describe_python_handlers(sdk, imported, directory)
    return sdk.catalog, build_document(sdk.catalog, handlers, imported, None)


def _import_handlers(names: Sequence[str], sdk_name: str | None, directory: Path) -> tuple[Sdk, list[str]]:
    modules = list(names) or configured_list("handlers", directory) or []
    with redirect_stdout(sys.stderr):  # what modules print is not part of the output
        import_modules(modules, directory)
    return choose_sdk(sdk_name), modules


def _add_typescript(handlers: Handlers, catalog: Catalog, directory: Path) -> None:
    names = configured_list("typescript", directory)
    folders = [directory] if names is None else [directory / name for name in names]
    missing = [str(folder) for folder in folders if not folder.is_dir()]
    if missing:
        raise CommandError(f"[tool.cgk] typescript: no such folder: {', '.join(missing)}")
    try:
        package = npm_package(catalog.package)
    except TriggerBuildError:
        package = None  # the Python package is installed without the npm package
    add_typescript_handlers(handlers, catalog, package, folders, directory)
