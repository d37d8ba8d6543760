"""Where the outbox is, and what its rows are."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal, LiteralString, NamedTuple

from psycopg import sql

from cgk_runtime.client.options import NO_OPTIONS, ResolvedOptions, scoped_key
from cgk_runtime.client.provider import JobMessage
from cgk_runtime.errors import JobsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgk_runtime.catalog import Catalog

CHANNEL: Final = "cgk_outbox"
"""What relays LISTEN to."""

OutboxState = Literal["waiting", "dead"]
"""A row that is not sent yet, or one that was given up; those that were sent are gone."""


class OutboxError(JobsError):
    """The outbox was used where it cannot do what it is for."""

    component = "Outbox"


class ExpiredInOutboxError(OutboxError):
    """A job's `ttl` was over before the relay could send it."""

    def __init__(self, event: str, ttl: float) -> None:
        super().__init__(f'"{event}" waited longer in the outbox than its ttl of {ttl:g} s, and was not sent')


@dataclass(frozen=True, slots=True)
class OutboxTable:
    """Where the outbox is.

    Attributes:
        schema: The shared schema it is in.
        name: The table's name.
    """

    schema: str = "public"
    name: str = "cgk_outbox"

    @property
    def identifier(self) -> sql.Identifier:
        """The table, qualified and quoted."""
        return sql.Identifier(self.schema, self.name)

    def query(self, text: LiteralString) -> sql.Composed:
        """Put the table's name where a query's text says {table}."""
        return sql.SQL(text).format(table=self.identifier)


class NewRow(NamedTuple):
    """A job as it is written."""

    tenant_id: str
    event: str
    payload: str
    options: str
    headers: str | None
    job_key: str
    in_order: bool


class WaitingRow(NamedTuple):
    """A job as the relay reads it; the columns of `COLUMNS`."""

    id: int
    tenant_id: str
    event: str
    payload: str
    options: dict[str, Any]
    headers: dict[str, str] | None
    job_key: str
    attempts: int
    age: float


COLUMNS: Final = (
    "id, tenant_id, event, payload, options, headers, job_key, attempts, "
    "extract(epoch FROM clock_timestamp() - created_at)::float8 AS age"
)


def row_of(message: JobMessage, *, in_order: bool) -> NewRow:
    """Write a job as a row; one without an idempotency key gets a key of its own, for it may be sent twice."""
    options = message.options
    key = options.idempotency_key or scoped_key(message.tenant_id, message.event.name, uuid.uuid4().hex)
    document: dict[str, Any] = {name: getattr(options, name) for name in options.used() - {"idempotency_key"}}
    if options.at is not None:
        document["at"] = options.at.isoformat()
    if options.idempotency_key_given is not None:
        document["idempotency_key_given"] = options.idempotency_key_given
    headers = json.dumps(dict(message.headers)) if message.headers else None
    return NewRow(
        message.tenant_id, message.event.name, message.payload.decode(), json.dumps(document), headers, key, in_order
    )


def message_of(row: WaitingRow, catalog: Catalog) -> JobMessage:
    """Read a row as the job that is sent; what its options count from the send on, the outbox's time is taken from.

    Raises:
        UnknownEventError: This process's catalog has no such event (yet).
        ExpiredInOutboxError: Its `ttl` is over.
    """
    document = dict(row.options)
    if "at" in document:
        document["at"] = datetime.fromisoformat(document["at"])
    if "tags" in document:
        document["tags"] = tuple(document["tags"])
    options = replace(NO_OPTIONS, idempotency_key=row.job_key, **document)
    return JobMessage(
        catalog.event(row.event), row.tenant_id, row.payload.encode(), _aged(options, row), row.headers or None
    )


def _aged(options: ResolvedOptions, row: WaitingRow) -> ResolvedOptions:
    delay, ttl = options.delay, options.ttl
    if delay is not None:
        delay = max(delay - row.age, 0) or None
    if ttl is not None:
        if ttl <= row.age:
            raise ExpiredInOutboxError(row.event, ttl)
        ttl -= row.age
    return replace(options, delay=delay, ttl=ttl)


def columns(rows: Sequence[NewRow]) -> list[list[Any]]:
    """Give the rows' values by column, as arrays to insert in one statement."""
    return [list(column) for column in zip(*rows, strict=True)]
