"""Waiting for runs by polling with growing pauses."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from cgk_runtime.errors import JobsError, NotSupportedError, WaitTimeoutError
from cgk_runtime.providers.inngest.sending import COMPONENT
from cgk_runtime.providers.inngest.ulids import ulid_time

if TYPE_CHECKING:
    from cgk_runtime.client.provider import Run
    from cgk_runtime.providers.inngest.runs import RunReader

VISIBILITY_SECONDS: Final = 60.0
"""Seconds until a server is sure to list an event that was sent."""
_MAX_WAIT_SECONDS: Final = 24 * 3600.0
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 2.0


class NoRunError(WaitTimeoutError):
    """The wait ended before any run of the job had started."""

    def __init__(self, job_id: str, seconds: float) -> None:
        JobsError.__init__(
            self,
            f'Job "{job_id}" had no run after {seconds:g} s: no function serves this event, or its idempotency key '
            "belongs to an earlier job",
            component=COMPONENT,
        )
        self.run_id = job_id


class RunWaiter:
    """Waits for runs.

    Args:
        runs: Reader of runs.
    """

    def __init__(self, runs: RunReader) -> None:
        self._runs = runs

    async def wait_until_ended(self, job_id: str, timeout: float | None) -> Run:  # noqa: ASYNC109  set by the protocol
        """Wait for the end of a job's run, for at most a day.

        Raises:
            WaitTimeoutError: The run did not end in time.
            NotSupportedError: The job has several runs.
        """
        started = time.monotonic()
        deadline = started + (_MAX_WAIT_SECONDS if timeout is None else timeout)
        pause = _FIRST_PAUSE
        while True:
            found = await self.find(job_id)
            if len(found) > 1:
                ids = ", ".join(run.id for run in found)
                raise NotSupportedError(
                    f"This job has a run per function; wait for one of them, or use wait_all: {ids}",
                    component=COMPONENT,
                )
            if found and found[0].is_final:
                return found[0]
            now = time.monotonic()
            if not found and timeout is None and now - started > VISIBILITY_SECONDS and not _is_new(job_id):
                raise NoRunError(job_id, VISIBILITY_SECONDS)
            if now >= deadline:
                waited = deadline - started
                raise WaitTimeoutError(job_id, waited, component=COMPONENT) if found else NoRunError(job_id, waited)
            await asyncio.sleep(min(pause, deadline - now))
            pause = min(pause * 1.5, _LONGEST_PAUSE)

    async def wait_until_started(self, job_id: str, limit: float = 5.0) -> Sequence[Run]:
        """Return a job's runs; wait a few seconds for them if the job was just sent."""
        deadline = time.monotonic() + limit
        pause = _FIRST_PAUSE
        while True:
            found = await self.find(job_id)
            if found or not _is_new(job_id) or time.monotonic() >= deadline:
                return found
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE)

    async def find(self, job_id: str) -> Sequence[Run]:
        """Return the runs of an event, or the run with this id."""
        found = await self._runs.runs_of_event(job_id)
        if found:
            return found
        run = await self._runs.run(job_id)
        return [] if run is None else [run]


def _is_new(job_id: str) -> bool:
    return abs(time.time() - ulid_time(job_id)) < VISIBILITY_SECONDS
