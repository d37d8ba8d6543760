"""Relay that sends the outbox's jobs through a provider after their transactions have committed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Final, TypeVar

from psycopg import AsyncConnection, OperationalError

from cgk_runtime._internal.database_address import check_address
from cgk_runtime._internal.stopping import stop_task, wait_or_stop
from cgk_runtime.db.outbox.batch_processor import BatchProcessor, RelayOptions, RelayResult
from cgk_runtime.db.outbox.rows import CHANNEL
from cgk_runtime.errors import ConfigurationError

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog
    from cgk_runtime.client.provider import JobProvider

T = TypeVar("T")

logger: Final = logging.getLogger("cgk_runtime.db.outbox")

_RECONNECT_SECONDS: Final = 2.0


class Relay:
    """Relay that sends each job of the outbox at least once, always with the same idempotency key.

    A relay locks jobs with `FOR UPDATE SKIP LOCKED`, so several relays can run at once. It deletes a job in the
    transaction that locked it, after the provider has accepted the job. If a relay dies, other relays send its jobs.

    Args:
        conninfo: The database, as the relay's role. Connect directly: LISTEN does not work through a transaction
            pooler.
        catalog: Catalog that has the events.
        provider: Provider that the jobs are sent to.
        options: Options of the relay.

    Raises:
        ConfigurationError: The address cannot be read, or the provider does not support idempotency keys, so jobs could
            run twice.

    Example:
        async with create_job_client() as client:
            await Relay("postgresql://shop_relay@db/shop", CATALOG, client.provider).run()
    """

    def __init__(
        self, conninfo: str, catalog: Catalog, provider: JobProvider, options: RelayOptions | None = None
    ) -> None:
        check_address(conninfo, "The address of the relay's database", "Outbox")
        if "idempotency_key" not in provider.supported_options:
            raise ConfigurationError(
                f"A relay may send a job twice, and {provider.name} does not support idempotency keys; use a provider "
                "that does",
                component="Outbox",
            )
        self._conninfo = conninfo
        self._options = options or RelayOptions()
        self._processor = BatchProcessor(catalog, provider, self._options)
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Make `run` return after the current batch."""
        self._stopping.set()

    async def run(self) -> None:
        """Send jobs until `stop` is called; reconnect for as long as the database is unreachable.

        Raises:
            psycopg.Error: The database refuses a statement, for example because the migration has not run.
        """
        while not self._stopping.is_set():
            try:
                connection = await self._unless_stopped(self._connect())
                if connection is not None:
                    async with connection:
                        await self._serve(connection)
            except OperationalError as error:
                logger.warning("No connection to the outbox's database, reconnecting: %s", error)
                await self._unless_stopped(asyncio.sleep(_RECONNECT_SECONDS))

    async def drain(self) -> RelayResult:
        """Send due jobs, until all of them are sent or dead, or a whole batch fails and will be retried.

        Returns:
            The number of jobs that were sent, rescheduled and dead.
        """
        async with await self._connect() as connection:
            total = latest = await self._processor.process(connection)
            while latest.sent or latest.dead:
                latest = await self._processor.process(connection)
                total += latest
            return total

    async def _connect(self) -> AsyncConnection[Any]:
        return await AsyncConnection.connect(self._conninfo, autocommit=True)

    async def _serve(self, connection: AsyncConnection[Any]) -> None:
        await connection.execute(f"LISTEN {CHANNEL}")
        while not self._stopping.is_set():
            if await self._processor.process(connection) == RelayResult():
                await self._unless_stopped(self._wait_for_notification(connection))

    async def _wait_for_notification(self, connection: AsyncConnection[Any]) -> None:
        async for _ in connection.notifies(timeout=self._options.poll_interval, stop_after=1):
            pass

    async def _unless_stopped(self, call: Coroutine[Any, Any, T]) -> T | None:
        """Return the result of a call, or cancel it and return None if the relay is stopped first."""
        task = asyncio.get_running_loop().create_task(call)
        try:
            await wait_or_stop(task, self._stopping)
            return task.result() if task.done() else None
        finally:
            await stop_task(task)
