"""Processing of one outbox batch in one transaction: lock due jobs, send them, delete or reschedule them."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, LiteralString

from psycopg.rows import args_row

from cgk_runtime._internal import metrics
from cgk_runtime.catalog import Retry
from cgk_runtime.db.outbox.rows import (
    COLUMNS,
    ExpiredInOutboxError,
    OutboxRow,
    OutboxTable,
    PayloadTenantError,
    message_from_row,
)
from cgk_runtime.errors import (
    BadRequestError,
    ConnectionFailedError,
    InvalidOptionError,
    InvalidPayloadError,
    NotSupportedError,
    PayloadTooLargeError,
    ProviderError,
    error_text,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from psycopg import AsyncConnection

    from cgk_runtime.catalog import Catalog
    from cgk_runtime.client.provider import JobMessage, JobProvider

logger: Final = logging.getLogger("cgk_runtime.db.outbox")

_LOCK_DUE: Final = f"""
SELECT {COLUMNS} FROM {{table}}
WHERE state = 'waiting' AND NOT in_order AND due_at <= clock_timestamp()
ORDER BY due_at, id LIMIT %s FOR UPDATE SKIP LOCKED
"""  # noqa: S608  columns of this package

# The first row of each tenant, found with one index lookup per tenant (a loose index scan). The relay that locks it may
# also send the tenant's later rows. A first row that is dead or not due holds the later ones back.
_LOCK_FIRST_IN_ORDER: Final = f"""
WITH RECURSIVE firsts AS (
    (SELECT tenant_id AS tenant, id AS first FROM {{table}} WHERE in_order ORDER BY tenant_id, id LIMIT 1)
    UNION ALL
    SELECT next.tenant_id, next.id FROM firsts CROSS JOIN LATERAL (
        SELECT tenant_id, id FROM {{table}} WHERE in_order AND tenant_id > firsts.tenant ORDER BY tenant_id, id LIMIT 1
    ) AS next
)
SELECT {COLUMNS} FROM {{table}} AS outbox JOIN firsts ON id = first
WHERE state = 'waiting' AND due_at <= clock_timestamp() ORDER BY due_at, id LIMIT %s FOR UPDATE OF outbox SKIP LOCKED
"""  # noqa: S608  columns of this package

_LOCK_NEXT_IN_ORDER: Final = f"""
SELECT {COLUMNS} FROM {{table}}
WHERE in_order AND tenant_id = ANY(%s) AND id <> ALL(%s) ORDER BY tenant_id, id LIMIT %s FOR UPDATE
"""  # noqa: S608  columns of this package

_DELETE: Final = "DELETE FROM {table} WHERE id = ANY(%s)"
_RECORD_FAILURES: Final = """
UPDATE {table} SET attempts = failed.attempts, last_error = failed.error, state = failed.state,
    due_at = clock_timestamp() + make_interval(secs => failed.seconds)
FROM unnest(%s::bigint[], %s::integer[], %s::text[], %s::text[], %s::float8[])
    AS failed (id, attempts, error, state, seconds)
WHERE {table}.id = failed.id
"""

_PERMANENT_ERRORS: Final = (
    InvalidPayloadError, InvalidOptionError, NotSupportedError, PayloadTooLargeError, ExpiredInOutboxError,
    PayloadTenantError,
)  # fmt: skip
"""Errors that a retry cannot fix."""
_PERMANENT_STATUSES: Final = frozenset({400, 413})
"""HTTP statuses with which a provider refuses a job's content; a retry cannot fix them."""
_SINGLE_JOB_STATUSES: Final = _PERMANENT_STATUSES | {422}
"""HTTP statuses that may concern one job of a batch; Trigger.dev's 422 can also mean a full queue or a missing
deployment."""


DEFAULT_RETRY: Final = Retry(max_attempts=20, factor=2, min_timeout_ms=1_000, max_timeout_ms=900_000)
"""Retries for about two hours, so jobs survive a provider outage of an hour."""


@dataclass(frozen=True, slots=True)
class RelayOptions:
    """Options of a relay.

    Attributes:
        batch_size: Maximum number of jobs that are locked, sent and deleted together.
        retry: Retry policy of jobs that fail; after the last attempt a job is dead.
        poll_interval: Maximum seconds between two reads of the table without a notification.
        table: Schema and name of the outbox.
    """

    batch_size: int = 100
    retry: Retry = DEFAULT_RETRY
    poll_interval: float = 1.0
    table: OutboxTable = field(default_factory=OutboxTable)


@dataclass(frozen=True, slots=True)
class RelayResult:
    """Counts of the jobs in one or more batches, by outcome.

    Attributes:
        sent: Jobs that the provider accepted.
        rescheduled: Jobs that failed and will be retried.
        dead: Jobs that failed and will not be retried.
    """

    sent: int = 0
    rescheduled: int = 0
    dead: int = 0

    def __add__(self, other: RelayResult) -> RelayResult:
        """Return the sum of both results."""
        return RelayResult(self.sent + other.sent, self.rescheduled + other.rescheduled, self.dead + other.dead)


class BatchProcessor:
    """Processor that sends batches of outbox jobs through a provider."""

    def __init__(self, catalog: Catalog, provider: JobProvider, options: RelayOptions) -> None:
        self._catalog = catalog
        self._provider = provider
        self._table = options.table
        self._size = options.batch_size
        self._retry = options.retry

    async def process(self, connection: AsyncConnection[Any]) -> RelayResult:
        """Send the next batch and delete the sent jobs; their rows are locked meanwhile."""
        async with connection.transaction():
            rows = await self._fetch(connection, _LOCK_DUE, self._size)
            failures = await self._send(rows)
            queues = await self._lock_in_order(connection)  # one per tenant
            for attempted in await asyncio.gather(*(self._send_in_order(queue, failures) for queue in queues)):
                rows.extend(attempted)
            return await self._record_outcomes(connection, rows, failures)

    async def _lock_in_order(self, connection: AsyncConnection[Any]) -> Collection[Sequence[OutboxRow]]:
        first_rows = await self._fetch(connection, _LOCK_FIRST_IN_ORDER, self._size)
        queues: defaultdict[str, list[OutboxRow]] = defaultdict(list)
        for row in first_rows:
            queues[row.tenant_id].append(row)
        if first_rows and len(first_rows) < self._size:
            tenants, ids = list(queues), [row.id for row in first_rows]
            for row in await self._fetch(connection, _LOCK_NEXT_IN_ORDER, tenants, ids, self._size - len(first_rows)):
                queues[row.tenant_id].append(row)
        return queues.values()

    async def _fetch(self, connection: AsyncConnection[Any], query: LiteralString, *values: Any) -> list[OutboxRow]:
        cursor = connection.cursor(row_factory=args_row(OutboxRow))
        return await (await cursor.execute(self._table.query(query), values)).fetchall()

    async def _send(self, rows: Sequence[OutboxRow]) -> dict[int, Exception]:
        """Send jobs with one call; return the errors of those that failed, by the row's id."""
        failures: dict[int, Exception] = {}
        messages: list[tuple[OutboxRow, JobMessage]] = []
        for row in rows:
            try:
                messages.append((row, message_from_row(row, self._catalog)))
            except Exception as error:  # noqa: BLE001  SQL can write any row
                failures[row.id] = error
        if not messages:
            return failures
        try:
            outcomes: Sequence[str | Exception] = await self._provider.send_many([message for _, message in messages])
        except Exception as error:  # noqa: BLE001  any exception of a provider is recorded and retried
            outcomes = [error] * len(messages)
        for (row, message), outcome in zip(messages, outcomes, strict=True):
            if isinstance(outcome, Exception) and len(messages) > 1 and _may_concern_one_job(outcome):
                # Again alone, because another job of the batch may be the reason.
                failures.update(await self._send([row]))
                continue
            if metrics.is_active():
                attributes = metrics.measurement_attributes(
                    self._provider.name, message.event.name, "send", message.tenant_id
                )
                metrics.count_sent(attributes, outcome if isinstance(outcome, Exception) else None)
            if isinstance(outcome, Exception):
                failures[row.id] = outcome
        return failures

    async def _send_in_order(self, queue: Sequence[OutboxRow], failures: dict[int, Exception]) -> list[OutboxRow]:
        """Send one tenant's jobs one by one up to the first failure; return the rows that were attempted."""
        for index, row in enumerate(queue):
            failures.update(await self._send([row]))
            if row.id in failures:
                return list(queue[: index + 1])
        return list(queue)

    async def _record_outcomes(
        self, connection: AsyncConnection[Any], attempted: Sequence[OutboxRow], failures: dict[int, Exception]
    ) -> RelayResult:
        sent = [row.id for row in attempted if row.id not in failures]
        if sent:
            await connection.execute(self._table.query(_DELETE), (sent,))
        failed = [self._failure_row(row, failures[row.id]) for row in attempted if row.id in failures]
        if failed:
            columns = [list(column) for column in zip(*failed, strict=True)]
            await connection.execute(self._table.query(_RECORD_FAILURES), columns)
        dead = sum(state == "dead" for _, _, _, state, _ in failed)
        return RelayResult(len(sent), len(failed) - dead, dead)

    def _failure_row(self, row: OutboxRow, error: Exception) -> tuple[int, int, str, str, float]:
        """Return the values of `failed` in `_RECORD_FAILURES`: id, attempts, error, state, seconds."""
        attempts = row.attempts + 1
        message = f"{type(error).__name__}: {error_text(error)}".replace("\0", "\\0")  # PostgreSQL cannot store NUL
        job = f'outbox job {row.id}, "{row.event}" of tenant "{row.tenant_id}"'
        if _is_permanent(error) or attempts >= self._retry.max_attempts:
            command = "discard" if isinstance(error, ExpiredInOutboxError) else "resend"
            logger.error(
                "%s failed in attempt %d and is dead; %s it with `cgk outbox %s`: %s",
                job, attempts, command, command, message,
            )  # fmt: skip
            return row.id, attempts, message, "dead", 0.0
        # Between half the delay and all of it, to spread jobs that failed together.
        seconds = self._retry.delay_ms(attempts) / 1000 * random.uniform(0.5, 1)  # noqa: S311  not a secret
        logger.warning("%s failed in attempt %d, next attempt in %.1f s: %s", job, attempts, seconds, message)
        return row.id, attempts, message, "waiting", seconds


def _is_permanent(error: Exception) -> bool:
    if isinstance(error, BadRequestError) and not error.body.lstrip().startswith("{"):
        return False  # providers answer in JSON, so this is the response of a proxy, which does not know the job
    status = error.status if isinstance(error, ProviderError) else None
    return isinstance(error, _PERMANENT_ERRORS) or status in _PERMANENT_STATUSES


def _may_concern_one_job(error: Exception) -> bool:
    """Return whether a batch may have failed because of one of its jobs, and not because of the provider's state."""
    if isinstance(error, ProviderError) and error.status is not None:
        return error.status in _SINGLE_JOB_STATUSES
    return not isinstance(error, ConnectionFailedError)
