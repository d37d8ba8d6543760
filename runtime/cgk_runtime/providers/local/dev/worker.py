"""Worker of `cgk dev`: runs jobs, fires schedules and serves other processes."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from typing import TYPE_CHECKING, Final

from aiohttp import web

from cgk_runtime.client.client import JobClient
from cgk_runtime.client.provider import RunError
from cgk_runtime.providers.local.dev.server import DevServer, respond
from cgk_runtime.providers.local.dev.wire import FailureResponse
from cgk_runtime.providers.local.provider import LocalProvider
from cgk_runtime.providers.local.waiting_runs import take_runs, write_runs

if TYPE_CHECKING:
    import socket

    from cgk_runtime.providers.local.options import LocalOptions
    from cgk_runtime.sdk import Sdk

_SHUTDOWN_SECONDS: Final = 15.0
_SCHEDULE_SECONDS: Final = 2.0
"""Seconds for running schedules to finish; with the time for jobs, less than the supervisor's limit."""


def end_with_supervisor(lifeline: int) -> None:
    """End this process when its supervisor ends, even if it is killed or this process is still importing modules.

    Args:
        lifeline: Reading end of a pipe that only the supervisor holds open.
    """

    def wait() -> None:
        os.read(lifeline, 1)  # returns when the supervisor ends
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(_SHUTDOWN_SECONDS)
        os._exit(1)  # a handler blocks the event loop, so the signal has no effect

    threading.Thread(target=wait, name="cgk-dev-lifeline", daemon=True).start()


async def serve_failure(listener: socket.socket, ended: str, install: Callable[[web.Application], None] | None) -> None:
    """Refuse every request while no handlers run, until the process is stopped.

    Args:
        listener: Bound socket to serve; left open for the next worker.
        ended: Text about how the last worker ended.
        install: Function that adds a page for browsers, or None.
    """
    text = f"{ended}; see its terminal, then save a Python file to restart it"

    async def refuse(_request: web.Request) -> web.Response:
        return respond(FailureResponse(error=RunError("WorkerEndedError", text)), status=503)

    application = web.Application()
    application.router.add_route("*", "/v1/{path:.*}", refuse)
    if install is not None:
        install(application)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.SockSite(runner, listener.dup()).start()
    await asyncio.Event().wait()


async def serve(
    sdk: Sdk,
    listener: socket.socket,
    token: str,
    waiting: int,
    *,
    options: LocalOptions,
    fire_schedules: bool,
    install: Callable[[web.Application, JobClient], None] | None = None,
    ready: Callable[[], None],
) -> None:
    """Run jobs until SIGINT, SIGTERM or SIGUSR1; then let running jobs finish.

    Args:
        sdk: The SDK with the handlers and schedules to run.
        listener: Bound socket to serve; left open for the next worker.
        token: Bearer token of senders.
        waiting: Descriptor of the file with the previous worker's waiting runs; at a restart, this worker writes its
            own there.
        options: Options of the provider.
        fire_schedules: Whether to fire the schedules.
        install: Function that adds pages to the server, or None.
        ready: Function to call once the server accepts requests.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)

    def restart() -> None:
        provider.hand_over_to(partial(write_runs, waiting))
        stop.set()

    loop.add_signal_handler(signal.SIGUSR1, restart)
    provider = LocalProvider(sdk.runner, options, announce=False)
    client = JobClient(sdk.catalog, provider, sdk.send_middleware)
    application = DevServer(sdk, provider, token).application()
    if install is not None:
        install(application, client)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
    async with AsyncExitStack() as stack:
        # The stack is left in reverse order: running jobs finish, their waiters get a response, then the server stops.
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await stack.enter_async_context(client)
        sdk.set_job_client(client)
        stack.callback(sdk.set_job_client, None)
        await provider.restore(take_runs(waiting))
        if fire_schedules:
            await stack.enter_async_context(sdk.scheduler(drain_seconds=_SCHEDULE_SECONDS))
        await web.SockSite(runner, listener.dup()).start()
        ready()
        await stop.wait()
