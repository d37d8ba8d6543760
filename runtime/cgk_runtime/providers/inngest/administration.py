"""Listing and erasure of jobs at Inngest.

Inngest's API lists events. The runs of each event need another request, so a listing sends one request per job.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime.client.administration import Erasure, RunFilter
from cgk_runtime.client.provider import Run
from cgk_runtime.providers.erasure import cancel_unfinished
from cgk_runtime.providers.inngest.envelope import INVOKED
from cgk_runtime.providers.inngest.runs import read_event, with_event

if TYPE_CHECKING:
    from cgk_runtime.catalog import Catalog
    from cgk_runtime.providers.inngest.runs import RunReader

_PAGE_SIZE: Final = 100
_MAX_CONCURRENT_REQUESTS: Final = 10
_INTERNAL_PREFIX: Final = "inngest/"
"""Prefix of events that the server sends itself; only those that invoke a function hold a job."""


async def list_runs(reader: RunReader, catalog: Catalog, conditions: RunFilter) -> AsyncIterator[Run]:
    """Iterate over the matching runs of events, newest event first."""
    tenant_field = catalog.tenant_field
    query = {"limit": str(_PAGE_SIZE)}
    names = () if conditions.event is None else catalog.names_of(conditions.event)
    if len(names) == 1:
        query["name"] = names[0]
    if conditions.since is not None:
        query["received_after"] = conditions.since.isoformat()
    listed_ids: set[str] = set()
    while True:
        page = await reader.events_page(query)
        events = [event for event in page if event["internal_id"] not in listed_ids]
        listed_ids.update(event["internal_id"] for event in events)
        candidates = [
            event
            for event in events
            if _is_of_tenant(event, conditions.tenant_id, tenant_field) and (not names or event["name"] in names)
        ]
        for start in range(0, len(candidates), _MAX_CONCURRENT_REQUESTS):
            batch = candidates[start : start + _MAX_CONCURRENT_REQUESTS]
            for runs in await asyncio.gather(*(_runs_of(reader, event, tenant_field) for event in batch)):
                for run in filter(replace(conditions, event=None).matches, runs):
                    yield run
        if len(page) < _PAGE_SIZE or not events:
            return
        query["cursor"] = page[-1]["internal_id"]


async def erase_tenant(reader: RunReader, catalog: Catalog, tenant_id: str) -> Erasure:
    """Cancel a tenant's unfinished runs and count what remains."""
    runs = list_runs(reader, catalog, RunFilter(tenant_id=tenant_id))
    return await cancel_unfinished(runs, reader.cancel, "Inngest")


async def _runs_of(reader: RunReader, event: Mapping[str, Any], tenant_field: str) -> list[Run]:
    """Return the runs of an event; before the first one starts, a single queued run with the id of the job."""
    job_id = str(event["internal_id"])
    runs = await reader.runs_of_event(job_id) or [Run(job_id, None, "queued")]
    queued_at = datetime.fromisoformat(event["received_at"]) if event.get("received_at") else None
    sent_event = read_event(event)
    runs = [with_event(run, sent_event, tenant_field) for run in runs]
    return [replace(run, output=None, queued_at=queued_at, job_id=job_id) for run in runs]


def _is_of_tenant(event: Mapping[str, Any], tenant_id: str | None, tenant_field: str) -> bool:
    """Return whether an event is a job of a tenant, or of any with None."""
    sent_event = read_event(event)
    is_of_tenant = tenant_id is None or sent_event.data.get(tenant_field) == tenant_id
    return is_of_tenant and (sent_event.name == INVOKED or not sent_event.name.startswith(_INTERNAL_PREFIX))
