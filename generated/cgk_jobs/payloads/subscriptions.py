# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Subscriptions: Recurring orders and their billing."""

from __future__ import annotations

from datetime import datetime

from typing_extensions import NotRequired, TypedDict


class SubscriptionCreatedDict(TypedDict, closed=True):
    """`subscription.created`: A customer subscribed.

    Example::

        await send_job("subscription.created", {
            "tenantId": "rawdog",
            "subscriptionId": "subscription_7",
            "customerId": "customer_42",
            "planId": "plan_monthly",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    subscriptionId: str
    """The subscription's id."""
    customerId: str
    """The customer's id on the platform."""
    planId: str
    """The plan's id."""


class SubscriptionBillingDict(TypedDict, closed=True):
    """`subscription.billing`: Bill subscriptions that are due.

    Example::

        await send_job("subscription.billing", {
            "tenantId": "rawdog",
            "billingDate": "2026-03-01T00:00:00Z",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    subscriptionId: NotRequired[str]
    """The subscription's id; all due ones if absent."""
    billingDate: NotRequired[datetime | str]
    """The day to bill for; today if absent."""


class SubscriptionCancelledDict(TypedDict, closed=True):
    """`subscription.cancelled`: A subscription was canceled.

    Example::

        await send_job("subscription.cancelled", {
            "tenantId": "rawdog",
            "subscriptionId": "subscription_7",
            "reason": "too expensive",
            "effectiveDate": "2026-04-01T00:00:00Z",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    subscriptionId: str
    """The subscription's id."""
    reason: NotRequired[str]
    """The reason for the cancellation, in the customer's words."""
    effectiveDate: NotRequired[datetime | str]
    """When it ends; immediately if absent."""


class SubscriptionRenewalDict(TypedDict, closed=True):
    """`subscription.renewal`: A subscription was renewed for another period.

    Example::

        await send_job("subscription.renewal", {
            "tenantId": "rawdog",
            "subscriptionId": "subscription_7",
            "nextBillingDate": "2026-04-01T00:00:00Z",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    subscriptionId: str
    """The subscription's id."""
    nextBillingDate: datetime | str
    """When it is billed next."""
