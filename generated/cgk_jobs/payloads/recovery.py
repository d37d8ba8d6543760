# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Cart recovery: Abandoned checkouts and the mails that bring customers back."""

from __future__ import annotations

from typing_extensions import NotRequired, TypedDict


class RecoveryEmailScheduledDict(TypedDict, closed=True):
    """`recovery.emailScheduled`: A mail about an abandoned checkout was scheduled.

    Example::

        await send_job("recovery.emailScheduled", {
            "tenantId": "rawdog",
            "emailId": "email_6",
            "checkoutId": "checkout_8",
            "sequenceNumber": 1,
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    emailId: str
    """The mail's id."""
    checkoutId: str
    """The abandoned checkout's id on the platform."""
    sequenceNumber: int | float
    """Position of the mail in its sequence, from 1."""


class RecoveryEmailSentDict(TypedDict, closed=True):
    """`recovery.emailSent`: A mail about an abandoned checkout was sent.

    Example::

        await send_job("recovery.emailSent", {
            "tenantId": "rawdog",
            "emailId": "email_6",
            "checkoutId": "checkout_8",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    emailId: str
    """The mail's id."""
    checkoutId: str
    """The abandoned checkout's id on the platform."""


class RecoveryCheckAbandonedDict(TypedDict, closed=True):
    """`recovery.checkAbandoned`: Look for checkouts that were abandoned.

    Example::

        await send_job("recovery.checkAbandoned", {
            "tenantId": "rawdog",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""


class RecoveryProcessQueueDict(TypedDict, closed=True):
    """`recovery.processQueue`: Send the recovery mails that are due.

    Example::

        await send_job("recovery.processQueue", {
            "tenantId": "rawdog",
            "limit": 100,
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    limit: NotRequired[int | float]
    """Largest number of mails to send."""


class RecoveryExpireOldDict(TypedDict, closed=True):
    """`recovery.expireOld`: Give up on checkouts that were abandoned too long ago.

    Example::

        await send_job("recovery.expireOld", {
            "tenantId": "rawdog",
            "daysOld": 30,
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    daysOld: NotRequired[int | float]
    """Only checkouts abandoned more than this many days ago."""


class RecoveryCheckoutUpdatedDict(TypedDict, closed=True):
    """`recovery.checkoutUpdated`: A checkout changed after it was considered abandoned.

    Example::

        await send_job("recovery.checkoutUpdated", {
            "tenantId": "rawdog",
            "shopifyCheckoutId": "9007",
            "completed": True,
            "orderId": "order_123",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    shopifyCheckoutId: str
    """The checkout's id at Shopify."""
    completed: bool
    """Whether it became an order."""
    orderId: NotRequired[str]
    """The id of that order, if it became one."""
