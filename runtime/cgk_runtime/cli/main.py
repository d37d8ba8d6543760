"""`cgk`: what people and CI call. Every command is a module beside this one, imported only when it is called."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, cast

if TYPE_CHECKING:
    from typing import Any

EXIT_OK: Final = 0
EXIT_ERROR: Final = 1
EXIT_USAGE: Final = 2
EXIT_INTERRUPTED: Final = 130


class Command(NamedTuple):
    """A line of the command table.

    Attributes:
        name: What is typed after `cgk`.
        module: The module beside this one; it has `declare(parser)` and `run(options)`.
        summary: What `cgk --help` says, without a full stop.
    """

    name: str
    module: str
    summary: str


COMMANDS: Final = (
    Command("setup:jobs", "setup", "choose a provider, write .env.local, check that a job could be sent"),
    Command("dev", "dev", "run handlers and schedules here, and again after each change"),
    Command("serve", "serve", "serve handlers to Inngest over HTTP"),
    Command("worker", "worker", "run handlers for Inngest, connected outwards"),
    Command("send", "send", "send one job"),
    Command("runs", "runs", "look at a job's runs, stop them, send the job once more"),
    Command("events", "events", "list the catalog's events, or show one and how to send it"),
    Command("handlers", "handlers", "list which events have handlers where, and who a change touches"),
    Command("schedules", "schedules", "list when schedules run next, and for which tenants"),
    Command("tenants", "tenants", "create tenants' schemas, list them, look for leaks between them"),
    Command("outbox", "outbox", "send the jobs that transactions have written, look after those given up"),
    Command("doctor", "doctor", "check everything on this machine, or explain an error message"),
    Command("check", "check", "what each provider takes of handlers, schedules and sends"),
    Command("trigger:build", "trigger_build", "write a Trigger.dev task for every handler and schedule"),
    Command("completion", "completion", "print what a shell needs to complete commands and event names"),
)


class CommandModule(Protocol):
    """What the module of a command has."""

    def declare(self, parser: argparse.ArgumentParser) -> None:
        """Give the parser its description and arguments."""
        ...

    def run(self, options: argparse.Namespace) -> int:
        """Do it and give the exit status; a `JobsError` is printed on stderr and exits with 1."""
        ...


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: Instead of the process's.

    Returns:
        0 done, 1 it failed and said why, 2 the command line is wrong, 130 interrupted by Ctrl-C.
    """
    if "_ARGCOMPLETE" in os.environ:
        from cgk_runtime.cli.complete import complete

        return complete()
    given = sys.argv[1:] if arguments is None else list(arguments)
    name = next(
        (argument for argument in given if not argument.startswith("-")), None
    )  # no option before takes a value
    command = find_command(name)
    if command is None and name is not None:
        return _unknown(name)
    module = load(command) if command is not None else None
    options = make_parser(command, module).parse_args(given)
    if module is None:  # pragma: no cover  the parser has refused it
        return EXIT_USAGE
    return _run(module, options)


def find_command(name: str | None) -> Command | None:
    """Find a line of the table."""
    return next((command for command in COMMANDS if command.name == name), None)


def load(command: Command) -> CommandModule:
    """Import a command's module."""
    return cast("CommandModule", import_module(f"cgk_runtime.cli.{command.module}"))


def _run(module: CommandModule, options: argparse.Namespace) -> int:
    from cgk_runtime.errors import JobsError

    try:
        status = module.run(options)
        sys.stdout.flush()
    except JobsError as error:
        from cgk_runtime.cli.failures import print_failure

        print_failure(error)
        return EXIT_ERROR
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:  # `cgk events | head`: who reads has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_OK
    except Exception as error:  # noqa: BLE001  a fault of this program: its report must hold no secret
        from cgk_runtime.cli.failures import print_crash

        print_crash(error)
        return EXIT_ERROR
    return status


def _unknown(name: str) -> int:
    from difflib import get_close_matches

    names = [command.name for command in COMMANDS]
    nearest = get_close_matches(name, names, n=1)
    hint = f'did you mean "{nearest[0]}"?' if nearest else f"there are {', '.join(names)}"
    print(f'cgk: there is no command "{name}"; {hint}', file=sys.stderr)
    return EXIT_USAGE


def make_parser(
    called: Command | None, module: CommandModule | None, *, whole: bool = False
) -> argparse.ArgumentParser:
    """Make the parser.

    Args:
        called: The only command whose arguments it knows.
        module: That command's module.
        whole: Whether the other commands' parsers are made too, empty; completion walks through them.
    """
    parser = argparse.ArgumentParser(
        prog="cgk",
        description="Background jobs, typed: set up, run, send and look after them.",
        epilog="`cgk COMMAND --help` says more about one. Exit codes: 0 done, 1 it failed and said why, "
        "2 the command line is wrong, 130 interrupted.",
        formatter_class=_Formatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", title="commands", parser_class=_CommandParser
    )
    for command in COMMANDS:
        subparser = commands.add_parser(
            command.name, help=command.summary, only_listed=not whole and command is not called
        )
        if command is called and module is not None:
            module.declare(subparser)
    return parser


class _CommandParser(argparse.ArgumentParser):
    """The parser of a command, and of what is below it; one that is only listed is never made, for that costs much."""

    def __init__(self, *, only_listed: bool = False, **keywords: Any) -> None:
        if not only_listed:
            keywords.setdefault("formatter_class", _Formatter)
            keywords.setdefault("allow_abbrev", False)
            super().__init__(**keywords)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Wraps paragraphs but leaves indented lines, examples, as they are; does not import `shutil` to know the width."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=_width())

    def add_argument(self, action: argparse.Action) -> None:
        """List the commands as a list of their own, not as values of one argument."""
        for listed in list(self._iter_indented_subactions(action)) or [action]:
            super().add_argument(listed)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        import textwrap

        paragraphs = [
            textwrap.indent(paragraph, indent)
            if paragraph.startswith(" ")
            else textwrap.fill(paragraph, width, initial_indent=indent, subsequent_indent=indent)
            for paragraph in text.split("\n\n")
        ]
        return "\n\n".join(paragraphs)


def _width() -> int:
    try:
        return int(os.environ["COLUMNS"]) - 2
    except (KeyError, ValueError):
        pass
    try:
        return min(os.get_terminal_size(sys.stdout.fileno()).columns, 100) - 2
    except (OSError, ValueError, AttributeError):
        return 78


class _Version(argparse.Action):
    """Reads the version only when it is asked for: the metadata costs more than all the rest."""

    def __call__(self, parser: argparse.ArgumentParser, *_arguments: Any, **_keywords: Any) -> None:
        from importlib.metadata import version

        print(f"cgk {version('cgk-runtime')}")
        parser.exit()
