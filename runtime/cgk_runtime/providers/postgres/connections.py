"""Connections to the queue's database, a few per event loop."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from psycopg import AsyncConnection, Error, OperationalError, errors, pq

from cgk_runtime._internal.loop_resources import LoopResources
from cgk_runtime.errors import ConfigurationError, ConnectionFailedError, ProviderError
from cgk_runtime.providers.postgres.settings import COMPONENT, SCHEMA

if TYPE_CHECKING:
    from psycopg import sql

_CONNECT_SECONDS: Final = 10
_MAX_CONNECTIONS: Final = 10
"""Maximum number of connections of each event loop that sends jobs."""


class Connections:
    """Connections in autocommit, a few for each event loop; idle ones are reused.

    Args:
        address: Connection string.
    """

    def __init__(self, address: str) -> None:
        self._pools = LoopResources(partial(_ConnectionPool, address))

    async def fetch(self, statement: str | sql.Composed, *values: Any) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows.

        Raises:
            JobsError: The database cannot be reached, the queue does not exist, or the role may not use it.
        """
        pool = await self._pools.get()
        with translated_errors():
            async with pool.connection() as connection:
                # Statements are text of this package; names in them are constants.
                cursor = await connection.execute(statement, values)  # pyright: ignore[reportArgumentType]
                return await cursor.fetchall() if cursor.description else []

    async def close(self) -> None:
        """Close all connections, each on its own event loop if that loop runs."""
        await self._pools.close()


class _ConnectionPool:
    """Connections of one event loop."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._idle: list[AsyncConnection[tuple[Any, ...]]] = []
        self._slots = asyncio.Semaphore(_MAX_CONNECTIONS)

    @asynccontextmanager
    async def connection(self) -> AsyncGenerator[AsyncConnection[tuple[Any, ...]]]:
        async with self._slots:
            connection = await self._take()
            try:
                yield connection
            finally:
                if connection.closed or connection.info.transaction_status != pq.TransactionStatus.IDLE:
                    await connection.close()
                else:
                    self._idle.append(connection)

    async def close(self) -> None:
        while self._idle:
            await self._idle.pop().close()

    async def _take(self) -> AsyncConnection[tuple[Any, ...]]:
        while self._idle:
            connection = self._idle.pop()
            if not connection.closed and not _has_input(connection):
                return connection
            await connection.close()
        return await connect(self._address)


async def connect(address: str) -> AsyncConnection[tuple[Any, ...]]:
    """Open a connection in autocommit, without prepared statements, which a pooler may not keep."""
    return await AsyncConnection.connect(
        address, autocommit=True, prepare_threshold=None, connect_timeout=_CONNECT_SECONDS
    )


async def is_pooled(connection: AsyncConnection[Any]) -> bool:
    """Return whether the connection passes a pooler such as PgBouncer, which may not forward notifications.

    A pooler reports a process id of its own, because it passes statements to different server processes.
    """
    (server_process,) = await (await connection.execute("SELECT pg_backend_pid()")).fetchone() or (None,)
    return bool(server_process != connection.info.backend_pid)


def _has_input(connection: AsyncConnection[Any]) -> bool:
    """Return whether the server has sent data to an idle connection, usually because it ended the session."""
    with selectors.DefaultSelector() as selector:
        selector.register(connection.fileno(), selectors.EVENT_READ)
        return bool(selector.select(0))


@contextmanager
def translated_errors() -> Generator[None]:
    """Convert psycopg's errors to errors of the provider.

    Raises:
        ConnectionFailedError: The database cannot be reached, or ended the session.
        ConfigurationError: The queue does not exist, or is older than this version.
        ProviderError: The role may not use the queue, or the database refused the statement.
    """
    try:
        yield
    except (errors.InvalidSchemaName, errors.UndefinedTable, errors.UndefinedFunction, errors.UndefinedColumn) as error:
        raise ConfigurationError(
            f"The database has no queue, or an older one; run `cgk db migrate` ({first_line(error)})",
            component=COMPONENT,
        ) from error
    except errors.InsufficientPrivilege as error:
        raise ProviderError(
            f"The role of JOBS_DATABASE_URL may not do this in the schema {SCHEMA}: {first_line(error)}. Grant it with "
            "`cgk db migrate --worker-role ROLE`, or --sender-role for a role that only sends",
            component=COMPONENT,
        ) from error
    except Error as error:
        # Also operational errors: a deadlock, a timeout, and two transactions that cannot be serialized.
        if isinstance(error, OperationalError) and (error.sqlstate or "08").startswith(("08", "57P")):
            raise ConnectionFailedError(
                f"The database of JOBS_DATABASE_URL cannot be reached: {first_line(error)}", component=COMPONENT
            ) from error
        raise ProviderError(
            f"The database refused a statement of the queue: {first_line(error)}", component=COMPONENT
        ) from error
    except UnicodeEncodeError as error:
        raise ProviderError("The database cannot store a text with a lone surrogate", component=COMPONENT) from error


def first_line(error: BaseException) -> str:
    """Return the first line of an error's text."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
