# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""System: Health, alerts and housekeeping of the platform."""

from typing import Annotated, Any, Literal

from cgk_runtime.payload import DateTime, EventPayload, Json, Number, Omittable
from pydantic import Field


class HealthCheckPayload(EventPayload[Literal["system.healthCheck"], Any], frozen=True):
    """`system.healthCheck`: Check that the platform's parts answer.

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
    """`system.alert`: Tell the operators that something is wrong.

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
    """How bad it is."""

    title: str
    """A short summary of the problem."""

    message: str
    """A full description of the problem."""

    metadata: Omittable[dict[str, Json] | None] = None
    """Further details, by name."""


class CleanupPayload(EventPayload[Literal["system.cleanup"], Any], frozen=True):
    """`system.cleanup`: Delete what is no longer needed.

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
    """Only what is older than this many days."""


class SyncRecoveryPayload(EventPayload[Literal["system.syncRecovery"], Any], frozen=True):
    """`system.syncRecovery`: Catch up after a synchronisation that failed.

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
    """Which synchronisation it was, such as orders."""

    last_success_at: Omittable[DateTime | None] = None
    """When it last succeeded; without it everything is fetched."""
