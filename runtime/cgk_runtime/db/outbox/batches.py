"""One batch of the relay: take, send, delete or put off, in one transaction."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, LiteralString

from psycopg.rows import args_row

from cgk_runtime.db.outbox.table import COLUMNS, ExpiredInOutboxError, WaitingRow, message_of
from cgk_runtime.errors import (
    InvalidOptionError,
    InvalidPayloadError,
    JobsError,
    NotSupportedError,
    PayloadTooLargeError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import AsyncConnection

    from cgk_runtime.catalog import Catalog, Retry
    from cgk_runtime.client.provider import JobMessage, JobProvider
    from cgk_runtime.db.outbox.table import OutboxTable

logger: Final = logging.getLogger("cgk_runtime.db.outbox")

_TAKE: Final = f"""
SELECT {COLUMNS} FROM {{table}}
WHERE state = 'waiting' AND NOT in_order AND due_at <= clock_timestamp()
ORDER BY due_at, id LIMIT %s FOR UPDATE SKIP LOCKED
"""  # noqa: S608  columns of this package

# The first row of each tenant, found by leaping from tenant to tenant along the index. It is the tenant's turn: who has
# it locked may send those behind it, and a first row that is put off or dead holds them back.
_TAKE_FIRSTS: Final = f"""
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

_TAKE_FOLLOWING: Final = f"""
SELECT {COLUMNS} FROM {{table}}
WHERE in_order AND tenant_id = ANY(%s) AND id <> ALL(%s) ORDER BY tenant_id, id LIMIT %s FOR UPDATE
"""  # noqa: S608  columns of this package

_DELETE: Final = "DELETE FROM {table} WHERE id = ANY(%s)"
_PUT_OFF: Final = """
UPDATE {table} SET attempts = failed.attempts, last_error = failed.error, state = failed.state,
    due_at = clock_timestamp() + make_interval(secs => failed.seconds)
FROM unnest(%s::bigint[], %s::integer[], %s::text[], %s::text[], %s::float8[])
    AS failed (id, attempts, error, state, seconds)
WHERE {table}.id = failed.id
"""
_NEXT: Final = (
    "SELECT extract(epoch FROM min(due_at) - clock_timestamp())::float8 FROM {table} "
    "WHERE state = 'waiting' AND due_at > clock_timestamp()"
)

_FOR_GOOD: Final = (
    InvalidPayloadError, InvalidOptionError, NotSupportedError, PayloadTooLargeError, ExpiredInOutboxError
)  # fmt: skip
"""What no later attempt would mend."""


@dataclass(frozen=True, slots=True)
class Passed:
    """What became of the jobs of one or more batches.

    Attributes:
        sent: How many the provider has.
        put_off: How many will be tried again.
        dead: How many were given up.
    """

    sent: int = 0
    put_off: int = 0
    dead: int = 0

    @property
    def any(self) -> bool:
        """Whether there was anything to do."""
        return bool(self.sent or self.put_off or self.dead)

    def __add__(self, other: Passed) -> Passed:
        """Give the sum."""
        return Passed(self.sent + other.sent, self.put_off + other.put_off, self.dead + other.dead)


class Batch:
    """Passes batches on; made once per relay."""

    def __init__(self, catalog: Catalog, provider: JobProvider, table: OutboxTable, size: int, retry: Retry) -> None:
        self._catalog = catalog
        self._provider = provider
        self._table = table
        self._size = size
        self._retry = retry

    async def pass_on(self, connection: AsyncConnection[Any]) -> Passed:
        """Take jobs that are due, send them, and delete those that were sent; nobody else can take them meanwhile."""
        async with connection.transaction():
            rows = await self._rows(connection, _TAKE, self._size)
            failures = await self._send_any_order(rows)
            ordered = await self._take_in_order(connection)
            untried: set[int] = set()
            for outcomes in await asyncio.gather(*(self._send_in_order(queue) for queue in ordered.values())):
                failures.update(outcomes.failures)
                untried.update(outcomes.untried)
            taken = [*rows, *(row for queue in ordered.values() for row in queue if row.id not in untried)]
            return await self._settle(connection, taken, failures)

    async def seconds_to_next(self, connection: AsyncConnection[Any]) -> float:
        """Say how long it is until the next job that was put off is due; infinite where there is none."""
        row = await (await connection.execute(self._table.query(_NEXT))).fetchone()
        return float("inf") if row is None or row[0] is None else max(float(row[0]), 0.0)

    async def _take_in_order(self, connection: AsyncConnection[Any]) -> dict[str, list[WaitingRow]]:
        firsts = await self._rows(connection, _TAKE_FIRSTS, self._size)
        queues: defaultdict[str, list[WaitingRow]] = defaultdict(list)
        for row in firsts:
            queues[row.tenant_id].append(row)
        if firsts and len(firsts) < self._size:
            tenants, ids = list(queues), [row.id for row in firsts]
            for row in await self._rows(connection, _TAKE_FOLLOWING, tenants, ids, self._size - len(firsts)):
                queues[row.tenant_id].append(row)
        return queues

    async def _rows(self, connection: AsyncConnection[Any], query: LiteralString, *values: Any) -> list[WaitingRow]:
        cursor = connection.cursor(row_factory=args_row(WaitingRow))
        return await (await cursor.execute(self._table.query(query), values)).fetchall()

    async def _send_any_order(self, rows: Sequence[WaitingRow]) -> dict[int, Exception]:
        failures: dict[int, Exception] = {}
        messages: dict[int, JobMessage] = {}
        for row in rows:
            try:
                messages[row.id] = message_of(row, self._catalog)
            except JobsError as error:
                failures[row.id] = error
        if messages:
            failures.update(await self._send(messages))
        return failures

    async def _send(self, messages: dict[int, JobMessage]) -> dict[int, Exception]:
        try:
            outcomes = await self._provider.send_many(list(messages.values()))
        except Exception as error:  # noqa: BLE001  whatever a provider raises is written down and tried again
            return dict.fromkeys(messages, error)
        return {
            row_id: outcome
            for row_id, outcome in zip(messages, outcomes, strict=True)
            if isinstance(outcome, JobsError)
        }

    async def _send_in_order(self, queue: Sequence[WaitingRow]) -> _Outcomes:
        """Send one tenant's jobs one by one, and stop at the first that cannot be sent."""
        for at, row in enumerate(queue):
            try:
                await self._provider.send(message_of(row, self._catalog))
            except Exception as error:  # noqa: BLE001  whatever a provider raises is written down and tried again
                return _Outcomes({row.id: error}, frozenset(later.id for later in queue[at + 1 :]))
        return _Outcomes({}, frozenset())

    async def _settle(
        self, connection: AsyncConnection[Any], taken: Sequence[WaitingRow], failures: dict[int, Exception]
    ) -> Passed:
        sent = [row.id for row in taken if row.id not in failures]
        if sent:
            await connection.execute(self._table.query(_DELETE), (sent,))
        failed = [self._failed(row, failures[row.id]) for row in taken if row.id in failures]
        if failed:
            await connection.execute(
                self._table.query(_PUT_OFF), [list(column) for column in zip(*failed, strict=True)]
            )
        dead = sum(state == "dead" for *_, state, _ in failed)
        return Passed(len(sent), len(failed) - dead, dead)

    def _failed(self, row: WaitingRow, error: Exception) -> tuple[int, int, str, str, float]:
        attempts = row.attempts + 1
        said = f"{type(error).__name__}: {error}"
        dead = isinstance(error, _FOR_GOOD) or attempts >= self._retry.max_attempts
        job = f'job {row.id} of the outbox, "{row.event}" of tenant "{row.tenant_id}"'
        if dead:
            logger.error(
                "%s is given up after %d attempts; `cgk outbox resend` sends it again: %s", job, attempts, said
            )
            return row.id, attempts, said, "dead", 0.0
        # Between half the wait and all of it, so that jobs which failed together do not come back together.
        seconds = self._retry.delay_ms(attempts) / 1000 * random.uniform(0.5, 1)  # noqa: S311  no secret
        logger.warning("%s was not sent, attempt %d, the next in %.1f s: %s", job, attempts, seconds, said)
        return row.id, attempts, said, "waiting", seconds


@dataclass(frozen=True, slots=True)
class _Outcomes:
    failures: dict[int, Exception]
    untried: frozenset[int]
