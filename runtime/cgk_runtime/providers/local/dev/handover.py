"""Unnamed file in which a worker of `cgk dev` leaves its waiting runs for the next worker."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final

from pydantic import TypeAdapter

from cgk_runtime.providers.local.waiting_runs import WaitingRun

_runs: Final = TypeAdapter(Sequence[WaitingRun])


def write_runs(descriptor: int, runs: Sequence[WaitingRun]) -> None:
    """Replace the content of the file."""
    document = _runs.dump_json(runs)
    with os.fdopen(os.dup(descriptor), "r+b") as file:
        file.truncate(0)
        file.seek(0)
        file.write(document)


def take_runs(descriptor: int) -> Sequence[WaitingRun]:
    """Read the runs, and empty the file: a worker that is killed must not start them twice.

    Raises:
        ValidationError: The worker was killed while it wrote them.
    """
    with os.fdopen(os.dup(descriptor), "r+b") as file:
        file.seek(0)
        document = file.read()
        file.truncate(0)
    return _runs.validate_json(document) if document else []
