"""Command-line arguments of `cgk-codegen`. Imports only what starts fast."""

from __future__ import annotations

import argparse
from typing import Protocol

from cgk_codegen import __version__

FORMATS = ("text", "json", "github")
LIVE_FORMATS = (*FORMATS, "markdown")
COMPARISON_FORMATS = (*LIVE_FORMATS, "changelog")
INPUTS = ("auto", "local", "trigger.dev", "inngest")


def output_options(options: argparse.Namespace) -> list[str | None]:
    """Return the options that decide the output and its folder."""
    return [options.output, options.package, options.type_prefix, options.set_version]


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    top = argparse.ArgumentParser(prog="cgk-codegen", description="Compile an event catalog into typed SDKs.")
    top.add_argument("--version", action="version", version=f"cgk-codegen {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    generate = _command(commands, "generate", "compile the catalog into the output folder")
    _compiling(generate)
    generate.add_argument("--force", action="store_true", help="render everything again, without the cache")
    check = _command(commands, "check", "fail if the output folder is not what the catalog makes; write nothing")
    _compiling(check)
    check.add_argument("--strict", action="store_true", help="fail where there are warnings, too")
    watch = _command(commands, "watch", "compile whenever a file of the catalog is saved")
    _compiling(watch)
    package = _command(commands, "package", "build the wheel and the npm tarball of what was generated")
    _compiling(package)
    package.add_argument("--dist", default="dist", metavar="FOLDER", help="where the two files go (dist)")
    package.add_argument(
        "--allow-unbuilt", action="store_true", help="pack TypeScript validators that were not built and throw, too"
    )
    _new_event(_command(commands, "new-event", "add an event to the catalog"))
    _breaking(_command(commands, "breaking", "compare the catalog with another version: who breaks, and until when"))
    _live_check(_command(commands, "live-check", "hold jobs that were really sent against the catalog"))
    explain = _command(commands, "explain", "say why a finding is one, and the right way")
    explain.add_argument("code", metavar="CODE", help="such as CGK305")
    return top


class _Commands(Protocol):
    """The part of argparse's subparsers that is used here; their class has no public name."""

    def add_parser(self, name: str, *, help: str, description: str) -> argparse.ArgumentParser: ...  # noqa: A002


def _command(commands: _Commands, name: str, summary: str) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=summary, description=f"{summary[:1].upper()}{summary[1:]}.")


def _catalog(command: argparse.ArgumentParser) -> None:
    command.add_argument("--catalog", default="events.yaml", metavar="FILE", help="the catalog (events.yaml)")
    command.add_argument("--format", choices=FORMATS, default="text", help="for people, machines or GitHub (text)")


def _compiling(command: argparse.ArgumentParser) -> None:
    _catalog(command)
    command.add_argument("--output", metavar="FOLDER", help="the output folder (what the catalog says, or generated)")
    command.add_argument("--package", metavar="NAME", help="the Python package's name, instead of the catalog's")
    command.add_argument("--type-prefix", metavar="PREFIX", help="before every type's name, instead of the catalog's")
    command.add_argument("--set-version", metavar="VERSION", help="the SDK's version, instead of the catalog's")


def _new_event(command: argparse.ArgumentParser) -> None:
    _catalog(command)
    command.add_argument("name", metavar="NAME", help="such as order.flagged")
    command.add_argument("--category", metavar="NAME", help="one of the catalog's; needed where it has several")
    command.add_argument("--description", metavar="TEXT", required=True, help="one sentence")
    command.add_argument("--field", metavar="NAME:TYPE", action="append", default=[], dest="fields",
                         help="such as orderId:string or score:number?; may be repeated")  # fmt: skip


def _breaking(command: argparse.ArgumentParser) -> None:
    what = "git#branch=main (or tag, commit), a file, a generated folder, a wheel, or PUBLISHED"
    command.add_argument("--against", required=True, metavar="WHAT", help=what)
    command.add_argument("--catalog", default="events.yaml", metavar="FILE", help="the new catalog (events.yaml)")
    command.add_argument("--format", choices=COMPARISON_FORMATS, default="text", help="how findings are written (text)")
    command.add_argument("--today", metavar="DAY", help="the day from which windows count, such as 2026-11-30 (today)")


def _live_check(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "files", nargs="*", metavar="FILE", help="JSON lines or JSON, also .gz; standard input without"
    )
    command.add_argument("--catalog", default="events.yaml", metavar="FILE", help="the catalog (events.yaml)")
    command.add_argument("--input", choices=INPUTS, default="auto", help="whose form the files have (auto)")
    command.add_argument("--also", metavar="WHAT", action="append", default=[],
                         help="another version whose events and fields are known, as `breaking --against` takes it; "
                         "may be repeated")  # fmt: skip
    command.add_argument("--handlers", metavar="FILE", help="what `cgk handlers --json` prints: events without handler")
    command.add_argument("--task", metavar="TASK=EVENT", action="append", default=[],
                         help="the event of a task that has a name of its own; may be repeated")  # fmt: skip
    command.add_argument("--fields", action="store_true", help="list the fields that no job had")
    command.add_argument(
        "--fail-under", type=float, default=0, metavar="PERCENT", help="fail where fewer events are seen"
    )
    command.add_argument("--format", choices=LIVE_FORMATS, default="text", help="how findings are written (text)")
