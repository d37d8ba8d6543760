"""Listing of the runs at Trigger.dev, converted to the `Run` that all providers share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, cast

from cgk_runtime.catalog import TENANT_FIELD
from cgk_runtime.client.limits import TRIGGER_DEV
from cgk_runtime.client.provider import Run, RunError
from cgk_runtime.errors import NotSupportedError
from cgk_runtime.providers.trigger_dev.api import COMPONENT
from cgk_runtime.providers.trigger_dev.job_options import TENANT_PREFIX
from cgk_runtime.providers.trigger_dev.options import utf16_length
from cgk_runtime.providers.trigger_dev.run_model import STATUSES

if TYPE_CHECKING:
    from cgk_runtime.catalog import EventDefinition
    from cgk_runtime.client.administration import RunFilter
    from cgk_runtime.providers.trigger_dev.client import TriggerDevClient
    from cgk_runtime.providers.trigger_dev.run_model import TriggerDevRun


async def list_runs(
    client: TriggerDevClient, events: Mapping[str, EventDefinition], conditions: RunFilter
) -> AsyncIterator[Run]:
    """Iterate over the matching runs, newest first.

    Args:
        client: Client of the API.
        events: Events by task id.
        conditions: Conditions that each run meets.

    Raises:
        NotSupportedError: The runs of the tenant cannot be found by their tag.
    """
    task_ids = [task_id for task_id, event in events.items() if event.name == conditions.event]
    if conditions.event is not None and not task_ids:
        return
    runs = client.runs.list(
        status=[state for state, status in STATUSES.items() if status in conditions.statuses],
        task=task_ids,
        tag=[] if conditions.tenant_id is None else [_searchable_tag(conditions.tenant_id)],
        created_from=conditions.since,
    )
    async for run in runs:
        yield describe_run(run, events)


def describe_run(run: TriggerDevRun, events: Mapping[str, EventDefinition]) -> Run:
    """Convert a run, without its output.

    Args:
        run: The run as Trigger.dev describes it.
        events: Events by task id.
    """
    event = events.get(run.task_identifier)
    return Run(
        id=run.id,
        event=event.name if event else None,
        status=run.status,
        tenant_id=_tenant_of(run, event.tenant_field if event else TENANT_FIELD),
        attempt=run.attempt_count,
        error=RunError(run.error.name or run.state, run.error.message) if run.error else None,
        queued_at=run.created_at,
        started_at=run.started_at,
        ended_at=run.finished_at,
        tags=run.tags,
    )


def _searchable_tag(tenant_id: str) -> str:
    tag = f"{TENANT_PREFIX}{tenant_id}"
    if "," in tag or utf16_length(tag) > TRIGGER_DEV.tag_characters:
        raise NotSupportedError(
            "Trigger.dev cannot find the runs of this tenant by their tag, because its id contains a comma or has more "
            f"than {TRIGGER_DEV.tag_characters - len(TENANT_PREFIX)} characters",
            component=COMPONENT,
        )
    return tag


def _tenant_of(run: TriggerDevRun, tenant_field: str) -> str | None:
    payload: object = run.payload
    if isinstance(payload, dict):
        tenant = cast("dict[str, object]", payload).get(tenant_field)
        if isinstance(tenant, str):
            return tenant
    return next((tag.removeprefix(TENANT_PREFIX) for tag in run.tags if tag.startswith(TENANT_PREFIX)), None)
