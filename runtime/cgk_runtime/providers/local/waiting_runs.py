"""Waiting runs that a worker of `cgk dev` passes to the next one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from cgk_runtime.providers.local.run import LocalRun


class WaitingRun(NamedTuple):
    """Run that waits for its start or for its next attempt.

    Attributes:
        state: The run, without what belongs to its process.
        task: The handler's name, or None.
        due: When it may start, in seconds since 1970.
    """

    state: LocalRun
    task: str | None
    due: float


Receiver = Callable[[Sequence[WaitingRun]], None]
"""Receives the waiting runs of a provider that closes."""


def can_move(run: LocalRun) -> bool:
    """Return whether another process can continue a run; only this one knows its steps and the run that invoked it."""
    return run.attempt_task is None and not run.has_suspended and run.on_end is None


def waiting_run(run: LocalRun, due: float) -> WaitingRun:
    """Describe a run for the next process.

    Args:
        run: The run.
        due: When it may start, in seconds since 1970.
    """
    state = replace(run, task=None, step_driver=None, timer=None, waiters=())
    return WaitingRun(state, run.task.name if run.task else None, due)
