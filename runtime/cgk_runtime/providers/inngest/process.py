"""A process that serves handlers to Inngest by HTTP and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from cgk_runtime._internal.optional_deps import require
from cgk_runtime.errors import ConfigurationError
from cgk_runtime.providers.inngest.registration import register
from cgk_runtime.providers.inngest.serve import counted, inngest_app, prepare

if TYPE_CHECKING:
    from cgk_runtime.sdk import Sdk

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
            say(f"{counted(served)} served at {address}{', registered' if registers else ''}")
            await serving
        finally:
            server.should_exit = True
            await serving
            await sdk.close()


def _leave_signals_to_uvicorn() -> None:
    """It stops at SIGINT and SIGTERM, and raises them again when it has: then this process ends of its own accord."""
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows
            asyncio.get_running_loop().add_signal_handler(number, lambda: None)


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in {"", "0.0.0.0", "::"} else host  # noqa: S104  compared, not listened at
