"""Waiting for a run: asked again and again, ever less often, until it has ended or the time is over."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from cgk_runtime.errors import JobsError, NotSupportedError, WaitTimeoutError
from cgk_runtime.providers.inngest.sending import COMPONENT
from cgk_runtime.providers.inngest.ulids import instant_of

if TYPE_CHECKING:
    from cgk_runtime.client.provider import Run
    from cgk_runtime.providers.inngest.runs import RunReader

LONGEST_WAIT: Final = 24 * 3600.0
"""A wait without a deadline of its own ends after so many seconds."""
FRESH: Final = 60.0
"""Seconds in which an event that was sent may still be unknown to who asks for it."""
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 2.0
_WHY_NOT: Final = (
    "no function has begun to run it: none serves this event, or its idempotency key belongs to a job sent earlier"
)


class NoRunError(WaitTimeoutError):
    """No run of a job had begun when the time to wait for it was over."""

    def __init__(self, job_id: str, seconds: float) -> None:
        JobsError.__init__(self, f'Job "{job_id}": within {seconds:g} s {_WHY_NOT}', component=COMPONENT)
        self.run_id = job_id


class RunWaiter:
    """Waits for runs.

    Args:
        runs: Where they are asked for.
    """

    def __init__(self, runs: RunReader) -> None:
        self._runs = runs

    async def ended(self, job_id: str, limit: float | None) -> Run:
        """Wait until a job's run has ended.

        Raises:
            WaitTimeoutError: The time is over.
            NotSupportedError: Several functions run the job; each has a run to wait for.
        """
        began = time.monotonic()
        ends = began + (LONGEST_WAIT if limit is None else limit)
        pause = _FIRST_PAUSE
        found: Sequence[Run] = ()
        while True:
            found = await self.found(job_id)
            if len(found) > 1:
                names = ", ".join(run.id for run in found)
                raise NotSupportedError(
                    f"This job has a run per function; wait for one of them, or with wait_all: {names}",
                    component=COMPONENT,
                )
            if found and found[0].is_final:
                return found[0]
            now = time.monotonic()
            if not found and limit is None and now - began > FRESH and not _is_fresh(job_id):
                raise NoRunError(job_id, FRESH)
            if now >= ends:
                waited = ends - began
                raise WaitTimeoutError(job_id, waited, component=COMPONENT) if found else NoRunError(job_id, waited)
            await asyncio.sleep(min(pause, ends - now))
            pause = min(pause * 1.5, _LONGEST_PAUSE)

    async def begun(self, job_id: str, limit: float = 5.0) -> Sequence[Run]:
        """Give a job's runs; of one that was just sent, wait a moment for them."""
        ends = time.monotonic() + limit
        pause = _FIRST_PAUSE
        while True:
            found = await self.found(job_id)
            if found or not _is_fresh(job_id) or time.monotonic() >= ends:
                return found
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE)

    async def found(self, job_id: str) -> Sequence[Run]:
        """Give the runs of an event, or the run whose own id it is."""
        found: Sequence[Run] = await self._runs.runs_of_event(job_id)
        if not found:
            own = await self._runs.run(job_id)
            found = [] if own is None else [own]
        return found


def _is_fresh(job_id: str) -> bool:
    return abs(time.time() - instant_of(job_id)) < FRESH
