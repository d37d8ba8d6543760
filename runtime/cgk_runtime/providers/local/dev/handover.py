"""Unnamed file in which a worker of `cgk dev` leaves its waiting runs for the next worker."""

from __future__ import annotations

import os
import pickle
from collections.abc import Sequence

from cgk_runtime.providers.local.waiting_runs import WaitingRun


def write_runs(descriptor: int, runs: Sequence[WaitingRun]) -> None:
    """Replace the content of the file."""
    with os.fdopen(os.dup(descriptor), "r+b") as file:
        file.truncate(0)
        file.seek(0)
        pickle.dump(list(runs), file)


def take_runs(descriptor: int) -> Sequence[WaitingRun]:
    """Read the runs, and empty the file: a worker that is killed must not start them twice.

    Raises:
        UnpicklingError: The worker was killed while it wrote them.
    """
    with os.fdopen(os.dup(descriptor), "r+b") as file:
        file.seek(0)
        document = file.read()
        file.truncate(0)
    runs: Sequence[WaitingRun] = pickle.loads(document) if document else []  # noqa: S301  the last worker wrote it
    return runs
