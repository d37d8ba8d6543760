"""Argument parser of `cgk`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final

from cgk_runtime.cli.commands import COMMANDS, Command, CommandModule

if TYPE_CHECKING:
    from typing import Any

_MAX_WIDTH: Final = 100


def build_parser(command: Command | None, module: CommandModule | None) -> argparse.ArgumentParser:
    """Build the argument parser.

    Args:
        command: The command on the command line; only its arguments are declared.
        module: The command's module.
    """
    parser = argparse.ArgumentParser(
        prog="cgk",
        description="Set up, run, send and inspect typed background jobs.",
        epilog="Run `cgk COMMAND --help` for a command's options. Exit codes: 0 success, 1 failure, "
        "2 wrong command line, 130 interrupted.",
        formatter_class=_HelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_VersionAction, nargs=0, help="show the version and exit")
    subparsers = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", title="commands", parser_class=_CommandParser
    )
    for entry in COMMANDS:
        subparser = subparsers.add_parser(entry.name, help=entry.summary)
        if entry is command and module is not None:
            module.declare(subparser)
    return parser


class _CommandParser(argparse.ArgumentParser):
    """Parser of a command or of one of its actions."""

    def __init__(self, **keywords: Any) -> None:
        super().__init__(formatter_class=_HelpFormatter, allow_abbrev=False, **keywords)

    def parse_known_args(self, *arguments: Any, **keywords: Any) -> tuple[Any, list[str]]:
        """Refuse unknown arguments here, because the parser of `cgk` would show its own usage."""
        options, unknown = super().parse_known_args(*arguments, **keywords)
        if unknown:
            is_payload = unknown[0].startswith("{") and "--data" in self.format_usage()
            fix = "; pass the payload with --data" if is_payload else ""
            self.error(f"unrecognized arguments: {' '.join(unknown)}{fix}")
        return options, unknown


class _HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Formatter that wraps paragraphs and leaves indented lines, such as examples, as they are."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30)
        self._width = min(self._width, _MAX_WIDTH - 2)

    def add_argument(self, action: argparse.Action) -> None:
        """List each command on its own line instead of as values of one argument."""
        for entry in list(self._iter_indented_subactions(action)) or [action]:
            super().add_argument(entry)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        wrap = argparse.HelpFormatter._fill_text  # noqa: SLF001  the wrapping that the base class turns off
        paragraphs = [
            paragraph if paragraph.startswith(" ") else wrap(self, paragraph, width, indent)
            for paragraph in text.split("\n\n")
        ]
        return "\n\n".join(paragraphs)


class _VersionAction(argparse.Action):
    """Action that reads the package metadata only on `--version`, because reading it is slow."""

    def __call__(self, parser: argparse.ArgumentParser, *_arguments: Any, **_keywords: Any) -> None:
        from importlib.metadata import version

        print(f"cgk {version('cgk-runtime')}")
        parser.exit()
