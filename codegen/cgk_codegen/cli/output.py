"""Standard output of the command."""

from __future__ import annotations

import os
import sys


def counts(events: object, schedules: object) -> str:
    """Return the size of a catalog, such as `2 events, 1 schedule`."""
    return f"{events} event{'' if events == 1 else 's'}, {schedules} schedule{'' if schedules == 1 else 's'}"


def write_line(text: str) -> None:
    """Print a line and ignore a closed pipe, as in `cgk-codegen check | head`; the exit code stays right."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
