"""What `cgk dev` tells of its app: events with handlers, schedules with handlers, tenants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgk_runtime.errors import ConfigurationError
from cgk_runtime.providers.local.dev.wire import AppBody, ScheduleBody

if TYPE_CHECKING:
    from cgk_runtime.sdk import Sdk


async def describe_app(sdk: Sdk) -> AppBody:
    """Describe the handlers of this process, and ask its tenant source for all tenants.

    What the source raises is told as text: it is the app's, and whoever asks shall see it.
    """
    from cgk_runtime.schedules.fan_out import tenants_of

    registry = sdk.registry
    schedules = [
        ScheduleBody(name=one.name, task_id=one.task_id, cron=one.cron, timezone=one.timezone, event=one.event)
        for one in (handler.definition for handler in registry.schedules.values())
    ]
    body = AppBody(events=list(registry.events), schedules=schedules)
    if registry.tenant_source is None:
        return body
    try:
        body.tenants = await tenants_of(registry.tenant_source, "tenants")
    except ConfigurationError as error:
        body.problem = str(error)
    except Exception as error:  # noqa: BLE001  whatever the app's own function raises
        body.problem = f"the tenant source failed: {type(error).__name__}: {error}"
    return body
