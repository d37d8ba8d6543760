"""Waiting for runs by polling with growing pauses."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from cgk_runtime.errors import JobsError, NotSupportedError, WaitTimeoutError
from cgk_runtime.providers.inngest.sending import COMPONENT, DAY_SECONDS
from cgk_runtime.providers.inngest.ulids import ulid_time
from cgk_runtime.providers.polling import poll

if TYPE_CHECKING:
    from cgk_runtime.client.provider import Run
    from cgk_runtime.providers.inngest.runs import RunReader

VISIBILITY_SECONDS: Final = 60.0
"""Seconds after which a server certainly lists an event that was sent."""
_START_SECONDS: Final = 5.0
"""Seconds to wait for the runs of a job that was just sent."""
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 2.0


class NoRunError(WaitTimeoutError):
    """The wait ended before any run of the job had started."""

    def __init__(self, job_id: str, seconds: float) -> None:
        JobsError.__init__(
            self,
            f'Job "{job_id}" had no run after {seconds:g} s: no function serves this event, its function debounces it, '
            "or its idempotency key belongs to an earlier job",
            component=COMPONENT,
        )
        self.run_id = job_id


async def wait_until_ended(reader: RunReader, job_id: str, timeout: float | None) -> Run:  # noqa: ASYNC109  required by the protocol
    """Wait for the end of a job's run, by default for at most a day.

    Raises:
        NoRunError: No function has started to run the job.
        WaitTimeoutError: The run did not end in time.
        NotSupportedError: The job has several runs.
        ApiError: The server refused a request, or did not respond to any attempt of it.
    """
    started_at = time.monotonic()
    seconds = DAY_SECONDS if timeout is None else timeout
    run_counts: list[int] = []  # number of runs in each response

    def is_ended(runs: Sequence[Run]) -> bool:
        run_counts.append(len(runs))
        if len(runs) > 1:
            ids = ", ".join(run.id for run in runs)
            raise NotSupportedError(
                f'Job "{job_id}" has one run per handler; wait for one of them, or use wait_all: {ids}',
                component=COMPONENT,
            )
        if not runs and timeout is None and time.monotonic() - started_at > VISIBILITY_SECONDS:
            raise NoRunError(job_id, VISIBILITY_SECONDS)
        return bool(runs) and runs[0].is_final

    try:
        ended = await poll(
            lambda: find_runs(reader, job_id), is_ended, first=_FIRST_PAUSE, longest=_LONGEST_PAUSE, timeout=seconds
        )
        return ended[0]
    except TimeoutError:
        if run_counts and run_counts[-1] == 0:
            raise NoRunError(job_id, seconds) from None
        raise WaitTimeoutError(job_id, seconds, component=COMPONENT) from None


async def wait_until_started(reader: RunReader, job_id: str) -> Sequence[Run]:
    """Return a job's runs; wait a few seconds for them if the job may have just been sent."""
    deadline = time.monotonic() + _START_SECONDS
    return await poll(
        lambda: find_runs(reader, job_id),
        lambda runs: bool(runs) or not may_be_new(job_id) or time.monotonic() >= deadline,
        first=_FIRST_PAUSE,
        longest=_LONGEST_PAUSE,
    )


async def find_runs(reader: RunReader, job_id: str) -> Sequence[Run]:
    """Return the runs of an event, or the run with this id."""
    runs = await reader.runs_of_event(job_id)
    if runs:
        return runs
    run = await reader.run(job_id)
    return [] if run is None else [run]


def may_be_new(job_id: str) -> bool:
    """Return whether a job may have been sent so recently that the server does not list it yet.

    The id of a job with an idempotency key holds the day, not the time of sending.
    """
    sent_at = ulid_time(job_id)
    age = time.time() - sent_at
    return age < VISIBILITY_SECONDS + (0 if sent_at % DAY_SECONDS else DAY_SECONDS)
