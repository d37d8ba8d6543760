"""`cgk handlers [MODULE...]`: list handlers by event, and those affected by a change of the catalog."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cgk_runtime.cli.errors import CommandError
from cgk_runtime.cli.output import console, print_json
from cgk_runtime.cli.sdk_option import add_sdk_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgk_runtime.catalog import Catalog
    from cgk_runtime.cli.handlers.discovery import Handlers
    from cgk_runtime.sdk import Sdk
    from cgk_runtime.tasks.unresolved_names import UnresolvedName


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "List the handlers of events and schedules with file, line, task and options, the calls that send events, "
        "and the events without a handler. Names that the catalog does not have are reported with exit code 1. Python "
        "modules are imported. TypeScript is parsed with the project's own typescript (5 or 6), not run: calls of the "
        "generated package's `task`, `schedule` and `createFunction`, and Trigger.dev tasks with an event's id.\n\n"
        "With --diff or --against, list the handlers that a change of the catalog affects."
    )
    parser.epilog = (
        "Examples:\n\n  cgk handlers app.tasks\n  cgk handlers --json > handlers.json\n"
        "  cgk handlers --diff --against git#branch=main\n"
        "  cgk-codegen breaking --against PUBLISHED --format json | cgk handlers --diff -"
    )
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="a module with handlers ([tool.cgk] handlers)")
    parser.add_argument(
        "--typescript",
        action="append",
        metavar="FOLDER",
        help="read sources below this folder ([tool.cgk] typescript, or the working directory)",
    )
    parser.add_argument("--no-typescript", action="store_true", help="do not read TypeScript")
    parser.add_argument(
        "--diff", nargs="?", const="", metavar="REPORT",
        help="list affected handlers for the output of `cgk-codegen breaking --format json`; - is standard input",
    )  # fmt: skip
    parser.add_argument(
        "--against", metavar="WHAT", help="compare with this version: git#branch=main, a file, a wheel, PUBLISHED"
    )
    parser.add_argument(
        "--catalog", default="events.yaml", metavar="FILE", help="the catalog, for --against (events.yaml)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    add_sdk_option(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command.

    Returns:
        0, or 1 if a handler names an event or schedule that the catalog does not have.

    Raises:
        CommandError: A module cannot be imported, or the report is missing or invalid.
    """
    from cgk_runtime.cli.handlers.discovery import describe_python_handlers, merge_handlers
    from cgk_runtime.cli.handlers.report import build_document, print_handlers, print_impact

    changes = _read_changes(options)
    directory = Path.cwd()
    sdk, unknown, modules = _import_handlers(options.modules, options.sdk, directory)
    python = describe_python_handlers(sdk, unknown, modules, directory)
    found = [python, *_read_typescript(options, sdk.catalog, directory)]
    handlers = merge_handlers(found, sdk.catalog.events)
    affected = None
    if changes is not None:
        from cgk_runtime.cli.handlers.impact import find_affected_handlers

        affected = find_affected_handlers(changes, handlers, sdk.catalog)
    if options.json:
        print_json(build_document(sdk.catalog, handlers, modules, affected))
    elif affected is not None:
        print_impact(console(), affected, handlers, modules)
    else:
        print_handlers(console(), sdk.catalog, handlers, modules)
    return 1 if handlers.unknown else 0


def read_handlers(modules: Sequence[str], sdk_name: str | None) -> tuple[Catalog, dict[str, Any]]:
    """Return the catalog and the report of its handlers in Python, as `cgk handlers --no-typescript --json` prints it.

    Args:
        modules: Modules with handlers; those of `[tool.cgk] handlers` if empty.
        sdk_name: Name of the generated package, if several are installed.

    Raises:
        CommandError: A module cannot be imported.
    """
    from cgk_runtime.cli.handlers.discovery import describe_python_handlers
    from cgk_runtime.cli.handlers.report import build_document

    directory = Path.cwd()
    sdk, unknown, imported = _import_handlers(modules, sdk_name, directory)
    handlers = describe_python_handlers(sdk, unknown, imported, directory)
    return sdk.catalog, build_document(sdk.catalog, handlers, imported, None)


def _read_changes(options: argparse.Namespace) -> Sequence[dict[str, Any]] | None:
    if options.diff is None and options.against is None:
        return None
    from cgk_runtime.cli.handlers.impact import compute_changes, read_changes

    if options.diff and options.against:
        raise CommandError("--diff REPORT and --against exclude each other; pass one of them")
    if options.against:
        return [dict(change) for change in compute_changes(options.against, options.catalog)]
    if not options.diff:
        raise CommandError("--diff requires a report, or --against WHAT")
    return [dict(change) for change in read_changes(options.diff)]


def _import_handlers(
    named: Sequence[str], sdk_name: str | None, directory: Path
) -> tuple[Sdk, list[UnresolvedName], list[str]]:
    """Import the modules and collect the names that the catalog does not have."""
    from cgk_runtime.cli.load_handlers import configured_handlers, import_modules
    from cgk_runtime.sdk import choose_sdk, installed_sdks
    from cgk_runtime.tasks.unresolved_names import UnresolvedNames

    modules = list(named) or configured_handlers(directory)
    for sdk in installed_sdks().values():
        sdk.registry.unknown = UnresolvedNames()
    import_modules(modules, directory, show_traceback=True)
    sdk = choose_sdk(sdk_name)
    noted = sdk.registry.unknown
    return sdk, [] if noted is None else noted.found, modules


def _read_typescript(options: argparse.Namespace, catalog: Catalog, directory: Path) -> list[Handlers]:
    if options.no_typescript:
        return []
    from cgk_runtime.cli.handlers.typescript import typescript_handlers
    from cgk_runtime.cli.load_handlers import configured_list
    from cgk_runtime.providers.trigger_dev.build.errors import TriggerBuildError
    from cgk_runtime.providers.trigger_dev.build.package_files import PackageFiles

    named = options.typescript or configured_list("typescript", "folders", directory)
    folders = [directory / folder for folder in ([directory] if named is None else named)]
    missing = [str(folder) for folder in folders if not folder.is_dir()]
    if missing:
        raise CommandError(f"No such folder: {', '.join(missing)}")
    try:
        package = PackageFiles(catalog).npm_package()
    except TriggerBuildError:
        package = None  # the Python package is installed without the npm package
    return [typescript_handlers(catalog, package, folders, directory)]
