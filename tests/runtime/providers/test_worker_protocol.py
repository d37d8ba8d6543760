"""Tests of what `cgk worker` does with any provider: signals and the grace period."""

from __future__ import annotations

import asyncio
import signal

import pytest
from cgk_runtime import Sdk
from cgk_runtime.errors import ProviderError
from cgk_runtime.providers.worker import WorkerOptions, WorkerProvider, run_worker
from cgk_runtime.testing.echo import make_sdk

pytestmark = pytest.mark.anyio


class Provider:
    """Worker with one job, which ends on request."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.job = asyncio.Event()

    async def work(self, sdk: Sdk, options: WorkerOptions, stop: asyncio.Event) -> None:
        options.report(f"ready for {options.concurrency}")
        signal.raise_signal(signal.SIGTERM)
        await stop.wait()
        self.events.append("stop")
        try:
            await self.job.wait()
        except asyncio.CancelledError:
            self.events.append("cancelled")
            raise
        self.events.append("finished")


async def test_running_jobs_finish_after_a_signal() -> None:
    provider, lines = Provider(), list[str]()
    assert isinstance(provider, WorkerProvider)
    before = signal.getsignal(signal.SIGTERM)
    asyncio.get_running_loop().call_later(0.05, provider.job.set)
    assert await run_worker(provider, make_sdk(), WorkerOptions(lines.append, concurrency=3, grace_seconds=60))
    assert provider.events == ["stop", "finished"]
    assert lines[0] == "ready for 3"
    assert lines[1].startswith("stopping once running handlers have finished")
    assert signal.getsignal(signal.SIGTERM) == before


async def test_grace_period_ends_the_wait() -> None:
    provider, lines = Provider(), list[str]()
    assert not await run_worker(provider, make_sdk(), WorkerOptions(lines.append, grace_seconds=0.02))
    assert provider.events == ["stop", "cancelled"]
    assert lines[-1] == "0.02 s are over; unfinished jobs are left for another worker"


async def test_error_of_the_worker_is_raised() -> None:
    class Refused(Provider):
        async def work(self, sdk: Sdk, options: WorkerOptions, stop: asyncio.Event) -> None:
            raise ProviderError("refused", component="Test")

    with pytest.raises(ProviderError, match="refused"):
        await run_worker(Refused(), make_sdk(), WorkerOptions(print))
