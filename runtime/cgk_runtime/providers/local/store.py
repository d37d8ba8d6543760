"""Which runs there are: those that have not ended, a bounded history of those that have, and idempotency keys."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from cgk_runtime.errors import RunNotFoundError
from cgk_runtime.providers.local.reports import SPEAKER

if TYPE_CHECKING:
    from cgk_runtime.providers.local.run import LocalRun
    from cgk_runtime.providers.local.timers import Timers

_DEFAULT_KEY_SECONDS: Final = 30 * 24 * 3600.0


class RunStore:
    """The runs of a local provider.

    Args:
        timers: What makes idempotency keys expire.
        history: How many ended runs are kept.
    """

    def __init__(self, timers: Timers, history: int) -> None:
        self._timers = timers
        self._history = history
        self._runs: dict[str, LocalRun] = {}
        self._jobs: dict[str, tuple[LocalRun, ...]] = {}
        self._ended: deque[str] = deque()
        self._keys: dict[str, str] = {}

    def job_with_key(self, key: str | None) -> str | None:
        """Give the job that was sent with an idempotency key which has not expired."""
        return None if key is None else self._keys.get(key)

    def keep_key(self, key: str, job_id: str, lifetime: float | None) -> None:
        """Remember a job's idempotency key.

        Args:
            key: As the provider is handed it.
            job_id: The job's id.
            lifetime: Seconds; thirty days where nobody says.
        """
        self._keys[key] = job_id
        self._timers.after(lifetime or _DEFAULT_KEY_SECONDS, lambda: self._keys.pop(key, None))

    def add(self, run: LocalRun) -> None:
        """Keep a new run."""
        self._runs[run.id] = run

    def add_job(self, job_id: str, runs: tuple[LocalRun, ...]) -> None:
        """Keep which runs a job has, where they are several."""
        self._jobs[job_id] = runs
        for run in runs:
            run.job_id = job_id

    def find(self, job_id: str) -> Sequence[LocalRun]:
        """Give a job's runs.

        Raises:
            RunNotFoundError: The id is not known (any more).
        """
        run = self._runs.get(job_id)
        runs = self._jobs.get(job_id) if run is None else (run,)
        if runs is None:
            raise RunNotFoundError(job_id, speaker=SPEAKER)
        return runs

    def has_ended(self, run: LocalRun) -> None:
        """Move a run to the history, and forget the oldest ones there."""
        self._ended.append(run.id)
        while len(self._ended) > self._history:
            forgotten = self._runs.pop(self._ended.popleft())
            if forgotten.job_id is not None:
                self._jobs.pop(forgotten.job_id, None)

    def all(self) -> list[LocalRun]:
        """Give every run that is known, in the order they were made."""
        return list(self._runs.values())

    def unfinished(self) -> list[LocalRun]:
        """Give the runs that have not ended."""
        return [run for run in self._runs.values() if not run.is_final]
