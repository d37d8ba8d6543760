"""Schedules that an application creates at run time, such as one per tenant."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from cgk_runtime.errors import InvalidOptionError
from cgk_runtime.providers.trigger_dev.api import ApiModel, Pagination, WithId, parse, quote_segment
from cgk_runtime.schedules.cron_problems import FIELDS_PROBLEM, cron_problem
from cgk_runtime.schedules.time_zones import is_time_zone

if TYPE_CHECKING:
    from cgk_runtime.providers.trigger_dev.api import TriggerDevApi

_CRON_FIELDS: Final = 5
_WINDOW: Final = re.compile(r"^([1-9]\d*[mh]|(0|[1-9]\d?|100)%)$")


class _Generator(ApiModel):
    expression: str


class TriggerDevSchedule(WithId):
    """Schedule as Trigger.dev describes it.

    Attributes:
        id: Schedule id, "sched_...".
        task: Id of its `schedules.task`.
        active: The schedule is switched on.
        timezone: IANA time zone.
        type: "IMPERATIVE", or "DECLARATIVE" for a schedule in code, which the API cannot change.
        deduplication_key: Key that identifies the schedule, or None for a schedule in code.
        external_id: Tenant id of a tenant's schedule.
        next_run: Next due time.
        generator: Cron expression as `expression`.
    """

    task: str
    active: bool
    timezone: str
    type: str
    generator: _Generator
    deduplication_key: str | None = None
    external_id: str | None = None
    next_run: datetime | None = None

    @property
    def cron(self) -> str:
        """Cron expression with five fields."""
        return self.generator.expression


class _Page(ApiModel):
    data: tuple[TriggerDevSchedule, ...]
    pagination: Pagination = Pagination()


class Schedules:
    """Creates and changes schedules. Their task must be deployed as a `schedules.task`.

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
            InvalidOptionError: The server would reject arguments; the error lists all of them.
            UnprocessableError: The task is not deployed or not a scheduled one, or the plan allows no more schedules.
        """
        body = _body(task, cron, timezone, external_id, window)
        body["deduplicationKey"] = _checked_key(deduplication_key)
        return parse(
            await self._api.call("POST", "/api/v1/schedules", operation=f"schedule {task}", body=body),
            TriggerDevSchedule,
        )

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
            InvalidOptionError: The server would reject arguments; the error lists all of them.
            UnprocessableError: The task is not deployed or not a scheduled one, or the plan allows no more schedules.

        Example:
            await provider.schedules.upsert("rawdog", "daily-report", "0 9 * * *", timezone="Europe/Prague")
        """
        return await self.create(
            task,
            cron,
            deduplication_key=self.deduplication_key(tenant_id, task),
            timezone=timezone,
            external_id=tenant_id,
            window=window,
        )

    def deduplication_key(self, tenant_id: str, task: str) -> str:
        """Return the key of a tenant's schedule: environment, tenant and task.

        Example:
            prod:rawdog:daily-report, preview/my-branch:rawdog:daily-report
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
        return parse(await self._api.call("GET", _path(schedule_id), operation="retrieve schedule"), TriggerDevSchedule)

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
            InvalidOptionError: The server would reject arguments; the error lists all of them.
            UnprocessableError: The schedule is declared in code, or the task is not a scheduled one.
        """
        body = _body(task, cron, timezone, external_id, window)
        return parse(
            await self._api.call("PUT", _path(schedule_id), operation="update schedule", body=body), TriggerDevSchedule
        )

    async def delete(self, schedule_id: str) -> None:
        """Delete a schedule. Its existing runs continue."""
        await self._api.call("DELETE", _path(schedule_id), operation="delete schedule")

    async def activate(self, schedule_id: str) -> TriggerDevSchedule:
        """Switch a schedule on."""
        path = f"{_path(schedule_id)}/activate"
        return parse(await self._api.call("POST", path, operation="activate schedule"), TriggerDevSchedule)

    async def deactivate(self, schedule_id: str) -> TriggerDevSchedule:
        """Switch a schedule off without deleting it."""
        path = f"{_path(schedule_id)}/deactivate"
        return parse(await self._api.call("POST", path, operation="deactivate schedule"), TriggerDevSchedule)

    async def list(self, *, tenant_id: str | None = None, per_page: int = 100) -> AsyncIterator[TriggerDevSchedule]:
        """List schedules. Pages are requested as the iteration needs them.

        Args:
            tenant_id: Return only this tenant's schedules; all pages are read, because the server cannot filter.
            per_page: Schedules per request, at most 100.
        """
        page, pages = 1, 1
        while page <= pages:
            query = [("page", str(page)), ("perPage", str(per_page))]
            response = await self._api.call("GET", "/api/v1/schedules", operation="list schedules", query=query)
            result = parse(response, _Page)
            for schedule in result.data:
                if tenant_id is None or schedule.external_id == tenant_id:
                    yield schedule
            pages = result.pagination.total_pages
            page += 1


def _path(schedule_id: str) -> str:
    return f"/api/v1/schedules/{quote_segment(schedule_id)}"


def _body(task: str, cron: str, timezone: str | None, external_id: str | None, window: str | None) -> dict[str, Any]:
    mistakes: list[str] = []
    problem, remedy = cron_problem(cron) if len(cron.split()) == _CRON_FIELDS else FIELDS_PROBLEM
    if problem:
        mistakes.append(f'the cron "{cron}", {problem}; {remedy}')
    if timezone is not None and not is_time_zone(timezone):
        mistakes.append(f"unknown timezone {timezone!r}; use a name such as Europe/Prague, or UTC")
    if window is not None and not _WINDOW.match(window):
        mistakes.append(f'window must be whole minutes, hours or percent, such as "30m", "2h" or "30%", not {window!r}')
    if mistakes:
        raise InvalidOptionError(f'Schedule of "{task}": ' + "; ".join(mistakes), component="TriggerDevProvider")
    body = {"task": task, "cron": cron, "timezone": timezone, "externalId": external_id, "window": window}
    return {name: value for name, value in body.items() if value is not None}


def _checked_key(key: str) -> str:
    if not key.strip():
        raise InvalidOptionError("deduplication_key must not be blank", component="TriggerDevProvider")
    return key
