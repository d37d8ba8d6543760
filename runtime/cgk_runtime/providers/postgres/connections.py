"""Connections to the queue's database, a few per event loop."""

from __future__ import annotations

import asyncio
import os
import selectors
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any, Final

from psycopg import AsyncConnection, Error, OperationalError, errors, pq

from cgk_runtime.errors import ConfigurationError, ConnectionFailedError, ProviderError
from cgk_runtime.providers.postgres.settings import COMPONENT, SCHEMA

if TYPE_CHECKING:
    from psycopg import sql

_CONNECT_SECONDS: Final = 10
_MAX_CONNECTIONS: Final = 10
"""Maximum number of connections of each event loop that sends jobs."""


class Connections:
    """Connections in autocommit, a few for each event loop; idle ones are reused.

    An asynchronous generator holds the connections of a loop; `asyncio.run` and other runners close it. A forked child
    opens connections of its own.

    Args:
        address: Connection string.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._process = os.getpid()
        self._inherited: list[object] = []
        self._loops: dict[asyncio.AbstractEventLoop, tuple[_LoopConnections, AsyncGenerator[_LoopConnections]]] = {}

    async def fetch(self, statement: str | sql.Composed, *values: Any) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows.

        Raises:
            JobsError: The database cannot be reached, the queue does not exist, or the role may not use it.
        """
        with translated_errors():
            async with (await self._of_loop()).connection() as connection:
                # Statements are text of this package; names in them are constants.
                cursor = await connection.execute(statement, values)  # pyright: ignore[reportArgumentType]
                return await cursor.fetchall() if cursor.description else []

    async def close(self) -> None:
        """Close all connections, each on its own event loop if that loop runs."""
        current_loop = asyncio.get_running_loop()
        self._leave_to_parent()
        loops, self._loops = self._loops, {}
        for loop, (_, generator) in loops.items():
            if loop is current_loop:
                await generator.aclose()
            elif loop.is_running():
                await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(generator.aclose(), loop))

    async def _of_loop(self) -> _LoopConnections:
        loop = asyncio.get_running_loop()
        self._leave_to_parent()
        current = self._loops.get(loop)
        if current is not None:
            return current[0]
        for other in [other for other in self._loops if other.is_closed()]:
            self._loops.pop(other, None)
        generator = self._open()
        connections = await anext(generator)
        self._loops[loop] = (connections, generator)
        return connections

    def _leave_to_parent(self) -> None:
        if self._process != os.getpid():
            # Keep the references: garbage collection would end the parent's sessions.
            self._inherited.append(self._loops)
            self._loops = {}
            self._process = os.getpid()

    async def _open(self) -> AsyncGenerator[_LoopConnections]:
        connections = _LoopConnections(self._address)
        try:
            yield connections
        finally:
            await connections.close()


class _LoopConnections:
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

    A pooler announces a process id of its own, because the server behind it changes.
    """
    (process,) = await (await connection.execute("SELECT pg_backend_pid()")).fetchone() or (None,)
    return bool(process != connection.info.backend_pid)


def _has_input(connection: AsyncConnection[Any]) -> bool:
    """Return whether the server has sent data to an idle connection, usually because it ended the session."""
    with selectors.DefaultSelector() as selector:
        selector.register(connection.fileno(), selectors.EVENT_READ)
        return bool(selector.select(0))


@contextmanager
def translated_errors() -> Generator[None]:
    """Raise psycopg's errors as errors of the provider.

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
    except OperationalError as error:
        raise ConnectionFailedError(
            f"The database cannot be reached: {first_line(error)}", component=COMPONENT
        ) from error
    except Error as error:
        raise ProviderError(f"The database refused this: {first_line(error)}", component=COMPONENT) from error


def first_line(error: BaseException) -> str:
    """Return the first line of an error's text."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
