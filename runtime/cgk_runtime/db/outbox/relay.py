"""The relay: passes the outbox's jobs on to a provider once their transactions have committed."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import tenacity
from psycopg import AsyncConnection, OperationalError

from cgk_runtime.catalog import Retry
from cgk_runtime.db.outbox.batches import Batch
from cgk_runtime.db.outbox.table import CHANNEL, OutboxTable
from cgk_runtime.errors import ConfigurationError

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog
    from cgk_runtime.client.provider import JobProvider
    from cgk_runtime.db.outbox.batches import Passed

logger: Final = logging.getLogger("cgk_runtime.db.outbox")

DEFAULT_RETRY: Final = Retry(max_attempts=20, factor=2, min_timeout_ms=1_000, max_timeout_ms=900_000)
"""Nearly three hours of attempts, so that a provider's outage of an hour gives nothing up."""


@dataclass(frozen=True, slots=True)
class RelayOptions:
    """How a relay works.

    Attributes:
        batch: At most so many jobs are taken, sent and deleted together.
        retry: How often and when a job that could not be sent is tried again; then it is dead.
        poll: Seconds after which it looks at the latest, where no notification came.
        table: Where the outbox is.
    """

    batch: int = 100
    retry: Retry = DEFAULT_RETRY
    poll: float = 5.0
    table: OutboxTable = field(default_factory=OutboxTable)


class Relay:
    """Sends the outbox's jobs: at least once, each time with the same idempotency key.

    Jobs are taken by `FOR UPDATE SKIP LOCKED`, so as many relays as wanted work at once; a job is deleted in the
    transaction that took it, after the provider has it. A relay that dies lets its jobs go to the others.

    Args:
        conninfo: The database, as the relay's role; directly, for LISTEN does not work through a transaction pooler.
        catalog: Tells events by their names.
        provider: Where jobs go.
        options: How it works.

    Raises:
        ConfigurationError: The provider honours no idempotency keys, so that jobs could run twice.

    Example:
        async with create_job_client() as client:
            await Relay("postgresql://shop_relay@db/shop", CATALOG, client.provider).run()
    """

    def __init__(
        self, conninfo: str, catalog: Catalog, provider: JobProvider, options: RelayOptions | None = None
    ) -> None:
        if "idempotency_key" not in provider.supported_options:
            raise ConfigurationError(
                f"A relay may send a job twice, and {provider.name} honours no idempotency keys", component="Outbox"
            )
        self._conninfo = conninfo
        self._options = options or RelayOptions()
        self._batch = Batch(catalog, provider, self._options.table, self._options.batch, self._options.retry)
        self._stopping = asyncio.Event()
        self._reconnecting = tenacity.AsyncRetrying(
            retry=tenacity.retry_if_exception_type(OperationalError),
            wait=tenacity.wait_random_exponential(multiplier=0.5, max=30),
            stop=lambda _state: self._stopping.is_set(),
            sleep=self._pause,
            before_sleep=_log_lost_connection,
            reraise=True,
        )

    def stop(self) -> None:
        """Have `run` return once the batch in hand is done; from the event loop's own thread."""
        self._stopping.set()

    async def run(self) -> None:
        """Send jobs until `stop` is called; a lost connection is made again, however long it takes.

        Raises:
            psycopg.Error: The database refuses what the relay does, such as where the migration has not run.
        """
        while not self._stopping.is_set():
            try:
                connection: AsyncConnection[Any] = await self._reconnecting(self._connect)
                async with connection:
                    await self._serve(connection)
            except OperationalError as error:
                logger.warning("the outbox's database is lost, connecting again: %s", error)

    async def drain(self) -> Passed:
        """Send what is due now, and return.

        Returns:
            How many jobs were sent, will be retried and were given up.
        """
        async with await self._connect() as connection:
            total = await self._batch.pass_on(connection)
            latest = total
            while latest.sent:
                latest = await self._batch.pass_on(connection)
                total += latest
            return total

    async def _connect(self) -> AsyncConnection[Any]:
        return await AsyncConnection.connect(self._conninfo, autocommit=True)

    async def _serve(self, connection: AsyncConnection[Any]) -> None:
        await connection.execute(f"LISTEN {CHANNEL}")
        while not self._stopping.is_set():
            passed = await self._batch.pass_on(connection)
            if not passed.any:
                wait = min(await self._batch.seconds_to_next(connection), self._options.poll)
                await self._until_stopped(_notified(connection, wait))

    async def _pause(self, seconds: float) -> None:
        await self._until_stopped(asyncio.sleep(seconds))

    async def _until_stopped(self, waiting: Any) -> None:
        """Await something, or the call of `stop`, whichever comes first."""
        tasks = {asyncio.ensure_future(waiting), asyncio.ensure_future(self._stopping.wait())}
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome


async def _notified(connection: AsyncConnection[Any], timeout: float) -> None:  # noqa: ASYNC109  psycopg's own timeout
    async for _ in connection.notifies(timeout=timeout, stop_after=1):
        pass


def _log_lost_connection(state: tenacity.RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    logger.warning("the outbox's database cannot be reached, trying again: %s", error)
