# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Cart recovery: Abandoned checkouts and the mails that bring customers back."""

from typing import Annotated, Any, Literal

from cgk_runtime.payload import EventPayload, Number, Omittable
from pydantic import Field


class RecoveryEmailScheduledPayload(EventPayload[Literal["recovery.emailScheduled"], Any], frozen=True):
    """`recovery.emailScheduled`: A mail about an abandoned checkout was scheduled.

    Example::

        await send_job("recovery.emailScheduled", {
            "tenantId": "rawdog",
            "emailId": "email_6",
            "checkoutId": "checkout_8",
            "sequenceNumber": 1,
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    email_id: str
    """The mail's id."""

    checkout_id: str
    """The abandoned checkout's id on the platform."""

    sequence_number: Number
    """Position of the mail in its sequence, from 1."""


class RecoveryEmailSentPayload(EventPayload[Literal["recovery.emailSent"], Any], frozen=True):
    """`recovery.emailSent`: A mail about an abandoned checkout was sent.

    Example::

        await send_job("recovery.emailSent", {
            "tenantId": "rawdog",
            "emailId": "email_6",
            "checkoutId": "checkout_8",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    email_id: str
    """The mail's id."""

    checkout_id: str
    """The abandoned checkout's id on the platform."""


class RecoveryCheckAbandonedPayload(EventPayload[Literal["recovery.checkAbandoned"], Any], frozen=True):
    """`recovery.checkAbandoned`: Look for checkouts that were abandoned.

    Example::

        await send_job("recovery.checkAbandoned", {
            "tenantId": "rawdog",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""


class RecoveryProcessQueuePayload(EventPayload[Literal["recovery.processQueue"], Any], frozen=True):
    """`recovery.processQueue`: Send the recovery mails that are due.

    Example::

        await send_job("recovery.processQueue", {
            "tenantId": "rawdog",
            "limit": 100,
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    limit: Omittable[Number | None] = None
    """Largest number of mails to send."""


class RecoveryExpireOldPayload(EventPayload[Literal["recovery.expireOld"], Any], frozen=True):
    """`recovery.expireOld`: Give up on checkouts that were abandoned too long ago.

    Example::

        await send_job("recovery.expireOld", {
            "tenantId": "rawdog",
            "daysOld": 30,
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    days_old: Omittable[Number | None] = None
    """Only checkouts abandoned more than this many days ago."""


class RecoveryCheckoutUpdatedPayload(EventPayload[Literal["recovery.checkoutUpdated"], Any], frozen=True):
    """`recovery.checkoutUpdated`: A checkout changed after it was considered abandoned.

    Example::

        await send_job("recovery.checkoutUpdated", {
            "tenantId": "rawdog",
            "shopifyCheckoutId": "9007",
            "completed": True,
            "orderId": "order_123",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    shopify_checkout_id: str
    """The checkout's id at Shopify."""

    completed: bool
    """Whether it became an order."""

    order_id: Omittable[str | None] = None
    """The id of that order, if it became one."""
