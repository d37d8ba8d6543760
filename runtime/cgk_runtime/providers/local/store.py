"""Store of runs: unfinished ones, a bounded history of ended ones, and idempotency keys."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from cgk_runtime.errors import RunNotFoundError
from cgk_runtime.providers.local.reporting import COMPONENT

if TYPE_CHECKING:
    from cgk_runtime.execution.timers import Timers
    from cgk_runtime.providers.local.run import LocalRun

_DEFAULT_KEY_SECONDS: Final = 30 * 24 * 3600.0


class RunStore:
    """Runs of one provider.

    Args:
        timers: Timers that expire idempotency keys.
        history: Number of ended runs to keep.
    """

    def __init__(self, timers: Timers, history: int) -> None:
        self._timers = timers
        self._history = history
        self._runs: dict[str, LocalRun] = {}
        self._jobs: dict[str, tuple[LocalRun, ...]] = {}
        self._ended_ids: deque[str] = deque()
        self._job_ids_by_key: dict[str, str] = {}

    def job_with_key(self, key: str) -> str | None:
        """Return the id of the job with an unexpired idempotency key, or None."""
        return self._job_ids_by_key.get(key)

    def keep_key(self, key: str, job_id: str, lifetime: float | None) -> None:
        """Record a job's idempotency key.

        Args:
            key: The key, scoped to event and tenant.
            job_id: The job's id.
            lifetime: Seconds; thirty days by default.
        """
        self._job_ids_by_key[key] = job_id
        self._timers.after(lifetime or _DEFAULT_KEY_SECONDS, lambda: self._job_ids_by_key.pop(key, None))

    def add(self, run: LocalRun) -> None:
        """Add a new run; several runs of one job have its id in `job_id`."""
        self._runs[run.id] = run
        if run.job_id is not None:
            self._jobs[run.job_id] = (*self._jobs.get(run.job_id, ()), run)

    def find(self, job_id: str) -> Sequence[LocalRun]:
        """Return a job's runs.

        Raises:
            RunNotFoundError: The id is unknown, or its runs have left the history.
        """
        run = self._runs.get(job_id)
        runs = self._jobs.get(job_id) if run is None else (run,)
        if runs is None:
            raise RunNotFoundError(job_id, component=COMPONENT)
        return runs

    def archive(self, run: LocalRun) -> None:
        """Add an ended run to the history, and drop the oldest ones beyond its limit."""
        self._ended_ids.append(run.id)
        while len(self._ended_ids) > self._history:
            dropped = self._runs.pop(self._ended_ids.popleft())
            if dropped.job_id is not None:
                runs = tuple(run for run in self._jobs.pop(dropped.job_id) if run is not dropped)
                if runs:
                    self._jobs[dropped.job_id] = runs

    def all(self) -> list[LocalRun]:
        """Return every known run, in order of creation."""
        return list(self._runs.values())

    @property
    def unfinished_count(self) -> int:
        """Number of runs that have not ended."""
        return len(self._runs) - len(self._ended_ids)

    def unfinished(self) -> list[LocalRun]:
        """Return the runs that have not ended."""
        return [run for run in self._runs.values() if not run.is_final]
