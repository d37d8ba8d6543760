"""Optional capabilities of providers for administrators: listing, deleting and erasing runs, reading payloads."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from cgk_runtime.client.provider import Run, RunStatus


@dataclass(frozen=True, slots=True)
class RunFilter:
    """Conditions for listing runs; a run matches if it meets every condition that is set.

    Attributes:
        tenant_id: The run's tenant.
        event: The event's name.
        statuses: The allowed statuses; empty allows all.
        since: The earliest time of sending.

    Example:
        >>> RunFilter(event="order.created", statuses=frozenset({"failed"})).tenant_id is None
        True
    """

    tenant_id: str | None = None
    event: str | None = None
    statuses: frozenset[RunStatus] = frozenset()
    since: datetime | None = None

    def matches(self, run: Run) -> bool:
        """Return whether a run meets the conditions."""
        return (
            (self.tenant_id is None or run.tenant_id == self.tenant_id)
            and (self.event is None or run.event == self.event)
            and (not self.statuses or run.status in self.statuses)
            and (self.since is None or run.queued_at is None or run.queued_at >= self.since)
        )


@runtime_checkable
class ListingProvider(Protocol):
    """Protocol of providers that can list runs."""

    def list_runs(self, conditions: RunFilter) -> AsyncIterator[Run]:
        """Iterate over the matching runs, newest first, without their outputs.

        Implementations read the next page only when the caller needs it, because the caller may stop at any time. If
        a job can have several runs, they set `Run.job_id`.

        Raises:
            NotSupportedError: The provider cannot apply a condition; the error names it.
        """
        ...


@runtime_checkable
class PruningProvider(Protocol):
    """Protocol of providers that keep ended runs until they are deleted."""

    async def delete_ended_runs(self, before: datetime) -> int:
        """Delete the runs that ended before a time, and return their number."""
        ...


@runtime_checkable
class PayloadProvider(Protocol):
    """Protocol of providers that return the payload of a job."""

    async def read_payload(self, job_id: str) -> bytes | None:
        """Return a job's payload as JSON, or None if the provider does not keep it.

        Args:
            job_id: The job's id, or that of one of its runs.

        Raises:
            RunNotFoundError: The job does not exist, or no longer exists.
        """
        ...


@dataclass(frozen=True, slots=True)
class Erasure:
    """Result of erasing a tenant's jobs.

    Attributes:
        erased: The number of runs that were erased.
        cancelled: The number of unfinished runs that were canceled, at a provider that cannot erase them.
        remaining: A sentence for each place where data remains.
    """

    erased: int = 0
    cancelled: int = 0
    remaining: tuple[str, ...] = ()


@runtime_checkable
class ErasingProvider(Protocol):
    """Protocol of providers that erase a tenant's jobs, or report what they cannot erase."""

    async def erase_tenant(self, tenant_id: str) -> Erasure:
        """Erase all jobs of a tenant: waiting, running and ended ones, with payloads, results and idempotency keys.

        Running jobs are canceled first.
        """
        ...
