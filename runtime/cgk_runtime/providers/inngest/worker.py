"""Worker: a process that connects to Inngest and runs what it receives, over Inngest's Connect protocol."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from cgk_runtime.errors import ProviderError
from cgk_runtime.providers.inngest.health import check_server
from cgk_runtime.providers.inngest.sending import COMPONENT
from cgk_runtime.providers.inngest.serve import describe_functions, import_quietly, prepare_functions
from cgk_runtime.providers.inngest.startup import retry_until_reachable

if TYPE_CHECKING:
    from inngest.connect import ConnectionState

    from cgk_runtime.providers.inngest.serve import ServedFunctions
    from cgk_runtime.providers.worker import WorkerOptions
    from cgk_runtime.sdk import Sdk

_REFUSAL: Final = re.compile(r"received 1008 \(policy violation\) (?P<reason>[\w.-]+)")
"""Message of `websockets` when a gateway refuses a worker with close code 1008 (RFC 6455, 7.4.1)."""

_HANDSHAKE_SECONDS: Final = 3.0
"""Seconds to wait for the end of a handshake before the connection is closed."""


async def run_functions(sdk: Sdk, options: WorkerOptions, stop: asyncio.Event) -> None:
    """Connect to Inngest and run what it sends until `stop` is set, then let running handlers finish.

    A server that cannot be reached is tried again without a limit, also at the start.

    Args:
        sdk: The generated package whose handlers run.
        options: Concurrency, by default as many runs as Inngest sends, and the progress callback.
        stop: Event that ends the worker.

    Raises:
        ConfigurationError: A setting or package is missing, or this process and the server are in different modes.
        ApiError: The server refuses the key.
        ProviderError: Inngest refuses this worker or its functions.
    """
    log = ConnectionLog()
    served = prepare_functions(sdk, logger=log)
    import_quietly("inngest.connect")
    await _Worker(served, options, stop, log).run()


class _Connection(Protocol):
    """Connection of Inngest's SDK, which exports no type for it."""

    async def start(self) -> None:
        """Connect, and return once the connection is closed."""
        ...

    async def close(self) -> None:
        """Let running handlers finish, then close."""
        ...

    async def wait_for_state(self, state: ConnectionState) -> None:
        """Wait for a state."""
        ...


class ConnectionLog(logging.LoggerAdapter[logging.Logger]):
    """Log of the SDK's connection, completed by the errors that the SDK passes in `extra`.

    Attributes:
        on_refusal: Called, in any thread, with the reason a gateway refuses this worker.
    """

    def __init__(self) -> None:
        super().__init__(logging.getLogger("cgk_runtime.providers.inngest"))
        self.on_refusal: Callable[[str], object] | None = None

    def log(self, level: int, msg: object, *args: object, **keywords: Any) -> None:
        """Log a record, with errors at warning level at least; the SDK logs them at debug level."""
        extra = cast("Mapping[str, object]", keywords.get("extra") or {})
        error = extra.get("error")
        text = f"[{COMPONENT}] {msg}"
        if error is not None:
            level = max(level, logging.WARNING)
            text += "" if str(error) in str(msg) else f": {error}"
        super().log(level, text, *args, **keywords)
        refusal = _REFUSAL.search(str(error))
        if refusal is not None and self.on_refusal is not None:
            self.on_refusal(refusal["reason"])


class _Worker:
    """Worker that keeps a connection of the SDK open.

    Args:
        served: Functions to run.
        options: Concurrency and the progress callback.
        stop: Event that ends the worker.
        log: Log of the connection.
    """

    def __init__(
        self, served: ServedFunctions, options: WorkerOptions, stop: asyncio.Event, log: ConnectionLog
    ) -> None:
        self._served = served
        self._options = options
        self._origin = served.settings.api_origin
        self._loop = asyncio.get_running_loop()
        self._connection: _Connection | None = None
        self._was_connected = False
        self._stop = stop
        self._refusal: str | None = None
        self._closing: asyncio.Task[None] | None = None  # referenced, because asyncio does not keep tasks alive
        log.on_refusal = lambda reason: self._loop.call_soon_threadsafe(self._on_refusal, reason)

    async def run(self) -> None:
        """Run until stopped.

        Raises:
            ProviderError: Inngest refuses this worker or its functions.
        """
        settings = self._served.settings
        stop_watcher = self._loop.create_task(self._close_on_stop())
        try:
            await retry_until_reachable(
                lambda: check_server(settings, checks_event_key=False), self._stop, self._options.report
            )
            await self._keep_connected()
        finally:
            stop_watcher.cancel()

    async def _keep_connected(self) -> None:
        from inngest import connect

        while not self._stop.is_set():
            self._connection = connect.connect(
                [(self._served.client, self._served.functions)],
                max_worker_concurrency=self._options.concurrency,
                shutdown_signals=[],  # handled by `run_worker`
            )
            reporting = self._loop.create_task(self._report_states(self._connection))
            try:
                await self._connection.start()
            except Exception as error:  # noqa: BLE001  the SDK raises errors of many libraries
                self._raise_if_permanent(error)
            finally:
                reporting.cancel()
            if self._refusal is not None:
                raise ProviderError(
                    f"The gateway of {self._origin} refuses this worker: {self._refusal}. Run `cgk serve --inngest` "
                    "to see which function is wrong",
                    component=COMPONENT,
                )

    async def _close_on_stop(self) -> None:
        from inngest.connect import ConnectionState

        await self._stop.wait()
        if self._connection is not None:
            # The SDK misses a close during the handshake with the gateway and keeps the connection open.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_HANDSHAKE_SECONDS):
                    await self._connection.wait_for_state(ConnectionState.ACTIVE)
            await self._connection.close()

    def _on_refusal(self, reason: str) -> None:
        """Close the connection, unless the worker was connected before: then a refusal can be temporary."""
        if not self._was_connected and not self._stop.is_set() and self._connection is not None:
            self._refusal = reason
            self._closing = self._loop.create_task(self._connection.close())

    async def _report_states(self, connection: _Connection) -> None:
        from inngest.connect import ConnectionState

        while True:
            await connection.wait_for_state(ConnectionState.ACTIVE)
            ready = f"{describe_functions(self._served)} ready, connected to {self._origin}"
            self._options.report("connected again" if self._was_connected else ready)
            self._was_connected = True
            await connection.wait_for_state(ConnectionState.RECONNECTING)
            if not self._stop.is_set():
                self._options.report("the connection was lost, reconnecting")

    def _raise_if_permanent(self, error: Exception) -> None:
        """Raise an error that remains at every attempt, and report others; the SDK gives up after half a minute."""
        if str(error) == "unauthorized":
            raise ProviderError(
                f"{self._origin} refuses this worker: INNGEST_SIGNING_KEY is not a key of this server, or the "
                "environment of INNGEST_ENV does not exist",
                component=COMPONENT,
                status=401,
            ) from error
        if not self._stop.is_set():
            self._options.report(f"cannot reach {self._origin}, trying again: {error}")
