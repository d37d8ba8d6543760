"""Schedules that an application creates at run time, such as one per tenant."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from pydantic import AliasPath, Field

from cgk_runtime.client.option_values import option_text
from cgk_runtime.providers.trigger_dev.api import ApiModel, Pagination, WithId, parse, quote_segment

if TYPE_CHECKING:
    from cgk_runtime.providers.trigger_dev.api import TriggerDevApi

_SCHEDULES: Final = "/api/v1/schedules"


class TriggerDevSchedule(WithId):
    """Schedule as Trigger.dev describes it.

    Attributes:
        id: Schedule id, "sched_...".
        task: Id of the scheduled task, which `schedules.task` declares.
        active: Whether the schedule is switched on.
        timezone: IANA time zone.
        type: "IMPERATIVE", or "DECLARATIVE" for a schedule in code, which the API cannot change.
        deduplication_key: Key that identifies the schedule, or None for a schedule in code.
        external_id: Tenant id of a tenant's schedule.
        next_run: Next due time.
        cron: Cron expression with five fields.
    """

    task: str
    active: bool
    timezone: str
    type: str
    cron: str = Field(validation_alias=AliasPath("generator", "expression"))
    deduplication_key: str | None = None
    external_id: str | None = None
    next_run: datetime | None = None


class _Page(ApiModel):
    data: tuple[TriggerDevSchedule, ...]
    pagination: Pagination = Pagination()


class Schedules:
    """Client for creating and changing schedules. Their task must be deployed as a `schedules.task`.

    Args:
        api: Client for the requests.
    """

    def __init__(self, api: TriggerDevApi) -> None:
        self._api = api

    async def create(
        self,
        task: str,
        cron: str,
        *,
        deduplication_key: str,
        timezone: str | None = None,
        external_id: str | None = None,
        window: str | None = None,
    ) -> TriggerDevSchedule:
        """Create a schedule, or update the schedule with the same key.

        The key is unique in the whole project: using it in another environment moves the schedule there. An update
        keeps the task. `upsert` builds keys from environment, tenant and task.

        Args:
            task: Task id.
            cron: Cron expression with five fields.
            deduplication_key: Key that identifies the schedule.
            timezone: IANA time zone; UTC by default.
            external_id: Id that the task receives, such as the tenant's.
            window: Time over which to spread each run, such as "30m" or "30%".

        Raises:
            InvalidOptionError: The key is blank.
            UnprocessableError: The cron expression or the time zone is invalid, the task is not deployed or not a
                scheduled one, or the plan allows no more schedules.
        """
        body = _body(task, cron, timezone, external_id, window)
        body["deduplicationKey"] = option_text(deduplication_key, "deduplication_key")
        return await self._request("POST", _SCHEDULES, f"schedule {task}", body)

    async def upsert(
        self, tenant_id: str, task: str, cron: str, *, timezone: str | None = None, window: str | None = None
    ) -> TriggerDevSchedule:
        """Create or update a tenant's schedule. Its runs receive the tenant as `externalId`.

        Args:
            tenant_id: Tenant of the schedule.
            task: Task id.
            cron: Cron expression with five fields.
            timezone: IANA time zone; UTC by default.
            window: Time over which to spread each run, such as "30m" or "30%".

        Raises:
            InvalidOptionError: The tenant is blank.
            UnprocessableError: The cron expression or the time zone is invalid, the task is not deployed or not a
                scheduled one, or the plan allows no more schedules.

        Example:
            await client.schedules.upsert("rawdog", "daily-report", "0 9 * * *", timezone="Europe/Prague")
        """
        return await self.create(
            task,
            cron,
            deduplication_key=self.deduplication_key(option_text(tenant_id, "tenant_id"), task),
            timezone=timezone,
            external_id=tenant_id,
            window=window,
        )

    def deduplication_key(self, tenant_id: str, task: str) -> str:
        """Return the key of a tenant's schedule: environment, tenant and task.

        Example:
            client.schedules.deduplication_key("rawdog", "daily-report")  # prod:rawdog:daily-report
        """
        settings = self._api.settings
        environment = settings.environment or "default"
        if settings.branch:
            environment = f"{environment}/{settings.branch}"
        return f"{environment}:{tenant_id}:{task}"

    async def retrieve(self, schedule_id: str) -> TriggerDevSchedule:
        """Return a schedule.

        Raises:
            NotFoundError: The schedule does not exist.
        """
        return await self._request("GET", _path(schedule_id), "retrieve schedule")

    async def update(
        self,
        schedule_id: str,
        task: str,
        cron: str,
        *,
        timezone: str | None = None,
        external_id: str | None = None,
        window: str | None = None,
    ) -> TriggerDevSchedule:
        """Replace a schedule. Omitted arguments are cleared; an omitted time zone becomes UTC.

        Raises:
            UnprocessableError: The cron expression or the time zone is invalid, the schedule is declared in code, or
                the task is not a scheduled one.
        """
        body = _body(task, cron, timezone, external_id, window)
        return await self._request("PUT", _path(schedule_id), "update schedule", body)

    async def delete(self, schedule_id: str) -> None:
        """Delete a schedule. Its existing runs continue."""
        await self._api.call("DELETE", _path(schedule_id), operation="delete schedule")

    async def activate(self, schedule_id: str) -> TriggerDevSchedule:
        """Switch a schedule on."""
        return await self._request("POST", f"{_path(schedule_id)}/activate", "activate schedule")

    async def deactivate(self, schedule_id: str) -> TriggerDevSchedule:
        """Switch a schedule off without deleting it."""
        return await self._request("POST", f"{_path(schedule_id)}/deactivate", "deactivate schedule")

    async def list(self, *, tenant_id: str | None = None, per_page: int = 100) -> AsyncIterator[TriggerDevSchedule]:
        """List schedules. Pages are requested as the iteration needs them.

        Args:
            tenant_id: Return only this tenant's schedules; all pages are read, because the server cannot filter.
            per_page: Schedules per request, at most 100.
        """
        number, page_count = 1, 1
        while number <= page_count:
            query = [("page", str(number)), ("perPage", str(per_page))]
            response = await self._api.call("GET", _SCHEDULES, operation="list schedules", query=query)
            page = parse(response, _Page)
            for schedule in page.data:
                if tenant_id is None or schedule.external_id == tenant_id:
                    yield schedule
            page_count = page.pagination.total_pages
            number += 1

    async def _request(
        self, method: str, path: str, operation: str, body: Mapping[str, str] | None = None
    ) -> TriggerDevSchedule:
        return parse(await self._api.call(method, path, operation=operation, body=body), TriggerDevSchedule)


def _path(schedule_id: str) -> str:
    return f"{_SCHEDULES}/{quote_segment(schedule_id)}"


def _body(task: str, cron: str, timezone: str | None, external_id: str | None, window: str | None) -> dict[str, str]:
    body = {"task": task, "cron": cron, "timezone": timezone, "externalId": external_id, "window": window}
    return {name: value for name, value in body.items() if value is not None}
