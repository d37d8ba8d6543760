"""What waits in the outbox and what was given up: to be listed, mended, sent again or discarded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from psycopg.rows import class_row

from cgk_runtime.db.outbox.table import OutboxError, OutboxState, OutboxTable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import LiteralString

    from psycopg import Connection

    from cgk_runtime.catalog import Catalog


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """A job in the outbox; its payload is left out, for it may hold personal data.

    Attributes:
        id: Its number.
        tenant_id: Its tenant.
        event: The event's name.
        state: "waiting" or "dead".
        attempts: How often it was tried.
        in_order: Whether it holds back the tenant's later ones.
        created_at: When it was written.
        due_at: When it is tried next, where it waits.
        last_error: Why it was not sent, if it was tried.
    """

    id: int
    tenant_id: str
    event: str
    state: OutboxState
    attempts: int
    in_order: bool
    created_at: datetime
    due_at: datetime
    last_error: str | None


class OutboxStore:
    """The outbox, for whoever looks after it; connect as the relay's role.

    Args:
        connection: A connection of its own; each call is a transaction.
        table: Where the outbox is; `public.cgk_outbox` otherwise.
    """

    def __init__(self, connection: Connection[Any], table: OutboxTable | None = None) -> None:
        self._connection = connection
        self._table = table or OutboxTable()

    def entries(
        self, *, state: OutboxState | None = None, tenant_id: str | None = None, limit: int = 100
    ) -> Sequence[OutboxEntry]:
        """List jobs, the oldest first.

        Args:
            state: Only those in this state.
            tenant_id: Only this tenant's.
            limit: At most so many.
        """
        query = self._table.query(
            "SELECT id, tenant_id, event, state, attempts, in_order, created_at, due_at, last_error FROM {table} "
            "WHERE (%(state)s::text IS NULL OR state = %(state)s) "
            "AND (%(tenant)s::text IS NULL OR tenant_id = %(tenant)s) ORDER BY id LIMIT %(limit)s"
        )
        with self._connection.transaction(), self._connection.cursor(row_factory=class_row(OutboxEntry)) as cursor:
            return cursor.execute(query, {"state": state, "tenant": tenant_id, "limit": limit}).fetchall()

    def payload(self, entry_id: int) -> bytes:
        """Give a job's payload, one JSON document.

        Raises:
            OutboxError: There is no such job (any more).
        """
        return self._one("SELECT payload FROM {table} WHERE id = %s", entry_id).encode()

    def event(self, entry_id: int) -> str:
        """Give the name of a job's event.

        Raises:
            OutboxError: There is no such job (any more).
        """
        return self._one("SELECT event FROM {table} WHERE id = %s", entry_id)

    def _one(self, query: LiteralString, entry_id: int) -> str:
        with self._connection.transaction():
            row = self._connection.execute(self._table.query(query), (entry_id,)).fetchone()
        if row is None:
            raise _missing(entry_id)
        return str(row[0])

    def resend(self, entry_id: int) -> None:
        """Have a job sent again, now and as if it had not been tried, with the key it has.

        Raises:
            OutboxError: There is no such job (any more).
        """
        self._change(entry_id, None)

    def mend(self, entry_id: int, payload: object, catalog: Catalog) -> None:
        """Replace a job's payload and have it sent again.

        Args:
            entry_id: Its number.
            payload: A mapping with the wire's names, valid for its event and of its tenant.
            catalog: The catalog that has the event.

        Raises:
            InvalidPayloadError: The payload is not valid.
            OutboxError: There is no such job (any more), or the payload is another tenant's.
        """
        from cgk_runtime.validation.payloads import serialize_payload

        with self._connection.transaction():
            row = self._connection.execute(
                self._table.query("SELECT tenant_id, event FROM {table} WHERE id = %s FOR UPDATE"), (entry_id,)
            ).fetchone()
            if row is None:
                raise _missing(entry_id)
            tenant_id, document = serialize_payload(catalog, row[1], payload)
            if tenant_id != row[0]:
                raise OutboxError(f'Job {entry_id} is tenant "{row[0]}"\'s, the payload is tenant "{tenant_id}"\'s')
            self._change(entry_id, document.decode())

    def discard(self, entry_id: int) -> None:
        """Drop a job for good; it is never sent.

        Raises:
            OutboxError: There is no such job (any more).
        """
        with self._connection.transaction():
            done = self._connection.execute(self._table.query("DELETE FROM {table} WHERE id = %s"), (entry_id,))
            if done.rowcount == 0:
                raise _missing(entry_id)

    def _change(self, entry_id: int, payload: str | None) -> None:
        query = self._table.query(
            "UPDATE {table} SET payload = coalesce(%s, payload), state = 'waiting', attempts = 0, last_error = NULL, "
            "due_at = clock_timestamp() WHERE id = %s"
        )
        with self._connection.transaction():
            if self._connection.execute(query, (payload, entry_id)).rowcount == 0:
                raise _missing(entry_id)
            self._connection.execute("SELECT pg_notify('cgk_outbox', '')")


def _missing(entry_id: int) -> OutboxError:
    return OutboxError(f"There is no job {entry_id} in the outbox (any more); it may have been sent")
