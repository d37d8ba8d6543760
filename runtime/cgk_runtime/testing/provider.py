"""Local provider on a virtual clock: jobs run and time passes only when a test asks for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from cgk_runtime.errors import NoHandlerError, WaitTimeoutError
from cgk_runtime.providers.local.engine import Engine
from cgk_runtime.providers.local.options import LocalOptions
from cgk_runtime.providers.local.provider import LocalProvider
from cgk_runtime.providers.local.workers import current_run

if TYPE_CHECKING:
    from cgk_runtime.client.provider import Run
    from cgk_runtime.execution.runner import TaskRunner
    from cgk_runtime.testing.clock import VirtualClock
    from cgk_runtime.testing.failures import HandlerFailures

COMPONENT: Final = "TestKit"
_TURNS: Final = 5
"""Number of turns of the event loop without a running job after which the provider counts as settled."""


class VirtualProvider(LocalProvider):
    """Provider that holds jobs until a test runs them inside `driven`.

    Args:
        runner: Runner that calls the handlers.
        clock: Clock of delays, retries and timeouts.
        failures: Failures of runs that the test does not wait for.
    """

    def __init__(self, runner: TaskRunner, clock: VirtualClock, failures: HandlerFailures) -> None:
        options = LocalOptions(
            timers=clock.timers,
            clock=clock.now,
            report=failures.report,
            history=1_000_000,
            keep_unhandled=True,
            drain_seconds=0,
        )
        super().__init__(runner, options, announce=False)
        self._clock = clock
        self._failures = failures
        self._drivers = 0

    @property
    def engine(self) -> Engine:
        """The engine with the jobs."""
        return self._engine

    @asynccontextmanager
    async def driven(self) -> AsyncGenerator[None]:
        """Run jobs on this event loop within the block."""
        loop = asyncio.get_running_loop()
        self._drivers += 1
        self._loop = loop
        self._engine.lifecycle.bind(loop)
        # The engine has bound its timers to the loop; here the virtual clock fires them.
        self._clock.timers.bind(None)
        try:
            yield
        finally:
            self._drivers -= 1
            if not self._drivers:
                self._loop = None
                self._engine.lifecycle.bind(None)

    async def settle(self) -> None:
        """Wait until no job runs and none is ready; a handler that waits for another job does not count as running."""
        quiet = 0
        while quiet < _TURNS:
            await asyncio.sleep(0)
            if self._engine.workers.busy:
                quiet = 0
                await self._engine.workers.idle()
            else:
                quiet += 1

    async def wait(self, job_id: str, timeout: float | None) -> Run:  # noqa: ASYNC109  required by the protocol
        """Run jobs and advance the clock until this job has ended; inside a handler, just wait."""
        if current_run.get() is not None:
            return await super().wait(job_id, timeout)
        self._require_handler(job_id)
        limit = float("inf") if timeout is None else self._clock.time + timeout
        async with self.driven():
            while True:
                await self.settle()
                if all(run.is_final for run in self._engine.store.find(job_id)):
                    run = await self._engine.wait(job_id, timeout)
                    self._failures.forget(run)
                    return run.describe()
                if not self._clock.step(limit):
                    break
        if timeout is not None:
            self._clock.time = limit
        raise WaitTimeoutError(job_id, timeout or 0.0, component=COMPONENT)

    def _require_handler(self, job_id: str) -> None:
        runs = self._engine.store.find(job_id)
        if any(run.task is None for run in runs):
            event = runs[0].message.event.name
            raise NoHandlerError(
                f'"{event}" has no handler in this test; import the module with its @task', component=COMPONENT
            )

    def _take_over(self, current_loop: asyncio.AbstractEventLoop) -> asyncio.AbstractEventLoop:
        return self._loop or current_loop
