"""The provider for Inngest: jobs are events, each function that listens makes a run."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from cgk_runtime.client.limits import INNGEST
from cgk_runtime.client.provider import Health, JobMessage, Run, version_header
from cgk_runtime.errors import ClosedError, JobsError, RunNotFoundError
from cgk_runtime.providers.http import HttpClient, RetryPolicy
from cgk_runtime.providers.inngest.envelope import opened
from cgk_runtime.providers.inngest.health import health_of
from cgk_runtime.providers.inngest.runs import RunReader, described
from cgk_runtime.providers.inngest.sending import COMPONENT, EventSender
from cgk_runtime.providers.inngest.ulids import instant_of, is_ulid
from cgk_runtime.providers.inngest.waiting import FRESH, RunWaiter

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog
    from cgk_runtime.providers.inngest.settings import InngestSettings

POLICY: Final = RetryPolicy(attempts=5, deadline=30.0, first_wait=0.2, factor=2.0, statuses=frozenset({408, 429}))
"""Five attempts within half a minute; the wait a server asks for with 429 or 503 counts."""
_REMEMBERED: Final = 10_000


class InngestProvider:
    """Sends jobs to Inngest and asks it for their runs.

    Args:
        catalog: What knows the events, for `replay`.
        settings: Where Inngest is and with which keys.
        policy: When requests are made again.
    """

    name: str = "inngest"
    supported_options: frozenset[str] = frozenset({"delay", "at", "idempotency_key", "metadata", "priority"})
    max_payload_bytes: int = INNGEST.payload_bytes
    unsupported_reasons: Mapping[str, str] = MappingProxyType(
        {
            "idempotency_key_ttl": "a key holds for 24 hours there",
            "max_attempts": "a function's attempts are its own there: say @task(retry=...)",
            "queue": "functions have no queues there: say @task(concurrency=...)",
            "concurrency_key": 'say @task(concurrency=Concurrency(1, by="tenantId")), with a field of the payload',
            "ttl": "say @task(start_timeout=...)",
            "tags": "events have no labels there: use metadata, or a field of the payload",
        }
    )
    """What each option that is refused is replaced by."""

    def __init__(self, catalog: Catalog, settings: InngestSettings, policy: RetryPolicy = POLICY) -> None:
        self._catalog = catalog
        self._settings = settings
        self._http = HttpClient(COMPONENT, policy=policy, secrets=settings.secrets)
        self._sender = EventSender(self._http, settings)
        self._runs = RunReader(self._http, settings)
        self._waiter = RunWaiter(self._runs)
        self._sent: OrderedDict[str, float] = OrderedDict()
        self._closed = False

    async def send(self, message: JobMessage) -> str:
        """Send a job as an event, and give the id Inngest gave it.

        An answer that is lost is asked for again with the same seed, so that no second run comes of it.

        Raises:
            ApiError: It was not taken, or nobody knows whether it was; the status and what the server said are in it.
            PartlySentError: The answer has no id.
            ClosedError: The provider was closed.
        """
        self._refuse_closed(message.event.name)
        job_id = await self._sender.send(message)
        if message.options.idempotency_key is not None:
            self._remember(job_id)
        return job_id

    async def send_many(self, messages: Sequence[JobMessage]) -> Sequence[str | JobsError]:
        """Send jobs, up to a thousand in a request; one that is refused is never sent again by itself."""
        if not messages:
            return []
        self._refuse_closed(messages[0].event.name)
        return await self._sender.send_many(messages)

    async def runs(self, job_id: str) -> Sequence[Run]:
        """Describe a job's runs; one whose function has not begun is "queued".

        Args:
            job_id: What `send` gave, or the id of one of its runs.
        """
        self._refuse_strange(job_id)
        found = await self._waiter.found(job_id)
        event = await self._runs.event(job_id)
        if event is None and found:
            event_id = await self._runs.event_of_run(job_id)
            event = None if event_id is None else await self._runs.event(event_id)
        if not found:
            if event is None and not self._was_just_sent(job_id):
                raise RunNotFoundError(job_id, component=COMPONENT)
            found = [Run(job_id, None, "queued")]
        return [run if event is None else described(run, *event) for run in found]

    async def wait(self, job_id: str, timeout: float | None) -> Run:  # noqa: ASYNC109  given by the protocol
        """Wait until a job's run has ended, by asking; without a timeout a day at most.

        Raises:
            NoRunError: No function has begun to run it.
            WaitTimeoutError: The time is over.
            NotSupportedError: Several functions run it; each has a run to wait for, or `wait_all` waits for all.
        """
        self._refuse_strange(job_id)
        return await self._waiter.ended(job_id, timeout)

    async def cancel(self, job_id: str) -> None:
        """End a job's runs, delayed ones too; ended ones stay as they are.

        Raises:
            RunNotFoundError: It has no run yet; there is nothing to end.
        """
        self._refuse_strange(job_id)
        found = await self._waiter.begun(job_id)
        if not found:
            raise RunNotFoundError(job_id, component=COMPONENT)
        for run in found:
            if not run.is_final:
                await self._runs.cancel(run.id)

    async def replay(self, job_id: str) -> str:
        """Send a job's payload once more, as an event of its own."""
        self._refuse_strange(job_id)
        event = await self._runs.event(job_id)
        if event is None:
            event_id = await self._runs.event_of_run(job_id)
            event = None if event_id is None else await self._runs.event(event_id)
        if event is None:
            raise RunNotFoundError(job_id, component=COMPONENT)
        name, data = event
        payload, beside = opened(data)
        headers = version_header(beside.headers)
        return await self.send(
            JobMessage(self._catalog.event(name), str(data.get("tenantId")), payload, headers=headers)
        )

    async def check_health(self) -> Health:
        """Ask whether the server is there, takes the keys, and is in the same mode as this process."""
        return await health_of(self._settings, self._sender, self._runs)

    async def close(self) -> None:
        """Close the connections."""
        self._closed = True
        await self._http.close()

    def _refuse_closed(self, event: str) -> None:
        if self._closed:
            raise ClosedError(f'The provider is closed, "{event}" was not sent', component=COMPONENT)

    def _refuse_strange(self, job_id: str) -> None:
        if not is_ulid(job_id):
            raise RunNotFoundError(job_id, component=COMPONENT)

    def _remember(self, job_id: str) -> None:
        """An id made from an idempotency key does not say when it was sent."""
        self._sent[job_id] = time.time()
        if len(self._sent) > _REMEMBERED:
            self._sent.popitem(last=False)

    def _was_just_sent(self, job_id: str) -> bool:
        return time.time() - max(instant_of(job_id), self._sent.get(job_id, 0.0)) < FRESH
