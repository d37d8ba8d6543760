"""HTTP server that serves handlers to Inngest and nothing else."""

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
from cgk_runtime.providers.inngest.serve import describe_functions, inngest_app, prepare
from cgk_runtime.providers.inngest.startup import retry_until_reachable

if TYPE_CHECKING:
    from cgk_runtime.sdk import Sdk


def default_to_inngest() -> None:
    """Send the handlers' own jobs to Inngest, unless the environment configures a provider."""
    if not {"JOBS_PROVIDER", "TRIGGER_SECRET_KEY", "INNGEST_EVENT_KEY"} & os.environ.keys():
        os.environ["JOBS_PROVIDER"] = "inngest"


async def serve_http(
    sdk: Sdk,
    *,
    host: str,
    port: int,
    path: str,
    origin: str | None,
    register_functions: bool,
    report: Callable[[str], None],
) -> None:
    """Serve handlers over HTTP until SIGINT or SIGTERM.

    Args:
        sdk: The generated package whose handlers are served.
        host: Host to listen on.
        port: Port to listen on; 0 chooses a free one.
        path: Path of the functions.
        origin: Origin at which Inngest reaches this process; INNGEST_SERVE_ORIGIN, or host and port, by default.
        register_functions: Whether to register the functions at Inngest.
        report: Progress callback; receives lines.

    Raises:
        ConfigurationError: A setting or package is missing, or the port is in use.
        ProviderError: Inngest refuses the functions.
    """
    require("fastapi", "serve", "`cgk serve --inngest`")
    require("uvicorn", "serve", "`cgk serve --inngest`")
    import uvicorn
    from fastapi import FastAPI

    served = prepare(sdk)
    try:
        listener = socket.create_server((host, port))
    except OSError as error:
        raise ConfigurationError(f"Cannot listen on {host}:{port}: {error.strerror}") from None
    _leave_signals_to_uvicorn()
    with listener:
        local_origin = f"http://{_reachable(host)}:{listener.getsockname()[1]}"
        origin = (origin or served.settings.serve_origin or "").rstrip("/") or None
        if origin is None and register_functions and served.settings.mode == "cloud":
            origin = local_origin
        app = inngest_app(FastAPI(openapi_url=None), sdk, path=path, origin=origin)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on"))
        serving = asyncio.get_running_loop().create_task(server.serve([listener]))
        try:
            while not server.started and not serving.done():  # noqa: ASYNC110  uvicorn has no event for its start
                await asyncio.sleep(0.01)
            if register_functions and not await retry_until_reachable(
                lambda: register(f"{local_origin}{path}", served.settings), serving, report
            ):
                return
            registered = ", registered" if register_functions else ""
            report(f"{describe_functions(served)} served at {local_origin}{path}{registered}")
            if register_functions:
                app_id = served.client.app_id
                report(
                    f"Inngest now calls {app_id} at {origin or local_origin}{path}, until another process registers "
                    f"{app_id} elsewhere; a process that served it before gets no more jobs"
                )
            await serving
        finally:
            server.should_exit = True
            await serving
            await sdk.reset_job_client()


def _leave_signals_to_uvicorn() -> None:
    """Ignore the signals here: uvicorn stops at SIGINT and SIGTERM and raises them again, which would end the process.

    With handlers of the event loop in place, the process ends after the cleanup instead.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows
            asyncio.get_running_loop().add_signal_handler(number, lambda: None)


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in {"", "0.0.0.0", "::"} else host  # noqa: S104  compared, not bound
