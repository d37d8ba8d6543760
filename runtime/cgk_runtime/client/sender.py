"""What sends jobs: the default client's functions and every explicit client have the same ones, each with its twin."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from typing_extensions import Unpack

from cgk_runtime._internal.event_loop import background_loop

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog
    from cgk_runtime.client.batch import JobItem
    from cgk_runtime.client.handle import JobHandle
    from cgk_runtime.client.options import SendOptions, WaitOptions
    from cgk_runtime.client.provider import Health, Run


class JobSender(ABC):
    """The asynchronous functions, and their `_sync` twins for code without an event loop.

    A twin runs its function on a loop in a thread of its own and waits; inside a running event loop, which it would
    block, it raises `RunningLoopError`.

    Attributes:
        catalog: What it sends the jobs of.
    """

    catalog: Catalog

    @property
    @abstractmethod
    def supported_options(self) -> frozenset[str]:
        """The names of the `SendOptions` that the provider supports."""

    @abstractmethod
    async def send_job_dynamic(self, event: str, payload: object, **options: Unpack[SendOptions]) -> JobHandle[Any]:
        """Validate a job, whose event may only be known at run time, and send it.

        Args:
            event: The event's name.
            payload: A mapping with the wire's names, or the event's model.
            **options: See `SendOptions`.

        Raises:
            JobsError: The payload or an option is not valid, or the provider refused the job.
        """

    @abstractmethod
    async def send_jobs(self, items: Sequence[JobItem[Any]]) -> list[JobHandle[Any]]:
        """Validate a batch and send it; nothing is sent unless every item is valid.

        Args:
            items: Made by `jobs["order.created"].item({...})`; may be empty.

        Raises:
            BatchError: Items are not valid, or the provider took only some; each is named with its place.
        """

    @abstractmethod
    async def trigger_and_wait_dynamic(self, event: str, payload: object, **options: Unpack[WaitOptions]) -> Any:
        """Send a job and wait for what its handler returns.

        Raises:
            RunFailedError: The run failed, was cancelled or has expired.
            WaitTimeoutError: The option `timeout` is over; the run goes on.
            JobsError: As `send_job_dynamic`.
        """

    @abstractmethod
    def get_handle(self, job_id: str, event: str | None = None) -> JobHandle[Any]:
        """Restore the handle of a job that was sent earlier or elsewhere, through the same provider.

        Args:
            job_id: The `id` of the handle its send gave.
            event: The event's name, so that a declared result can be read as its model.
        """

    @abstractmethod
    async def get_run_status(self, job_id: str) -> Run:
        """Describe a job's run as it is now."""

    @abstractmethod
    async def cancel_job(self, job_id: str) -> None:
        """Stop a job, waiting or running; one that has ended stays as it is."""

    @abstractmethod
    async def replay_job(self, job_id: str) -> JobHandle[Any]:
        """Send a job's payload once more."""

    @abstractmethod
    async def health_check(self) -> Health:
        """Ask the provider whether a job sent now would be taken."""

    def send_job_dynamic_sync(self, event: str, payload: object, **options: Unpack[SendOptions]) -> JobHandle[Any]:
        """Do what `send_job_dynamic` does, from code without an event loop."""
        return background_loop.run("send_job", self.send_job_dynamic(event, payload, **options))

    def send_jobs_sync(self, items: Sequence[JobItem[Any]]) -> list[JobHandle[Any]]:
        """Do what `send_jobs` does, from code without an event loop."""
        return background_loop.run("send_jobs", self.send_jobs(items))

    def trigger_and_wait_dynamic_sync(self, event: str, payload: object, **options: Unpack[WaitOptions]) -> Any:
        """Do what `trigger_and_wait_dynamic` does, from code without an event loop."""
        return background_loop.run("trigger_and_wait", self.trigger_and_wait_dynamic(event, payload, **options))

    def get_run_status_sync(self, job_id: str) -> Run:
        """Do what `get_run_status` does, from code without an event loop."""
        return background_loop.run("get_run_status", self.get_run_status(job_id))

    def cancel_job_sync(self, job_id: str) -> None:
        """Do what `cancel_job` does, from code without an event loop."""
        background_loop.run("cancel_job", self.cancel_job(job_id))

    def replay_job_sync(self, job_id: str) -> JobHandle[Any]:
        """Do what `replay_job` does, from code without an event loop."""
        return background_loop.run("replay_job", self.replay_job(job_id))

    def health_check_sync(self) -> Health:
        """Do what `health_check` does, from code without an event loop."""
        return background_loop.run("health_check", self.health_check())
