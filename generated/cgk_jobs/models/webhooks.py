# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Webhooks: Retries and health checks of incoming webhooks."""

from typing import Annotated, Any, Literal

from cgk_runtime.payload import EventPayload, Number, Omittable
from pydantic import Field


class WebhookRetryPayload(EventPayload[Literal["webhook.retry"], Any], frozen=True):
    """`webhook.retry`: Handle an incoming webhook again.

    Example::

        await send_job("webhook.retry", {
            "tenantId": "rawdog",
            "webhookEventId": "webhookEvent_17",
            "attempt": 2,
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    webhook_event_id: str
    """The id of the stored webhook."""

    attempt: Number
    """The number of the attempt, from 1."""


class WebhookHealthCheckPayload(EventPayload[Literal["webhook.healthCheck"], Any], frozen=True):
    """`webhook.healthCheck`: Check that webhooks arrive and are handled.

    Example::

        await send_job("webhook.healthCheck", {
            "tenantId": "rawdog",
            "endpointId": "endpoint_1",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    endpoint_id: Omittable[str | None] = None
    """The endpoint's id; all endpoints if absent."""


class WebhookCleanupPayload(EventPayload[Literal["webhook.cleanup"], Any], frozen=True):
    """`webhook.cleanup`: Delete stored webhooks that were handled.

    Example::

        await send_job("webhook.cleanup", {
            "tenantId": "rawdog",
            "olderThanDays": 30,
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    older_than_days: Omittable[Number | None] = None
    """Only webhooks older than this many days."""
