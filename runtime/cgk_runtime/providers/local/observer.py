"""Protocol of a run's observer, such as the dashboard's recorder, and the origin of jobs."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from cgk_runtime.providers.local.run import LocalRun

job_origin: Final[ContextVar[str | None]] = ContextVar("cgk_local_job_origin", default=None)
"""The program that sends the current job, as the dashboard shows it; None inside handlers and schedules."""


class RunObserver(Protocol):
    """Observer of every change of runs, called on the provider's event loop; its methods must return quickly."""

    def changed(self, run: LocalRun) -> None:
        """Record that a run was queued, started, delayed or ended."""
        ...

    def attempt_failed(self, run: LocalRun, error: BaseException, retry_in: float | None) -> None:
        """Record a failed attempt, and the seconds until the next one or None; called before the run changes."""
        ...

    def step_ended(self, run: LocalRun, step_id: str, began: float, error: tuple[str, str] | None) -> None:
        """Record the end of a step, the time it began in seconds since 1970, and the type and text of its error."""
        ...
