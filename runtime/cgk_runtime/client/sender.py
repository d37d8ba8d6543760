"""Base class of everything that sends jobs: the default client and explicit clients."""

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
    """Functions that send and manage jobs, each with a `_sync` twin for code without an event loop.

    A twin runs its function on an event loop in a background thread and waits. Inside a running event loop, which it
    would block, it raises `RunningLoopError`.

    Attributes:
        catalog: The catalog of the jobs.
    """

    catalog: Catalog

    @property
    @abstractmethod
    def client(self) -> JobSender:
        """The client that sends the jobs; `JobClient` returns itself and overrides the functions that call it."""

    @property
    def supported_options(self) -> frozenset[str]:
        """The names of the `SendOptions` that the provider supports."""
        return self.client.supported_options

    async def send_job_dynamic(self, event: str, payload: object, **options: Unpack[SendOptions]) -> JobHandle[Any]:
        """Validate and send a job whose event may be known at run time only.

        Args:
            event: The event's name.
            payload: A mapping with wire names, or the event's model.
            **options: See `SendOptions`.

        Raises:
            JobsError: The payload or an option is invalid, or the provider refused the job.
        """
        return await self.client.send_job_dynamic(event, payload, **options)

    async def send_jobs(self, items: Sequence[JobItem[Any]]) -> list[JobHandle[Any]]:
        """Validate and send a batch; nothing is sent unless every item is valid.

        Args:
            items: Items created by `jobs["order.created"].item({...})`; may be empty.

        Raises:
            BatchError: Items are invalid, or the provider refused some; each is named with its index.
            InvalidOptionError: The argument is not a list, such as a single item.
        """
        return await self.client.send_jobs(items)

    async def trigger_and_wait_dynamic(self, event: str, payload: object, **options: Unpack[WaitOptions]) -> Any:
        """Send a job and return the result of its handler.

        Raises:
            RunFailedError: The run failed, was canceled, expired or timed out.
            WaitTimeoutError: The run did not end within `timeout`; it continues.
            NotSupportedError: The event has several handlers; the job was sent, and `JobHandle.wait_all` waits for it.
            JobsError: As for `send_job_dynamic`.
        """
        return await self.client.trigger_and_wait_dynamic(event, payload, **options)

    def get_handle(self, job_id: str, event: str | None = None) -> JobHandle[Any]:
        """Return the handle of a job that was sent earlier, or by another process through the same provider.

        Args:
            job_id: The `id` of the original handle.
            event: The event's name, which is needed to parse a declared result as its model.
        """
        return self.client.get_handle(job_id, event)

    async def get_run_status(self, job_id: str) -> Run:
        """Return the current state of a job's run."""
        return await self.get_handle(job_id).status()

    async def cancel_job(self, job_id: str) -> None:
        """Cancel a job, waiting or running; an ended one stays as it is."""
        await self.get_handle(job_id).cancel()

    async def replay_job(self, job_id: str) -> JobHandle[Any]:
        """Send the payload of a job again."""
        return await self.client.replay_job(job_id)

    async def health_check(self) -> Health:
        """Return whether the provider accepts jobs."""
        return await self.client.health_check()

    def send_job_dynamic_sync(self, event: str, payload: object, **options: Unpack[SendOptions]) -> JobHandle[Any]:
        """Call `send_job_dynamic` from code without an event loop."""
        return background_loop.run("send_job", self.send_job_dynamic(event, payload, **options))

    def send_jobs_sync(self, items: Sequence[JobItem[Any]]) -> list[JobHandle[Any]]:
        """Call `send_jobs` from code without an event loop."""
        return background_loop.run("send_jobs", self.send_jobs(items))

    def trigger_and_wait_dynamic_sync(self, event: str, payload: object, **options: Unpack[WaitOptions]) -> Any:
        """Call `trigger_and_wait_dynamic` from code without an event loop."""
        return background_loop.run("trigger_and_wait", self.trigger_and_wait_dynamic(event, payload, **options))

    def get_run_status_sync(self, job_id: str) -> Run:
        """Call `get_run_status` from code without an event loop."""
        return background_loop.run("get_run_status", self.get_run_status(job_id))

    def cancel_job_sync(self, job_id: str) -> None:
        """Call `cancel_job` from code without an event loop."""
        background_loop.run("cancel_job", self.cancel_job(job_id))

    def replay_job_sync(self, job_id: str) -> JobHandle[Any]:
        """Call `replay_job` from code without an event loop."""
        return background_loop.run("replay_job", self.replay_job(job_id))

    def health_check_sync(self) -> Health:
        """Call `health_check` from code without an event loop."""
        return background_loop.run("health_check", self.health_check())
