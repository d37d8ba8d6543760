"""Arguments that several commands share, and the types of their values."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, Any, Final, Literal

from cgk_runtime.errors import LONGEST_SECONDS

if TYPE_CHECKING:
    from cgk_runtime.sdk import Sdk

_UNITS: Final = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_NUMBER: Final = r"\d+(?:\.\d+)?"


def add_sdk_option(parser: argparse.ArgumentParser) -> None:
    """Declare `--sdk`."""
    parser.add_argument(
        "--sdk", metavar="PACKAGE", help="the generated package, if several are installed (default: [tool.cgk] sdk)"
    )


def find_sdk(options: argparse.Namespace) -> Sdk:
    """Return the generated package that `--sdk` selects.

    Raises:
        ConfigurationError: No package is installed, or several are and none is selected.
    """
    from cgk_runtime.installed_sdk import choose_sdk

    return choose_sdk(getattr(options, "sdk", None))


def add_json_and_sdk_options(parser: argparse.ArgumentParser) -> None:
    """Declare `--json` and `--sdk`."""
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    add_sdk_option(parser)


def add_reveal_option(parser: argparse.ArgumentParser) -> None:
    """Declare `--reveal`."""
    parser.add_argument("--reveal", action="store_true", help="show personal data instead of redacting it")


def add_modules_argument(parser: argparse.ArgumentParser) -> None:
    """Declare the modules with handlers."""
    parser.add_argument(
        "modules", nargs="*", metavar="MODULE", help="a handler module, like app.tasks (default: [tool.cgk] handlers)"
    )


def add_handlers_option(parser: argparse.ArgumentParser) -> None:
    """Declare `--handlers`, the modules with handlers to import."""
    add_list_option(parser, "--handlers", "MODULE", "import this module (default: [tool.cgk] handlers)")


def add_list_option(parser: argparse.ArgumentParser, name: str, metavar: str, explanation: str) -> None:
    """Declare an option that may be repeated; without it, the list is empty."""
    parser.add_argument(name, action="append", default=[], metavar=metavar, help=explanation)


def add_catalog_argument(parser: argparse.ArgumentParser, kind: Literal["event", "schedule"], **keywords: Any) -> None:
    """Declare the name of an event or a schedule, which shells complete from the catalog.

    Args:
        parser: The command's parser.
        kind: Kind of the name; also the argument's name.
        **keywords: Further arguments of `add_argument`.
    """

    def complete(prefix: str, parsed_args: argparse.Namespace, **_keywords: object) -> dict[str, str]:
        catalog = find_sdk(parsed_args).catalog
        entries = catalog.events if kind == "event" else catalog.schedules
        return {name: entry.description for name, entry in entries.items() if name.startswith(prefix)}

    argument: Any = parser.add_argument(kind, **keywords)
    argument.completer = complete  # for argcomplete


def parse_positive(text: str) -> int:
    """Parse a whole number of at least 1.

    Raises:
        argparse.ArgumentTypeError: The text is not such a number.
    """
    if not re.fullmatch("0*[1-9][0-9]*", text):
        raise argparse.ArgumentTypeError(f'"{text}" is not a whole number of at least 1')
    return int(text)


def parse_duration(text: str) -> float:
    """Return the seconds of a duration: a number of seconds, or numbers with units.

    Raises:
        argparse.ArgumentTypeError: The text is not a duration.

    Example:
        >>> parse_duration("90"), parse_duration("1h30m")
        (90.0, 5400.0)
    """
    if not re.fullmatch(f"{_NUMBER}|(?:{_NUMBER}[smhd])+", text):
        raise argparse.ArgumentTypeError(f'"{text}" is not a duration; write 90, 90s, 15m, 2h or 1d')
    seconds = sum(float(number) * _UNITS[unit or "s"] for number, unit in re.findall(r"([\d.]+)([smhd]?)", text))
    if seconds > LONGEST_SECONDS:
        raise argparse.ArgumentTypeError(f"must be at most 100 years, not {text}")
    return seconds
