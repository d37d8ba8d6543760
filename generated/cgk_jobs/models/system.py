# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""System: Health, alerts and housekeeping of the platform."""

from typing import Annotated, Any, Literal

from cgk_runtime.payload import DateTime, EventPayload, Json, Number, Omittable
from pydantic import Field


class HealthCheckPayload(EventPayload[Literal["system.healthCheck"], Any], frozen=True):
    """`system.healthCheck`: Check that the parts of the platform respond.

    Example::

        await send_job("system.healthCheck", {
            "tenantId": "rawdog",
            "checkType": "critical",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    check_type: Literal["full", "critical"]
    """All parts, or only the critical ones."""


class AlertPayload(EventPayload[Literal["system.alert"], Any], frozen=True):
    """`system.alert`: Alert the operators to a problem.

    Example::

        await send_job("system.alert", {
            "tenantId": "rawdog",
            "severity": "warning",
            "title": "Queue is growing",
            "message": "500 jobs wait for more than a minute.",
            "metadata": {"queue": "email"},
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    severity: Literal["critical", "error", "warning", "info"]
    """Severity of the problem."""

    title: str
    """A short summary of the problem."""

    message: str
    """A full description of the problem."""

    metadata: Omittable[dict[str, Json] | None] = None
    """Further details, by name."""


class CleanupPayload(EventPayload[Literal["system.cleanup"], Any], frozen=True):
    """`system.cleanup`: Delete data that is no longer needed.

    Example::

        await send_job("system.cleanup", {
            "tenantId": "rawdog",
            "target": "logs",
            "olderThanDays": 30,
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    target: Literal["logs", "sessions", "cache", "temp"]
    """The kind of data to delete."""

    older_than_days: Omittable[Number | None] = None
    """Only data older than this many days."""


class SyncRecoveryPayload(EventPayload[Literal["system.syncRecovery"], Any], frozen=True):
    """`system.syncRecovery`: Catch up after a synchronization that failed.

    Example::

        await send_job("system.syncRecovery", {
            "tenantId": "rawdog",
            "syncType": "orders",
            "lastSuccessAt": "2026-03-01T00:00:00Z",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    sync_type: str
    """The synchronization that failed, such as orders."""

    last_success_at: Omittable[DateTime | None] = None
    """When it last succeeded; everything is fetched if absent."""
