"""Waiting runs that a worker of `cgk dev` passes to the next one, through an unnamed file."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Sequence
from dataclasses import replace

from cgk_runtime.providers.local.run import LocalRun

WaitingRun = tuple[LocalRun, str | None]
"""A waiting run without the objects that belong to this process, such as its timer, and its handler's name."""
Receiver = Callable[[Sequence[WaitingRun]], None]
"""Function that receives the waiting runs of a provider that closes."""


def can_move(run: LocalRun) -> bool:
    """Return whether another process can continue a run: it has no results of steps, and no run has invoked it."""
    return run.attempt_task is None and not run.has_suspended and run.on_end is None


def waiting_run(run: LocalRun) -> WaitingRun:
    """Describe a run for the next process."""
    state = replace(run, task=None, step_driver=None, timer=None, waiters=())
    return state, run.task.name if run.task else None


def write_runs(descriptor: int, runs: Sequence[WaitingRun]) -> None:
    """Replace the content of the file."""
    with os.fdopen(os.dup(descriptor), "r+b") as file:
        file.truncate(0)
        file.seek(0)
        pickle.dump(list(runs), file)


def take_runs(descriptor: int) -> Sequence[WaitingRun]:
    """Read the runs and empty the file, because the next worker would start runs that remain there again.

    Raises:
        UnpicklingError: The worker was killed while it wrote them.
    """
    with os.fdopen(os.dup(descriptor), "r+b") as file:
        file.seek(0)
        document = file.read()
        file.truncate(0)
    runs: Sequence[WaitingRun] = pickle.loads(document) if document else []  # noqa: S301  the last worker wrote it
    return runs
