"""Standard output of the command."""

from __future__ import annotations

import os
import sys


def write_line(text: str) -> None:
    """Print a line and ignore a closed pipe, as in `cgk-codegen check | head`; the exit code stays right."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
