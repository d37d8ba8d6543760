"""Restart of the worker of `cgk dev` while a schedule's handler never ends."""

from __future__ import annotations

import asyncio
import signal
import socket
import tempfile
import time

import pytest
from cgk_runtime.execution.scheduler import Scheduler
from cgk_runtime.providers.local.dev.worker import serve
from cgk_runtime.providers.local.options import LocalOptions
from cgk_runtime.providers.local.waiting_runs import take_runs
from shop import ORDER, make_sdk

pytestmark = pytest.mark.anyio


async def test_endless_schedule_blocks_no_restart(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("cgk_runtime.providers.local.dev.worker._SCHEDULE_SECONDS", 0.05)
    sdk = make_sdk()
    tasks = set[asyncio.Task[None]]()  # referenced, because asyncio does not keep tasks alive
    fired = asyncio.Event()

    @sdk.schedule("* * * * *", name="endless")
    async def endless() -> None:
        fired.set()
        await asyncio.Event().wait()

    def scheduler_before_full_minute(*, drain_seconds: float) -> Scheduler:
        # The clock starts a second before the minute at which the schedule is due.
        started_at = time.monotonic()
        return Scheduler(sdk.runner, sdk, clock=lambda: 59 + time.monotonic() - started_at, drain_seconds=drain_seconds)

    monkeypatch.setattr(sdk, "scheduler", scheduler_before_full_minute)

    async def send_and_restart() -> None:
        await sdk.client.send_job_dynamic("order.created", ORDER, delay=60)
        await fired.wait()
        signal.raise_signal(signal.SIGUSR1)

    def ready() -> None:
        tasks.add(asyncio.get_running_loop().create_task(send_and_restart()))

    with socket.create_server(("127.0.0.1", 0)) as listener, tempfile.TemporaryFile() as waiting:
        serving = serve(
            sdk, listener, "token", waiting.fileno(), options=LocalOptions(), fire_schedules=True, ready=ready
        )
        try:
            await asyncio.wait_for(serving, 60)
        finally:
            for signal_number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1):
                asyncio.get_running_loop().remove_signal_handler(signal_number)
        assert len(take_runs(waiting.fileno())) == 1
    assert '"endless" is interrupted, because it takes too long to finish' in caplog.text
