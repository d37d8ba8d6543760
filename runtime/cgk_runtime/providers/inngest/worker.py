"""A worker: a process that connects outwards to Inngest and runs what it is sent (Inngest's Connect protocol)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import signal
from collections.abc import Callable, Generator, Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from cgk_runtime.errors import ConfigurationError, ProviderError
from cgk_runtime.providers.http import HttpClient, RetryPolicy
from cgk_runtime.providers.inngest.health import mismatch
from cgk_runtime.providers.inngest.runs import RunReader
from cgk_runtime.providers.inngest.sending import COMPONENT
from cgk_runtime.providers.inngest.serve import counted, import_quietly, prepare

if TYPE_CHECKING:
    from inngest.connect import ConnectionState

    from cgk_runtime.providers.inngest.serve import Served
    from cgk_runtime.sdk import Sdk

_QUICK: Final = RetryPolicy(attempts=2, deadline=10.0, first_wait=0.5, statuses=frozenset({429}))
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
_REFUSAL: Final = re.compile(r"received 1008 \(policy violation\) (?P<reason>[\w.-]+)")
"""How a gateway closes the connection of a worker that it does not take (RFC 6455, 7.4.1), as `websockets` says it."""
Say = Callable[[str], None]


async def work(sdk: Sdk, *, concurrency: int | None, say: Say) -> None:
    """Connect to Inngest and run what it sends, until SIGINT or SIGTERM; then runs that are under way finish.

    A connection that is lost is made again for as long as it takes.

    Args:
        sdk: Whose handlers.
        concurrency: How many runs at a time; as many as Inngest sends otherwise.
        say: Told what happens.

    Raises:
        ConfigurationError: Something that is needed is not there, or this process and the server differ in mode.
        ApiError: The server cannot be reached at first, or the key is wrong.
        ProviderError: Inngest refuses this worker or its functions.
    """
    log = ConnectionLog()
    served = prepare(sdk, logger=log)
    import_quietly("inngest.connect")
    await _check(served)
    worker = _Worker(served, concurrency, log, say)
    try:
        with _at_signals(worker.stop):
            await worker.run()
    finally:
        await sdk.runner.close()
        await sdk.close()


class _Connection(Protocol):
    """What the SDK's connection is, of which it exports no type."""

    async def start(self) -> None:
        """Connect, and end once it is closed."""
        ...

    async def close(self) -> None:
        """Let what runs finish, then end."""
        ...

    async def wait_for_state(self, state: ConnectionState) -> None:
        """Wait for a state."""
        ...


class ConnectionLog(logging.LoggerAdapter[logging.Logger]):
    """The log of the SDK's connection, with the reasons that the SDK keeps beside its texts.

    Attributes:
        on_refusal: Called, in any thread, with the reason once the gateway does not take this worker.
    """

    def __init__(self) -> None:
        super().__init__(logging.getLogger("cgk_jobs.inngest"))
        self.on_refusal: Callable[[str], None] | None = None

    def log(self, level: int, msg: object, *args: object, **keywords: Any) -> None:
        """Log a record; the SDK tells why a connection fails or ends at debug level, where nobody would see it."""
        beside = cast("Mapping[str, object]", keywords.get("extra") or {})
        error = beside.get("error")
        if error is not None:
            level = max(level, logging.WARNING)
        is_said = error is None or str(error) in str(msg)
        super().log(level, f"[{COMPONENT}] {msg}" + ("" if is_said else f": {error}"), *args, **keywords)
        refusal = _REFUSAL.search(str(error))
        if refusal is not None and self.on_refusal is not None:
            self.on_refusal(refusal["reason"])


class _Worker:
    """Keeps a connection of the SDK's, whatever becomes of it.

    Args:
        served: What to run.
        concurrency: How many runs at a time.
        log: Where the connection logs.
        say: Told what happens.
    """

    def __init__(self, served: Served, concurrency: int | None, log: ConnectionLog, say: Say) -> None:
        self._served = served
        self._concurrency = concurrency
        self._say = say
        self._origin = served.settings.api_origin
        self._loop = asyncio.get_running_loop()
        self._connection: _Connection | None = None
        self._was_connected = False
        self._stops = False
        self._refusal: str | None = None
        self._closing: asyncio.Task[None] | None = None
        log.on_refusal = self._refused_in_a_thread

    async def run(self) -> None:
        """Work until it is stopped.

        Raises:
            ProviderError: Inngest refuses this worker or its functions.
        """
        from inngest import connect

        while not self._stops:
            self._connection = connect.connect(
                [(self._served.client, self._served.functions)],
                max_worker_concurrency=self._concurrency,
                shutdown_signals=[],  # which are not the SDK's to handle
            )
            telling = self._loop.create_task(self._tell(self._connection))
            try:
                await self._connection.start()
            except Exception as error:  # noqa: BLE001  the SDK gives up with whatever the network or its parts raise
                self._judge(error)
            finally:
                telling.cancel()
            if self._refusal is not None:
                raise ProviderError(
                    f"The gateway of {self._origin} does not take this worker: {self._refusal}. What is wrong with a "
                    "function, `cgk serve --inngest` is told in words",
                    component=COMPONENT,
                )

    def stop(self) -> None:
        """Take no more, and end once what runs has finished."""
        self._stops = True
        self._say("takes no more and lets what runs finish; a second signal ends it at once")
        self._close()

    def _close(self) -> None:
        if self._connection is not None:
            self._closing = self._loop.create_task(self._connection.close())

    def _refused_in_a_thread(self, reason: str) -> None:
        self._loop.call_soon_threadsafe(self._refused, reason)

    def _refused(self, reason: str) -> None:
        """Give up, unless it was taken before: then the server is what has changed, and may change again."""
        if not self._was_connected and not self._stops:
            self._refusal = reason
            self._close()

    async def _tell(self, connection: _Connection) -> None:
        from inngest.connect import ConnectionState

        while True:
            await connection.wait_for_state(ConnectionState.ACTIVE)
            ready = f"{counted(self._served)} ready, connected to {self._origin}"
            self._say("connected again" if self._was_connected else ready)
            self._was_connected = True
            await connection.wait_for_state(ConnectionState.RECONNECTING)
            if not self._stops:
                self._say("the connection has ended, connecting again")

    def _judge(self, error: Exception) -> None:
        """Raise what will not get better; the SDK gives up after half a minute, whatever the reason."""
        if str(error) == "unauthorized":
            named = self._served.settings.environment
            environment = "" if named is None else f', or there is no environment "{named}"'
            raise ProviderError(
                f"{self._origin} refuses this worker: INNGEST_SIGNING_KEY is not a key of this server{environment}",
                component=COMPONENT,
                status=401,
            ) from error
        if not self._stops:
            self._say(f"{self._origin} cannot be reached, trying again: {error}")


async def _check(served: Served) -> None:
    """Say at once what the SDK would try for half a minute."""
    http = HttpClient(COMPONENT, policy=_QUICK, secrets=served.settings.secrets)
    runs = RunReader(http, served.settings)
    try:
        wrong = mismatch(served.settings, await runs.server_kind())
        if wrong is not None:
            raise ConfigurationError(wrong, component=COMPONENT)
        if served.settings.mode == "cloud":
            await runs.check_key()
    finally:
        await http.close()


@contextlib.contextmanager
def _at_signals(stop: Callable[[], None]) -> Generator[None]:
    """Stop at the first SIGINT or SIGTERM; the second one does what it does to any process."""
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in _SIGNALS}

    def first() -> None:
        restore()
        stop()

    def restore() -> None:
        for number in _SIGNALS:
            with contextlib.suppress(NotImplementedError):
                loop.remove_signal_handler(number)
            signal.signal(number, before[number])

    def first_on_windows(_number: int, _frame: object) -> None:
        loop.call_soon_threadsafe(first)

    for number in _SIGNALS:
        try:
            loop.add_signal_handler(number, first)
        except NotImplementedError:
            signal.signal(number, first_on_windows)
    try:
        yield
    finally:
        restore()
