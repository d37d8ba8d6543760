"""Description of the application that `cgk dev` runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgk_runtime.errors import ConfigurationError, error_text
from cgk_runtime.providers.local.dev.wire import AppInfo, ScheduleInfo
from cgk_runtime.schedules.fan_out import tenants_of

if TYPE_CHECKING:
    from cgk_runtime.sdk import Sdk


async def describe_app(sdk: Sdk) -> AppInfo:
    """Return the events and schedules with handlers in this process, and the tenants of its tenant source.

    An error of the tenant source becomes the description's `problem`.
    """
    registry = sdk.registry
    schedules = [
        ScheduleInfo(name=one.name, task_id=one.task_id, cron=one.cron, timezone=one.timezone, event=one.event)
        for one in (handler.definition for handler in registry.schedules.values())
    ]
    app = AppInfo(events=list(registry.events), schedules=schedules)
    if registry.tenant_source is None:
        return app
    try:
        app.tenants = await tenants_of(registry.tenant_source, "tenants")
    except ConfigurationError as error:
        app.problem = str(error)
    except Exception as error:  # noqa: BLE001  the application's own function may raise anything
        app.problem = f"the tenant source failed: {type(error).__name__}: {error_text(error)}"
    return app
