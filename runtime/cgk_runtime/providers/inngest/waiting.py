"""Waiting for runs by polling with growing pauses."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from cgk_runtime.errors import (
    ConnectionFailedError,
    JobsError,
    NotSupportedError,
    RateLimitError,
    ServerError,
    WaitTimeoutError,
)
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
        patience: Seconds for which a wait survives a server that is away; as long as a send does.
    """

    def __init__(self, runs: RunReader, patience: float) -> None:
        self._runs = runs
        self._patience = patience

    async def wait_until_ended(self, job_id: str, timeout: float | None) -> Run:  # noqa: ASYNC109  set by the protocol
        """Wait for the end of a job's run, for at most a day.

        Raises:
            WaitTimeoutError: The run did not end in time.
            NotSupportedError: The job has several runs.
            ApiError: The server was away for longer than the patience or the timeout.
        """
        started = time.monotonic()
        deadline = started + (_MAX_WAIT_SECONDS if timeout is None else timeout)
        pause = _FIRST_PAUSE
        while True:
            found = await self.find_patiently(job_id, deadline)
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

    async def find_patiently(self, job_id: str, deadline: float = math.inf) -> Sequence[Run]:
        """Return the runs of an event, or the run with this id, once the server answers again if it is away.

        Args:
            job_id: Id of the event or the run.
            deadline: Time on the monotonic clock, if it comes before the end of the patience.

        Raises:
            ApiError: The server did not answer in time, or refused the request.
        """
        limit = min(time.monotonic() + self._patience, deadline)
        while True:
            try:
                return await self.find(job_id)
            except (ConnectionFailedError, RateLimitError, ServerError):
                if time.monotonic() >= limit:
                    raise
            await asyncio.sleep(_FIRST_PAUSE)  # a read itself retries with growing pauses

    async def find(self, job_id: str) -> Sequence[Run]:
        """Return the runs of an event, or the run with this id."""
        found = await self._runs.runs_of_event(job_id)
        if found:
            return found
        run = await self._runs.run(job_id)
        return [] if run is None else [run]


def _is_new(job_id: str) -> bool:
    return abs(time.time() - ulid_time(job_id)) < VISIBILITY_SECONDS
