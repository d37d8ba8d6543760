"""The process of `cgk dev` that has the handlers: runs jobs, fires schedules, answers other processes."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING, Final

from aiohttp import web

from cgk_runtime.client.client import JobClient
from cgk_runtime.execution.scheduler import Scheduler
from cgk_runtime.providers.local.dev.server import DevServer
from cgk_runtime.providers.local.options import LocalOptions
from cgk_runtime.providers.local.provider import LocalProvider

if TYPE_CHECKING:
    import socket

    from cgk_runtime.providers.local.job_log import JobLog
    from cgk_runtime.providers.local.reporting import Reporter
    from cgk_runtime.sdk import Sdk

_logger: Final = logging.getLogger("cgk_jobs.dev")


async def serve(
    sdk: Sdk,
    listener: socket.socket,
    token: str,
    *,
    report: Reporter,
    concurrency: int,
    fire_schedules: bool,
    log: JobLog | None,
    ready: Callable[[], None],
) -> None:
    """Run jobs until SIGINT, SIGTERM or the supervisor's end; then refuse new jobs and let running ones finish.

    Args:
        sdk: Whose handlers and schedules.
        listener: A bound socket; it is served, and left open for the next process.
        token: What senders must know.
        report: Told of every run's end.
        concurrency: How many runs at a time.
        fire_schedules: Whether schedules are fired.
        log: Where every job is written, or None.
        ready: Called once senders are answered.
    """
    supervisor = os.getppid()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    options = LocalOptions(concurrency=concurrency, report=report, log=log)
    provider = LocalProvider(sdk.runner, options, announce=False)
    runner = web.AppRunner(DevServer(sdk, provider, token).application(), access_log=None, shutdown_timeout=1)
    async with AsyncExitStack() as stack:
        # Left in reverse: first running jobs finish, then those who wait for them are answered, then nobody listens.
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        client = await stack.enter_async_context(JobClient(sdk.catalog, provider, sdk.send_middleware))
        sdk.set_job_client(client)
        stack.callback(sdk.set_job_client, None)
        if fire_schedules:
            await stack.enter_async_context(Scheduler(sdk))
        await web.SockSite(runner, listener.dup()).start()
        ready()
        # A supervisor that was killed cannot stop its worker.
        while not stop.is_set() and os.getppid() == supervisor:
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 1)
