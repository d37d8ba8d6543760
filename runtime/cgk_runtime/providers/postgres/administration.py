"""Listing, deleting and erasing of runs in the queue's tables."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from cgk_runtime._internal.plurals import pluralize
from cgk_runtime.client.administration import Erasure, RunFilter
from cgk_runtime.providers.postgres.runs import COLUMNS, run_from_row

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog
    from cgk_runtime.client.provider import Run
    from cgk_runtime.providers.postgres.connections import Connections

_PAGE_SIZE: Final = 200
_STOP_SECONDS: Final = 5.0
"""Seconds that the workers have to end the running runs of an erased tenant."""
_LIST: Final = f"""
SELECT {COLUMNS.replace("output", "NULL")} FROM cgk_jobs.run
WHERE id < %s AND (%s::text IS NULL OR tenant = %s) AND (%s::text[] IS NULL OR event = ANY (%s))
    AND (%s::text[] IS NULL OR status = ANY (%s)) AND (%s::timestamptz IS NULL OR queued_at >= %s)
ORDER BY id DESC LIMIT {_PAGE_SIZE}
"""  # noqa: S608  columns of this package


async def list_runs(connections: Connections, catalog: Catalog, conditions: RunFilter) -> AsyncIterator[Run]:
    """Iterate over the matching runs, newest first, without their outputs."""
    tenant, since = conditions.tenant_id, conditions.since
    events = None if conditions.event is None else list(catalog.names_of(conditions.event))
    statuses = sorted(conditions.statuses) or None
    before_id = 2**63 - 1
    while True:
        rows = await connections.fetch(
            _LIST, before_id, tenant, tenant, events, events, statuses, statuses, since, since
        )
        for row in rows:
            yield run_from_row(row)
        if len(rows) < _PAGE_SIZE:
            return
        before_id = rows[-1][0]


async def delete_ended_runs(connections: Connections, before: datetime) -> int:
    """Delete the runs that ended before a time, and return their number."""
    total = 0
    while True:
        ((deleted,),) = await connections.fetch("SELECT cgk_jobs.delete_ended(%s)", before.astimezone(UTC))
        total += int(deleted)
        if not deleted:
            return total


async def erase_tenant(connections: Connections, tenant_id: str) -> Erasure:
    """Cancel and delete all runs of a tenant; a handler that ignores its cancellation keeps its run."""
    total, deadline = 0, None
    while True:
        ((erased, running),) = await connections.fetch("SELECT * FROM cgk_jobs.erase(%s)", tenant_id)
        total += erased
        if not running:
            await connections.fetch("SELECT cgk_jobs.delete_tenant(%s)", tenant_id)
            return Erasure(total)
        now = time.monotonic()
        deadline = deadline or now + _STOP_SECONDS  # workers are notified by the end of the first statement
        if now > deadline:
            jobs = pluralize(running, "running job")
            remainder = f"{jobs}: no worker has ended it yet; erase again once it has ended"
            return Erasure(total, remaining=(remainder,))
        await asyncio.sleep(0.1)
