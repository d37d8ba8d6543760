"""Answers a shell that completes a command line, by argcomplete."""

from __future__ import annotations

import os

from cgk_runtime.cli.main import find_command, load, make_parser


def complete() -> int:
    """Print what could come next; argcomplete ends the process itself."""
    import argcomplete

    words = os.environ.get("COMP_LINE", "").split()[1:]
    command = find_command(next((word for word in words if not word.startswith("-")), None))
    parser = make_parser(command, load(command) if command is not None else None, whole=True)
    argcomplete.autocomplete(parser, always_complete_options="long")
    return 0
