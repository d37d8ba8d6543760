"""Worker of any provider in `cgk worker`: signals and the grace period."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import threading
import time
from collections.abc import AsyncGenerator, Coroutine, Generator

import pytest
from cgk_runtime import Sdk
from cgk_runtime.cli import worker as worker_command
from cgk_runtime.errors import ProviderError
from cgk_runtime.providers.worker import WorkerOptions, WorkerProvider, call_on_first_signal, run_worker
from cgk_runtime.testing.echo import make_sdk

pytestmark = pytest.mark.anyio


class SignaledProvider:
    """Provider whose worker receives SIGTERM while its only job runs.

    Attributes:
        events: What happened to the worker, in order.
        job: Set by a test to end the job.
    """

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
    provider, lines = SignaledProvider(), list[str]()
    assert isinstance(provider, WorkerProvider)
    original_handler = signal.getsignal(signal.SIGTERM)
    asyncio.get_running_loop().call_later(0.05, provider.job.set)
    assert await run_worker(provider, make_sdk(), WorkerOptions(lines.append, concurrency=3, grace_seconds=60))
    assert provider.events == ["stop", "finished"]
    assert lines[0] == "ready for 3"
    assert lines[1].startswith("stopping once running handlers have finished")
    assert signal.getsignal(signal.SIGTERM) == original_handler


async def test_signal_in_another_thread_ends_a_wait() -> None:
    is_over, stop = threading.Event(), asyncio.Event()
    thread = threading.Thread(target=is_over.wait)
    thread.start()
    assert thread.ident is not None
    asyncio.get_running_loop().call_later(30, stop.set)  # the loop waits for its next timer
    began = time.monotonic()
    with call_on_first_signal(stop.set):
        signal_timer = threading.Timer(0.1, signal.pthread_kill, (thread.ident, signal.SIGTERM))
        signal_timer.start()
        await stop.wait()
    assert time.monotonic() - began < 20
    is_over.set()
    thread.join()
    signal_timer.join()


async def test_grace_period_ends_the_wait() -> None:
    provider, lines = SignaledProvider(), list[str]()
    assert not await run_worker(provider, make_sdk(), WorkerOptions(lines.append, grace_seconds=0.02))
    assert provider.events == ["stop", "cancelled"]
    assert lines[-1] == "0.02 s are over; unfinished jobs are left for another worker"


def test_second_interrupt_releases_the_jobs() -> None:
    class InterruptedProvider(SignaledProvider):
        async def work(self, sdk: Sdk, options: WorkerOptions, stop: asyncio.Event) -> None:
            signal.raise_signal(signal.SIGINT)
            await stop.wait()
            signal.raise_signal(signal.SIGINT)
            try:
                await self.job.wait()
            finally:
                await asyncio.sleep(0.01)
                self.events.append("released")

    provider, sdk = InterruptedProvider(), make_sdk()

    @sdk.resource("pool")
    @contextlib.contextmanager
    def pool() -> Generator[None]:
        yield
        provider.events.append("closed")

    async def main() -> None:
        await sdk.runner.resources.open()
        await run_worker(provider, sdk, WorkerOptions(print))

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(main())
    assert provider.events == ["released", "closed"]


async def test_stop_leaves_a_resource_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cgk_runtime.providers.worker._CLOSE_SECONDS", 0.05)
    sdk, pool_is_released = make_sdk(), asyncio.Event()

    @sdk.resource("pool")
    @contextlib.asynccontextmanager
    async def pool() -> AsyncGenerator[None]:
        yield
        await pool_is_released.wait()

    await sdk.runner.resources.open()
    running = run_worker(SignaledProvider(), sdk, WorkerOptions(print, grace_seconds=0))
    assert not await asyncio.wait_for(running, 10)
    pool_is_released.set()


def test_interrupted_command_waits_for_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    exit_codes = list[int]()

    def raise_interrupt(work: Coroutine[None, None, None]) -> None:
        work.close()
        raise KeyboardInterrupt

    def load_handlers(*_: object) -> Sdk:
        return make_sdk()

    monkeypatch.setattr("cgk_runtime.cli.load_handlers.load_handlers", load_handlers)
    monkeypatch.setattr(asyncio, "run", raise_interrupt)
    monkeypatch.setattr(os, "_exit", exit_codes.append)
    parser = argparse.ArgumentParser()
    worker_command.declare(parser)
    worker_command.run(parser.parse_args(["tasks"]))
    assert exit_codes == [128 + signal.SIGINT]


async def test_error_of_the_worker_is_raised() -> None:
    class FailingProvider(SignaledProvider):
        async def work(self, sdk: Sdk, options: WorkerOptions, stop: asyncio.Event) -> None:
            raise ProviderError("refused", component="Test")

    with pytest.raises(ProviderError, match="refused"):
        await run_worker(FailingProvider(), make_sdk(), WorkerOptions(print))
