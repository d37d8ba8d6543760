"""Arguments of the queue's function `send`, and the transaction of the caller that a send joins."""

from __future__ import annotations

import json
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime.client.options import NO_OPTIONS
from cgk_runtime.db.outbox.blocks import TransactionBlock, TransactionStack, current_transaction
from cgk_runtime.errors import CrossTenantError
from cgk_runtime.tenant import current_tenant_or_none

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgk_runtime.client.options import ResolvedOptions
    from cgk_runtime.client.provider import JobMessage
    from cgk_runtime.db.outbox.connections import OutboxConnection

_joined_connections: Final[TransactionStack[OutboxConnection]] = ContextVar("cgk_postgres_transactions", default=())
SEND: Final = "SELECT unnest(cgk_jobs.send(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[]))"
"""Statement that sends a batch in one round trip and returns the ids in order."""


class send_in(TransactionBlock["OutboxConnection", None]):  # noqa: N801  used as a function, like contextlib's
    """Context manager, sync and async, in which jobs are sent in the transaction of a connection.

    It neither commits nor rolls back; the owner of the connection does. The connection's role needs no rights on the
    queue's tables, only those of a sender: `cgk db migrate --sender-role ROLE`. A job can be waited for after the
    commit.

    Args:
        connection: psycopg connection, or SQLAlchemy connection or session, synchronous or asynchronous.

    Example:
        async with with_tenant("rawdog"), pool.connection() as connection, send_in(connection):
            await connection.execute("INSERT INTO orders (id) VALUES ('order_123')")
            await send_job("order.created", {"tenantId": "rawdog", "orderId": "order_123"})
    """

    __slots__ = ()

    def __init__(self, connection: OutboxConnection) -> None:
        super().__init__(_joined_connections, connection, None)


def joined_connection(messages: Sequence[JobMessage]) -> OutboxConnection | None:
    """Return the connection whose transaction the messages join, or None.

    Raises:
        CrossTenantError: A message is for another tenant than the current one.
    """
    connection = current_transaction(_joined_connections)
    if connection is None:
        return None
    tenant_id = current_tenant_or_none()
    for message in messages:
        if tenant_id is not None and message.tenant_id != tenant_id:
            advice = "inside `send_in`, even with cross_tenant=True, use a transaction of its tenant"
            raise CrossTenantError(message.event.name, tenant_id, message.tenant_id, advice)
    return connection


def send_arguments(messages: Sequence[JobMessage]) -> list[list[Any]]:
    """Return the arguments of `SEND` for some messages."""
    return [
        [message.event.name for message in messages],
        [message.tenant_id for message in messages],
        [message.payload.decode() for message in messages],
        [_options_json(message.options) for message in messages],
        [json.dumps(dict(message.headers)) if message.headers else None for message in messages],
    ]


def _options_json(options: ResolvedOptions) -> str | None:
    if options is NO_OPTIONS:
        return None
    values = {name: getattr(options, name) for name in options.used()}
    if options.at is not None:
        values["at"] = options.at.isoformat()
    return json.dumps(values, ensure_ascii=False)
