"""The outbox table and conversion between its rows and jobs."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal, LiteralString, NamedTuple, cast

from psycopg import sql

from cgk_runtime.client.option_values import option_text
from cgk_runtime.client.options import NO_OPTIONS, ResolvedOptions, check_resolved, scoped_key
from cgk_runtime.client.provider import JobMessage
from cgk_runtime.errors import InvalidOptionError, JobsError

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog

CHANNEL: Final = "cgk_outbox"
"""Notification channel that relays listen to."""

OutboxState = Literal["waiting", "dead"]
"""State of a row: to be sent, or given up. Sent rows are deleted."""


class OutboxError(JobsError):
    """The outbox refused a request; the text names the reason."""

    component = "Outbox"


class ExpiredInOutboxError(OutboxError):
    """A job's `ttl` ended before the relay sent the job."""

    def __init__(self, event: str, ttl: float) -> None:
        super().__init__(f'"{event}" was not sent: it waited in the outbox longer than its ttl of {ttl:g} s')


class PayloadTenantError(OutboxError):
    """A row's payload is not for the row's tenant; the relay does not send it."""

    def __init__(self, event: str, tenant_id: str) -> None:
        super().__init__(
            f'"{event}" was not sent: its payload is not a document of tenant "{tenant_id}", to which the row belongs; '
            "`cgk outbox resend ID --payload FILE` replaces the payload"
        )


@dataclass(frozen=True, slots=True)
class OutboxTable:
    """Schema and name of the outbox.

    Attributes:
        schema: A shared schema.
        name: Name of the table.
    """

    schema: str = "public"
    name: str = "cgk_outbox"

    def query(self, text: LiteralString) -> sql.Composed:
        """Replace `{table}` in a query with the table's name."""
        return sql.SQL(text).format(table=sql.Identifier(self.schema, self.name))


class OutboxRow(NamedTuple):
    """A row read by the relay, with the columns of `COLUMNS`."""

    id: int
    tenant_id: str
    event: str
    payload: str
    options: Any  # JSON of any kind, because SQL can write it
    headers: Any  # JSON of any kind, for the same reason
    job_key: str  # the idempotency key
    attempts: int
    age: float  # seconds since the row was written


COLUMNS: Final = (
    "id, tenant_id, event, payload, options, headers, job_key, attempts, "
    "extract(epoch FROM clock_timestamp() - created_at)::float8 AS age"
)


def row_from_message(message: JobMessage, *, in_order: bool) -> tuple[object, ...]:
    """Return the values of a job's new row: tenant, event, payload, options, headers, key, and `in_order`.

    A job without idempotency key gets one, because it may be sent twice.
    """
    options = message.options
    key = options.idempotency_key or scoped_key(message.tenant_id, message.event.name, uuid.uuid4().hex)
    document: dict[str, Any] = {name: getattr(options, name) for name in options.used() - {"idempotency_key"}}
    if options.at is not None:
        document["at"] = options.at.isoformat()
    if options.original_idempotency_key is not None:
        document["original_idempotency_key"] = options.original_idempotency_key
    headers = json.dumps(dict(message.headers)) if message.headers else None
    payload = message.payload.decode()
    return message.tenant_id, message.event.name, payload, json.dumps(document), headers, key, in_order


def message_from_row(row: OutboxRow, catalog: Catalog) -> JobMessage:
    """Return the job of a row; the time in the outbox counts towards its `delay` and `ttl`.

    Raises:
        UnknownEventError: This process's catalog does not have the event.
        ExpiredInOutboxError: The job's `ttl` has ended.
        PayloadTenantError: The payload names another tenant than the row, or is not JSON.
        InvalidOptionError: Options or headers cannot be read.
    """
    event = catalog.event(row.event)
    _check_tenant(row, event.tenant_field)
    options, headers = _read_options(row)
    options = _subtract_age(check_resolved(options, row.event), row)
    return JobMessage(event, row.tenant_id, row.payload.encode(), options, headers or None)


def _read_options(row: OutboxRow) -> tuple[ResolvedOptions, dict[str, str]]:
    """Read a row's options and headers.

    SQL can write any document and any key, so the key is combined with the tenant.
    """
    try:
        document, headers = dict(row.options), _read_headers(row.headers)
        if "at" in document:
            document["at"] = datetime.fromisoformat(document["at"])
        if "tags" in document:
            document["tags"] = tuple(document["tags"])
        key = scoped_key(
            row.tenant_id, row.event, option_text(document.get("original_idempotency_key", row.job_key), "key")
        )
        return replace(NO_OPTIONS, idempotency_key=key, **document), headers
    except (TypeError, ValueError) as error:
        raise InvalidOptionError(
            f'The outbox row of event "{row.event}" has options or headers that cannot be read'
        ) from error


def _read_headers(headers: Any) -> dict[str, str]:  # JSON of any kind
    texts = dict(headers or {})
    if not all(isinstance(value, str) for value in texts.values()):
        raise TypeError("headers must be strings")
    return texts


def _check_tenant(row: OutboxRow, tenant_field: str) -> None:
    """Compare the tenants of row and payload; policies check only the row's, and SQL can write any payload."""

    def require_single_tenant(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if sum(name == tenant_field for name, _ in pairs) > 1:  # JSON readers differ in which value they use
            raise ValueError(f"{tenant_field} appears twice")
        return dict(pairs)

    try:
        document = json.loads(row.payload, object_pairs_hook=require_single_tenant, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise PayloadTenantError(row.event, row.tenant_id) from error
    if not isinstance(document, dict) or cast("dict[str, Any]", document).get(tenant_field) != row.tenant_id:
        raise PayloadTenantError(row.event, row.tenant_id)


def _refuse_constant(name: str) -> None:
    """Refuse NaN and Infinity, which are not JSON and would make a provider refuse the other jobs of a batch too."""
    raise ValueError(name)


def _subtract_age(options: ResolvedOptions, row: OutboxRow) -> ResolvedOptions:
    delay, ttl = options.delay, options.ttl
    if delay is not None:
        delay = max(delay - row.age, 0) or None
    if ttl is not None:
        if ttl <= row.age:
            raise ExpiredInOutboxError(row.event, ttl)
        ttl -= row.age
    return replace(options, delay=delay, ttl=ttl)
