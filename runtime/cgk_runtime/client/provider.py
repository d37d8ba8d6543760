"""What a provider is: the protocol that Trigger.dev, Inngest, the local provider and any other one keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol, runtime_checkable

from cgk_runtime.catalog import EventDefinition
from cgk_runtime.client.options import NO_OPTIONS, ResolvedOptions
from cgk_runtime.errors import JobsError

RunStatus = Literal["delayed", "queued", "running", "completed", "failed", "cancelled", "expired", "timed_out"]
"""Where a run is; the last five are final."""

FINAL_STATUSES: frozenset[RunStatus] = frozenset({"completed", "failed", "cancelled", "expired", "timed_out"})


CATALOG_VERSION: Final = "catalog-version"
"""The header that says which version of the catalog made a job."""


def version_header(headers: Mapping[str, str] | None) -> dict[str, str] | None:
    """Give what a job that is sent once more carries of its headers: who made its payload, and no old trace."""
    made_by = (headers or {}).get(CATALOG_VERSION)
    return None if made_by is None else {CATALOG_VERSION: made_by}


@dataclass(slots=True)
class JobMessage:
    """A job as a provider is handed it: validated, its tenant known, its options resolved.

    Nobody changes one, `dataclasses.replace` makes another; it is not frozen, for then making one would cost three
    times as much.

    Attributes:
        event: The event's definition; providers want its `name` or its `task_id`.
        tenant_id: The payload's tenant.
        payload: One compact JSON document, UTF-8; it carries tenantId.
        options: What the send asked for.
        headers: What travels beside the payload: the catalog's version, and `traceparent` where there is a trace.
    """

    event: EventDefinition
    tenant_id: str
    payload: bytes
    options: ResolvedOptions = NO_OPTIONS
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class RunError:
    """Why a run failed.

    Attributes:
        type: The exception's name, or the provider's code.
        message: Its text.
    """

    type: str
    message: str


@dataclass(frozen=True, slots=True)
class Run:
    """A run as its provider describes it.

    Attributes:
        id: The run's id.
        event: The event's name, or None where the provider does not say.
        status: Where it is.
        tenant_id: Its tenant, or None where the provider does not say.
        task: The handler's own name, where one event has several.
        attempt: How many attempts have begun.
        output: What the handler returned, as JSON, once it is completed.
        error: Why it failed, if it did.
        queued_at: When it was sent.
        started_at: When its last attempt began.
        ended_at: When it ended.
        tags: Its labels.
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

    @property
    def is_final(self) -> bool:
        """Whether nothing will change any more."""
        return self.status in FINAL_STATUSES


@dataclass(frozen=True, slots=True)
class Health:
    """What a provider says about itself.

    Attributes:
        provider: Its name.
        healthy: Whether a job sent now would be taken.
        detail: One sentence; where it is not healthy, what to do.
    """

    provider: str
    healthy: bool
    detail: str


@runtime_checkable
class JobProvider(Protocol):
    """Sends jobs somewhere and knows their runs.

    All methods may be called from any event loop. Implementations raise `JobsError` subclasses only, and
    `NotSupportedError` for what they cannot do.
    """

    @property
    def name(self) -> str:
        """Such as "trigger.dev"; what `JOBS_PROVIDER` says."""
        ...

    @property
    def supported_options(self) -> frozenset[str]:
        """The names of the `SendOptions` it honours; a send with another one is refused before it is sent."""
        ...

    @property
    def max_payload_bytes(self) -> int:
        """No payload may be larger."""
        ...

    async def send(self, message: JobMessage) -> str:
        """Send one job and give its id."""
        ...

    async def send_many(self, messages: Sequence[JobMessage]) -> Sequence[str | JobsError]:
        """Send jobs and give, in their order, an id or what went wrong for each."""
        ...

    async def runs(self, job_id: str) -> Sequence[Run]:
        """Describe the runs of a job: one, unless its event has several handlers.

        Raises:
            RunNotFoundError: The id is not known (any more).
        """
        ...

    async def wait(self, job_id: str, timeout: float | None) -> Run:  # noqa: ASYNC109  the wait is the provider's
        """Wait until a job's run has ended.

        Args:
            job_id: What `send` gave.
            timeout: Seconds, or None for as long as it takes.

        Raises:
            WaitTimeoutError: The time is over; the run goes on.
            RunNotFoundError: The id is not known (any more).
        """
        ...

    async def cancel(self, job_id: str) -> None:
        """Stop a job's runs, waiting or running; ended ones stay as they are."""
        ...

    async def replay(self, job_id: str) -> str:
        """Send a job's payload once more and give the new id."""
        ...

    async def check_health(self) -> Health:
        """Ask whether a job sent now would be taken."""
        ...

    async def close(self) -> None:
        """Give back connections; a provider that runs jobs lets those that run finish."""
        ...


@runtime_checkable
class WaitingProvider(Protocol):
    """A provider that knows a better way to wait for a job it sends than to ask for it afterwards."""

    async def send_and_wait(self, message: JobMessage) -> Run:
        """Send one job and give its run when it has ended, however long that takes."""
        ...
