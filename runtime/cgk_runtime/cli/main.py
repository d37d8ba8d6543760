"""Entry point of the command `cgk`. A command's module is imported only when it is called."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from cgk_runtime._internal.resilient_output import OutputFailed, resilient_output
from cgk_runtime.cli.commands import CommandModule, find_command, load_command
from cgk_runtime.cli.parser import build_parser

EXIT_ERROR: Final = 1
EXIT_INTERRUPTED: Final = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `cgk`.

    Args:
        arguments: The command line; the process's own by default.

    Returns:
        The exit status: 0 success, 1 failure, 2 wrong command line, 130 interrupted.
    """
    if "_ARGCOMPLETE" in os.environ:
        from cgk_runtime.cli.completion import complete

        return complete()
    if sys.stdin is None:  # closed before the start, as by `<&-`
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115  open until the process ends
    # A command keeps its own exit status if the reader of its output closes the pipe, as in `cgk doctor | head -1`.
    try:
        with resilient_output():
            try:
                return _main(sys.argv[1:] if arguments is None else list(arguments))
            except KeyboardInterrupt:
                print("interrupted", file=sys.stderr)
                return EXIT_INTERRUPTED
    except OutputFailed as error:
        with suppress(OSError):
            print(f"cgk: the output cannot be written: {error}", file=sys.stderr)
        return EXIT_ERROR


def _main(arguments: list[str]) -> int:
    if not arguments:
        build_parser(None, None).print_help()
        return 0
    command = find_command(arguments)
    module = load_command(command) if command is not None else None
    options = build_parser(command, module).parse_args(arguments)
    options.arguments = arguments
    assert module is not None  # noqa: S101  without a known command, the parser has exited
    return _run(module, options)


def _run(module: CommandModule, options: argparse.Namespace) -> int:
    try:
        status = module.run(options)
        print(end="", flush=True)  # unlike sys.stdout.flush(), works with a closed standard output
    except OutputFailed:
        raise
    except Exception as error:  # noqa: BLE001  even the traceback of a bug must not print secrets
        from cgk_runtime.cli.failures import print_failure

        print_failure(error)
        return EXIT_ERROR
    return status
