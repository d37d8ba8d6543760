"""HTTP server that serves handlers to Inngest and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgk_runtime._internal.optional_deps import require
from cgk_runtime._internal.stopping import stop_task
from cgk_runtime.errors import ConfigurationError
from cgk_runtime.providers.inngest.registration import register
from cgk_runtime.providers.inngest.serve import describe_functions, inngest_app, prepare_functions
from cgk_runtime.providers.inngest.startup import retry_until_reachable
from cgk_runtime.settings import Settings

if TYPE_CHECKING:
    from cgk_runtime.providers.inngest.serve import ServedFunctions
    from cgk_runtime.providers.worker import WorkerOptions
    from cgk_runtime.sdk import Sdk


def default_to_inngest() -> None:
    """Send the handlers' own jobs to Inngest, unless the environment or `.env.local` configures a provider."""
    if not {"JOBS_PROVIDER", "TRIGGER_SECRET_KEY", "INNGEST_EVENT_KEY"} & Settings.read().variables.keys():
        os.environ["JOBS_PROVIDER"] = "inngest"


@dataclass(frozen=True, slots=True)
class HttpServer:
    """Worker that Inngest calls over HTTP.

    Attributes:
        host: Host to listen on.
        port: Port to listen on; 0 chooses a free one.
        path: Path of the functions.
        origin: Origin at which Inngest reaches this process; INNGEST_SERVE_ORIGIN, or host and port, by default.
        register_functions: Whether to register the functions at Inngest.
    """

    host: str
    port: int
    path: str
    origin: str | None
    register_functions: bool

    async def work(self, sdk: Sdk, options: WorkerOptions, stop: asyncio.Event) -> None:
        """Serve handlers until `stop` is set, then let running requests finish.

        Args:
            sdk: The generated package whose handlers are served.
            options: The progress callback.
            stop: Event that ends the server.

        Raises:
            ConfigurationError: A setting or package is missing, or the port is in use.
            ProviderError: Inngest refuses the functions.
            Exception: The HTTP server failed.
        """
        require("fastapi", "serve", "`cgk serve --inngest`")
        require("uvicorn", "serve", "`cgk serve --inngest`")
        import uvicorn
        from fastapi import FastAPI

        class Server(uvicorn.Server):
            @contextlib.contextmanager
            def capture_signals(self) -> Generator[None]:
                yield  # `run_worker` handles the signals

        served = prepare_functions(sdk)
        try:
            listener = socket.create_server((self.host, self.port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ConfigurationError(
                f"Cannot listen on {self.host}:{self.port}: {reason}; choose another --host or --port"
            ) from None
        with listener:
            address = f"http://{_reachable_host(self.host)}:{listener.getsockname()[1]}"
            origin = (self.origin or served.settings.serve_origin or "").rstrip("/") or None
            if origin is None and self.register_functions and served.settings.mode == "cloud":
                origin = address
            app = inngest_app(FastAPI(openapi_url=None), sdk, path=self.path, origin=origin)
            # The lifespan is off, because `run_worker` closes the resources of handlers.
            server = Server(uvicorn.Config(app, log_config=None, lifespan="off"))
            loop = asyncio.get_running_loop()
            serving, stopping = loop.create_task(server.serve([listener])), loop.create_task(stop.wait())
            # The attempts to register must end also if the server fails. `stop` stays unset then, because it would
            # start the grace period.
            ended = asyncio.Event()
            for task in (serving, stopping):
                task.add_done_callback(lambda _task: ended.set())
            try:
                while not server.started and not serving.done():  # noqa: ASYNC110  uvicorn has no event for its start
                    await asyncio.sleep(0.01)
                await self._register(served, address, origin or address, ended, options.report)
                await ended.wait()
                server.should_exit = True
                await serving
            finally:
                stopping.cancel()
                await stop_task(serving)

    async def _register(
        self,
        served: ServedFunctions,
        address: str,
        origin: str,
        ended: asyncio.Event,
        report: Callable[[str], None],
    ) -> None:
        """Register the functions if requested, and report where they are served."""
        ready = f"{describe_functions(served)} served at {address}{self.path}"
        if not self.register_functions:
            report(ready)
        elif await retry_until_reachable(lambda: register(f"{address}{self.path}", served.settings), ended, report):
            report(f"{ready}, registered")
            app_id = served.client.app_id
            report(
                f"Inngest now calls {app_id} at {origin}{self.path}, until another process registers {app_id} "
                "elsewhere; a process that served it before gets no more jobs"
            )


def _reachable_host(host: str) -> str:
    return "127.0.0.1" if host in {"", "0.0.0.0", "::"} else host  # noqa: S104  compared, not bound
