"""Administration of the outbox: list, inspect, update, resend and discard jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from psycopg.rows import class_row

from cgk_runtime.db.outbox.rows import CHANNEL, OutboxError, OutboxState, OutboxTable
from cgk_runtime.validation.payloads import serialize_payload

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import LiteralString

    from psycopg import Connection

    from cgk_runtime.catalog import Catalog


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """A job in the outbox, without its payload, which may hold personal data.

    Attributes:
        id: Number of the job.
        tenant_id: Tenant of the job.
        event: Name of the event.
        state: "waiting" or "dead".
        attempts: Number of attempts so far.
        in_order: True if the tenant's later jobs wait for it.
        created_at: Time the job was written.
        due_at: Time of the next attempt, if the job is waiting.
        last_error: Error of the last attempt, if there was one.
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
    """Access to the outbox for administrators; connect as the relay's role.

    Args:
        connection: Connection used for nothing else; each call is a transaction.
        table: Schema and name of the outbox; `public.cgk_outbox` by default.
    """

    def __init__(self, connection: Connection[Any], table: OutboxTable | None = None) -> None:
        self._connection = connection
        self._table = table or OutboxTable()

    def entries(
        self, *, state: OutboxState | None = None, tenant_id: str | None = None, limit: int = 100
    ) -> Sequence[OutboxEntry]:
        """Return jobs, oldest first.

        Args:
            state: Only jobs in this state.
            tenant_id: Only jobs of this tenant.
            limit: Maximum number of jobs.
        """
        query = self._table.query(
            "SELECT id, tenant_id, event, state, attempts, in_order, created_at, due_at, last_error FROM {table} "
            "WHERE (%(state)s::text IS NULL OR state = %(state)s) "
            "AND (%(tenant)s::text IS NULL OR tenant_id = %(tenant)s) ORDER BY id LIMIT %(limit)s"
        )
        with self._connection.transaction(), self._connection.cursor(row_factory=class_row(OutboxEntry)) as cursor:
            return cursor.execute(query, {"state": state, "tenant": tenant_id, "limit": limit}).fetchall()

    def payload(self, entry_id: int) -> tuple[str, bytes]:
        """Return the name of a job's event, and its payload, a JSON document.

        Raises:
            OutboxError: The outbox has no such job.
        """
        event, payload = self._fetch_row("SELECT event, payload FROM {table} WHERE id = %s", entry_id)
        return event, payload.encode()

    def resend(self, entry_id: int) -> None:
        """Make a job due now, with no attempts counted and the same idempotency key.

        A job whose `ttl` has ended dies again, because its time in the outbox counts from the first write.

        Raises:
            OutboxError: The outbox has no such job.
        """
        self._reset(entry_id, payload=None)

    def update_payload(self, entry_id: int, payload: object, catalog: Catalog) -> None:
        """Replace a job's payload and resend the job.

        Args:
            entry_id: Number of the job.
            payload: Mapping with wire names, valid for the event and with the job's tenant.
            catalog: Catalog that has the event.

        Raises:
            InvalidPayloadError: The payload is not valid.
            OutboxError: The outbox has no such job, or the payload is for another tenant.
        """
        with self._connection.transaction():
            owner, event = self._fetch_row("SELECT tenant_id, event FROM {table} WHERE id = %s FOR UPDATE", entry_id)
            tenant_id, document = serialize_payload(catalog, event, payload)
            if tenant_id != owner:
                raise OutboxError(f'Job {entry_id} belongs to tenant "{owner}", the payload to tenant "{tenant_id}"')
            self._reset(entry_id, document.decode())

    def discard(self, entry_id: int) -> None:
        """Delete a job without sending it.

        Raises:
            OutboxError: The outbox has no such job.
        """
        self._fetch_row("DELETE FROM {table} WHERE id = %s RETURNING event", entry_id)

    def exists(self) -> bool:
        """Return whether the database has the outbox."""
        name = self._table.query("{table}").as_string(self._connection)
        with self._connection.transaction():
            row = self._connection.execute("SELECT to_regclass(%s) IS NOT NULL", (name,)).fetchone()
        return row is not None and bool(row[0])

    def erase_tenant(self, tenant_id: str) -> int:
        """Delete all jobs of a tenant, waiting and dead ones, and return their number."""
        query = self._table.query("DELETE FROM {table} WHERE tenant_id = %s")
        with self._connection.transaction():
            return self._connection.execute(query, (tenant_id,)).rowcount

    def _reset(self, entry_id: int, payload: str | None) -> None:
        with self._connection.transaction():
            self._fetch_row(
                "UPDATE {table} SET payload = coalesce(%s, payload), state = 'waiting', attempts = 0, "
                "last_error = NULL, due_at = clock_timestamp() WHERE id = %s RETURNING event",
                payload,
                entry_id,
            )
            self._connection.execute("SELECT pg_notify(%s, '')", (CHANNEL,))

    def _fetch_row(self, query: LiteralString, *values: Any) -> tuple[str, ...]:
        """Run a statement for the job whose id is the last value, and return its row."""
        with self._connection.transaction():
            row = self._connection.execute(self._table.query(query), values).fetchone()
        if row is None:
            raise OutboxError(f"The outbox has no job {values[-1]}; it may have been sent")
        return tuple(map(str, row))
