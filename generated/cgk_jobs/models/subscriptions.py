# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Subscriptions: Recurring orders and their billing."""

from typing import Annotated, Any, Literal

from cgk_runtime.payload import DateTime, EventPayload, Omittable
from pydantic import Field


class SubscriptionCreatedPayload(EventPayload[Literal["subscription.created"], Any], frozen=True):
    """`subscription.created`: A customer subscribed.

    Example::

        await send_job("subscription.created", {
            "tenantId": "rawdog",
            "subscriptionId": "subscription_7",
            "customerId": "customer_42",
            "planId": "plan_monthly",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    subscription_id: str
    """The subscription's id."""

    customer_id: str
    """The customer's id on the platform."""

    plan_id: str
    """The plan's id."""


class SubscriptionBillingPayload(EventPayload[Literal["subscription.billing"], Any], frozen=True):
    """`subscription.billing`: Bill subscriptions that are due.

    Example::

        await send_job("subscription.billing", {
            "tenantId": "rawdog",
            "billingDate": "2026-03-01T00:00:00Z",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    subscription_id: Omittable[str | None] = None
    """The subscription's id; all due ones if absent."""

    billing_date: Omittable[DateTime | None] = None
    """The day to bill for; today if absent."""


class SubscriptionCancelledPayload(EventPayload[Literal["subscription.cancelled"], Any], frozen=True):
    """`subscription.cancelled`: A subscription was canceled.

    Example::

        await send_job("subscription.cancelled", {
            "tenantId": "rawdog",
            "subscriptionId": "subscription_7",
            "reason": "too expensive",
            "effectiveDate": "2026-04-01T00:00:00Z",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    subscription_id: str
    """The subscription's id."""

    reason: Annotated[Omittable[str | None], Field(repr=False)] = None
    """The reason for the cancellation, in the customer's words."""

    effective_date: Omittable[DateTime | None] = None
    """When it ends; immediately if absent."""


class SubscriptionRenewalPayload(EventPayload[Literal["subscription.renewal"], Any], frozen=True):
    """`subscription.renewal`: A subscription was renewed for another period.

    Example::

        await send_job("subscription.renewal", {
            "tenantId": "rawdog",
            "subscriptionId": "subscription_7",
            "nextBillingDate": "2026-04-01T00:00:00Z",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    subscription_id: str
    """The subscription's id."""

    next_billing_date: DateTime
    """When it is billed next."""
