"""Provider for Inngest: each job is an event, and each function that the event triggers makes a run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from cgk_runtime._internal.optional_deps import require
from cgk_runtime.client.administration import Erasure, RunFilter
from cgk_runtime.client.limits import INNGEST
from cgk_runtime.client.provider import Health, JobMessage, Run, version_header
from cgk_runtime.errors import JobsError, NotSupportedError, RunNotFoundError
from cgk_runtime.providers.http.client import HttpClient
from cgk_runtime.providers.http.retry import RetryPolicy
from cgk_runtime.providers.inngest.administration import erase_tenant, list_runs
from cgk_runtime.providers.inngest.envelope import INVOKED, unwrap_event
from cgk_runtime.providers.inngest.health import check_health
from cgk_runtime.providers.inngest.runs import RunReader, with_event
from cgk_runtime.providers.inngest.sending import COMPONENT, EventSender
from cgk_runtime.providers.inngest.ulids import is_ulid
from cgk_runtime.providers.inngest.waiting import find_runs, may_be_new, wait_until_ended, wait_until_started

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog
    from cgk_runtime.providers.inngest.settings import InngestSettings
    from cgk_runtime.providers.worker import WorkerOptions
    from cgk_runtime.sdk import Sdk

POLICY: Final = RetryPolicy(
    attempts=12, deadline=30.0, first_wait=0.2, factor=2.0, longest_wait=4.0, statuses=frozenset({408, 429})
)
"""Retries of requests; the deadline ends them before they reach the number of attempts."""
_UNSUPPORTED_REASONS: Final = {
    "idempotency_key_ttl": "Inngest keeps a key for 24 hours",
    "max_attempts": "Inngest sets attempts per function: use @task(retry=...)",
    "queue": "Inngest has no queues: use @task(concurrency=...)",
    "ttl": "use @task(start_timeout=...)",
    "tags": "Inngest's events have no tags: use metadata, or a field of the payload",
}


class InngestProvider:
    """Provider that sends jobs to Inngest and reads their runs.

    Args:
        catalog: The catalog, for `replay` and `list_runs`.
        settings: Addresses and keys.
        policy: Retries of requests.
    """

    name: str = "inngest"
    supported_options: frozenset[str] = frozenset({"delay", "at", "idempotency_key", "metadata", "priority"})
    max_payload_bytes: int = INNGEST.payload_bytes

    def __init__(self, catalog: Catalog, settings: InngestSettings, policy: RetryPolicy = POLICY) -> None:
        self._catalog = catalog
        per_tenant = f'use @task(concurrency=Concurrency(1, by="{catalog.tenant_field}")), with a field of the payload'
        self.unsupported_reasons: Mapping[str, str] = {**_UNSUPPORTED_REASONS, "concurrency_key": per_tenant}
        """Reason why each unsupported option is refused, or its alternative."""
        self._settings = settings
        self._http = HttpClient(COMPONENT, policy=policy, secrets=settings.secrets)
        self._sender = EventSender(self._http, settings)
        self._reader = RunReader(self._http, settings)

    async def send(self, message: JobMessage) -> str:
        """Send a job as an event and return its id; repeated attempts start no second run.

        Raises:
            ApiError: The job was refused, or the response was lost.
            PartlySentError: The response has no id.
            ClosedError: The provider is closed.
        """
        return await self._sender.send(message)

    async def send_many(self, messages: Sequence[JobMessage]) -> Sequence[str | JobsError]:
        """Send jobs, up to a thousand per request; a refused job is not sent again."""
        return await self._sender.send_many(messages)

    async def runs(self, job_id: str) -> Sequence[Run]:
        """Return a job's runs; a job whose function has not started is one run with status "queued".

        Args:
            job_id: The job's id, or that of one of its runs.
        """
        _check_id(job_id)
        runs = await find_runs(self._reader, job_id)
        event = await self._reader.event_of(job_id)
        if not runs:
            if event is None and not may_be_new(job_id):
                raise RunNotFoundError(job_id, component=COMPONENT)
            runs = [Run(job_id, None, "queued")]
        return [run if event is None else with_event(run, event, self._catalog.tenant_field) for run in runs]

    async def read_payload(self, job_id: str) -> bytes | None:
        """Return the payload of a job, or None if the server does not know its event yet.

        Raises:
            RunNotFoundError: The job does not exist, or no longer exists.
        """
        _check_id(job_id)
        event = await self._reader.event_of(job_id)
        if event is None and not may_be_new(job_id):
            raise RunNotFoundError(job_id, component=COMPONENT)
        return None if event is None else unwrap_event(event.data)[0]

    async def wait(self, job_id: str, timeout: float | None) -> Run:  # noqa: ASYNC109  required by the protocol
        """Wait for the end of a job's run by polling, by default for at most a day.

        Raises:
            NoRunError: No function has started to run the job.
            WaitTimeoutError: The run did not end in time.
            NotSupportedError: Several functions run the job; wait for one of its runs, or use `wait_all`.
        """
        _check_id(job_id)
        return await wait_until_ended(self._reader, job_id, timeout)

    async def cancel(self, job_id: str) -> None:
        """Cancel a job's runs, delayed ones included; ended ones stay as they are.

        Raises:
            RunNotFoundError: The job has no run yet.
        """
        _check_id(job_id)
        runs = await wait_until_started(self._reader, job_id)
        if not runs:
            raise RunNotFoundError(job_id, component=COMPONENT)
        for run in runs:
            if not run.is_final:
                await self._reader.cancel(run.id)

    async def replay(self, job_id: str) -> str:
        """Send a job's payload again as a new event, for all functions of the event.

        Raises:
            RunNotFoundError: The server does not know the job.
            NotSupportedError: A step invoked the job.
        """
        _check_id(job_id)
        event = await self._reader.event_of(job_id)
        if event is None:
            raise RunNotFoundError(job_id, component=COMPONENT)
        if event.name == INVOKED:
            raise NotSupportedError(
                f'A step invoked job "{job_id}"; replay the job whose handler has the step', component=COMPONENT
            )
        payload, extras = unwrap_event(event.data)
        headers = version_header(extras.get("headers"))
        tenant_id = str(event.data.get(self._catalog.tenant_field))
        return await self.send(JobMessage(self._catalog.event(event.name), tenant_id, payload, headers=headers))

    def list_runs(self, conditions: RunFilter) -> AsyncIterator[Run]:
        """Iterate over the matching runs, newest event first, with one request per job."""
        return list_runs(self._reader, self._catalog, conditions)

    async def erase_tenant(self, tenant_id: str) -> Erasure:
        """Cancel a tenant's unfinished runs; Inngest's API deletes nothing."""
        return await erase_tenant(self._reader, self._catalog, tenant_id)

    async def check_health(self) -> Health:
        """Check that the server responds, accepts the keys and is in the same mode as this process."""
        return await check_health(self._settings)

    async def work(self, sdk: Sdk, options: WorkerOptions, stop: asyncio.Event) -> None:
        """Connect to Inngest and run what it sends until `stop` is set."""
        require("inngest", "inngest", "`cgk worker` with Inngest")
        from cgk_runtime.providers.inngest.worker import run_functions

        await run_functions(sdk, options, stop)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def _check_id(job_id: str) -> None:
    if not is_ulid(job_id):
        raise RunNotFoundError(job_id, component=COMPONENT)
