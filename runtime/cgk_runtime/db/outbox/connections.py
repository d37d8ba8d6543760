"""Execution of an outbox statement on a connection of psycopg or SQLAlchemy."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeAlias, Union

from psycopg import AsyncConnection, AsyncCursor, BaseConnection, Connection, Cursor, pq
from psycopg.rows import scalar_row

from cgk_runtime.db.outbox.rows import OutboxError

if TYPE_CHECKING:
    from psycopg import sql
    from sqlalchemy import Connection as AlchemyConnection
    from sqlalchemy.ext.asyncio import AsyncConnection as AsyncAlchemyConnection
    from sqlalchemy.ext.asyncio import AsyncSession
    from sqlalchemy.orm import Session

OutboxConnection: TypeAlias = Union[
    "Connection[Any]", "AsyncConnection[Any]", "AlchemyConnection", "AsyncAlchemyConnection", "Session", "AsyncSession"
]
"""A psycopg connection, or an SQLAlchemy connection or session, each synchronous or asynchronous."""


async def fetch_ids(connection: OutboxConnection, statement: sql.Composed, values: list[Any]) -> list[int]:
    """Run a statement in a connection's transaction and return its column of ids.

    A synchronous connection runs in a thread, to keep the event loop free.

    Raises:
        OutboxError: The connection is in autocommit, outside a transaction.
    """
    if isinstance(connection, BaseConnection):
        _refuse_autocommit(connection.autocommit and connection.info.transaction_status == pq.TransactionStatus.IDLE)
    if isinstance(connection, AsyncConnection):
        # Not `connection.cursor()`, because the connection may create cursors with placeholders of another style.
        async with AsyncCursor(connection, row_factory=scalar_row) as cursor:
            return await (await cursor.execute(statement, values)).fetchall()
    if isinstance(connection, Connection):
        sync_cursor = Cursor(connection, row_factory=scalar_row)
        return await asyncio.to_thread(lambda: sync_cursor.execute(statement, values).fetchall())
    return await _fetch_with_sqlalchemy(connection, statement.as_string(None), tuple(values))


async def _fetch_with_sqlalchemy(
    connection: AlchemyConnection | AsyncAlchemyConnection | Session | AsyncSession, text: str, values: tuple[Any, ...]
) -> list[int]:
    from sqlalchemy.ext.asyncio import AsyncConnection as AsyncAlchemyConnection
    from sqlalchemy.ext.asyncio import AsyncSession
    from sqlalchemy.orm import Session

    def run(connection: AlchemyConnection | Session) -> list[int]:
        if isinstance(connection, Session):
            connection = connection.connection()
        _refuse_autocommit(getattr(connection.connection.dbapi_connection, "autocommit", False))
        return list(connection.exec_driver_sql(text, values).scalars())

    if isinstance(connection, AsyncSession | AsyncAlchemyConnection):
        return await connection.run_sync(run)
    return await asyncio.to_thread(run, connection)


def _refuse_autocommit(autocommit: bool) -> None:
    if autocommit:
        raise OutboxError(
            "The connection is in autocommit, so the job would not belong to a transaction; with psycopg, use "
            "`with connection.transaction():`, and with SQLAlchemy, another isolation level than AUTOCOMMIT"
        )
