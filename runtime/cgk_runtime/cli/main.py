"""`cgk`: what people and CI call; every subcommand is a module beside this one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import version

from cgk_runtime.cli import dev
from cgk_runtime.errors import JobsError

EXIT_ERROR = 1
_COMMANDS = (dev,)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: Instead of the process's.

    Returns:
        0 done, 1 it failed and said why, 2 the command line is wrong.
    """
    parser = argparse.ArgumentParser(prog="cgk", description="Background jobs, typed: run, check and configure them.")
    parser.add_argument("--version", action="version", version=f"cgk {version('cgk-runtime')}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add_to(commands)
    options = parser.parse_args(arguments)
    try:
        status: int = options.run(options)
    except JobsError as error:
        print(error, file=sys.stderr)
        return EXIT_ERROR
    return status
