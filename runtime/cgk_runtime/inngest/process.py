"""A process that serves handlers to Inngest and nothing else: by HTTP, or as a worker that connects outwards."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from cgk_runtime.errors import ConfigurationError, ProviderError
from cgk_runtime.extras import require
from cgk_runtime.http import HttpClient, RetryPolicy
from cgk_runtime.inngest.health import mismatch
from cgk_runtime.inngest.registration import register
from cgk_runtime.inngest.runs import RunReader
from cgk_runtime.inngest.sending import SPEAKER
from cgk_runtime.inngest.serve import import_quietly, inngest_app, prepare

if TYPE_CHECKING:
    from cgk_runtime.inngest.serve import Served
    from cgk_runtime.sdk import Sdk

_QUICK: Final = RetryPolicy(attempts=2, deadline=10.0, first_wait=0.5, statuses=frozenset({429}))
Say = Callable[[str], None]


def send_to_inngest_too() -> None:
    """Have handlers' own jobs go to Inngest, unless the environment says otherwise."""
    if not {"JOBS_PROVIDER", "TRIGGER_SECRET_KEY", "INNGEST_EVENT_KEY"} & os.environ.keys():
        os.environ["JOBS_PROVIDER"] = "inngest"


async def serve_http(
    sdk: Sdk, *, host: str, port: int, path: str, origin: str | None, registers: bool, say: Say
) -> None:
    """Serve handlers by HTTP until SIGINT or SIGTERM, and register them.

    Args:
        sdk: Whose handlers.
        host: Where to listen.
        port: Where to listen; 0 takes a free one.
        path: Where functions are served.
        origin: The address Inngest reaches this process by; host and port otherwise.
        registers: Whether to register the functions.
        say: Told what happens.

    Raises:
        ConfigurationError: Something that is needed is not there, or the port is taken.
        ProviderError: Inngest has not taken the functions; nothing is served any more.
    """
    require("fastapi", "serve", "`cgk serve --inngest`")
    require("uvicorn", "serve", "`cgk serve --inngest`")
    import uvicorn
    from fastapi import FastAPI

    # Checked before anybody listens.
    served = prepare(sdk)
    app = inngest_app(FastAPI(openapi_url=None), sdk, path=path, origin=origin)
    try:
        listener = socket.create_server((host, port))
    except OSError as error:
        raise ConfigurationError(f"Nobody can listen at {host}:{port}: {error.strerror}") from None
    _leave_signals_to_uvicorn()
    with listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on"))
        serving = asyncio.get_running_loop().create_task(server.serve([listener]))
        try:
            while not server.started and not serving.done():  # noqa: ASYNC110  uvicorn tells nobody
                await asyncio.sleep(0.01)
            address = f"http://{_reachable(host)}:{listener.getsockname()[1]}{path}"
            if registers:
                await register(address, served.settings)
            say(f"{_counted(served)} served at {address}{', registered' if registers else ''}")
            await serving
        finally:
            server.should_exit = True
            await serving
            await sdk.close()


async def work(sdk: Sdk, *, concurrency: int | None, say: Say) -> None:
    """Connect to Inngest and run what it sends, until SIGINT or SIGTERM; then runs that are under way finish.

    Args:
        sdk: Whose handlers.
        concurrency: How many runs at a time; as many as Inngest sends otherwise.
        say: Told what happens.

    Raises:
        ConfigurationError: Something that is needed is not there, or this process and the server differ in mode.
        ApiError: The server cannot be reached, or the key is wrong.
        ProviderError: The connection failed for good.
    """
    served = prepare(sdk)
    import_quietly("inngest.connect")
    from inngest import connect

    await _check(served)
    connection = connect.connect([(served.client, served.functions)], max_worker_concurrency=concurrency)
    working = asyncio.get_running_loop().create_task(connection.start())
    connected = asyncio.get_running_loop().create_task(connection.wait_for_state(connect.ConnectionState.ACTIVE))
    try:
        await asyncio.wait({working, connected}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            say(f"{_counted(served)} ready, connected to {served.settings.api_origin}")
        await working
    except Exception as error:
        text = f"The connection to {served.settings.api_origin} failed: {error}"
        raise ProviderError(text, speaker=SPEAKER) from error
    finally:
        connected.cancel()
        await connection.close()
        await sdk.runner.close()
        await sdk.close()


async def _check(served: Served) -> None:
    """Say at once what the SDK would try for half a minute."""
    http = HttpClient(SPEAKER, policy=_QUICK, secrets=served.settings.secrets)
    runs = RunReader(http, served.settings)
    try:
        wrong = mismatch(served.settings, await runs.server_kind())
        if wrong is not None:
            raise ConfigurationError(wrong, speaker=SPEAKER)
        if served.settings.mode == "cloud":
            await runs.check_key()
    finally:
        await http.close()


def _leave_signals_to_uvicorn() -> None:
    """It stops at SIGINT and SIGTERM, and raises them again when it has: then this process ends of its own accord."""
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows
            asyncio.get_running_loop().add_signal_handler(number, lambda: None)


def _counted(served: Served) -> str:
    count = len(served.functions)
    return f"{count} function{'s' if count != 1 else ''} of {served.client.app_id}"


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in {"", "0.0.0.0", "::"} else host  # noqa: S104  compared, not listened at
