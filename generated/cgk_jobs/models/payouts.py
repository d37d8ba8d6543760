# Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
"""Payouts: Money owed and paid to creators, and the treasury it comes from."""

from typing import Annotated, Any, Literal

from cgk_runtime.payload import DateTime, EventPayload, Number, Omittable
from pydantic import Field


class PayoutRequestedPayload(EventPayload[Literal["payout.requested"], Any], frozen=True):
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

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    payout_id: str
    """The payout's id."""

    creator_id: str
    """The creator's id."""

    amount: Number
    """The requested amount, in the currency's minor unit."""

    currency: str
    """ISO 4217 code of the amount's currency."""

    payout_type: Literal["domestic", "international"]
    """Whether it stays in the country or crosses a border."""


class PayoutProcessingPayload(EventPayload[Literal["payout.processing"], Any], frozen=True):
    """`payout.processing`: A payout was submitted to the bank.

    Example::

        await send_job("payout.processing", {
            "tenantId": "rawdog",
            "payoutId": "payout_21",
            "transferId": "transfer_5",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    payout_id: str
    """The payout's id."""

    transfer_id: Omittable[str | None] = None
    """The transfer's id at the bank."""


class PayoutCompletedPayload(EventPayload[Literal["payout.completed"], Any], frozen=True):
    """`payout.completed`: A payout arrived.

    Example::

        await send_job("payout.completed", {
            "tenantId": "rawdog",
            "payoutId": "payout_21",
            "completedAt": "2026-03-01T12:00:00Z",
            "transactionId": "transaction_8",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    payout_id: str
    """The payout's id."""

    completed_at: DateTime
    """When it arrived."""

    transaction_id: Omittable[str | None] = None
    """The transaction's id at the bank."""


class PayoutFailedPayload(EventPayload[Literal["payout.failed"], Any], frozen=True):
    """`payout.failed`: A payout could not be made.

    Example::

        await send_job("payout.failed", {
            "tenantId": "rawdog",
            "payoutId": "payout_21",
            "reason": "account_closed",
            "retryable": False,
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    payout_id: str
    """The payout's id."""

    reason: str
    """Reason of the failure, in the bank's words."""

    retryable: bool
    """Whether trying again may help."""


class PaymentAvailablePayload(EventPayload[Literal["payment.available"], Any], frozen=True):
    """`payment.available`: Money became available for a creator to be paid out.

    Example::

        await send_job("payment.available", {
            "tenantId": "rawdog",
            "creatorId": "creator_11",
            "amount": 25000,
            "currency": "USD",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    creator_id: str
    """The creator's id."""

    amount: Number
    """The available amount, in the currency's minor unit."""

    currency: str
    """ISO 4217 code of the amount's currency."""


class TreasuryTopupPayload(EventPayload[Literal["treasury.topup"], Any], frozen=True):
    """`treasury.topup`: The treasury was topped up or will be topped up.

    Example::

        await send_job("treasury.topup", {
            "tenantId": "rawdog",
            "topupId": "topup_2",
            "amount": 1000000,
            "currency": "USD",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    topup_id: str
    """The top-up's id."""

    amount: Number
    """The added amount, in the currency's minor unit."""

    currency: str
    """ISO 4217 code of the amount's currency."""


class TreasuryApprovalPayload(EventPayload[Literal["treasury.approval"], Any], frozen=True):
    """`treasury.approval`: A withdrawal from the treasury requires approval.

    Example::

        await send_job("treasury.approval", {
            "tenantId": "rawdog",
            "requestId": "request_14",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    request_id: str
    """The id of the request to approve."""


class TreasuryLowBalancePayload(EventPayload[Literal["treasury.lowBalance"], Any], frozen=True):
    """`treasury.lowBalance`: The treasury holds less than its threshold.

    Example::

        await send_job("treasury.lowBalance", {
            "tenantId": "rawdog",
            "balance": 40000,
            "threshold": 100000,
            "currency": "USD",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    balance: Number
    """The current balance, in the currency's minor unit."""

    threshold: Number
    """The lowest balance without a warning, in the currency's minor unit."""

    currency: str
    """ISO 4217 code of the amount's currency."""


class ExpenseSyncPayload(EventPayload[Literal["expense.sync"], Any], frozen=True):
    """`expense.sync`: Write payouts to the bookkeeping as expenses.

    Example::

        await send_job("expense.sync", {
            "tenantId": "rawdog",
            "startDate": "2026-03-01T00:00:00Z",
            "endDate": "2026-03-02T00:00:00Z",
        })
    """

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    payout_id: Omittable[str | None] = None
    """The payout's id; all payouts of the period if absent."""

    start_date: Omittable[DateTime | None] = None
    """Start of the period, inclusive."""

    end_date: Omittable[DateTime | None] = None
    """End of the period, exclusive."""


class CommissionMaturedPayload(EventPayload[Literal["commission.matured"], Any], frozen=True):
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

    tenant_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,56}$")]
    """The tenant the job belongs to."""

    commission_id: str
    """The commission's id."""

    order_id: str
    """The order's id on the platform."""

    creator_id: str
    """The creator's id."""

    amount: Number
    """The commission, in the minor unit of the order's currency."""
