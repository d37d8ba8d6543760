"""Sending a schedule's event to every tenant."""

from __future__ import annotations

from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from cgk_runtime._internal.calls import function_name, settle
from cgk_runtime._internal.plurals import pluralize
from cgk_runtime.catalog import TENANT_FIELD
from cgk_runtime.client.option_values import describe_value
from cgk_runtime.errors import ConfigurationError, HandlerDefinitionError, JobsError, error_text

if TYPE_CHECKING:
    from cgk_runtime.catalog import ScheduleDefinition
    from cgk_runtime.client.sender import JobSender

TenantSource = Callable[[], "Iterable[str] | AsyncIterable[str] | Awaitable[Iterable[str]]"]
"""Function that returns the ids of all tenants: as a list, a coroutine that returns one, or an async generator."""


class FanOutError(JobsError):
    """Some tenants did not get a schedule's job; the others did.

    Attributes:
        failed: The errors by tenant.
    """

    component = "Schedule"

    def __init__(self, schedule: str, failed: Mapping[str, Exception], sent: int) -> None:
        lines = "".join(
            f"\n  {tenant_id}: {type(error).__name__}: {error_text(error)}" for tenant_id, error in failed.items()
        )
        super().__init__(f'"{schedule}": {pluralize(len(failed), "tenant")} did not get a job, {sent} did:{lines}')
        self.failed = dict(failed)


async def fan_out(
    client: JobSender,
    schedule: ScheduleDefinition,
    tenants: Iterable[str],
    scheduled_at: datetime,
    tenant_field: str = TENANT_FIELD,
) -> None:
    """Send a schedule's event to every tenant; a failure does not stop the others.

    Each job's idempotency key contains schedule and time, and the client adds the tenant: a schedule that fires twice
    for one time starts one run per tenant.

    Args:
        client: The client that sends the jobs.
        schedule: A schedule that sends an event.
        tenants: The tenants.
        scheduled_at: The time it was due.
        tenant_field: Wire name of the field that holds the tenant's id.

    Raises:
        FanOutError: Some tenants did not get their job; the error names each.
    """
    if schedule.event is None:
        raise HandlerDefinitionError(f'Schedule "{schedule.name}" does not send an event; it needs a handler')
    key = f"{schedule.name}@{scheduled_at.astimezone(UTC).isoformat()}"
    failed: dict[str, Exception] = {}
    sent = 0
    for tenant_id in tenants:
        payload = {**(schedule.payload or {}), tenant_field: tenant_id}
        try:
            await client.send_job_dynamic(schedule.event, payload, idempotency_key=key, cross_tenant=True)
            sent += 1
        except Exception as error:  # noqa: BLE001  a JobsError, or any error of the application's middleware
            failed[str(tenant_id)] = error
    if failed:
        raise FanOutError(schedule.name, failed, sent)


async def list_tenants(source: TenantSource | None, schedule: str) -> list[str]:
    """Return all tenants from an application's tenant source.

    Raises:
        ConfigurationError: The tenant source is missing, or returned something else than a list of ids.
    """
    if source is None:
        raise ConfigurationError(
            f'Schedule "{schedule}" sends a job to every tenant, but no function lists the tenants; '
            "decorate one with @tenant_source"
        )
    tenants: object = await settle(source())
    description = describe_value(tenants)  # before mypy narrows its type in the checks below
    if isinstance(tenants, AsyncIterable):
        ids: list[object] = [tenant_id async for tenant_id in cast("AsyncIterable[object]", tenants)]
    elif isinstance(tenants, Iterable) and not isinstance(tenants, str | bytes | Mapping):
        ids = list(cast("Iterable[object]", tenants))
    else:
        raise ConfigurationError(
            f"The tenant source {function_name(source)} returned {description}; it must return the ids of all tenants, "
            "a list of strings"
        )
    invalid = [tenant_id for tenant_id in ids if not isinstance(tenant_id, str)]
    if invalid:
        raise ConfigurationError(
            f"The tenant source {function_name(source)} listed {describe_value(invalid[0])}; each tenant id must be a "
            "string"
        )
    return cast("list[str]", ids)
