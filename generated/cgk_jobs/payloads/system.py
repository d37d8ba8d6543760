# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""System: Health, alerts and housekeeping of the platform."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from typing_extensions import NotRequired, TypedDict


class HealthCheckDict(TypedDict, closed=True):
    """`system.healthCheck`: Check that the parts of the platform respond.

    Example::

        await send_job("system.healthCheck", {
            "tenantId": "rawdog",
            "checkType": "critical",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    checkType: Literal["full", "critical"]
    """All parts, or only the critical ones."""


class AlertDict(TypedDict, closed=True):
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

    tenantId: str
    """The tenant the job belongs to."""
    severity: Literal["critical", "error", "warning", "info"]
    """Severity of the problem."""
    title: str
    """A short summary of the problem."""
    message: str
    """A full description of the problem."""
    metadata: NotRequired[dict[str, Any]]
    """Further details, by name."""


class CleanupDict(TypedDict, closed=True):
    """`system.cleanup`: Delete data that is no longer needed.

    Example::

        await send_job("system.cleanup", {
            "tenantId": "rawdog",
            "target": "logs",
            "olderThanDays": 30,
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    target: Literal["logs", "sessions", "cache", "temp"]
    """The kind of data to delete."""
    olderThanDays: NotRequired[int | float]
    """Only data older than this many days."""


class SyncRecoveryDict(TypedDict, closed=True):
    """`system.syncRecovery`: Catch up after a synchronization that failed.

    Example::

        await send_job("system.syncRecovery", {
            "tenantId": "rawdog",
            "syncType": "orders",
            "lastSuccessAt": "2026-03-01T00:00:00Z",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    syncType: str
    """The synchronization that failed, such as orders."""
    lastSuccessAt: NotRequired[datetime | str]
    """When it last succeeded; everything is fetched if absent."""
