"""The protocol of providers, and the data they exchange with the client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, Protocol, runtime_checkable

from cgk_runtime.catalog import EventDefinition
from cgk_runtime.client.options import NO_OPTIONS, ResolvedOptions
from cgk_runtime.errors import JobsError

RunStatus = Literal["delayed", "queued", "running", "completed", "failed", "cancelled", "expired", "timed_out"]
"""The status of a run; the last five are final."""

FINAL_STATUSES: frozenset[RunStatus] = frozenset({"completed", "failed", "cancelled", "expired", "timed_out"})


CATALOG_VERSION: Final = "catalog-version"
"""Name of the header with the version of the catalog that a job was sent with."""


def version_header(headers: Mapping[str, str] | None) -> dict[str, str] | None:
    """Return the headers of a job that is sent again: only its catalog version, because the trace is over."""
    version = (headers or {}).get(CATALOG_VERSION)
    return None if version is None else {CATALOG_VERSION: version}


@dataclass(slots=True)
class JobMessage:
    """A job as passed to a provider: validated, with its tenant and resolved options.

    Treat it as immutable and use `dataclasses.replace`. It is not frozen because creating a frozen instance takes three
    times as long.

    Attributes:
        event: The event's definition; providers use its `name` or its `task_id`.
        tenant_id: The payload's tenant.
        payload: One compact JSON document, UTF-8, with tenantId; `repr` omits it because it may contain personal data.
        options: The options of the send.
        headers: Data next to the payload: the catalog's version, and `traceparent` if there is a trace.
    """

    event: EventDefinition
    tenant_id: str
    payload: bytes = field(repr=False)
    options: ResolvedOptions = NO_OPTIONS
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class RunError:
    """The reason why a run failed.

    Attributes:
        type: The exception's name, or the provider's code.
        message: The exception's text.
    """

    type: str
    message: str


@dataclass(frozen=True, slots=True)
class Run:
    """A run as reported by its provider.

    Attributes:
        id: The run's id.
        event: The event's name, or None if the provider does not report it.
        status: "delayed", "queued", "running", or the final "completed", "failed", "cancelled", "expired" or
            "timed_out".
        tenant_id: The tenant, or None if the provider does not report it.
        task: The handler's own name, if the event has several handlers and the provider reports it.
        attempt: The number of attempts that started, or 0 if the provider does not report it.
        output: The handler's result as JSON, once the run is completed.
        error: The reason of the failure, or None.
        queued_at: When the job was sent.
        started_at: When the last attempt started.
        ended_at: When the run ended.
        tags: Its labels.
        starts_at: When a delayed run will start, if the provider reports it.
        job_id: The id of its job, if the job may have several runs and each has its own id.
        max_attempts: The maximum number of attempts, or None if the provider does not report it.
    """

    id: str
    event: str | None
    status: RunStatus
    tenant_id: str | None = None
    task: str | None = None
    attempt: int = 0
    output: bytes | None = None
    error: RunError | None = None
    queued_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    tags: tuple[str, ...] = ()
    starts_at: datetime | None = None
    job_id: str | None = None
    max_attempts: int | None = None

    @property
    def is_final(self) -> bool:
        """True if the status is final."""
        return self.status in FINAL_STATUSES


@dataclass(frozen=True, slots=True)
class Health:
    """Health of a provider.

    Attributes:
        provider: The provider's name.
        healthy: True if it accepts jobs.
        detail: One sentence; for an unhealthy provider, also how to fix it.
        status: The HTTP status of an unhealthy provider's response, or None.
    """

    provider: str
    healthy: bool
    detail: str
    status: int | None = None


@runtime_checkable
class JobProvider(Protocol):
    """Protocol of providers: they send jobs and report their runs.

    All methods may be called from any event loop. They raise subclasses of `JobsError` only, and `NotSupportedError`
    for unsupported requests.
    """

    @property
    def name(self) -> str:
        """The value of `JOBS_PROVIDER`, such as "trigger.dev"."""
        ...

    @property
    def supported_options(self) -> frozenset[str]:
        """The names of the supported `SendOptions`; a send with another option is refused before it is sent."""
        ...

    @property
    def max_payload_bytes(self) -> int:
        """The maximum size of a payload, in bytes."""
        ...

    async def send(self, message: JobMessage) -> str:
        """Send one job and return its id."""
        ...

    async def send_many(self, messages: Sequence[JobMessage]) -> Sequence[str | JobsError]:
        """Send jobs and return an id or an error for each, in their order."""
        ...

    async def runs(self, job_id: str) -> Sequence[Run]:
        """Return the runs of a job: one, unless its event has several handlers.

        Raises:
            RunNotFoundError: The job does not exist, or no longer exists.
        """
        ...

    async def wait(self, job_id: str, timeout: float | None) -> Run:  # noqa: ASYNC109  the provider implements the timeout
        """Wait until the run of a job has ended, and return it.

        Args:
            job_id: The id that `send` returned.
            timeout: Seconds, or None to wait without a limit.

        Raises:
            WaitTimeoutError: The run did not end in time; it continues.
            NotSupportedError: The job has several runs.
            RunNotFoundError: The job does not exist, or no longer exists.
        """
        ...

    async def cancel(self, job_id: str) -> None:
        """Cancel the runs of a job, waiting or running; ended runs stay as they are."""
        ...

    async def replay(self, job_id: str) -> str:
        """Send the payload of a job again and return the new id."""
        ...

    async def check_health(self) -> Health:
        """Return whether the provider accepts jobs."""
        ...

    async def close(self) -> None:
        """Close connections; a provider that runs jobs waits for the running ones."""
        ...


@runtime_checkable
class WaitingProvider(Protocol):
    """Protocol of providers that wait for a job more efficiently while they send it."""

    async def send_and_wait(self, message: JobMessage) -> Run:
        """Send one job, wait until its run has ended, and return the run."""
        ...
