"""Schedules that are made while the application runs: one per tenant, each with its own time."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from cgk_runtime.errors import InvalidOptionError
from cgk_runtime.providers.trigger_dev.api import Answer, Pagination, WithId, read, segment

if TYPE_CHECKING:
    from cgk_runtime.providers.trigger_dev.api import TriggerDevApi

_WINDOW: Final = re.compile(r"^([1-9]\d*[mh]|(0|[1-9]\d?|100)%)$")


class _Generator(Answer):
    expression: str


class TriggerDevSchedule(WithId):
    """A schedule as Trigger.dev describes it.

    Attributes:
        id: Its id, "sched_...".
        task: The id of the `schedules.task` it runs.
        active: Whether it is switched on.
        timezone: An IANA name.
        type: "IMPERATIVE", or "DECLARATIVE" where it is declared in code and cannot be changed here.
        deduplication_key: What makes it one and the same, or None where it is declared in code.
        external_id: The tenant's id, where it is a tenant's.
        next_run: When it is due next.
        generator: With `expression`, the cron.
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
        """When it is due: five fields."""
        return self.generator.expression


class _Page(Answer):
    data: tuple[TriggerDevSchedule, ...]
    pagination: Pagination = Pagination()


class Schedules:
    """Makes and changes schedules. Their tasks must be deployed, as a `schedules.task`.

    Args:
        api: Where they are.
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
        """Make a schedule, or change the one that has the key; the server does not say which it was.

        A key is unique in the whole project: the same one from another environment takes the schedule away from the
        first. A change leaves the task as it is. `upsert` makes keys that hold environment, tenant and task.

        Args:
            task: The task's id.
            cron: Five fields.
            deduplication_key: What makes it one and the same.
            timezone: An IANA name; UTC otherwise.
            external_id: What the task is told, such as the tenant's id.
            window: Spread each run over this much time, such as "30m" or "30%".

        Raises:
            InvalidOptionError: Something would be refused; all of it is named.
            UnprocessableError: The task is not deployed, or is no scheduled one, or the plan has no more schedules.
        """
        body = _body(task, cron, timezone, external_id, window)
        body["deduplicationKey"] = _checked_key(deduplication_key)
        return read(
            await self._api.call("POST", "/api/v1/schedules", operation=f"schedule {task}", body=body),
            TriggerDevSchedule,
        )

    async def upsert(
        self, tenant_id: str, task: str, cron: str, *, timezone: str | None = None, window: str | None = None
    ) -> TriggerDevSchedule:
        """Give a tenant a schedule of its own, or change the one it has; its runs get the tenant as `externalId`.

        Args:
            tenant_id: Whose.
            task: The task's id.
            cron: Five fields.
            timezone: An IANA name; UTC otherwise.
            window: Spread each run over this much time, such as "30m" or "30%".

        Raises:
            InvalidOptionError: Something would be refused; all of it is named.
            UnprocessableError: The task is not deployed, or is no scheduled one, or the plan has no more schedules.

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
        """Give the key of a tenant's schedule: environment, tenant and task.

        Example:
            prod:rawdog:daily-report, preview/my-branch:rawdog:daily-report
        """
        settings = self._api.settings
        environment = settings.environment or "default"
        if settings.branch:
            environment = f"{environment}/{settings.branch}"
        return f"{environment}:{tenant_id}:{task}"

    async def retrieve(self, schedule_id: str) -> TriggerDevSchedule:
        """Describe a schedule.

        Raises:
            NotFoundError: There is no such schedule.
        """
        return read(await self._api.call("GET", _path(schedule_id), operation="retrieve schedule"), TriggerDevSchedule)

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
        """Replace a schedule: what is left out becomes UTC, or is cleared.

        Raises:
            InvalidOptionError: Something would be refused; all of it is named.
            UnprocessableError: It is declared in code, or the task is no scheduled one.
        """
        body = _body(task, cron, timezone, external_id, window)
        return read(
            await self._api.call("PUT", _path(schedule_id), operation="update schedule", body=body), TriggerDevSchedule
        )

    async def delete(self, schedule_id: str) -> None:
        """Remove a schedule; what it has already triggered runs on."""
        await self._api.call("DELETE", _path(schedule_id), operation="delete schedule")

    async def activate(self, schedule_id: str) -> TriggerDevSchedule:
        """Switch a schedule on."""
        path = f"{_path(schedule_id)}/activate"
        return read(await self._api.call("POST", path, operation="activate schedule"), TriggerDevSchedule)

    async def deactivate(self, schedule_id: str) -> TriggerDevSchedule:
        """Switch a schedule off; it stays."""
        path = f"{_path(schedule_id)}/deactivate"
        return read(await self._api.call("POST", path, operation="deactivate schedule"), TriggerDevSchedule)

    async def list(self, *, tenant_id: str | None = None, per_page: int = 100) -> AsyncIterator[TriggerDevSchedule]:
        """List schedules, page by page as they are asked for.

        Args:
            tenant_id: Only this tenant's; the server knows no such filter, so all pages are read.
            per_page: How many are asked for at a time, at most 100.
        """
        page, pages = 1, 1
        while page <= pages:
            query = [("page", str(page)), ("perPage", str(per_page))]
            answer = await self._api.call("GET", "/api/v1/schedules", operation="list schedules", query=query)
            given = read(answer, _Page)
            for schedule in given.data:
                if tenant_id is None or schedule.external_id == tenant_id:
                    yield schedule
            pages = given.pagination.total_pages
            page += 1


def _path(schedule_id: str) -> str:
    return f"/api/v1/schedules/{segment(schedule_id)}"


def _body(task: str, cron: str, timezone: str | None, external_id: str | None, window: str | None) -> dict[str, Any]:
    mistakes: list[str] = []
    if len(cron.split()) != 5:
        mistakes.append(f"cron wants five fields, not {cron!r}")
    else:
        try:
            CronSim(cron, datetime(2000, 1, 1))  # noqa: DTZ001  only whether it can be read
        except CronSimError as error:
            mistakes.append(f"cron {cron!r}: {error}")
    if timezone is not None:
        try:
            ZoneInfo(timezone)
        except (KeyError, ValueError, OSError):
            mistakes.append(f"timezone {timezone!r} is not known; it is an IANA name such as Europe/Prague")
    if window is not None and not _WINDOW.match(window):
        mistakes.append(f'window wants whole minutes, hours or per cent such as "30m", "2h" or "30%", not {window!r}')
    if mistakes:
        raise InvalidOptionError(f'Schedule of "{task}": ' + "; ".join(mistakes), component="TriggerDevProvider")
    body = {"task": task, "cron": cron, "timezone": timezone, "externalId": external_id, "window": window}
    return {name: value for name, value in body.items() if value is not None}


def _checked_key(key: str) -> str:
    if not key.strip():
        raise InvalidOptionError("deduplication_key must not be blank", component="TriggerDevProvider")
    return key
