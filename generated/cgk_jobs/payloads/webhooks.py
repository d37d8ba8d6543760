# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Webhooks: Retries and health checks of incoming webhooks."""

from __future__ import annotations

from typing_extensions import NotRequired, TypedDict


class WebhookRetryDict(TypedDict, closed=True):
    """`webhook.retry`: Handle an incoming webhook again.

    Example::

        await send_job("webhook.retry", {
            "tenantId": "rawdog",
            "webhookEventId": "webhookEvent_17",
            "attempt": 2,
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    webhookEventId: str
    """The id of the stored webhook."""
    attempt: int | float
    """The number of the attempt, from 1."""


class WebhookHealthCheckDict(TypedDict, closed=True):
    """`webhook.healthCheck`: Check that webhooks arrive and are handled.

    Example::

        await send_job("webhook.healthCheck", {
            "tenantId": "rawdog",
            "endpointId": "endpoint_1",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    endpointId: NotRequired[str]
    """The endpoint's id; all endpoints if absent."""


class WebhookCleanupDict(TypedDict, closed=True):
    """`webhook.cleanup`: Delete stored webhooks that were handled.

    Example::

        await send_job("webhook.cleanup", {
            "tenantId": "rawdog",
            "olderThanDays": 30,
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    olderThanDays: NotRequired[int | float]
    """Only webhooks older than this many days."""
