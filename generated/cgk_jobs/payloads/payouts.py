# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Payouts: Money owed and paid to creators, and the treasury it comes from."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from typing_extensions import NotRequired, TypedDict


class PayoutRequestedDict(TypedDict, closed=True):
    """`payout.requested`: A creator asked to be paid.

    Example::

        await send_job("payout.requested", {
            "tenantId": "rawdog",
            "payoutId": "payout_21",
            "creatorId": "creator_11",
            "amount": 25000,
            "currency": "USD",
            "payoutType": "domestic",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    payoutId: str
    """The payout's id."""
    creatorId: str
    """The creator's id."""
    amount: int | float
    """The requested amount, in the currency's minor unit."""
    currency: str
    """ISO 4217 code of the amount's currency."""
    payoutType: Literal["domestic", "international"]
    """Whether it stays in the country or crosses a border."""


class PayoutProcessingDict(TypedDict, closed=True):
    """`payout.processing`: A payout was submitted to the bank.

    Example::

        await send_job("payout.processing", {
            "tenantId": "rawdog",
            "payoutId": "payout_21",
            "transferId": "transfer_5",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    payoutId: str
    """The payout's id."""
    transferId: NotRequired[str]
    """The transfer's id at the bank."""


class PayoutCompletedDict(TypedDict, closed=True):
    """`payout.completed`: A payout arrived.

    Example::

        await send_job("payout.completed", {
            "tenantId": "rawdog",
            "payoutId": "payout_21",
            "completedAt": "2026-03-01T12:00:00Z",
            "transactionId": "transaction_8",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    payoutId: str
    """The payout's id."""
    completedAt: datetime | str
    """When it arrived."""
    transactionId: NotRequired[str]
    """The transaction's id at the bank."""


class PayoutFailedDict(TypedDict, closed=True):
    """`payout.failed`: A payout could not be made.

    Example::

        await send_job("payout.failed", {
            "tenantId": "rawdog",
            "payoutId": "payout_21",
            "reason": "account_closed",
            "retryable": False,
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    payoutId: str
    """The payout's id."""
    reason: str
    """Reason of the failure, in the bank's words."""
    retryable: bool
    """Whether trying again may help."""


class PaymentAvailableDict(TypedDict, closed=True):
    """`payment.available`: Money became available for a creator to be paid out.

    Example::

        await send_job("payment.available", {
            "tenantId": "rawdog",
            "creatorId": "creator_11",
            "amount": 25000,
            "currency": "USD",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    creatorId: str
    """The creator's id."""
    amount: int | float
    """The available amount, in the currency's minor unit."""
    currency: str
    """ISO 4217 code of the amount's currency."""


class TreasuryTopupDict(TypedDict, closed=True):
    """`treasury.topup`: The treasury was topped up or will be topped up.

    Example::

        await send_job("treasury.topup", {
            "tenantId": "rawdog",
            "topupId": "topup_2",
            "amount": 1000000,
            "currency": "USD",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    topupId: str
    """The top-up's id."""
    amount: int | float
    """The added amount, in the currency's minor unit."""
    currency: str
    """ISO 4217 code of the amount's currency."""


class TreasuryApprovalDict(TypedDict, closed=True):
    """`treasury.approval`: A withdrawal from the treasury requires approval.

    Example::

        await send_job("treasury.approval", {
            "tenantId": "rawdog",
            "requestId": "request_14",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    requestId: str
    """The id of the request to approve."""


class TreasuryLowBalanceDict(TypedDict, closed=True):
    """`treasury.lowBalance`: The treasury holds less than its threshold.

    Example::

        await send_job("treasury.lowBalance", {
            "tenantId": "rawdog",
            "balance": 40000,
            "threshold": 100000,
            "currency": "USD",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    balance: int | float
    """The current balance, in the currency's minor unit."""
    threshold: int | float
    """The lowest balance without a warning, in the currency's minor unit."""
    currency: str
    """ISO 4217 code of the amount's currency."""


class ExpenseSyncDict(TypedDict, closed=True):
    """`expense.sync`: Write payouts to the bookkeeping as expenses.

    Example::

        await send_job("expense.sync", {
            "tenantId": "rawdog",
            "startDate": "2026-03-01T00:00:00Z",
            "endDate": "2026-03-02T00:00:00Z",
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    payoutId: NotRequired[str]
    """The payout's id; all payouts of the period if absent."""
    startDate: NotRequired[datetime | str]
    """Start of the period, inclusive."""
    endDate: NotRequired[datetime | str]
    """End of the period, exclusive."""


class CommissionMaturedDict(TypedDict, closed=True):
    """`commission.matured`: A creator's commission can no longer be revoked.

    Example::

        await send_job("commission.matured", {
            "tenantId": "rawdog",
            "commissionId": "commission_31",
            "orderId": "order_123",
            "creatorId": "creator_11",
            "amount": 999,
        })
    """

    tenantId: str
    """The tenant the job belongs to."""
    commissionId: str
    """The commission's id."""
    orderId: str
    """The order's id on the platform."""
    creatorId: str
    """The creator's id."""
    amount: int | float
    """The commission, in the minor unit of the order's currency."""
