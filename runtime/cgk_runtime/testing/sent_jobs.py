"""Jobs a test has sent, and their runs on a virtual clock."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Self

from cgk_runtime._internal.event_loop import background_loop
from cgk_runtime.client.client import JobClient
from cgk_runtime.client.option_values import option_seconds
from cgk_runtime.client.options import Duration
from cgk_runtime.execution.isolation import run_isolated
from cgk_runtime.testing.clock import VirtualClock
from cgk_runtime.testing.examples import check_field_names
from cgk_runtime.testing.failures import ExpectedError, HandlerFailures
from cgk_runtime.testing.provider import VirtualProvider
from cgk_runtime.testing.sent_job import SentJob

if TYPE_CHECKING:
    from cgk_runtime.providers.local.run import LocalRun
    from cgk_runtime.sdk import Sdk

_MAX_JOBS: Final = 100_000


class SentJobs:
    """Context manager that records the jobs of one test and becomes the default client.

    Handlers declared inside it are removed at its end.

    Jobs run when the test calls `run_until_idle`, `advance` or `drain`, or waits for one of them. Delays and retries
    take virtual time, which passes only in `advance` and `drain` and in waits. A handler that fails all attempts fails
    the test, unless `expect_error` expects it or a wait for the run raises the error.

    Args:
        sdk: The SDK whose jobs are recorded.
        clock: Virtual clock; a clock that starts on 2026-01-01 by default.

    Example:
        async def test_a_fulfilled_order_asks_for_a_review(sent_jobs: SentJobs) -> None:
            await fulfill("order_123")
            job = sent_jobs.assert_sent("review.requested", tenant="rawdog", order_id="order_123")
            assert job.options.delay == 3 * 24 * 3600
            await sent_jobs.advance(timedelta(days=3))
    """

    def __init__(self, sdk: Sdk, clock: VirtualClock | None = None) -> None:
        self.clock = clock or VirtualClock()
        self._sdk = sdk
        self._failures = HandlerFailures()
        self._provider = VirtualProvider(sdk.runner, self.clock, self._failures)
        self._client = JobClient(sdk.catalog, self._provider, sdk.send_middleware)
        self._previous_client: JobClient | None = None

    def __enter__(self) -> Self:
        """Become the default client."""
        self._previous_client = self._sdk.set_job_client(self._client)
        self._handlers = self._sdk.registry.state()
        return self

    def __exit__(self, exception_type: type[BaseException] | None, *_exception: object) -> None:
        """Restore the default client and the handlers.

        Raises:
            HandlerFailedError: A handler failed unexpectedly.
        """
        self._sdk.set_job_client(self._previous_client)
        self._sdk.registry.restore(self._handlers)
        if exception_type is None:
            self._failures.raise_unexpected()

    def __iter__(self) -> Iterator[SentJob]:
        """Iterate over the jobs in the order they were sent."""
        return iter(self._jobs())

    def __len__(self) -> int:
        """Return the number of jobs sent."""
        return len({run.job_id or run.id for run in self._provider.engine.store.all()})

    def of(self, event: str) -> list[SentJob]:
        """Return the jobs of one event, in the order they were sent."""
        name = self._sdk.catalog.event(event).name
        return [job for job in self._jobs() if job.event == name]

    def assert_sent(
        self, event: str, *, tenant: str | None = None, times: int | None = None, **fields: object
    ) -> SentJob:
        """Return the last job sent with this event, tenant and fields.

        Args:
            event: The event's name.
            tenant: The job's tenant; any by default.
            times: Required number of such jobs, at least one; any by default.
            **fields: Payload fields by attribute name, such as `order_id="order_123"`.

        Raises:
            AssertionError: No such job was sent, or their number is not `times`; the message lists the jobs sent.
            UnknownEventError: The catalog has no such event.
            TypeError: The payload has no such field.
        """
        jobs = self._matching(event, tenant, fields)
        if not jobs or (times is not None and len(jobs) != times):
            problem = "was not sent" if not jobs else f"was sent {len(jobs)} times, not {times}"
            raise AssertionError(f"{_describe(event, tenant, fields)} {problem}{self._list_jobs()}")
        return jobs[-1]

    def assert_not_sent(self, event: str, *, tenant: str | None = None, **fields: object) -> None:
        """Assert that no job was sent with this event, tenant and fields.

        Raises:
            AssertionError: Such a job was sent.
        """
        jobs = self._matching(event, tenant, fields)
        if jobs:
            raise AssertionError(f"{_describe(event, tenant, fields)} was sent {len(jobs)} times{self._list_jobs()}")

    async def run_until_idle(self) -> None:
        """Run ready jobs, and the jobs they send, until none is ready; no time passes.

        Raises:
            HandlerFailedError: A handler failed unexpectedly.
        """
        async with self._provider.driven():
            await self._provider.settle()
        self._failures.raise_unexpected()

    async def advance(self, duration: Duration) -> None:
        """Advance the clock and run each job when it is due.

        Args:
            duration: Seconds or a timedelta.

        Raises:
            HandlerFailedError: A handler failed unexpectedly.
        """
        end = self.clock.time + option_seconds(duration, "duration")
        async with self._provider.driven():
            await self._provider.settle()
            while self.clock.step(end):
                await self._provider.settle()
        self.clock.time = end
        self._failures.raise_unexpected()

    async def drain(self) -> None:
        """Advance the clock until every job with a handler has ended.

        Raises:
            HandlerFailedError: A handler failed unexpectedly.
            AssertionError: Jobs keep sending jobs; 100,000 have been sent.
        """
        async with self._provider.driven():
            await self._provider.settle()
            while self._unfinished() and self.clock.step():
                await self._provider.settle()
                if len(self) > _MAX_JOBS:
                    raise AssertionError(f"{len(self)} jobs were sent; the handlers keep sending jobs")
        self._failures.raise_unexpected()

    async def fire(self, schedule: str) -> None:
        """Fire a schedule now, and run the jobs it sends.

        Raises:
            UnknownScheduleError: Neither the catalog nor this process has such a schedule.
            HandlerFailedError: A handler failed unexpectedly.
            Exception: The error of the schedule's own handler.
        """
        handler = self._sdk.registry.schedules.get(schedule)
        definition = handler.definition if handler else self._sdk.catalog.schedule(schedule)
        await run_isolated(self._sdk.scheduler().fire(definition, self.clock.instant))
        await self.run_until_idle()

    def run_until_idle_sync(self) -> None:
        """Call `run_until_idle` from a test without an event loop."""
        background_loop.run("run_until_idle", self.run_until_idle())

    def advance_sync(self, duration: Duration) -> None:
        """Call `advance` from a test without an event loop."""
        background_loop.run("advance", self.advance(duration))

    def drain_sync(self) -> None:
        """Call `drain` from a test without an event loop."""
        background_loop.run("drain", self.drain())

    @contextmanager
    def expect_error(
        self, error_type: type[BaseException] = Exception, *, match: str | None = None, event: str | None = None
    ) -> Generator[ExpectedError]:
        """Expect a handler to fail all its attempts inside this block.

        Args:
            error_type: Class of its error.
            match: Regular expression to find in the error's message.
            event: The handler's event; any by default.

        Raises:
            AssertionError: No handler failed in this way.

        Example:
            with sent_jobs.expect_error(AbortTask, match="was deleted"):
                await sent_jobs.drain()
        """
        name = None if event is None else self._sdk.catalog.event(event).name
        with self._failures.expect(ExpectedError(error_type, match, name)) as expected:
            yield expected

    def _jobs(self) -> list[SentJob]:
        catalog = self._sdk.catalog
        jobs: dict[str, LocalRun] = {}
        for run in self._provider.engine.store.all():
            jobs.setdefault(run.job_id or run.id, run)
        return [
            SentJob(
                id=job_id,
                event=run.message.event.name,
                tenant_id=run.message.tenant_id,
                payload=catalog.payload_model(run.message.event.name).from_wire(run.message.payload),
                options=run.message.options,
                sent_at=datetime.fromtimestamp(run.queued_at, UTC),
                _run=run,
            )
            for job_id, run in jobs.items()
        ]

    def _unfinished(self) -> bool:
        # The last job is usually the last one to end.
        runs = reversed(self._provider.engine.store.all())
        return any(run.task is not None and not run.is_final for run in runs)

    def _matching(self, event: str, tenant: str | None, fields: dict[str, Any]) -> list[SentJob]:
        model = self._sdk.catalog.payload_model(event)
        check_field_names(model, event, fields)
        return [
            job
            for job in self.of(event)
            if tenant in {None, job.tenant_id}
            and all(getattr(job.payload, name) == value for name, value in fields.items())
        ]

    def _list_jobs(self) -> str:
        jobs = self._jobs()
        return "; nothing was sent" if not jobs else "; these jobs were sent:" + "".join(f"\n  {job!r}" for job in jobs)


def _describe(event: str, tenant: str | None, fields: dict[str, Any]) -> str:
    conditions = [f"tenant={tenant!r}"] if tenant is not None else []
    conditions += [f"{name}={value!r}" for name, value in fields.items()]
    return f'"{event}"' + (f" with {', '.join(conditions)}" if conditions else "")
