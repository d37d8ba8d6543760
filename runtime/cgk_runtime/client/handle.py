"""Handles of sent jobs."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, cast

from typing_extensions import TypeVar

from cgk_runtime._internal.event_loop import background_loop
from cgk_runtime.client.option_values import option_seconds
from cgk_runtime.client.options import Duration
from cgk_runtime.errors import NotSupportedError, RunFailedError

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog
    from cgk_runtime.client.provider import JobProvider, Run

ResultT = TypeVar("ResultT")


class JobHandle(Generic[ResultT]):
    """Handle of a sent job: waits for it, reports its runs and cancels it.

    Attributes:
        id: A string to store; `get_handle(id)` returns the handle in another process.
        event: The event's name, or None if a restored handle was created without it.

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
        """The name of the provider that received the job."""
        return self._provider.name

    async def wait(self, timeout: Duration | None = None) -> ResultT:  # noqa: ASYNC109  the provider implements the timeout
        """Wait until the run has ended and return the result of its handler.

        Args:
            timeout: Seconds or a timedelta; by default without a limit.

        Raises:
            RunFailedError: The run failed, was canceled, expired or timed out.
            WaitTimeoutError: The run did not end in time; it continues.
            NotSupportedError: The job has several runs; wait for one of them, or use `wait_all`.
            RunNotFoundError: The provider does not know the run, or no longer keeps it.
            pydantic.ValidationError: The result does not match the event's declared result.
        """
        run = await self._provider.wait(self.id, None if timeout is None else option_seconds(timeout, "timeout"))
        return self.result_of(run)

    def wait_sync(self, timeout: Duration | None = None) -> ResultT:
        """Call `wait` from code without an event loop."""
        return background_loop.run("wait", self.wait(timeout))

    async def wait_all(self, timeout: Duration | None = None) -> Sequence[Run]:  # noqa: ASYNC109  as `wait`
        """Wait until all runs of a job with several handlers have ended, and return them.

        Args:
            timeout: Seconds or a timedelta for all runs together; by default without a limit.

        Raises:
            WaitTimeoutError: A run did not end in time; the runs continue.
        """
        limit = None if timeout is None else option_seconds(timeout, "timeout")
        started_at = time.monotonic()
        ended: dict[str, Run] = {}
        # If handlers start one after the other, more runs may appear later.
        while pending := [run for run in await self._provider.runs(self.id) if run.id not in ended]:
            for run in pending:
                remaining = None if limit is None else max(0.0, limit - (time.monotonic() - started_at))
                try:
                    ended_run = await self._provider.wait(run.id, remaining)
                except NotSupportedError:
                    if run.id != self.id:
                        raise
                    break  # `self.id` names the whole job, which has several runs by now
                ended[ended_run.id] = ended_run
        return list(ended.values())

    def wait_all_sync(self, timeout: Duration | None = None) -> Sequence[Run]:
        """Call `wait_all` from code without an event loop."""
        return background_loop.run("wait_all", self.wait_all(timeout))

    async def runs(self) -> Sequence[Run]:
        """Return the job's runs: one, unless its event has several handlers."""
        return await self._provider.runs(self.id)

    def runs_sync(self) -> Sequence[Run]:
        """Call `runs` from code without an event loop."""
        return background_loop.run("runs", self.runs())

    async def status(self) -> Run:
        """Return the current state of the job's run; of the first one if there are several."""
        return (await self._provider.runs(self.id))[0]

    def status_sync(self) -> Run:
        """Call `status` from code without an event loop."""
        return background_loop.run("status", self.status())

    async def cancel(self) -> None:
        """Cancel the job, waiting or running; an ended one stays as it is."""
        await self._provider.cancel(self.id)

    def cancel_sync(self) -> None:
        """Call `cancel` from code without an event loop."""
        background_loop.run("cancel", self.cancel())

    def result_of(self, run: Run) -> ResultT:
        """Return the result of an ended run.

        Raises:
            RunFailedError: The run failed, was canceled, expired or timed out.
        """
        event, error = run.event or self.event, run.error
        if run.status != "completed":
            raise RunFailedError(
                run.id,
                event,
                run.status,
                component=self._provider.name,
                error_type=error.type if error else None,
                error_message=error.message if error else None,
                attempts=run.attempt,
            )
        try:
            model = self._catalog.result_model(event) if event else None
        except LookupError:  # an event of another catalog, or one without a declared result
            model = None
        if model is not None:
            return cast("ResultT", model.from_wire(run.output or b"{}", ignore_unknown=True))
        from pydantic_core import from_json

        return cast("ResultT", from_json(run.output) if run.output else None)

    def __repr__(self) -> str:
        """Return the job's id, its event and its provider."""
        return f"JobHandle({self.id!r}, event={self.event!r}, provider={self._provider.name!r})"
