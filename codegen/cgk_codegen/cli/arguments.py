"""Command-line arguments of `cgk-codegen`. Imports only modules that load fast."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any, Protocol

from cgk_codegen import __version__

FORMATS = ("text", "json", "github")
IMPORT_FORMATS = ("json-schema", "asyncapi", "openapi", "typescript", "zod", "pydantic")
LIVE_FORMATS = ("text", "json")
COMPARISON_FORMATS = (*FORMATS, "markdown", "changelog")


def output_options(options: argparse.Namespace) -> list[str | None]:
    """Return the options that affect the output and its folder."""
    return [options.output, options.package, options.type_prefix, options.set_version]


def parser() -> argparse.ArgumentParser:
    """Build the parser of the command line."""
    top = argparse.ArgumentParser(prog="cgk-codegen", description="Compile an event catalog into typed SDKs.")
    top.add_argument("--version", action="version", version=f"cgk-codegen {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_CommandParser)
    _add_init_options(_add_command(commands, "init", "create a catalog, and the settings that go with it"))
    generate = _add_command(commands, "generate", "compile the catalog into the output folder")
    _add_compile_options(generate)
    generate.add_argument("--force", action="store_true", help="render everything again, without the cache")
    check = _add_command(commands, "check", "fail if the output folder is out of date; write nothing")
    _add_compile_options(check)
    check.add_argument("--strict", action="store_true", help="fail on warnings too")
    watch = _add_command(commands, "watch", "compile whenever a file of the catalog is saved")
    _add_compile_options(watch)
    package = _add_command(commands, "package", "build the wheel and the npm tarball of the generated SDK")
    _add_compile_options(package)
    package.add_argument("--dist", default="dist", metavar="FOLDER", help="the folder for the two files (dist)")
    package.add_argument("--allow-unbuilt", action="store_true", help="allow TypeScript validators that were not built")
    _add_new_event_options(_add_command(commands, "new-event", "add an event to the catalog"))
    _add_import_options(_add_command(commands, "import", "create or extend a catalog from another format"))
    _add_breaking_options(_add_command(commands, "breaking", "report what breaks between two versions of the catalog"))
    _add_live_check_options(_add_command(commands, "live-check", "validate recorded jobs against the catalog"))
    _add_site_options(_add_command(commands, "site", "write the catalog as a static site"))
    explain = _add_command(commands, "explain", "explain a finding and its fix")
    explain.add_argument("code", metavar="CODE", help="such as CGK305")
    return top


class _CommandParser(argparse.ArgumentParser):
    """Parser of a command."""

    def parse_known_args(self, *arguments: Any, **keywords: Any) -> tuple[Any, list[str]]:
        """Refuse unknown arguments here, because the parser of `cgk-codegen` would show its own usage."""
        options, unknown = super().parse_known_args(*arguments, **keywords)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return options, unknown


class _Commands(Protocol):
    """Protocol of argparse's subparsers, whose class has no public name."""

    def add_parser(self, name: str, *, help: str, description: str) -> argparse.ArgumentParser: ...  # noqa: A002


def _add_command(commands: _Commands, name: str, summary: str) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=summary, description=f"{summary[:1].upper()}{summary[1:]}.")


def _add_catalog_options(command: argparse.ArgumentParser, formats: Sequence[str] = FORMATS) -> None:
    command.add_argument("--catalog", default="events.yaml", metavar="FILE", help="the catalog (events.yaml)")
    command.add_argument("--format", choices=formats, default="text", help="the format of the output (text)")


def _add_today_option(command: argparse.ArgumentParser) -> None:
    description = "the first day of compatibility windows, such as 2026-11-30 (today)"
    command.add_argument("--today", metavar="DAY", help=description)


def _add_compile_options(command: argparse.ArgumentParser) -> None:
    _add_catalog_options(command)
    command.add_argument("--output", metavar="FOLDER", help="the output folder (the catalog's, or generated)")
    command.add_argument("--package", metavar="NAME", help="the name of the Python package (the catalog's)")
    command.add_argument("--type-prefix", metavar="PREFIX", help="the prefix of type names (the catalog's)")
    command.add_argument("--set-version", metavar="VERSION", help="the version of the SDK (the catalog's)")


def _add_init_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", nargs="?", default=".", metavar="FOLDER", help="the project's folder (.)")
    command.add_argument("--name", metavar="NAME", help="the Python distribution, such as acme-jobs")
    command.add_argument("--package", metavar="NAME", help="the Python package (the name with underscores)")
    command.add_argument("--tenant-field", metavar="NAME", help="the payload's field for the tenant (tenantId)")
    command.add_argument("--tenant-pattern", metavar="REGEX", help="the form of tenant ids (^[a-z0-9_-]{1,56}$)")
    command.add_argument("--tenant-example", metavar="ID", help="a tenant id for examples (acme)")
    command.add_argument(
        "--typescript", action=argparse.BooleanOptionalAction, help="generate a TypeScript package (yes)"
    )
    command.add_argument("--yes", action="store_true", help="ask nothing; use the defaults in brackets")


def _add_new_event_options(command: argparse.ArgumentParser) -> None:
    _add_catalog_options(command)
    command.add_argument("name", metavar="NAME", help="such as order.flagged")
    command.add_argument("--category", metavar="NAME", help="the category; required if the catalog has several")
    command.add_argument("--description", metavar="TEXT", required=True, help="one sentence")
    command.add_argument("--field", metavar="NAME:TYPE", action="append", default=[], dest="fields",
                         help="such as orderId:string or score:number?; may be repeated")  # fmt: skip


def _add_import_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("source", metavar="SOURCE", help="a file, or a folder of JSON Schemas")
    command.add_argument("--format", choices=IMPORT_FORMATS, help="the format of the source (recognized)")
    command.add_argument(
        "--catalog", default="events.yaml", metavar="FILE", help="the catalog to write or to add to (events.yaml)"
    )
    command.add_argument(
        "--tenant-field", metavar="NAME", help="the tenant's field in the source (the catalog's, or tenantId)"
    )
    command.add_argument("--replace", action="store_true", help="replace the file of an earlier import of the source")
    command.add_argument("--open-objects", action="store_true",
                         help="accept further fields in objects that the source does not close")  # fmt: skip
    command.add_argument("--execute", action="store_true", help="run the source's code: zod and pydantic require it")
    command.add_argument("--strict", action="store_true", help="write nothing if anything is not carried over exactly")
    command.add_argument("--accept", metavar="CODE", action="append", default=[],
                         help="a finding that does not matter, such as IMP303; may be repeated")  # fmt: skip
    command.add_argument("--ref-map", metavar="ADDRESS=PATH", action="append", default=[],
                         help="a local copy of remote references; may be repeated")  # fmt: skip
    command.add_argument("--report", choices=FORMATS, default="text", help="the format of the output (text)")


def _add_breaking_options(command: argparse.ArgumentParser) -> None:
    baseline_forms = "git#branch=main (or tag, commit), a file, a generated folder, a wheel, or PUBLISHED"
    command.add_argument("--against", required=True, metavar="BASELINE", help=baseline_forms)
    _add_catalog_options(command, COMPARISON_FORMATS)
    _add_today_option(command)


def _add_site_options(command: argparse.ArgumentParser) -> None:
    _add_catalog_options(command)
    command.add_argument("--output", default="site", metavar="FOLDER", help="the folder of the site (site)")
    command.add_argument(
        "--handlers", metavar="FILE", help="the output of `cgk handlers --json`; shows where jobs are handled and sent"
    )
    command.add_argument("--against", nargs="+", action="extend", default=[], metavar="BASELINE",
                         help="earlier versions of the catalog, in the form of `breaking --against`; shows the changes "
                         "of each version")  # fmt: skip
    _add_today_option(command)


def _add_live_check_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", nargs="*", metavar="FILE", help="JSON lines or JSON, also .gz (standard input)")
    _add_catalog_options(command, LIVE_FORMATS)
    command.add_argument("--also", metavar="BASELINE", action="append", default=[],
                         help="another version of the catalog, whose fields are allowed, in the form of "
                         "`breaking --against`; may be repeated")  # fmt: skip
    command.add_argument("--task", metavar="TASK=EVENT", action="append", default=[],
                         help="the event of a task with another name; may be repeated")  # fmt: skip
    command.add_argument(
        "--fail-under", type=float, default=0, metavar="PERCENT", help="fail if jobs cover fewer of the events"
    )
