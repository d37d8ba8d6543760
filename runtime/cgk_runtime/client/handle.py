"""A job that was sent: wait for it, look at it, cancel it, here or in another process."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, cast

from typing_extensions import TypeVar

from cgk_runtime._internal.event_loop import background_loop
from cgk_runtime.client.options import Duration, seconds
from cgk_runtime.errors import NotSupportedError, RunFailedError

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog
    from cgk_runtime.client.provider import JobProvider, Run

ResultT = TypeVar("ResultT")


class JobHandle(Generic[ResultT]):
    """What a send gives.

    Attributes:
        id: A string to store; `get_handle(id)` restores the handle in another process.
        event: The event's name, or None where a restored handle was not told.

    Example:
        handle = await send_job("order.created", {"tenantId": "rawdog", "orderId": "order_123"})
        result = await handle.wait(timeout=30)
    """

    __slots__ = ("_catalog", "_provider", "event", "id")

    def __init__(self, job_id: str, event: str | None, provider: JobProvider, catalog: Catalog) -> None:
        self.id = job_id
        self.event = event
        self._provider = provider
        self._catalog = catalog

    @property
    def provider(self) -> str:
        """The name of the provider that has the job."""
        return self._provider.name

    async def wait(self, timeout: Duration | None = None) -> ResultT:  # noqa: ASYNC109  the provider keeps the deadline
        """Wait until the run has ended and give what its handler returned.

        Args:
            timeout: Seconds or a timedelta; None waits as long as the run takes.

        Raises:
            RunFailedError: The run failed, was cancelled or has expired.
            WaitTimeoutError: The time is over; the run goes on.
            RunNotFoundError: The provider does not know the run (any more).
        """
        run = await self._provider.wait(self.id, None if timeout is None else seconds(timeout, "timeout"))
        return self.result_of(run)

    def wait_sync(self, timeout: Duration | None = None) -> ResultT:
        """Do what `wait` does, from code without an event loop."""
        return background_loop.run("wait", self.wait(timeout))

    async def wait_all(self, timeout: Duration | None = None) -> Sequence[Run]:  # noqa: ASYNC109  as `wait`
        """Wait until every run of the job has ended, where its event has several handlers, and describe them.

        Args:
            timeout: Seconds or a timedelta for all of them together; None waits as long as they take.

        Raises:
            WaitTimeoutError: The time is over; the runs go on.
        """
        limit = None if timeout is None else seconds(timeout, "timeout")
        began = time.monotonic()
        ended: dict[str, Run] = {}
        # Where handlers begin one after the other, there may be more runs than at first.
        while unknown := [run for run in await self._provider.runs(self.id) if run.id not in ended]:
            for run in unknown:
                left = None if limit is None else max(0.0, limit - (time.monotonic() - began))
                try:
                    found = await self._provider.wait(run.id, left)
                except NotSupportedError:
                    if run.id != self.id:
                        raise
                    break  # it stood for the job, which has several runs by now
                ended[found.id] = found
        return list(ended.values())

    def wait_all_sync(self, timeout: Duration | None = None) -> Sequence[Run]:
        """Do what `wait_all` does, from code without an event loop."""
        return background_loop.run("wait_all", self.wait_all(timeout))

    async def runs(self) -> Sequence[Run]:
        """Describe the job's runs: one, unless its event has several handlers."""
        return await self._provider.runs(self.id)

    def runs_sync(self) -> Sequence[Run]:
        """Do what `runs` does, from code without an event loop."""
        return background_loop.run("runs", self.runs())

    async def status(self) -> Run:
        """Describe the job's run as it is now; the first one where there are several."""
        return (await self._provider.runs(self.id))[0]

    def status_sync(self) -> Run:
        """Do what `status` does, from code without an event loop."""
        return background_loop.run("status", self.status())

    async def cancel(self) -> None:
        """Stop the job, waiting or running; one that has ended stays as it is."""
        await self._provider.cancel(self.id)

    def cancel_sync(self) -> None:
        """Do what `cancel` does, from code without an event loop."""
        background_loop.run("cancel", self.cancel())

    def result_of(self, run: Run) -> ResultT:
        """Give what a run that has ended returned.

        Raises:
            RunFailedError: It failed, was cancelled or has expired.
        """
        if run.status != "completed":
            error = run.error
            raise RunFailedError(
                run.id,
                run.event or self.event,
                run.status,
                component=self._provider.name,
                error_type=error.type if error else None,
                error_message=error.message if error else None,
                attempts=run.attempt,
            )
        event = run.event or self.event
        definition = self._catalog.events.get(event) if event else None
        if definition is not None and definition.result_type is not None:
            return cast("ResultT", self._catalog.result_model(definition.name).from_wire(run.output or b"{}"))
        from pydantic_core import from_json

        return cast("ResultT", from_json(run.output) if run.output else None)

    def __repr__(self) -> str:
        """Name the event, the run and the provider."""
        return f"JobHandle({self.id!r}, event={self.event!r}, provider={self._provider.name!r})"
