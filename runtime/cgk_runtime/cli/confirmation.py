"""Question before a command changes many things."""

from __future__ import annotations

import sys

from cgk_runtime.cli.errors import CommandError


def confirm(question: str) -> None:
    """Ask a question on the terminal.

    Raises:
        CommandError: The answer is not yes, or standard input is not a terminal.
    """
    if not sys.stdin.isatty():
        raise CommandError(f"{question}? Add --yes to confirm")
    print(f"{question}? [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
        raise CommandError("Nothing was changed")
