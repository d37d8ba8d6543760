"""Restart of the worker of `cgk dev` while a schedule does not end."""

from __future__ import annotations

import asyncio
import signal
import socket
import tempfile

import pytest
from cgk_runtime.execution.scheduler import Scheduler
from cgk_runtime.providers.local.dev.worker import serve
from cgk_runtime.providers.local.options import LocalOptions
from cgk_runtime.providers.local.waiting_runs import take_runs
from shop import ORDER, make_sdk

pytestmark = pytest.mark.anyio


async def test_long_schedule_keeps_no_jobs_back(monkeypatch: pytest.MonkeyPatch) -> None:
    async def wait_for_ever(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(Scheduler, "__aexit__", wait_for_ever)
    monkeypatch.setattr("cgk_runtime.providers.local.dev.worker._SCHEDULE_SECONDS", 0.05, raising=False)
    sdk, tasks = make_sdk(), set[asyncio.Task[None]]()

    async def send_and_restart() -> None:
        await sdk.client.send_job_dynamic("order.created", ORDER, delay=60)
        signal.raise_signal(signal.SIGUSR1)

    def ready() -> None:
        tasks.add(asyncio.get_running_loop().create_task(send_and_restart()))

    with socket.create_server(("127.0.0.1", 0)) as listener, tempfile.TemporaryFile() as waiting:
        serving = serve(
            sdk, listener, "token", waiting.fileno(), options=LocalOptions(), fire_schedules=True, ready=ready
        )
        try:
            await asyncio.wait_for(serving, 5)
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1):
                asyncio.get_running_loop().remove_signal_handler(number)
        assert len(take_runs(waiting.fileno())) == 1
